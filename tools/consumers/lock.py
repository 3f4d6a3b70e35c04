# Run by a maintainer, by hand, to renew what `make consumers` installs.
"""Writes the lock files of the consumers anew, with what the registries have now: `python -m tools.consumers.lock`.

uv for PyPI (a hash for every file, one list for every machine), npm's own lock for npm. Both keep to the ranges of
`NAME.in` and `package.json`; a new major is let in by editing those. Run `make consumers` before you commit the result.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tools.consumers.shell import LOCKS, installing
from tools.consumers.targets.ghost import unpacked

_UV = ("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")
_NPM = ("npm", "update", "--package-lock-only", "--no-audit", "--no-fund", "--loglevel=error")
# No address of a registry in a lock: each machine has its own.
_NO_ADDRESS = {"npm_config_omit_lockfile_registry_resolved": "true"}


def main() -> int:
    """Renew every lock file."""
    for wanted in sorted(LOCKS.glob("*.in")):
        installing([*_UV, "--no-annotate", "--upgrade", wanted, "--output-file", wanted.with_suffix(".txt")], LOCKS)
    for folder in sorted(path.parent for path in LOCKS.glob("*/package.json")):
        installing(_NPM, folder, **_NO_ADDRESS)
    _lock_ghost()
    print(f"Renewed {LOCKS.relative_to(Path.cwd())}; now: make consumers")
    return 0


def _lock_ghost() -> None:
    """Lock what the package of Ghost itself depends on; which Ghost, says its target."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "ghost"
        unpacked(folder)
        command = ["npm", "install", "--package-lock-only", "--omit=dev", "--legacy-peer-deps", "--loglevel=error"]
        installing(command, folder, **_NO_ADDRESS)
        shutil.copy(folder / "package-lock.json", LOCKS / "ghost")


if __name__ == "__main__":
    sys.exit(main())
