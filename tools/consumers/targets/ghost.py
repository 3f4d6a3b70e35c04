"""Ghost from npm: imports the zip file, then its Admin API and its pages are compared."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from tools.consumers.debian import debian_installed
from tools.consumers.ghost.compare import compare
from tools.consumers.ghost.server import running
from tools.consumers.node import node_installed
from tools.consumers.results import Result
from tools.consumers.shell import LOCKS, exported, installing, run

VERSION = "6.65.0"
_PACKAGES = ("g++", "make", "python3")


class GhostCms:
    """Runs a Ghost of its own on loopback."""

    name = "ghost"

    def install(self, cache: Path) -> str:
        """Install with npm: the package is made for yarn, so what it tells of its dependencies is translated first."""
        node_installed(cache)
        debian_installed(("g++", "make"), _PACKAGES, cache)
        folder, lock = cache / "ghost", LOCKS / "ghost/package-lock.json"
        marker = folder / f".ready-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
        if not marker.exists():
            unpacked(folder)
            shutil.copy(lock, folder)
            # sqlite3 is compiled, with the headers beside this node where there are some.
            prefix = Path(shutil.which("node") or "/usr/bin/node").resolve().parent.parent
            headers = {"npm_config_nodedir": str(prefix)} if (prefix / "include/node").exists() else {}
            quiet = ("--no-audit", "--no-fund", "--loglevel=error")
            command = ["npm", "install", "--no-save", "--omit=dev", "--legacy-peer-deps", *quiet]
            installing(command, folder, **headers, npm_config_python=sys.executable)
            marker.touch()
        return f"Ghost {VERSION}, node {run(['node', '--version'], cache).strip()}"

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Import into a new Ghost and compare item by item."""
        with running(cache / "ghost", work) as ghost:
            export = exported(archive, "ghost", work / "export")
            ghost.import_zip(export / "blog.ghost.zip")
            ghost.upload_redirects(export / "redirects.json")
            return compare(archive, ghost, export / "losses.json")


def unpacked(folder: Path) -> None:
    """Unpack Ghost's package; npm is told what pnpm is: no development packages, resolutions as overrides."""
    shutil.rmtree(folder, ignore_errors=True)
    packed = installing(["npm", "pack", "--silent", f"ghost@{VERSION}"], folder.parent).strip().splitlines()[-1]
    installing(["tar", "xzf", packed], folder.parent)
    (folder.parent / packed).unlink()
    (folder.parent / "package").rename(folder)
    path = folder / "package.json"
    package = json.loads(path.read_text())
    package.pop("devDependencies", None)
    resolutions = package.pop("resolutions", {})
    package["overrides"] = {name.rpartition("**/")[2]: version for name, version in resolutions.items()}
    path.write_text(json.dumps(package, indent=2))


CONSUMER = GhostCms()
