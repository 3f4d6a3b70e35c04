"""A site generator as a consumer: it builds what we export, at the root of a host and below a path of one."""

import shutil
from pathlib import Path
from typing import ClassVar

from tools.consumers.built import inspect
from tools.consumers.results import Result
from tools.consumers.shell import exported
from tools.consumers.site import compare, served

BELOW = "https://below.example/a/path"
"""The address of the site that is built below a path; nothing asks for it, only files are looked at."""


class Generator:
    """Builds the exported site, compares what it serves with the archive, and looks through all that it wrote."""

    name: ClassVar[str]

    def install(self, cache: Path) -> str:
        """Install, if it is not yet; return its version."""
        raise NotImplementedError

    def build(self, site: Path, built: Path, cache: Path) -> None:
        """Build a site."""
        raise NotImplementedError

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Build twice and compare."""
        result = Result()
        site, built = self.built(archive, cache, work / "root")
        with served(built) as pages:
            compare(archive, pages, result)
        inspect(archive, built, "", result)
        shutil.rmtree(site)
        if archive.name == "torture":
            _, built = self.built(archive, cache, work / "below", "--base-url", BELOW)
            inspect(archive, built, BELOW, result)
        return result

    def built(self, archive: Path, cache: Path, work: Path, *options: str) -> tuple[Path, Path]:
        """Return the exported site and what is built of it."""
        site, built = work / "site", work / "built"
        exported(archive, self.name, site, "--site", *options)
        self.build(site, built, cache)
        return site, built


def linked_modules(site: Path, cache: Path, name: str) -> Path:
    """Let a site use the packages of npm that are installed for its generator; return its programs."""
    (site / "node_modules").symlink_to(cache / name / "node_modules")
    return site / "node_modules/.bin"
