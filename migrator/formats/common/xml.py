"""XML written piece by piece: one place that escapes, for every format that is XML."""

import re
from collections.abc import Iterable

# XML 1.0 has no way to write these; importers die of them or take them into posts.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
# libxml2, and so the WordPress importer, refuses a whole file for one text beyond 10,000,000 bytes. Sections one behind
# the other count as one, unless a comment stands between them; readers join the text before and behind a comment.
# These are characters of up to four bytes.
_LONGEST = 2_000_000


def legal(text: str) -> str:
    """Drop the characters that XML 1.0 does not have."""
    return _ILLEGAL.sub("", text) if _ILLEGAL.search(text) else text


def encoded(xml: str) -> bytes:
    """Encode a piece of the file, without the characters that XML 1.0 does not have: one pass for all of it."""
    found = xml.encode("utf-8", "ignore").translate(None, _CONTROLS)
    return found.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"") if b"\xef\xbf" in found else found


def escaped(text: str) -> str:
    """Write text for an element or a quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def cdata(text: str) -> str:
    """Write text as CDATA: its end mark is split over two sections, and none is longer than importers read."""
    if "]" in text:
        # A character that goes afterwards might stand inside an end mark.
        text = legal(text)
    if len(text) <= _LONGEST:
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
    pieces = (text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST))
    # No piece may end inside an end mark.
    return "<!-- -->".join(f"<![CDATA[{piece.replace(']]', ']]]]><![CDATA[')}]]>" for piece in pieces)


def plain(name: str, value: str | int) -> str:
    """Write an element with escaped text."""
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    return f"<{name}>{escaped(value)}</{name}>"


def section(name: str, value: str) -> str:
    """Write an element with a CDATA section."""
    return f"<{name}>{cdata(value)}</{name}>"


def lines(indent: str, parts: Iterable[str]) -> str:
    """Write elements one a line."""
    return "".join(f"{indent}{part}\n" for part in parts)
