"""The records of a WARC (or ARC) file, each read on its own, so that a broken one costs only itself.

Files come plain, with a gzip member for each record, as one gzip stream, or with a Zstandard frame for each record
(the dictionary, if any, stands in a first skippable frame: "Zstandard in WARC files", IIPC 2021).
"""

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

import zstandard
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from migrator.imports.readers.warc.payloads import zstd

logging.getLogger("warcio").setLevel(logging.ERROR)

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
_CHUNK = 256 * 1024
# What is unpacked at a time: both formats pack zeros so densely that more could fill the memory at one stroke.
_PACKED = {_GZIP: 32 * 1024, _ZSTD: 2 * 1024}
_IN_MEMORY = 4 * 1024 * 1024
_LARGEST_MEMBER = 4 * 1024**3
_LARGEST_DICTIONARY = 16 * 1024 * 1024
_START = re.compile(rb"(?:^|\r?\n)(WARC/[01]\.\d+\r?\n|https?://\S+ \d+\.\d+\.\d+\.\d+ \d{14} )")
_FAULTS = (
    *(ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, AttributeError, TypeError),
    *(zlib.error, zstandard.ZstdError, IndexError),
)

Tell = Callable[[int, str], None]
"""Is told where a broken record begins (offset in the file) and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOffset:
    """Where a record begins: offset of its member in the file, and within what that unpacks to."""

    member: int
    inside: int = 0


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class WarcFile:
    """A WARC file opened for reading, whole from the start (`records`) and again at any place (`at`)."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        start = self._file.read(4)
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._first = 0
        self._magic = next((magic for magic in (_GZIP, _ZSTD) if start.startswith(magic)), b"")
        if start == _ZSTD_DICTIONARY:
            self._magic = _ZSTD
            self._read_dictionary()
        self._kept: tuple[int, IO[bytes]] | None = None

    def close(self) -> None:
        """Close the file."""
        self._keep(-1, None)
        self._file.close()

    def records(self, broken: Tell) -> Iterator[tuple[RecordOffset, ArcWarcRecord]]:
        """Yield every record in turn; its content must be read before the next is asked for."""
        if not self._magic:
            yield from self._in_stream(0, self._file, broken)
            return
        member: int | None = self._first
        while member is not None:
            following, stream = self._member(member)
            if stream is None:
                found = self._next_start(member + 1)
                broken(member, "the compressed record can't be unpacked")
                member = found
                continue
            if following == member:
                stream.close()
                return
            self._keep(member, stream)
            yield from self._in_stream(member, stream, broken)
            member = following

    def at(self, place: RecordOffset) -> ArcWarcRecord:
        """Return the record at a place; raises ValueError where none can be read."""
        stream: IO[bytes] | None = self._file
        if self._magic:
            if self._kept is None or self._kept[0] != place.member:
                _, stream = self._member(place.member)
                self._keep(place.member, stream)
            stream = self._kept[1] if self._kept else None
        if stream is None:
            raise ValueError(f"no record at byte {place.member}")
        stream.seek(place.inside)
        try:
            return self._loader.parse_record_stream(_Stream(stream))
        except _FAULTS as error:
            raise ValueError(str(error)) from error

    # -- members ------------------------------------------------------------------------------------------------------

    def _keep(self, member: int, stream: IO[bytes] | None) -> None:
        if self._kept is not None and self._kept[1] is not stream:
            self._kept[1].close()
        self._kept = (member, stream) if stream is not None else None

    def _member(self, start: int) -> tuple[int, IO[bytes] | None]:
        """Unpack one member: where the next begins (the same place at the end), and the bytes, None if it is broken."""
        self._file.seek(start)
        unpacker: _Unpacker = self._unpacker()
        stream: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when the next is kept
        size, read = 0, 0
        try:
            while not unpacker.eof:
                chunk = self._file.read(_PACKED[self._magic])
                if not chunk:
                    break  # cut off: the records before the cut are whole
                read += len(chunk)
                size += stream.write(unpacker.decompress(chunk))
                if size > _LARGEST_MEMBER:
                    raise ValueError("too large")
        except _FAULTS:
            size = 0
        if read and not size:
            stream.close()
            return start, None
        stream.seek(0)
        return start + read - len(unpacker.unused_data), stream

    def _unpacker(self) -> _Unpacker:
        if self._magic == _GZIP:
            return zlib.decompressobj(zlib.MAX_WBITS + 16)
        return zstd(self._dictionary).decompressobj()

    def _next_start(self, after: int) -> int | None:
        """Find where a later member begins that unpacks to a record."""
        self._file.seek(after)
        held, base = b"", after
        while chunk := self._file.read(_CHUNK):
            held += chunk
            for match in re.finditer(re.escape(self._magic), held):
                if self._begins_record(base + match.start()):
                    return base + match.start()
            base += max(0, len(held) - 3)
            held = held[-3:]
            self._file.seek(base + len(held))
        return None

    def _begins_record(self, place: int) -> bool:
        self._file.seek(place)
        with suppress(*_FAULTS):
            return bool(_START.match(self._unpacker().decompress(self._file.read(16_384))[:4_096]))
        return False

    def _read_dictionary(self) -> None:
        size = int.from_bytes(self._file.read(4), "little")
        self._first = 8 + size
        with suppress(*_FAULTS):  # without it, each record is told as one that can't be unpacked
            self._dictionary = _dictionary(self._file.read(min(size, _LARGEST_DICTIONARY)))

    # -- records ------------------------------------------------------------------------------------------------------

    def _in_stream(self, member: int, stream: IO[bytes], broken: Tell) -> Iterator[tuple[RecordOffset, ArcWarcRecord]]:
        """Yield the records in plain bytes; behind a broken one, go on at the next that begins."""
        inside = 0
        while True:
            stream.seek(inside)
            inside += _blank(stream)
            stream.seek(inside)
            source = _Stream(stream)
            try:
                record = self._loader.parse_record_stream(source)
                end = inside + source.count + record.raw_stream.limit
                fault = _fault(stream, end)
            except EOFError:
                return
            except _FAULTS:
                fault = "no record can be read here"
            if not fault:
                stream.seek(inside + source.count)
                yield RecordOffset(member=member, inside=inside), record
                inside = end
                continue
            broken(member + inside, fault)
            found = _next_record(stream, inside + 1)
            if found is None:
                return
            inside = found


