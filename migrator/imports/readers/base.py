"""What a reader of files is handed, and what it gives. Values, and the two seams that a reader fills."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from migrator.account import Unit
from migrator.model.documents import RawPage
from migrator.model.notices import Notice

HEAD = 65_536
"""Bytes of a file that a reader may see to tell whether it has its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file or folder that a person named: its path, and the first HEAD bytes (none of a folder)."""

    path: Path
    head: bytes = b""

    @property
    def text(self) -> bytes:
        """The head, unpacked where the file is packed by gzip."""
        if not self.head.startswith(b"\x1f\x8b"):
            return self.head
        try:
            return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(self.head, HEAD)
        except zlib.error:
            return b""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()


def candidate(path: Path) -> Candidate:
    """Look at a file or folder; raises OSError where it can't be read."""
    if path.is_dir():
        return Candidate(path=path)
    with path.open("rb") as file:
        return Candidate(path=path, head=file.read(HEAD))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDocument:
    """One document as a server would have given it, and when it told the truth.

    `as_of` (RFC 3339 UTC) must come from the file itself, never from the clock or the order of reading: of two equally
    precise tellings the newer one counts, in whatever order they are imported. `page.url` must be the same each time
    that the same file is read. `read` is how many bytes of the input are behind it (progress). `position` says where
    in the input it stands. `parts` gives the same in smaller pieces, for when the parser finds it damaged: what is
    whole in it is then read, and what is not is named with its own position.
    """

    page: RawPage
    as_of: str
    read: int = 0
    position: str = ""
    parts: "Callable[[], Iterator[ImportedDocument | Notice]] | None" = None
    offers: Mapping[Unit, int] | None = None
    """The units that the reader counted in it; None: it is one record, and offers what is seen in it."""
    repeated: int = 0
    """How many entries stand in it only so that others are understood; `offers` leaves them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Units that a reader sees and can't read: how many, where, and the notice that says so."""

    notice: Notice
    unit: Unit
    count: int
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMedia:
    """A picture or file that an input holds: under its address, or with none, only under a file's name."""

    content: Path | bytes
    url: str = ""
    name: str = ""
    content_type: str = ""


class BlogInput(Protocol):
    """One blog in one input.

    `form` says in words what it is; `home` is the blog's home URL and `platform_id` Blogger's number of it, empty if
    the input does not tell; `size` is in bytes, the measure of `ImportedDocument.read`. An input whose documents tell
    further hosts of the blog has them in `aliases`.
    """

    name: str
    form: str
    home: str
    platform_id: str
    size: int

    def documents(self) -> Iterator[ImportedDocument | Unread | Notice]:
        """Return the documents in the order of the input, and what is wrong with the input itself."""
        ...

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Return the media files whose address, or where they have none whose name, is wanted.

        Asked after all documents are kept.
        """
        ...


class Reader(Protocol):
    """Knows one form of input."""

    def recognises(self, found: Candidate) -> bool:
        """Tell by the content whether this is the form."""
        ...

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Return the blogs in it; `home` is where the user says that the blog lives, empty if they say nothing.

        Raises UnreadableInput where the form is right and nothing in it can be read.
        """
        ...
