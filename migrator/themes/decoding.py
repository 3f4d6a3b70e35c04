"""Bytes of a page to text, in the order that browsers follow."""

import codecs
import re

from migrator.documents import RawPage

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
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


def _declared(page: RawPage) -> list[str]:
    names = []
    if match := _HEADER.search(page.header("content-type")):
        names.append(match[1])
    if found := _META.search(page.body[:_HEAD]):
        # A page that could be read this far is in no 16-bit encoding, whatever it says.
        name = found[1].decode("ascii", "replace")
        names.append("utf-8" if name.lower().startswith("utf-16") else name)
    return [codec for name in names if (codec := _codec(name))]


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
    return body.decode(declared[0] if declared else "cp1252", "replace")
