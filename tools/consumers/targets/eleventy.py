"""Eleventy from npm."""

from pathlib import Path

from tools.consumers.node import npm_installed
from tools.consumers.results import Result
from tools.consumers.shell import exported, run
from tools.consumers.site import compare, served


class Eleventy:
    """Builds the exported site and compares what it serves."""

    name = "eleventy"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "eleventy")
        return "eleventy " + run([modules / ".bin/eleventy", "--version"], cache).strip()

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build and compare."""
        site = exported(archive, "eleventy", work / "site", "--site")
        (site / "node_modules").symlink_to(cache / "eleventy/node_modules")
        run([site / "node_modules/.bin/eleventy", "--quiet", f"--output={work / 'built'}"], site)
        with served(work / "built") as pages:
            return compare(archive, pages, Result())


CONSUMER = Eleventy()
