"""Hexo from npm."""

from pathlib import Path

from tools.consumers.generator import Generator, linked_modules
from tools.consumers.node import npm_installed
from tools.consumers.shell import run


class Hexo(Generator):
    """Hexo as its lock file names it."""

    name = "hexo"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "hexo")
        return run([modules / ".bin/hexo", "version"], cache / "hexo").strip().splitlines()[0]

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build; Hexo writes into the site itself."""
        run([linked_modules(site, cache, "hexo") / "hexo", "generate", "--bail"], site)
        (site / "public").rename(built)


CONSUMER = Hexo()
