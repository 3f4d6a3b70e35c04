"""The terms of a text, for the search in the pages: the same rules as `terms` in `templates/search.js`, to the letter.

A test holds the two together over many languages. Words are runs of letters, digits and marks. They lose case, accents
and vowel points, so that "ete" finds "Été". Scripts that set no space between words give pairs of neighbouring
characters instead, and the last character of a run alone: a word of any length is then a run of pairs, and one
character finds every pair that begins with it.
"""

import re
import sys
import unicodedata

# Scripts without spaces: Thai, Lao, Tibetan, Myanmar, Khmer; kana; Han with its extensions. Korean has spaces, but
# particles hang on its words, so it is cut in pairs as well.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Accents and vowel points that readers leave out when they search: Latin, Greek, Cyrillic, Hebrew, Arabic (and its
# letter-stretcher). Marks of other scripts are letters to their readers and stay.
_POINTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
# What is one letter to the computer and another to the one who types; Arabic forms that are written either way.
_ALIKE = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ς": "σ",
        "ى": "ي",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "ٱ": "ا",
    }
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(f"([{_UNSPACED}]+)|[^{_UNSPACED}]+")
LONGEST = 40
"""Characters of a term; more is no word but an address or a key, of which the beginning is enough."""


def _word_pattern() -> re.Pattern[str]:
    """Give the runs of letters, digits and marks; marks are vowels in Thai or Hindi, and no words to `re`."""
    ranges: list[list[int]] = []
    for number in range(sys.maxunicode + 1):
        # Planes without characters are passed over: they make up most of the range.
        if 0x40000 <= number < 0xE0000 or unicodedata.category(chr(number))[0] not in "LNM":
            continue
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return re.compile("[{}]+".format("".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)))


class Terms:
    """Cuts texts into terms; making one takes a moment, because it looks at every character there is."""

    def __init__(self) -> None:
        self._word = _word_pattern()

    def of(self, text: str) -> list[str]:
        """Give the terms of a text in its order, one as often as it occurs."""
        if text.isascii():
            return [word[:LONGEST] for word in _ASCII_WORD.findall(text.lower())]
        found: list[str] = []
        for word in self._word.findall(folded(text)):
            if word.isascii():
                found.append(word[:LONGEST])
                continue
            for piece in _PIECE.finditer(word):
                found += _pairs(piece[0]) if piece[1] else [piece[0][:LONGEST]]
        return found


def folded(text: str) -> str:
    """Give a text without what a search does not distinguish: width, case, accents, vowel points."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return unicodedata.normalize("NFC", _POINTS.sub("", unicodedata.normalize("NFD", lower))).translate(_ALIKE)


def _pairs(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run))]