def first_unpacked(head: bytes) -> bytes:
    """Unpack the beginning of a packed WARC file; empty if it is none, or needs what stands further on."""
    with suppress(*_FAULTS):
        if head.startswith(_GZIP):
            return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head[:65_536], 65_536)
        dictionary = None
        if head.startswith(_ZSTD_DICTIONARY):
            size = int.from_bytes(head[4:8], "little")
            dictionary, head = _dictionary(head[8 : 8 + size]), head[8 + size :]
        if head.startswith(_ZSTD):
            return zstd(dictionary).decompressobj().decompress(head[:2_048])
    return b""


def _dictionary(content: bytes) -> zstandard.ZstdCompressionDict:
    if content.startswith(_ZSTD):
        content = zstd().stream_reader(content).read(_LARGEST_DICTIONARY + 1)
        if len(content) > _LARGEST_DICTIONARY:
            raise ValueError("the dictionary is too large")
    return zstandard.ZstdCompressionDict(content)


class _Stream:
    """What warcio reads from: the bytes from here on, and how many were taken."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self.count += len(content)
        return content

    def readline(self, size: int = -1) -> bytes:
        line = self._stream.readline(min(size, 65_536) if size >= 0 else 65_536)
        self.count += len(line)
        return line

    def tell(self) -> int:
        return self.count

    def close(self) -> None:
        """Leave the file open: other records are read from it."""


def _blank(stream: IO[bytes]) -> int:
    """Count the line ends between two records."""
    between = stream.read(16)
    return len(between) - len(between.lstrip(b"\r\n"))


def _fault(stream: IO[bytes], end: int) -> str:
    """Say what is wrong with the length that a record declares; empty if it leads to the next record or the end."""
    stream.seek(0, 2)
    if stream.tell() < end:
        return "the file ends within a record"
    stream.seek(end)
    following = stream.read(4_096).lstrip(b"\r\n")
    return "" if not following or _START.match(following) else "the declared length does not lead to the next record"


def _next_record(stream: IO[bytes], after: int) -> int | None:
    """Find where a later record begins in plain bytes."""
    stream.seek(after)
    held, base = b"", after
    while chunk := stream.read(_CHUNK):
        held += chunk
        if match := _START.search(held):
            return base + match.start(1)
        base += max(0, len(held) - 512)
        held = held[-512:]
    return None
