"""A Node that today's generators run on: this machine's, or one from npm, where Debian's is too old."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from tools.consumers.debian import debian_installed
from tools.consumers.results import NotInstalled
from tools.consumers.shell import installing

_OLDEST = 20
"""The oldest release line of Node that Astro 5, Hexo 8 and Ghost 5 run on."""

_MACHINES = {"x86_64": "x64", "aarch64": "arm64"}


def node_installed(cache: Path) -> None:
    """Let `node` and `npm` be new enough for every child of this process; NotInstalled where that can't be."""
    if _release("node") >= _OLDEST and shutil.which("npm"):
        return
    folder = cache / "node"
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise NotInstalled(f"npm has no Node for a {platform.machine()}, and this machine's is older than {_OLDEST}")
    name = f"node-linux-{machine}"
    modules = folder / "node_modules"
    if not (folder / ".ready").exists():
        debian_installed(("node", "npm"), ("nodejs", "npm"), cache)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        installing(["npm", "install", *quiet, f"{name}@{_OLDEST}", "npm@10"], folder)
        (folder / ".ready").touch()
    # Programs of npm's packages ask for `node` by name.
    os.environ["PATH"] = os.pathsep.join([str(modules / name / "bin"), str(modules / ".bin"), os.environ["PATH"]])
    if _release("node") < _OLDEST:
        raise NotInstalled(f"the Node from npm does not run here: {modules / name}")


def _release(program: str) -> int:
    """Give the release line of a Node, 0 if there is none."""
    found = shutil.which(program)
    if found is None:
        return 0
    told = subprocess.run([found, "--version"], check=False, text=True, capture_output=True).stdout  # noqa: S603
    number = re.match(r"v(\d+)\.", told)
    return int(number[1]) if number else 0


def npm_installed(folder: Path, *packages: str) -> Path:
    """Give the `node_modules` with these packages, made if it is not there; `folder` is one of the cache."""
    node_installed(folder.parent)
    marker = folder / f".ready-{'-'.join(packages).replace('/', '_')[:150]}"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "package.json").exists():
            (folder / "package.json").write_text('{"private": true}\n')
        installing(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *packages], folder)
        marker.touch()
    return folder / "node_modules"
