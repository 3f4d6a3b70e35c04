"""WARC 1.1 records: responses exactly as received, the requests that led to them, and revisits."""

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from migrator.addresses.join import split_url
from migrator.model.documents import RawPage
from migrator.model.errors import ArchiveError

_LEVEL = 6
"""Of gzip; 9 would cost more time than parsing for one percent less space."""

_CHUNK = 256 * 1024
UNREADABLE = (ArchiveLoadFailed, StopIteration, ValueError, AttributeError, EOFError, OSError, zlib.error)

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# The body is kept without the transfer coding, as other tools expect it.
_TRANSFER = frozenset({"transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The earlier capture that holds the same payload."""

    url: str
    fetched_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """What one record of a file holds; `payload` is as received, `headers` in lower case."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    fetched_at: str


def digest_of(payload: bytes) -> str:
    """Return a payload's digest as WARC writes it."""
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def payload_of(page: RawPage) -> bytes:
    """Return the bytes that came over the wire."""
    return page.body if page.payload is None else page.payload


def warcinfo(file_name: str, software: str, started: str, note: str = "") -> bytes:
    """Return the record that begins a file; `note` is its `description` (WARC 1.1, section 6.2)."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    facts = {"software": software, "format": "WARC File Format 1.1"} | ({"description": note} if note else {})
    record = writer.create_warcinfo_record(file_name, facts)
    record.rec_headers.replace_header("WARC-Date", started)
    writer.write_record(record)
    return _member(buffer.getvalue())


def exchange(page: RawPage, url: str, origin: Origin | None) -> tuple[bytes, bytes]:
    """Return a response (or, with `origin`, a revisit) record and its request record.

    A page that was read from a file and not fetched has no request: the second is empty then.
    """
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    when = {"WARC-Date": page.fetched_at}
    payload = payload_of(page)
    http = StatusAndHeaders(f"{page.status} {page.reason}".rstrip(), _headers(page), protocol="HTTP/1.1")
    address = ascii_url(url)
    if origin is not None:
        answer = writer.create_revisit_record(
            address, digest_of(payload), ascii_url(origin.url), origin.fetched_at, http, when
        )
        if page.status == 304:
            answer.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
            answer.rec_headers.remove_header("WARC-Payload-Digest")
    else:
        answer = writer.create_warc_record(
            address,
            "response",
            payload=BytesIO(payload),
            length=len(payload),
            http_headers=http,
            warc_headers_dict=when | {"WARC-Payload-Digest": digest_of(payload)},
        )
    writer.write_record(answer)
    response = _member(buffer.getvalue())
    return response, _request(page, address, str(answer.rec_headers.get_header("WARC-Record-ID")))


def _request(page: RawPage, address: str, response_id: str) -> bytes:
    """Return the record of the request that led to a response; empty if none did."""
    if not page.request_headers:
        return b""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    parts = split_url(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = [_clean(pair) for pair in page.request_headers]
    asked = StatusAndHeaders(f"GET {target} HTTP/1.1", sent, is_http_request=True)
    when = {"WARC-Date": page.fetched_at}
    request = writer.create_warc_record(address, "request", http_headers=asked, warc_headers_dict=when)
    request.rec_headers.add_header("WARC-Concurrent-To", response_id)
    writer.write_record(request)
    return _member(buffer.getvalue())


def write_file_exchange(out: BinaryIO, page: RawPage, url: str, path: Path) -> tuple[int, int, str]:
    """Write a response whose body is a file, and its request; give the length of each and the payload's digest.

    Nothing is read into memory whole: it may be a long video.
    """
    digest = _digest_of_file(path)
    address, when = ascii_url(url), {"WARC-Date": page.fetched_at, "WARC-Payload-Digest": digest}
    http = StatusAndHeaders(f"{page.status} {page.reason}".rstrip(), _headers(page), protocol="HTTP/1.1")
    packing = _Packing(out)
    writer = WARCWriter(packing, gzip=False, warc_version="1.1")
    with path.open("rb") as body:
        answer = writer.create_warc_record(
            address,
            "response",
            payload=body,
            length=path.stat().st_size,
            http_headers=http,
            warc_headers_dict=when,
        )
        writer.write_record(answer)
    length = packing.finish()
    request = _request(page, address, str(answer.rec_headers.get_header("WARC-Record-ID")))
    out.write(request)
    return length, len(request), digest


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha1").digest()
    return "sha1:" + b32encode(digest).decode("ascii")


class _Packing:
    """A file-like thing that writes one gzip member; fast, because media are compressed already."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self._length = 0

    def write(self, data: bytes) -> int:
        """Take in a piece."""
        self._length += self._out.write(self._packer.compress(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: the member is one."""

    def finish(self) -> int:
        """End the member; give its length."""
        self._length += self._out.write(self._packer.flush())
        return self._length


def ascii_url(url: str) -> str:
    """Return a URL as a WARC header may hold it."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]", errors="replace")


def _headers(page: RawPage) -> list[tuple[str, str]]:
    """Return the response's headers as received.

    Where only the decoded body is at hand, the coding that it no longer has is kept under another name.
    """
    decoded = page.payload is None
    kept = []
    for name, value in page.headers:
        if name in _TRANSFER or (decoded and name == "content-length"):
            continue
        renamed = f"x-archive-orig-{name}" if decoded and name == "content-encoding" else name
        kept.append(_clean((renamed, value)))
    return kept


def _clean(pair: tuple[str, str]) -> tuple[str, str]:
    """Keep a hostile header on its one line."""
    name, value = pair
    return name, value.replace("\r", " ").replace("\n", " ")


def _member(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(record) + packer.flush()


def read_record(file: BinaryIO, start: int, path: Path) -> WarcRecord:
    """Read the record that starts at an offset; ArchiveError if none can be read there."""
    try:
        file.seek(start)
        record: ArcWarcRecord = next(iter(ArchiveIterator(file, check_digests="raise")))
        http: StatusAndHeaders = record.http_headers
        payload: bytes = record.raw_stream.read()
        status, _, reason = str(http.statusline).partition(" ")
        return WarcRecord(
            url=str(record.rec_headers.get_header("WARC-Target-URI")),
            status=int(status),
            reason=reason,
            headers=tuple((str(name).lower(), str(value)) for name, value in http.headers),
            payload=payload,
            fetched_at=str(record.rec_headers.get_header("WARC-Date")),
        )
    except UNREADABLE as error:
        raise ArchiveError(f"{path} is damaged at byte {start}: {error or type(error).__name__}.") from error


def payload_digest(file: BinaryIO, start: int, path: Path) -> str:
    """Return the digest of the payload that a record holds, read bit by bit; ArchiveError if it can't be read."""
    digest = hashlib.sha1(usedforsecurity=False)
    try:
        file.seek(start)
        record: ArcWarcRecord = next(iter(ArchiveIterator(file, check_digests="raise")))
        while chunk := record.raw_stream.read(_CHUNK):
            digest.update(chunk)
    except UNREADABLE as error:
        raise ArchiveError(f"{path} is damaged at byte {start}: {error or type(error).__name__}.") from error
    return "sha1:" + b32encode(digest.digest()).decode("ascii")


def broken_members(file: BinaryIO, starts: list[int]) -> Iterator[int]:
    """Return where gzip members begin whose check sums fail; `starts` are places where reading can begin again."""
    return (start for start, length in members(file, starts) if length is None)


def members(file: BinaryIO, starts: list[int]) -> Iterator[tuple[int, int | None]]:
    """Yield (start, length) of each gzip member, length None of a broken one; reading goes on at the next of `starts`.

    The file may be read elsewhere between two of them.
    """
    position = 0
    while True:
        length = _member_length(file, position)
        if length == 0:
            return
        yield position, length
        if length is not None:
            position += length
            continue
        later = [start for start in starts if start > position]
        if not later:
            return
        position = min(later)


def _member_length(file: BinaryIO, position: int) -> int | None:
    """Read one gzip member through; 0 at the end of the file, None if it is broken."""
    file.seek(position)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    read = 0
    while not unpacker.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            return None if read else 0
        read += len(chunk)
        try:
            while chunk and not unpacker.eof:
                unpacker.decompress(chunk, _CHUNK)
                chunk = unpacker.unconsumed_tail
        except zlib.error:
            return None
    return read - len(unpacker.unused_data)


def decoded(record: WarcRecord) -> bytes:
    """Undo the content coding of a payload; what can't be undone is given as it is."""
    coding = next((value for name, value in record.headers if name == "content-encoding"), "").lower().strip()
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return record.payload
    for window in (zlib.MAX_WBITS + 32, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            return unpacker.decompress(record.payload) + unpacker.flush()
        except zlib.error:
            continue
    return record.payload
