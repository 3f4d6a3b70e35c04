"""Bytes of a page to text, in the order that browsers follow."""

import codecs
import re

from migrator.content.characters import decode_utf8
from migrator.model.documents import RawPage

_NAME = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""")
_LONGEST_META = 300
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BOM_STARTS = tuple(mark for mark, _ in _BOMS)
_HEAD = 4_096

# What browsers understand by these names (WHATWG Encoding Standard).
_BROWSER_NAMES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
_BROWSER_NAMES |= {"iso8859-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_BROWSER_NAMES |= {
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
}


def _codec(name: str) -> str | None:
    known = _BROWSER_NAMES.get(name.lower(), name)
    try:
        return codecs.lookup(known).name if codecs.lookup(known)._is_text_encoding else None
    except (LookupError, ValueError):
        return None


def _meta_charset(head: bytes) -> str:
    """Return the encoding that a `meta` declares, lower case, empty if none does."""
    head = head.lower()
    place = head.find(b"charset")
    while place >= 0:
        tag = head.rfind(b"<meta", 0, place)
        inside = tag >= 0 and place - tag - 5 <= _LONGEST_META and b">" not in head[tag:place]
        if inside and (match := _NAME.match(head, place)):
            return match[1].decode("ascii", "replace")
        place = head.find(b"charset", place + 1)
    return ""


def _declared(page: RawPage) -> list[str]:
    names = []
    if match := _HEADER.search(page.header("content-type")):
        names.append(match[1])
    if name := _meta_charset(page.body[:_HEAD]):
        # A page that could be read this far is in no 16-bit encoding, whatever it says.
        names.append("utf-8" if name.startswith("utf-16") else name)
    return [codec for name in names if (codec := _codec(name))]


def utf8_of(page: RawPage) -> bytes:
    """Give a page in UTF-8 without a byte order mark: its own bytes, where it is valid UTF-8 and declares no other."""
    body = page.body
    if not body.startswith(_BOM_STARTS) and next(iter(_declared(page)), "utf-8") == "utf-8":
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return body
    return decode(page).encode("utf-8", "replace")


def decode(page: RawPage) -> str:
    """Decode a page: byte order mark, HTTP header, `meta`, then UTF-8 if it is valid, then Windows-1252."""
    body = page.body
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = _declared(page)
    for codec in [*declared, "utf-8"]:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    # Not cleanly in any: a few broken bytes in the declared encoding, or an old page that says nothing.
    first = declared[0] if declared else "cp1252"
    return decode_utf8(body) if first == "utf-8" else body.decode(first, "replace")
