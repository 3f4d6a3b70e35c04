"""Jekyll from Debian's packages."""

from pathlib import Path

from tools.consumers.debian import debian_installed
from tools.consumers.results import Result
from tools.consumers.shell import exported, run
from tools.consumers.site import compare, served


class Jekyll:
    """Builds the exported site and compares what it serves."""

    name = "jekyll"

    def install(self, cache: Path) -> str:
        """Install Debian's package."""
        debian_installed(["jekyll"], ["jekyll"], cache)
        return run(["jekyll", "--version"], cache).strip()

    def check(self, archive: Path, cache: Path, work: Path) -> Result:  # noqa: ARG002 - the shape of every consumer
        """Build and compare."""
        site = exported(archive, "jekyll", work / "site", "--site")
        run(["jekyll", "build", "--quiet", "--source", site, "--destination", work / "built"], site, LANG="C.UTF-8")
        with served(work / "built") as pages:
            return compare(archive, pages, Result())


CONSUMER = Jekyll()
