"""Takes in the bodies of answers: bounded on the wire and again when expanded, to memory or to a file."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from migrator.model.documents import RawPage
from migrator.net.settings import Fault
from migrator.net.transport import Arrival

_BLOCK = 256 * 1024
# What is read of an answer that nobody wants, so that its connection can be used again.
_DRAIN = 64 * 1024
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_MAGIC = b"\x1f\x8b"
_WINDOW = 4 * 1024
_STEP = 1024 * 1024
"""Bytes that a file grows by at a time: what one block of a bomb expands to must not be in memory at once."""
_MOST_MEMBERS = 1_000_000
"""Servers send one member, those that log as they go some hundreds; a million cost a processor some three seconds."""


class Receiver(Protocol):
    """Takes in the body of one answer."""

    def receive(self, arrival: Arrival) -> RawPage:
        """Return the page; raise `Fault` if the body is cut short or too large."""
        ...


def _too_large(limit: int) -> Fault:
    return Fault("too-large", f"it is larger than {limit:,} bytes")


def _coding(page: RawPage) -> str:
    """Return the one content coding, empty if none; several on top of each other are nobody's but a bomb's."""
    codings = [
        part.strip().lower() for name, value in page.headers if name == "content-encoding" for part in value.split(",")
    ]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > 1 or any(coding not in {*_GZIP, "deflate"} for coding in codings):
        raise Fault("encoding", f"it is encoded as {', '.join(codings)[:80]}, which we did not ask for")
    return codings[0] if codings else ""


class _Expander:
    """Undoes gzip or deflate bit by bit.

    A gzip body may be made of members, one behind the other (RFC 1952 section 2.2). What stands behind the first is
    looked at through a small window: zlib copies all that it has not used at every end of a member, and a body of
    nothing but tiny members would cost the square of its size.
    """

    def __init__(self, coding: str, first: bytes, step: int) -> None:
        # Servers that say deflate send raw deflate as often as zlib (RFC 9110 section 8.4.1.2); 0x78 starts zlib.
        raw_deflate = coding == "deflate" and first[:1] != b"\x78"
        self._bits = 31 if coding in _GZIP else -15 if raw_deflate else 15
        self._step = step
        self._expander = zlib.decompressobj(self._bits)
        self._members = 1
        self._carry = b""

    def expand(self, block: bytes, limit: int) -> Iterator[bytes]:
        """Yield what a block expands to, in pieces of at most `step` bytes; stops after about `limit` bytes."""
        block = self._carry + block if self._carry else block
        self._carry = b""
        place = 0
        while place < len(block) and limit > 0:
            if self._expander.eof and not self._next_member(block[place : place + 2]):
                return
            piece = block if place == 0 and self._members == 1 else block[place : place + _WINDOW]
            try:
                out = self._expander.decompress(piece, min(limit, self._step))
            except zlib.error as error:
                raise Fault("truncated", f"its compression is damaged ({error})", heals=True) from None
            limit -= len(out)
            yield out
            place += len(piece) - len(self._expander.unconsumed_tail or self._expander.unused_data)

    def _next_member(self, begins: bytes) -> bool:
        """Whether another member begins; else what follows is padding, or its first byte alone has come yet."""
        if self._bits != 31 or begins != _GZIP_MAGIC:
            self._carry = begins if self._bits == 31 and begins == _GZIP_MAGIC[:1] else b""
            return False
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise Fault("encoding", f"it is made of more than {_MOST_MEMBERS:,} compressed pieces")
        self._expander = zlib.decompressobj(self._bits)
        return True

    def finish(self) -> None:
        """Raise `Fault` unless the end was reached."""
        if not self._expander.eof:
            raise Fault("truncated", "its compressed body was cut short", heals=True)


def expanded(page: RawPage, payload: bytes, limit: int) -> bytes:
    """Undo the content coding of a body; raise `Fault` if that gives more than `limit` bytes."""
    coding = _coding(page)
    if not coding or not payload or (coding in _GZIP and payload[:2] != b"\x1f\x8b"):
        return payload  # some servers say gzip and send plain text
    expander = _Expander(coding, payload, step=limit + 1)
    whole, size = BytesIO(), 0
    for piece in expander.expand(payload, limit + 1):
        size += whole.write(piece)
    if size > limit:
        raise _too_large(limit)
    expander.finish()
    return whole.getvalue()


def _read_all(arrival: Arrival, limit: int) -> bytes:
    """Read the whole body in as few pieces as the connection gives."""
    declared = arrival.page.header("content-length")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit)
    blocks: list[bytes] = []
    left = limit + 1
    while left > 0 and (block := arrival.read(left)):
        blocks.append(block)
        left -= len(block)
    if left <= 0:
        raise _too_large(limit)
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)


class ToMemory:
    """Keeps the body, as it came and expanded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def receive(self, arrival: Arrival) -> RawPage:
        """Return the page; raise `Fault` if the body is cut short or too large."""
        payload = _read_all(arrival, self._limit)
        body = expanded(arrival.page, payload, self._limit)
        return replace(arrival.page, body=body, payload=None if body is payload else payload)


class ToFile:
    """Streams the body of a 200 into a file, replacing what is there; other bodies are dropped.

    Afterwards `bytes` and `sha256` tell of the file.
    """

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.bytes = 0
        self.sha256 = ""
        self._limit = limit

    def receive(self, arrival: Arrival) -> RawPage:
        """Return the page without a body; raise `Fault`, leaving no file, if the body is cut short or too large."""
        if arrival.page.status != 200:
            arrival.read(_DRAIN)
            return arrival.page
        declared = arrival.page.header("content-length")
        if declared.isdecimal() and int(declared[:20]) > self._limit:
            raise _too_large(self._limit)
        complete = False
        try:
            with self.path.open("wb") as file:
                self._copy(arrival, file)
            complete = True
        finally:
            if not complete:
                self.path.unlink(missing_ok=True)
        return arrival.page

    def _copy(self, arrival: Arrival, file: BinaryIO) -> None:
        digest, size, read = hashlib.sha256(), 0, 0
        coding, expander = _coding(arrival.page), None
        while block := arrival.read(_BLOCK):
            if coding and not read and (coding == "deflate" or block[:2] == b"\x1f\x8b"):
                expander = _Expander(coding, block, step=_STEP)
            read += len(block)
            for out in expander.expand(block, self._limit + 1 - size) if expander else (block,):
                digest.update(out)
                file.write(out)
                size += len(out)
            if max(size, read) > self._limit:
                raise _too_large(self._limit)
        if expander:
            expander.finish()
        self.bytes, self.sha256 = size, digest.hexdigest()
