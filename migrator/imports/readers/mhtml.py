"""MHTML files: one page with its pictures, as Chrome and old Internet Explorers save it (RFC 2557)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.warc.payloads import LARGEST_DOCUMENT
from migrator.imports.readers.which_blog import HEAD, WhichBlog
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_BEGINS = re.compile(
    rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,12}?Content-Type:\s*multipart/related", re.IGNORECASE
)
_LOCATED = re.compile(rb"^(?:Snapshot-Content-Location|Content-Location):\s*https?:", re.IGNORECASE | re.MULTILINE)


class MhtmlReader:
    """Reads `.mhtml` and `.mht` files."""

    def recognises(self, found: Candidate) -> bool:
        """Tell by the head of the message."""
        return bool(_BEGINS.match(found.head[:8_192]) and _LOCATED.search(found.head))

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the blog that the page is of."""
        yield MhtmlBlog(found.path, home)


class MhtmlBlog:
    """The one page in an MHTML file."""

    form = "a page saved as MHTML"

    def __init__(self, path: Path, home: str) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        if self.size > LARGEST_DOCUMENT:
            raise UnreadableInput(f"{path} is larger than a saved page may be.")
        message = message_from_bytes(path.read_bytes(), policy=policy.HTTP)
        self._parts = [part for part in message.walk() if not part.is_multipart()]
        self._page = next((part for part in self._parts if part.get_content_type() in _HTML), None)
        if self._page is None:
            raise UnreadableInput(f"{path} holds no page.")
        self._url = _header(message, "Snapshot-Content-Location") or _header(self._page, "Content-Location")
        self._time = _time(_header(message, "Date"))
        which = WhichBlog(home or None)
        which.see(self._url, _content(self._page)[:HEAD])
        address = which.address()
        if address is None:
            raise UnreadableInput(f"{path} holds no page of a Blogger blog.")
        self.home, self.platform_id = address.home, which.number

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield the page."""
        if self._page is None:
            return
        charset = self._page.get_content_charset()
        page = RawPage(
            url=self._url,
            final_url=self._url,
            status=200,
            reason="OK",
            headers=(("content-type", f"text/html; charset={charset}" if charset else "text/html"),),
            body=_content(self._page),
            fetched_at=self._time,
        )
        yield ImportedDocument(page=page, as_of=self._time, read=self.size, position=self.name)

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield the pictures that posts show."""
        for part in self._parts:
            url = _header(part, "Content-Location")
            if url.startswith("http") and part.get_content_maintype() in {"image", "audio", "video"} and wanted(url):
                yield ImportedMedia(url=url, content=_content(part), content_type=part.get_content_type())


_HTML = frozenset({"text/html", "application/xhtml+xml"})


def _header(message: object, name: str) -> str:
    value = message.get(name, "") if isinstance(message, EmailMessage) else ""
    return str(value).strip()


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _time(text: str) -> str:
    try:
        return parsedate_to_datetime(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError):
        return ""
