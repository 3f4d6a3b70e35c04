"""Jekyll from Debian's packages."""

from pathlib import Path

from tools.consumers.debian import debian_installed
from tools.consumers.generator import Generator
from tools.consumers.shell import run


class Jekyll(Generator):
    """Debian's package."""

    name = "jekyll"

    def install(self, cache: Path) -> str:
        """Install the package."""
        debian_installed(["jekyll"], ["jekyll"], cache)
        return run(["jekyll", "--version"], cache).strip()

    def build(self, site: Path, built: Path, cache: Path) -> None:  # noqa: ARG002 - the shape of every generator
        """Build."""
        run(["jekyll", "build", "--quiet", "--source", site, "--destination", built], site, LANG="C.UTF-8")


CONSUMER = Jekyll()
