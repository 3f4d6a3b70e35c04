"""What a stored HTTP answer holds: its transfer and content codings undone, within bounds. Pure."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

import brotli
import zstandard
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

LARGEST_DOCUMENT = 64 * 1024 * 1024
_STEP = 64 * 1024
_LARGEST_STEP = 1024 * 1024
_LARGEST_WINDOW = 64 * 1024 * 1024
"""What `zstd --ultra` uses at most without `--long`."""


class TooLarge(Exception):
    """A body is larger than a document may be."""


def headers_of(record: ArcWarcRecord) -> tuple[tuple[str, str], ...]:
    """Return a record's HTTP headers, names in lower case; of one without, its media type."""
    if record.http_headers is None:
        return (("content-type", str(record.content_type or "")),)
    return tuple((str(name).lower(), str(value)) for name, value in record.http_headers.headers)


def status_of(record: ArcWarcRecord) -> int:
    """Return a record's HTTP status: 200 where it is the thing itself, without an answer around it; 0 if it is none."""
    if record.http_headers is None:
        return 200
    code = str(record.http_headers.get_statuscode() or "")
    return int(code) if code.isascii() and code.isdigit() else 0


def body_of(record: ArcWarcRecord, limit: int = LARGEST_DOCUMENT, *, cut: bool = False) -> bytes:
    """Return a record's body, decoded; with `cut`, its beginning where it is longer than the limit.

    Raises TooLarge otherwise. A coding that the bytes are not in, although the header says so, is taken for a slip of
    the tool that wrote it: the bytes are given as they are.
    """
    headers = dict(reversed(headers_of(record)))
    stream: IO[bytes] = record.raw_stream
    if "chunked" in headers.get("transfer-encoding", "").lower():
        stream = ChunkedDataReader(record.raw_stream)
    packed = stream_bytes(stream, limit, cut=cut)
    codings = [coding.strip() for coding in headers.get("content-encoding", "").lower().split(",")]
    for coding in reversed(codings):
        packed = decoded(packed, coding, limit, cut=cut)
    return packed


def stream_bytes(stream: IO[bytes], limit: int, *, cut: bool) -> bytes:
    """Read a stream to its end, or to the limit; TooLarge beyond it unless `cut`."""
    kept = BytesIO()
    while kept.tell() <= limit and (chunk := stream.read(_STEP)):
        kept.write(chunk)
    content = kept.getvalue()
    if len(content) > limit and not cut:
        raise TooLarge
    return content[:limit]


def decoded(packed: bytes, coding: str, limit: int, *, cut: bool = False) -> bytes:
    """Undo one content coding; a body that is not in it is given as it is."""
    makers = {
        "gzip": (lambda: zlib.decompressobj(zlib.MAX_WBITS + 32),),
        "deflate": (lambda: zlib.decompressobj(zlib.MAX_WBITS + 32), lambda: zlib.decompressobj(-zlib.MAX_WBITS)),
        "br": (brotli.Decompressor,),
        "zstd": (lambda: zstd().decompressobj(),),
    }
    for maker in makers.get(coding.removeprefix("x-"), ()):
        try:
            return _unpacked(maker(), packed, limit, cut=cut)
        except (zlib.error, zstandard.ZstdError, brotli.error):
            continue
    return packed


def _unpacked(unpacker: object, packed: bytes, limit: int, *, cut: bool) -> bytes:
    """Unpack in small steps: a few bytes can stand for gigabytes."""
    kept = BytesIO()
    for piece in _steps(unpacker, packed):
        kept.write(piece)
        if kept.tell() > limit:
            if not cut:
                raise TooLarge
            break
        if getattr(unpacker, "eof", False):
            break
    return kept.getvalue()[:limit]


def _steps(unpacker: object, packed: bytes) -> Iterator[bytes]:
    """Yield what a body unpacks to, piece by piece; none is larger than some 64 MB, of brotli than 1 MB."""
    for start in range(0, len(packed), 1_024):
        chunk = packed[start : start + 1_024]
        if not isinstance(unpacker, brotli.Decompressor):
            yield unpacker.decompress(chunk)  # type: ignore[attr-defined]  # the others share the method
            continue
        piece = unpacker.process(chunk, output_buffer_limit=_LARGEST_STEP)
        yield piece
        while len(piece) >= _LARGEST_STEP or not unpacker.can_accept_more_data():
            piece = unpacker.process(b"", output_buffer_limit=_LARGEST_STEP)
            yield piece


def zstd(dictionary: zstandard.ZstdCompressionDict | None = None) -> zstandard.ZstdDecompressor:
    """Return what unpacks Zstandard in bounded memory; what asks for a larger window raises ZstdError."""
    return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_LARGEST_WINDOW)
