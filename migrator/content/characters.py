"""Characters that a broken writer took apart: halves written as numbers or bytes, and bytes of another encoding. Pure.

Java counts in 16-bit halves, and what was written with it shows emoji as two numbers (`&#55357;&#56841;`) or as two
sequences of three bytes (CESU-8, Unicode's report 26). Neither is UTF-8 or HTML, and parsers drop both.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

_HALVES = re.compile(
    r"&#(?:[xX]0{0,4}([dD][89abAB][0-9a-fA-F]{2})|0{0,4}(5[56][0-9]{3}));"
    r"&#(?:[xX]0{0,4}([dD][c-fC-F][0-9a-fA-F]{2})|0{0,4}(5[67][0-9]{3}));"
)
_HALVES_IN_BYTES = re.compile(_HALVES.pattern.encode())
_MAYBE_HALF = (b"&#5", b"&#x", b"&#X", b"&#0")
_CESU8 = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NEVER = re.compile(rb"\xfe\xff|\xff\xfe?")  # in no text of either encoding, but marks of UTF-16
_LONGEST = 6
LOST = "\N{REPLACEMENT CHARACTER}"


def _joined(first: int, second: int) -> str | None:
    """Return the character of two halves, None if the numbers are none."""
    if not (0xD800 <= first < 0xDC00 and 0xDC00 <= second < 0xE000):
        return None
    return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))


def _character(match: "re.Match[str]") -> str:
    high, high10, low, low10 = match.groups()
    first = int(high, 16) if high else int(high10)
    second = int(low, 16) if low else int(low10)
    return _joined(first, second) or match[0]


def join_halves(text: str) -> str:
    """Return a text with each pair of references to halves (`&#xD83D;&#xDE09;`) as the character that they make.

    >>> join_halves("&#55357;&#56841; &#xd83d; &#65;")
    '😉 &#xd83d; &#65;'
    """
    return _HALVES.sub(_character, text) if "&#" in text else text


def join_halves_in(utf8: bytes) -> bytes:
    """Do the same in bytes of UTF-8, quickly where there are none."""
    if not any(mark in utf8 for mark in _MAYBE_HALF) or not _HALVES_IN_BYTES.search(utf8):
        return utf8
    return _HALVES_IN_BYTES.sub(lambda match: join_halves(match[0].decode("ascii")).encode(), utf8)


def _as_written(error: UnicodeError) -> tuple[str, int]:
    """Say what bytes stand for that are no UTF-8: a pair in CESU-8, a letter of Windows-1252, or nothing known.

    A sequence that begins as one of UTF-8 and is cut stands for nothing any more; a byte alone is a letter that was
    pasted from Windows' Western encoding, but for the two that begin most letters of Europe in UTF-8.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw, start = error.object, error.start
    if pair := _CESU8.match(raw, start):
        return pair[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16"), pair.end()
    if lost := _HALF.match(raw, start) or _NEVER.match(raw, start):
        return LOST * (1 if lost[0][0] == 0xED else len(lost[0])), lost.end()
    following = raw[start + 1 : start + 2]
    cut = b"\x80" <= following < b"\xc0" or raw[start] in {0xC2, 0xC3}
    if cut or error.end - start > 1:
        return LOST, max(error.end, start + 1)
    return raw[start : start + 1].decode("cp1252", "replace"), start + 1


codecs.register_error("migrator.as_written", _as_written)


def decode_utf8(data: bytes) -> str:
    """Decode bytes that are UTF-8 but for some: each of those is read by itself, and spoils no other.

    Bytes without a single whole sequence of UTF-8 are Windows-1252 altogether.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if not _SEQUENCE.search(data):
        return data.decode("cp1252", "replace")
    return data.decode("utf-8", "migrator.as_written")


class DecodedUtf8:
    """Text of UTF-8 that comes in pieces; `lossy` tells whether any of it had to be read otherwise so far."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.lossy = False

    def __iter__(self) -> Iterator[str]:
        """Yield a text for each piece; a sequence that is cut between two is read when it is whole."""
        rest = b""
        for chunk in self._chunks:
            data = rest + chunk
            keep = _whole(data)
            rest = data[keep:]
            yield self._read(data[:keep])
        yield self._read(rest)

    def _read(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.lossy = True
            return data.decode("utf-8", "migrator.as_written")


def _whole(data: bytes) -> int:
    """Return up to where no sequence, and no pair of them, can still be open."""
    for place in range(max(0, len(data) - _LONGEST + 1), len(data)):
        if data[place] >= 0xC0:
            return place - 3 if _HALF.match(data, max(0, place - 3), place) else place
    return len(data)
