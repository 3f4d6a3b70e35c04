"""JavaScript literals as Blogger writes them into pages: strings in single quotes, escapes in hex, bare numbers."""

import json
import re

_QUOTE = re.compile(r"['\"]")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": ""}


def unescape(text: str) -> str:
    """Decode the escapes of a JavaScript string literal."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])

    if "\\" not in text:
        return text
    # Characters beyond the basic plane come as two escaped halves.
    return _ESCAPE.sub(one, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
