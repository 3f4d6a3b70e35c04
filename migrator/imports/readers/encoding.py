"""The bytes of an XML file as UTF-8 from its root element on, whatever encoding it declares or really has."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from migrator.feeds.repair import declared_encoding, root_start

CHUNK = 256 * 1024
_UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii"})


@dataclass(frozen=True, slots=True)
class Opening:
    """How a file begins: its root element's place in its UTF-8 text, and what had to be assumed to read it so far."""

    encoding: str
    start: int
    line: int
    remark: str = ""


def opening(head: bytes) -> Opening | None:
    """Look at the first bytes of an XML file; None if no element is in sight."""
    declared = declared_encoding(head[:256])
    remark = ""
    if declared not in _UTF8 and not declared.startswith("utf-16") and _is_utf8(head):
        # Written again as UTF-8 by a program that left the declaration as it was.
        remark = f"the file says {declared} and is UTF-8"
        declared = "utf-8"
    text = head if declared in _UTF8 else head_in_utf8(head)
    start = root_start(_undeclared(text))
    if start < 0:
        return None
    return Opening(declared, start, text[:start].count(b"\n") + 1, remark)


def head_in_utf8(head: bytes) -> bytes:
    """Return the first bytes of an XML file in UTF-8."""
    declared = declared_encoding(head[:256])
    return head if declared in _UTF8 else head.decode(declared, "replace").encode("utf-8", "replace")


def _undeclared(text: bytes) -> bytes:
    """Blank the encoding that a declaration names: the text has another one by now."""
    end = text.find(b"?>", 0, 256)
    return text if end < 0 else b" " * end + text[end:].replace(b"?>", b"  ", 1)


def utf8_from_root(file: BinaryIO, begun: Opening) -> Iterator[bytes]:
    """Yield the UTF-8 text of a file from its root element on."""
    chunks = iter(lambda: file.read(CHUNK), b"")
    skip = begun.start
    for piece in chunks if begun.encoding in _UTF8 else _decoded(chunks, begun.encoding):
        if skip:
            kept, skip = piece[skip:], max(0, skip - len(piece))
            if kept:
                yield kept
        else:
            yield piece


def _decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_utf8(head: bytes) -> bool:
    """Whether bytes are UTF-8 with something in it that a one-byte encoding would hardly give by chance."""
    if head.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
