"""One pass over WARC files: what is captured in them, where it stands, and of which blog it is."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from warcio.recordloader import ArcWarcRecord

from migrator.addresses.join import split_url
from migrator.addresses.urls import host_of
from migrator.imports.readers.warc import wayback
from migrator.imports.readers.warc.payloads import body_of, headers_of, status_of
from migrator.imports.readers.warc.records import RecordOffset, WarcFile
from migrator.imports.readers.warc.sessions import whole_seconds
from migrator.imports.readers.which_blog import HEAD, WhichBlog, blog_number
from migrator.model.notices import Notice

_CONTENT = frozenset({"response", "resource", "revisit", "conversion"})
_MEDIA = re.compile(r"^(?:image|audio|video)/|^application/(?:octet-stream|pdf|zip|ogg|x-shockwave-flash)")
_DOCUMENT = re.compile(
    r"^$|^text/(?:html|xml|plain|javascript)|^application/(?:\w+\+)?(?:xml|xhtml\+xml|json)|[+/]xml\b|[+/]json\b"
)
_LOOKED_AT = 60
"""Pages of one host whose heads are looked at, to tell which blog it is."""


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """One capture: where it stands, what it is of and when; `refers` leads from a repetition to its original."""

    file: int
    place: RecordOffset
    url: str
    time: str
    digest: str
    status: int
    media: bool
    refers: str = ""
    revisit: bool = False


@dataclass(slots=True)
class WarcIndex:
    """What some WARC files hold, found in one pass over them."""

    paths: list[Path]
    names: list[str]
    which: WhichBlog
    entries: list[CaptureEntry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    hosts: Counter[str] = field(default_factory=Counter)
    feeds: dict[str, str] = field(default_factory=dict)
    """Blogger's number of the blog by the address of a feed outside the blog's own hosts."""

    def read(self) -> None:
        """Pass over every record."""
        for number, path in enumerate(self.paths):
            self._read_file(number, path)

    def _read_file(self, number: int, path: Path) -> None:
        def broken(offset: int, what: str) -> None:
            detail = f"byte {offset}: {what}; the rest was read"
            self.notices.append(Notice(code="input-damaged", url=self.names[number], detail=detail))

        file = WarcFile(path)
        try:
            for place, record in file.records(broken):
                self._take(number, place, record)
        finally:
            file.close()

    def _take(self, number: int, place: RecordOffset, record: ArcWarcRecord) -> None:
        kind = record.rec_type
        told = str(record.rec_headers.get_header("WARC-Target-URI") or "")
        url, replayed = wayback.original_url(told)
        if kind not in _CONTENT or not url.startswith(("http://", "https://")):
            return
        header = record.rec_headers.get_header
        headers = dict(reversed(headers_of(record)))
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        is_media = bool(_MEDIA.match(content_type))
        host = host_of(url)
        self.hosts[host] += 1
        status = 200 if kind == "revisit" else status_of(record)
        if status != 200 or not (is_media or kind == "revisit" or _DOCUMENT.search(content_type)):
            return
        if not is_media and kind != "revisit":
            self._look(url, host, record)
        self.entries.append(
            CaptureEntry(
                file=number,
                place=place,
                url=url,
                time=replayed or whole_seconds(header("WARC-Date") or ""),
                digest=str(header("WARC-Payload-Digest") or ""),
                status=status,
                media=is_media,
                refers=str(header("WARC-Refers-To-Target-URI") or "").strip("<>") if kind == "revisit" else "",
                revisit=kind == "revisit",
            )
        )

    def _look(self, url: str, host: str, record: ArcWarcRecord) -> None:
        path = split_url(url).path
        if self.hosts[host] > _LOOKED_AT and "/feeds/" not in path:
            return
        head = body_of(record, HEAD, cut=True)
        if wayback.is_replayed(head):
            head = wayback.undone(head)
        self.which.see(url, head)
        if "/feeds/" in path and (number := blog_number(head)):
            self.feeds[url] = number
