"""Runs the programs of others."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.consumers.results import ConsumerFailed, NotInstalled

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


def pip_installed(folder: Path, *packages: str) -> Path:
    """Give the `bin` of an environment with these packages, made if it is not there."""
    marker = folder / f".ready-{'-'.join(packages).replace('/', '_')}"
    if not marker.exists():
        installing([sys.executable, "-m", "venv", folder / "venv"], folder)
        installing([folder / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages], folder)
        marker.touch()
    return folder / "venv/bin"


def exported(archive: Path, name: str, output: Path, *options: str) -> Path:
    """Export an archive with the command that a user types; gives the folder."""
    run([sys.executable, "-m", "migrator.cli", "export", archive, "--format", name, "--output", output, *options],
        Path.cwd())  # fmt: skip
    return output
