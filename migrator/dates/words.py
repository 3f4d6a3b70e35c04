"""A printed date as plain words and numbers: one spelling of letters, digits and marks, to be looked up in tables."""

import re
import unicodedata

# Bidi marks, joiners, soft hyphens and tatweel inside words differ from edition to edition.
_INVISIBLE = (
    "\u00ad\u0640\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SAME = {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "∶": ":"}
# The zeros of the scripts in which Blogger has an interface language, and of their neighbours.
_ZEROS = (
    0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0,
    0x1810,
)  # fmt: skip
_FOLDED = str.maketrans(
    dict.fromkeys(_INVISIBLE, "") | _SAME | {chr(zero + value): str(value) for zero in _ZEROS for value in range(10)}
)
# Accents, Indic nuktas, Arabic vowel and hamza marks: written or left out at random.
_MARKS = re.compile("[\u0300-\u036f\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc\u064b-\u065f\u0670]")
_PUNCTUATION = (
    r"!-/:-@\[-`{-~\u00a1-\u00bf\u055a-\u055f\u0589\u05be\u05f3\u05f4\u060c\u061b\u06d4\u0964\u0965\u0970"
    r"\u2010-\u205e\u3001-\u3003\u3008-\u3020\u30fb"
)
_TOKEN = re.compile(
    r"\d+|(?<=\d)[年月日号號년월일]|(?<=\d )[年月日号號년월일]"
    rf"|\([\u3400-\u9fff\uac00-\ud7a3]\)|[^\d\s{_PUNCTUATION}]+"
)


def fold(text: str) -> str:
    """Return the one spelling: ASCII digits, no case, no accents, no invisible marks.

    >>> fold("Fév. ١٢\u200e, MARȚI")
    'fev. 12, marti'
    """
    text = text.casefold()
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def tokens(folded: str) -> list[str]:
    """Cut folded text into words and numbers; the units of Chinese, Japanese and Korean stand alone behind a number.

    >>> tokens("2018年2月12日月曜日")
    ['2018', '年', '2', '月', '12', '日', '月曜日']
    """
    return _TOKEN.findall(folded)
