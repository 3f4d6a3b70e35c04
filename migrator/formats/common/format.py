"""What an export format is: its writer, its reader, and the facts by which what the reader finds is compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.model.ports import Exporter


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeLayout:
    """Where a generator keeps things: folders of comments (`*.json`), and of what is served as it is.

    Media of what is not public lie beside it, where no generator takes them for the site's.
    """

    comments: str = ""
    static: tuple[str, ...] = ()
    redirects: str = "redirects/redirects.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadbackFacts:
    """What is to be expected of an export beside its posts.

    `files`: bodies show files of the export. `relative`: their links lead from file to file. `layout`: the source of a
    site. `addresses`: a post is at its old address, or that leads on. `takes_host`: it lives on the blog's own host, so
    that a folder stays in addresses. `renames`: a file may have the name that was made of an old one.
    `removed_comments`: those too are there that nobody answered. `label_signs`: what a label may not begin with.
    """

    files: bool = False
    relative: bool = False
    layout: TreeLayout | None = None
    addresses: bool = False
    takes_host: bool = False
    renames: bool = False
    removed_comments: bool = True
    label_signs: str = ""


class Format(Exporter, Protocol):
    """An export format: one class in one file, where the command, `verify --export` and the docs find all of it."""

    sign: ClassVar[str] = ""
    """A file that stands in its exports and in those of no other form, for one whose `losses.json` is gone."""
    facts: ClassVar[ReadbackFacts] = ReadbackFacts()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        ...
