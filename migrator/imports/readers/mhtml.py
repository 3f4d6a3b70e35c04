"""One page with its pictures in a file: MHTML (RFC 2557; Chrome, old Internet Explorers), Safari's `.webarchive`."""

import plistlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.files import modified
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


# Safari's: a property list, binary as a rule, with the page and what it shows as it came.
# Format: `WebMainResource` and a list `WebSubresources` of `WebResourceData`, `WebResourceURL`, `WebResourceMIMEType`,
# `WebResourceTextEncodingName` (WebKit, LegacyWebArchive.cpp).

_MAIN = b"WebMainResource"
_LARGEST_ARCHIVE = 512 * 1024 * 1024


class WebarchiveReader:
    """Reads `.webarchive` files."""

    def recognises(self, found: Candidate) -> bool:
        """Tell by a property list that names its page."""
        if found.head.startswith(b"bplist"):
            return _MAIN in found.head or found.path.suffix.lower() == ".webarchive"
        return found.head.lstrip().startswith(b"<?xml") and b"<plist" in found.head[:1_000] and _MAIN in found.head

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the blog that the page is of."""
        yield WebarchiveBlog(found.path, home)


class WebarchiveBlog:
    """The one page in a `.webarchive`."""

    form = "a page saved by Safari"

    def __init__(self, path: Path, home: str) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        if self.size > _LARGEST_ARCHIVE:
            raise UnreadableInput(f"{path} is larger than a saved page may be.")
        told = _property_list(path)
        main = told.get("WebMainResource")
        self._main = main if isinstance(main, dict) else {}
        self._body = _bytes(self._main)
        if not self._body or len(self._body) > LARGEST_DOCUMENT:
            raise UnreadableInput(f"{path} holds no page.")
        self._others = list(_resources(told))
        self._url = _string(self._main, "WebResourceURL")
        self._time = modified(path)
        which = WhichBlog(home or None)
        which.see(self._url, self._body[:HEAD])
        address = which.address()
        if address is None:
            raise UnreadableInput(f"{path} holds no page of a Blogger blog.")
        self.home, self.platform_id = address.home, which.number

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield the page."""
        charset = _string(self._main, "WebResourceTextEncodingName")
        plain = charset if charset.replace("-", "").replace("_", "").isalnum() and charset.isascii() else ""
        page = RawPage(
            url=self._url,
            final_url=self._url,
            status=200,
            reason="OK",
            headers=(("content-type", f"text/html; charset={plain}" if plain else "text/html"),),
            body=self._body,
            fetched_at=self._time,
        )
        yield ImportedDocument(page=page, as_of=self._time, read=self.size, position=self.name)

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield the pictures that posts show."""
        for one in self._others:
            url, kind = _string(one, "WebResourceURL"), _string(one, "WebResourceMIMEType")
            if url.startswith("http") and kind.partition("/")[0] in {"image", "audio", "video"} and wanted(url):
                yield ImportedMedia(url=url, content=_bytes(one), content_type=kind)


def _property_list(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            told = plistlib.load(file)
    except Exception as error:  # noqa: BLE001 - what a broken list raises is not told by its documentation
        raise UnreadableInput(f"{path} is a broken property list: {str(error)[:100]}.") from None
    return told if isinstance(told, dict) else {}


def _resources(told: dict[str, object], levels: int = 8) -> Iterator[dict[str, object]]:
    """Yield what a page shows, and what the frames in it show."""
    listed = told.get("WebSubresources")
    yield from (one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict))
    frames = told.get("WebSubframeArchives")
    for frame in frames if isinstance(frames, list) and levels else []:
        if isinstance(frame, dict):
            yield from _resources(frame, levels - 1)


def _string(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _bytes(told: dict[str, object]) -> bytes:
    value = told.get("WebResourceData")
    return value if isinstance(value, bytes) else b""
