"""The seams of the program: what an archive view, an exporter and a sink must offer. Types only."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, ClassVar, Protocol

from migrator.model.notices import Notice
from migrator.model.schema import Author, Blog, Media, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSummary:
    """A post without body and comments: what link rewriting, indexes and slug tables need of every post."""

    id: str
    url: str
    key: str
    """`BlogAddress.key` of the URL."""
    type: str
    status: str
    slug: str
    title: str
    published: str | None


class ArchiveView(Protocol):
    """What exporters see of an archive: read-only, streaming, always in the same order."""

    def blog(self) -> Blog:
        """Return the blog itself."""
        ...

    def authors(self) -> Iterator[Author]:
        """Return the authors of the held posts, by id."""
        ...

    def posts(self) -> Iterator[Post]:
        """Return posts and pages, newest first (then by id), each with its comments; one in memory at a time."""
        ...

    def summaries(self) -> Iterator[PostSummary]:
        """Return every post without its body, in the order of `posts`."""
        ...

    def labels(self, statuses: Collection[str] = ()) -> Iterator[tuple[str, int]]:
        """Return (label, number of posts), by label; of posts of these statuses alone, if some are named."""
        ...

    def media(self) -> Iterator[Media]:
        """Return every media file that a held post refers to, by id."""
        ...

    def media_by_id(self, media_id: str) -> Media | None:
        """Return one media file."""
        ...

    def aliases(self) -> frozenset[str]:
        """Return the folded hosts, other than the canonical one, under which the blog is known."""
        ...

    def open_media(self, media: Media) -> BinaryIO:
        """Open the bytes of a held media file."""
        ...


def checked_base_url(url: str | None) -> str | None:
    """Return the address under which an export will live, as given; ValueError, which says why, if it is none."""
    if url is not None and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", url):
        raise ValueError(f"must be an address such as https://blog.example/, not {url!r}")
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What the user asked of an export; `extra` holds options of single formats by name.

    `raw_html` False: Markdown without any HTML in it.
    """

    base_url: str | None = None
    site: bool = False
    raw_html: bool = True
    source_date_epoch: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """A file of an export: relative POSIX path, and its bytes whole, in chunks, or as a held media file to copy.

    Chunks are consumed before the next file is asked for, so a generator may stream from the view. `beside`: the file
    is not to lie in the folder of the export but next to it, the name of the folder and a dot before its own.
    """

    path: str
    content: bytes | Iterable[bytes] | Media
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something of one post that the target has no place for.

    `what` names the kind of thing in the plural (`comments`, `dates of change`); `url` is the post's on the blog.
    """

    what: str
    url: str
    count: int = 1
    detail: str = ""


class Exporter(Protocol):
    """Writes one target format. Pure: it yields files, losses and notices. Subclasses take the defaults here."""

    name: ClassVar[str]
    summary: ClassVar[str]
    """One line for `migrate formats`."""
    cannot_hold: ClassVar[tuple[str, ...]]
    """What the target has no place for, for `migrate formats`."""
    steps: ClassVar[str] = ""
    """What to do with the export, for its README; empty where `export` yields a README of its own."""
    takes: ClassVar[tuple[str, ...]] = ()
    """The options of `ExportOptions.extra` that mean something to it."""
    makes_site: ClassVar[bool] = False
    """Whether `ExportOptions.site` adds a working site around the content."""
    served: ClassVar[bool] = False
    """Whether the folder goes onto a web server as it is, so that `losses.json` is to lie next to it."""

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:
        """Yield every file of the export, in a fixed order; `losses.json` is none of them."""
        ...


class Sink(Protocol):
    """Where exported files land."""

    def write(self, file: OutputFile) -> None:
        """Take one file."""
        ...

    def commit(self) -> None:
        """Make all files visible at once; without it nothing changes at the destination."""
        ...

    def abort(self) -> None:
        """Leave nothing behind."""
        ...


# How a run goes: told to whoever watches, never asked anything; and where a run has its time from.

Now = Callable[[], datetime]
"""Returns the present time, in UTC; tests hand in one that stands still."""


class Progress(Protocol):
    """Told how a run goes; never asked anything."""

    def phase(self, name: str) -> None:
        """A new part of the work begins."""
        ...

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` known so far are settled (documents of a crawl, kilobytes of an import); `what` is last."""
        ...

    def notice(self, notice: Notice) -> None:
        """Something went imperfectly."""
        ...


class NullProgress:
    """A progress that nobody watches."""

    def phase(self, name: str) -> None:
        """Say nothing."""

    def step(self, done: int, total: int, what: str) -> None:
        """Say nothing."""

    def notice(self, notice: Notice) -> None:
        """Say nothing."""
