"""Astro from npm."""

from pathlib import Path

from tools.consumers.generator import Generator, linked_modules
from tools.consumers.node import npm_installed
from tools.consumers.shell import run


class Astro(Generator):
    """Astro as its lock file names it."""

    name = "astro"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "astro")
        return run([modules / ".bin/astro", "--version"], cache / "astro", ASTRO_TELEMETRY_DISABLED="1").strip()

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build; the output folder stands in the configuration."""
        run([linked_modules(site, cache, "astro") / "astro", "build"], site, ASTRO_TELEMETRY_DISABLED="1")
        (site / "dist").rename(built)


CONSUMER = Astro()
