"""A saved JSON feed, with or without a callback around it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from migrator.account import Unit, entries_in
from migrator.dates import as_utc, iso_instant
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.files import FileSource, source_of
from migrator.model.documents import PageType, Parsed, RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice
from migrator.parsing.document import parse_document, root_name

_UPDATED = re.compile(rb'"updated"\s*:\s*\{\s*"\$t"\s*:\s*"([^"]{10,40})"')
_LARGEST = 64 * 1024 * 1024
"""Blogger gives 150 entries at most, a megabyte or so."""


class JsonFeedReader:
    """Reads a JSON feed of Blogger's."""

    def recognises(self, found: Candidate) -> bool:
        """Return a JSON feed by its first members."""
        return root_name(_page("", found.head)) == "{" and b"$t" in found.head

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the one blog that the feed is of."""
        yield JsonFeed(source_of(found.path), home)


class JsonFeed:
    """One JSON feed in a file."""

    form = "a saved feed"

    def __init__(self, source: FileSource, home: str) -> None:
        if source.size > _LARGEST:
            raise UnreadableInput(f"{source.name} is too large for a JSON feed of Blogger's.")
        with source.opened() as file:
            self._body = file.read(_LARGEST)
        parsed = parse_document(_page(home, self._body))
        if parsed.page_type is not PageType.FEED:
            raise UnreadableInput(f"{source.name} is a broken JSON feed.")
        self.name = source.name
        self.size = source.size
        self.home = home or (parsed.blog.url if parsed.blog else "")
        self.platform_id = (parsed.blog.platform_id if parsed.blog else "") or ""
        told = _UPDATED.search(self._body)
        self._as_of = as_utc(iso_instant(told[1].decode("ascii", "ignore"))) if told else None
        self._as_of = self._as_of or source.changed
        self._address = _address(parsed, self.home)

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield the feed."""
        url = f"{self._address}{'&' if '?' in self._address else '?'}imported={quote(self._as_of or '', safe=':')}"
        yield ImportedDocument(
            page=_page(url, self._body),
            as_of=self._as_of or "",
            read=self.size,
            offers={Unit.ENTRY: entries_in(self._body)},
        )

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:  # noqa: ARG002 - the seam's signature
        """Return nothing: a feed holds the addresses of pictures alone."""
        return iter(())


def _address(parsed: Parsed, home: str) -> str:
    return next(iter(parsed.links.feeds), f"{home}feeds/posts/default")


def _page(url: str, body: bytes) -> RawPage:
    headers = (("content-type", "application/json; charset=utf-8"),)
    return RawPage(url=url, final_url=url, status=200, reason="OK", headers=headers, body=body)
