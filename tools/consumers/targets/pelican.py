"""Pelican from PyPI."""

from pathlib import Path

from tools.consumers.results import Result
from tools.consumers.shell import exported, pip_installed, run
from tools.consumers.site import compare, served


class Pelican:
    """Builds the exported site and compares what it serves."""

    name = "pelican"

    def install(self, cache: Path) -> str:
        """Install with its Markdown reader."""
        return "pelican " + run([pip_installed(cache / "pelican") / "pelican", "--version"], cache).strip()

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build and compare."""
        site = exported(archive, "pelican", work / "site", "--site")
        program = cache / "pelican/venv/bin/pelican"
        run([program, "content", "--output", work / "built", "--fatal", "errors", "--quiet"], site)
        with served(work / "built") as pages:
            return compare(archive, pages, Result())


CONSUMER = Pelican()
