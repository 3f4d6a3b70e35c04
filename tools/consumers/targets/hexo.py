"""Hexo from npm."""

from pathlib import Path

from tools.consumers.node import npm_installed
from tools.consumers.results import Result
from tools.consumers.shell import exported, run
from tools.consumers.site import compare, served


class Hexo:
    """Builds the exported site and compares what it serves."""

    name = "hexo"

    def install(self, cache: Path) -> str:
        """Install from npm."""
        modules = npm_installed(cache / "hexo")
        return run([modules / ".bin/hexo", "version"], cache / "hexo").strip().splitlines()[0]

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build and compare."""
        site = exported(archive, "hexo", work / "site", "--site")
        (site / "node_modules").symlink_to(cache / "hexo/node_modules")
        run([site / "node_modules/.bin/hexo", "generate", "--bail"], site)
        with served(site / "public") as pages:
            return compare(archive, pages, Result())


CONSUMER = Hexo()
