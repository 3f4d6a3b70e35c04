"""Pelican from PyPI."""

from pathlib import Path

from tools.consumers.generator import Generator
from tools.consumers.shell import pip_installed, run


class Pelican(Generator):
    """Pelican with its Markdown reader."""

    name = "pelican"

    def install(self, cache: Path) -> str:
        """Install into an environment of its own."""
        return "pelican " + run([pip_installed(cache / "pelican") / "pelican", "--version"], cache).strip()

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build."""
        program = cache / "pelican/venv/bin/pelican"
        run([program, "content", "--output", built, "--fatal", "errors", "--quiet"], site)


CONSUMER = Pelican()
