"""Eleventy from npm."""

from pathlib import Path

from tools.consumers.generator import Generator, linked_modules
from tools.consumers.node import npm_installed
from tools.consumers.shell import run


class Eleventy(Generator):
    """Eleventy as its lock file names it."""

    name = "eleventy"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "eleventy")
        return "eleventy " + run([modules / ".bin/eleventy", "--version"], cache).strip()

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build."""
        run([linked_modules(site, cache, "eleventy") / "eleventy", "--quiet", f"--output={built}"], site)


CONSUMER = Eleventy()
