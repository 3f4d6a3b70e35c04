"""JavaScript literals as Blogger writes them into pages: strings in single quotes, escapes in hex or octal."""

import json
import re
import sys

_QUOTE = re.compile(r"['\"]")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
# Octal is what Blogger wrote from 2011 to 2014 (ECMA-262, annex B: at most `\377`).
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-3][0-7]{0,2}|[4-7][0-7]?)|(.))", re.DOTALL
)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "\n": ""}


def unescape(text: str) -> str:
    """Decode the escapes of a JavaScript string literal."""

    def one(match: re.Match[str]) -> str:
        if code := match[1] or match[2] or match[3]:
            return chr(int(code, 16)) if len(code) <= 4 or int(code, 16) <= sys.maxunicode else ""
        return chr(int(match[4], 8)) if match[4] else _SHORT.get(match[5], match[5])

    if "\\" not in text:
        return text
    # Characters beyond the basic plane come as two escaped halves.
    return _ESCAPE.sub(one, text).replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_literal(text: str) -> object:
    """Read the array or object that a text begins with; ValueError if it is none, or not one of data alone."""
    parts: list[str] = []
    place = 0
    while quote := _QUOTE.search(text, place):
        string = _STRING.match(text, quote.start())
        if string is None:
            break  # never closed: whatever begins here is not part of the literal
        written = string[1] if string[1] is not None else string[2]
        parts += (text[place : quote.start()], json.dumps(unescape(written)))
        place = string.end()
    value, _ = json.JSONDecoder(strict=False).raw_decode("".join((*parts, text[place:])).lstrip())
    return value
