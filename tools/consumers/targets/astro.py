"""Astro from npm."""

from pathlib import Path

from tools.consumers.node import npm_installed
from tools.consumers.results import Result
from tools.consumers.shell import exported, run
from tools.consumers.site import compare, served


class Astro:
    """Builds the exported site and compares what it serves."""

    name = "astro"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "astro")
        return run([modules / ".bin/astro", "--version"], cache / "astro", ASTRO_TELEMETRY_DISABLED="1").strip()

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build and compare."""
        site = exported(archive, "astro", work / "site", "--site")
        (site / "node_modules").symlink_to(cache / "astro/node_modules")
        run([cache / "astro/node_modules/.bin/astro", "build"], site, ASTRO_TELEMETRY_DISABLED="1")
        with served(site / "dist") as pages:
            return compare(archive, pages, Result())


CONSUMER = Astro()
