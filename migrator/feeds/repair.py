"""Bytes of an XML document → text that an XML parser can read without losing any of it.

libxml2's recovery drops text behind a broken reference (`Q & A`, `&nbsp;`, `&#11;`), so those are mended first. What
stands before the root goes: a DOCTYPE could define entities that grow without bound.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from itertools import chain

from migrator.content.characters import LOST, DecodedUtf8, join_halves

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BROKEN_REFERENCE = re.compile(
    r"(&#(?:5[56][0-9]{3}|[xX][dD][89abAB][0-9a-fA-F]{2});&#(?:5[67][0-9]{3}|[xX][dD][c-fC-F][0-9a-fA-F]{2});)|"
    r"&(?!(?:lt|gt|amp|quot|apos|#39);)(?:([A-Za-z][A-Za-z0-9]{0,31});|(#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6});)?"
)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_LONGEST_REFERENCE = 40
_LONGEST_PROLOGUE = 65_536


def declared_encoding(start: bytes) -> str:
    """Return the encoding that the first bytes of an XML document declare, `utf-8` if they name none that we know."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name
    match = _DECLARED.match(start)
    try:
        return codecs.lookup(match[1].decode("ascii")).name if match else "utf-8"
    except LookupError:
        return "utf-8"


class _Decoded:
    """Text without control characters; `lossy` tells whether anything had to go, or was not in the encoding."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.lossy = False

    def __iter__(self) -> Iterator[str]:
        chunks = iter(self._chunks)
        first = next(chunks, b"")
        encoding = declared_encoding(first)
        whole = chain((first,), chunks)
        if encoding in {"utf-8", "utf-8-sig", "ascii"}:
            decoded = DecodedUtf8(whole)
            for text in decoded:
                self.lossy |= decoded.lossy
                yield self._without_controls(text)
            return
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        for chunk in whole:
            text = decoder.decode(chunk)
            self.lossy |= LOST in text and LOST.encode() not in chunk
            yield self._without_controls(text)
        yield self._without_controls(decoder.decode(b"", final=True))

    def _without_controls(self, text: str) -> str:
        if not _CONTROLS.search(text):
            return text
        self.lossy = True
        return _CONTROLS.sub("", text)


def _root_start(text: str) -> int:
    """Return the position of the root element, -1 if the text ends before it."""
    position = 0
    while True:
        while position < len(text) and (text[position].isspace() or text[position] == "\ufeff"):
            position += 1
        if text.startswith("<?", position):
            end = text.find("?>", position)
            step = 2
        elif text.startswith("<!--", position):
            end = text.find("-->", position)
            step = 3
        elif text.startswith("<!", position):
            subset, close = text.find("[", position), text.find(">", position)
            ending = "]>" if 0 <= subset < close else ">"
            end = text.find(ending, position)
            step = len(ending)
        else:
            return position if position < len(text) else -1
        if end < 0:
            return -1
        position = end + step


def root_start(body: bytes) -> int:
    """Return where the root element begins in a UTF-8 document, -1 if it is no such document."""
    if declared_encoding(body[:256]) not in {"utf-8", "utf-8-sig"}:
        return -1
    start = body[:_LONGEST_PROLOGUE].decode("utf-8", "ignore")
    position = _root_start(start)
    return len(start[:position].encode()) if position >= 0 and start[position : position + 1] == "<" else -1


def _without_prologue(texts: Iterable[str]) -> Iterator[str]:
    texts = iter(texts)
    start = ""
    for text in texts:
        start += text
        position = _root_start(start)
        if position >= 0 and len(start) > position + 2:  # `<!` or `<?` may still be coming
            yield start[position:]
            break
        if len(start) > _LONGEST_PROLOGUE:
            return
    else:
        position = _root_start(start)
        if position >= 0:
            yield start[position:]
        return
    yield from texts


def _mended(match: re.Match[str]) -> str:
    pair, name, number = match.groups()
    if pair:
        return join_halves(pair)
    if name:
        character = html5.get(f"{name};")
        return "".join(f"&#{ord(c)};" for c in character) if character else f"&amp;{name};"
    if number:
        code = int(f"0{number[1:]}", 0) if number[1] in "xX" else int(number[1:])
        legal = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return match[0] if legal else ""
    return "&amp;"


class _ReferenceMender:
    """Mends references outside CDATA sections, chunk by chunk."""

    def __init__(self) -> None:
        self._rest = ""
        self._in_cdata = False
        self.repaired = False

    def mend(self, text: str, *, final: bool) -> str:
        """Take the next piece; give what is certain by now."""
        text = self._rest + text
        done: list[str] = []
        position = 0
        while True:
            mark = _CDATA_END if self._in_cdata else _CDATA
            end = text.find(mark, position)
            if end < 0:
                break
            done.append(self._piece(text[position : end + len(mark)]))
            position = end + len(mark)
            self._in_cdata = not self._in_cdata
        keep = len(text) if final else max(position, self._certain(text))
        done.append(self._piece(text[position:keep]))
        self._rest = text[keep:]
        return "".join(done)

    def _piece(self, text: str) -> str:
        if self._in_cdata:
            return text
        mended, count = _BROKEN_REFERENCE.subn(_mended, text)
        self.repaired |= bool(count) and mended != text
        return mended

    @staticmethod
    def _certain(text: str) -> int:
        """Return up to where no reference and no mark can still be open."""
        cut = max(0, len(text) - len(_CDATA))
        opened = text.rfind("&", max(0, cut - _LONGEST_REFERENCE), cut)
        return opened if opened >= 0 and ";" not in text[opened:cut] else cut


class MendedText:
    """The text of an XML document, piece by piece, without what precedes its root.

    Once it is used up, `repaired` tells whether references had to be mended.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._decoded = _Decoded(chunks)
        self._mender = _ReferenceMender()

    @property
    def repaired(self) -> bool:
        """Whether anything had to be mended, or left out, so far."""
        return self._mender.repaired or self._decoded.lossy

    def __iter__(self) -> Iterator[bytes]:
        """Yield UTF-8."""
        for text in _without_prologue(self._decoded):
            yield self._mender.mend(text, final=False).encode("utf-8", "replace")
        yield self._mender.mend("", final=True).encode("utf-8", "replace")
