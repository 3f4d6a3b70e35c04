"""A saved JSON feed, with or without a callback around it."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from migrator.account import Unit, entries_in
from migrator.addresses.urls import made_up_home
from migrator.dates import as_utc, iso_instant
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.files import FileSource, source_of
from migrator.model.documents import PageType, Parsed, RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice
from migrator.parsing.document import parse_document, root_name

_UPDATED = re.compile(rb'"updated"\s*:\s*\{\s*"\$t"\s*:\s*"([^"]{10,40})"')
_SINGLE = re.compile(r'\{\s*(?:"version"\s*:\s*"[^"]*"\s*,\s*)?(?:"encoding"\s*:\s*"[^"]*"\s*,\s*)?"entry"\s*:\s*\{')
_BLOG_NUMBER = re.compile(r"tag:blogger\.com,1999:blog-(\d{1,30})\b")
_LINK = re.compile(r'"(https?://[\w.:-]{4,200}/)\d{4}/\d{2}/[^"]{1,300}\.html"')
_LARGEST = 64 * 1024 * 1024
"""Blogger gives 150 entries at most, a megabyte or so."""


class JsonFeedReader:
    """Reads a JSON feed of Blogger's."""

    def recognises(self, found: Candidate) -> bool:
        """Return a JSON feed by its first members."""
        return root_name(_page("", found.text)) == "{" and b"$t" in found.text

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
            self._body = _as_feed(file.read(_LARGEST))
        parsed = parse_document(_page(home, self._body))
        if parsed.page_type is not PageType.FEED:
            raise UnreadableInput(f"{source.name} is a broken JSON feed.")
        self.name = source.name
        self.size = source.size
        number = _BLOG_NUMBER.search(self._body.decode("utf-8", "replace"))
        self.platform_id = (parsed.blog.platform_id if parsed.blog else "") or (number[1] if number else "")
        own = parsed.blog.url if parsed.blog else ""
        self.home = home or own or (made_up_home(self.platform_id) if self.platform_id else "")
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


def _as_feed(body: bytes) -> bytes:
    """Return a document of a single entry (`{"entry": {…}}`) as a feed of one, which says of which blog it is."""
    text = body.decode("utf-8-sig", "replace")
    opened = _SINGLE.search(text)
    if opened is None:
        return body
    try:
        told, _ = json.JSONDecoder(strict=False).raw_decode(text, opened.start())
    except (ValueError, RecursionError):
        return body
    entry = told.get("entry") if isinstance(told, dict) and "feed" not in told else None
    if not isinstance(entry, dict):
        return body
    number, link = _BLOG_NUMBER.search(text), _LINK.search(text)
    feed = {
        "id": {"$t": f"tag:blogger.com,1999:blog-{number[1]}"} if number else {},
        "link": [{"rel": "alternate", "type": "text/html", "href": link[1]}] if link else [],
        **({"updated": entry["updated"]} if isinstance(entry.get("updated"), dict) else {}),
        "entry": [entry],
    }
    return json.dumps({"feed": feed}, ensure_ascii=False).encode("utf-8", "replace")


def _address(parsed: Parsed, home: str) -> str:
    return next(iter(parsed.links.feeds), f"{home}feeds/posts/default")


def _page(url: str, body: bytes) -> RawPage:
    headers = (("content-type", "application/json; charset=utf-8"),)
    return RawPage(url=url, final_url=url, status=200, reason="OK", headers=headers, body=body)
