"""Runs the programs of others."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.consumers.results import ConsumerFailed, NotInstalled

LOCKS = Path(__file__).with_name("locks")
"""What is installed, exactly: NAME.txt for pip, NAME/ for npm; `python -m tools.consumers.lock` writes them anew."""

_SAID = 1500


def run(command: Sequence[str | Path], cwd: Path, *, seconds: int = 900, **environment: str) -> str:
    """Run a program and give what it printed; ConsumerFailed if it exits with an error."""
    try:
        done = subprocess.run(  # noqa: S603 - commands of ours
            [str(part) for part in command], cwd=cwd, env={**os.environ, **environment}, timeout=seconds,
            check=False, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConsumerFailed(str(error)) from error
    if done.returncode:
        raise ConsumerFailed(f"{command[0]} exited with {done.returncode}: {done.stdout[-_SAID:]}")
    return done.stdout


def installing(command: Sequence[str | Path], cwd: Path, **environment: str) -> str:
    """Run an installer; NotInstalled if it fails."""
    cwd.mkdir(parents=True, exist_ok=True)
    try:
        return run(command, cwd, seconds=1800, **environment)
    except ConsumerFailed as error:
        raise NotInstalled(str(error)) from error


def pip_installed(folder: Path) -> Path:
    """Return the `bin` of an environment with what the lock of this name pins; `folder` is one of the cache."""
    lock = LOCKS / f"{folder.name}.txt"
    marker = folder / f".ready-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not marker.exists():
        installing([sys.executable, "-m", "venv", "--clear", folder / "venv"], folder)
        quiet = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        installing([folder / "venv/bin/pip", "install", *quiet, "-r", lock], folder)
        marker.touch()
    return folder / "venv/bin"


def exported(archive: Path, name: str, output: Path, *options: str) -> Path:
    """Export an archive with the command that a user types; gives the folder."""
    run([sys.executable, "-m", "migrator.cli", "export", archive, "--format", name, "--output", output, *options],
        Path.cwd())  # fmt: skip
    return output
