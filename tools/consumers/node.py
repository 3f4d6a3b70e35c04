"""npm's packages exactly as their lock files name them, and a Node that today's programs run on."""

import hashlib
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from tools.consumers.debian import debian_installed
from tools.consumers.results import NotInstalled
from tools.consumers.shell import LOCKS, installing

_OLDEST = (22, 23, 1)
"""The oldest Node that Astro 7 (22.12) and Ghost 6 (22.23.1) run on; Eleventy 3 and Hexo 8 are content with less."""

_MACHINES = {"x86_64": "x64", "aarch64": "arm64"}
_QUIET = ("--no-audit", "--no-fund", "--loglevel=error")


def node_installed(cache: Path) -> None:
    """Let `node` and `npm` be new enough for every child of this process; NotInstalled where that can't be."""
    if _release("node") >= _OLDEST and shutil.which("npm"):
        return
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        wanted = ".".join(map(str, _OLDEST))
        raise NotInstalled(f"npm has no Node for a {platform.machine()}, and this machine's is older than {wanted}")
    debian_installed(("node", "npm"), ("nodejs", "npm"), cache)
    modules = _locked(cache / "node")
    # Programs of npm's packages ask for `node` by name.
    found = modules / f"node-linux-{machine}"
    os.environ["PATH"] = os.pathsep.join([str(found / "bin"), str(modules / ".bin"), os.environ["PATH"]])
    if _release("node") < _OLDEST:
        raise NotInstalled(f"the Node from npm does not run here: {found}")


def npm_installed(folder: Path, *options: str, **environment: str) -> Path:
    """Return the `node_modules` with what the lock of a consumer names; `folder` is the consumer's in the cache."""
    node_installed(folder.parent)
    return _locked(folder, *options, **environment)


def _locked(folder: Path, *options: str, **environment: str) -> Path:
    lock = LOCKS / folder.name
    files = [lock / "package.json", lock / "package-lock.json"]
    marker = folder / f".ready-{hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()[:16]}"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy(file, folder)
        # Not `npm ci`: it refuses a lock as soon as an optional package of another system is in no registry.
        installing(["npm", "install", "--no-save", *_QUIET, *options], folder, **environment)
        marker.touch()
    return folder / "node_modules"


def _release(program: str) -> tuple[int, ...]:
    """Return the version of a Node, empty if there is none."""
    found = shutil.which(program)
    if found is None:
        return ()
    told = subprocess.run([found, "--version"], check=False, text=True, capture_output=True).stdout  # noqa: S603
    number = re.match(r"v(\d+)\.(\d+)\.(\d+)", told)
    return tuple(map(int, number.groups())) if number else ()
