"""In which language and direction a text is, as far as its script tells: a screen reader and a font need to know.

Blogger tells one language for a whole blog; a post in another script is told apart here. Scripts that many languages
share (Latin, Cyrillic, Devanagari) say nothing of the language, only of the direction.
"""

import re
from typing import NamedTuple

_LOOKED_AT = 3000
_SCRIPTS = {
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "cyrillic": "\u0400-\u052f",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "devanagari": "\u0900-\u097f",
    "bengali": "\u0980-\u09ff",
    "tamil": "\u0b80-\u0bff",
    "thai": "\u0e00-\u0e7f",
    "kana": "\u3040-\u30ff",
    "han": "\u3400-\u4dbf\u4e00-\u9fff",
    "hangul": "\u1100-\u11ff\uac00-\ud7a3",
}
_COUNTED = {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}
_LANGUAGE = {"greek": "el", "hebrew": "he", "thai": "th", "han": "zh", "hangul": "ko", "bengali": "bn", "tamil": "ta"}
# The scripts of languages that are not written in Latin letters.
_SCRIPTS_OF = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "sd", "ug"), ("arabic",)),
    **dict.fromkeys(("he", "iw", "yi"), ("hebrew",)),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), ("cyrillic",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("devanagari",)),
    "el": ("greek",),
    "th": ("thai",),
    "ko": ("hangul",),
    "ja": ("kana", "han"),
    "zh": ("han",),
    "bn": ("bengali",),
    "ta": ("tamil",),
}
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})


class TextLanguage(NamedTuple):
    """A BCP 47 tag, empty where the script does not tell it, and `ltr` or `rtl`."""

    language: str
    direction: str


def of_blog(language: str) -> TextLanguage:
    """Return the tongue of a blog by the tag that it tells."""
    return TextLanguage(language, "rtl" if _primary(language) in _RIGHT_TO_LEFT else "ltr")


def of_text(text: str, blog: TextLanguage) -> TextLanguage | None:
    """Return the tongue of a text where it is in another script than the blog's language; None where it is not."""
    beginning = text[:_LOOKED_AT]
    if beginning.isascii() and _primary(blog.language) not in _SCRIPTS_OF:
        return None
    counts = {script: len(pattern.findall(beginning)) for script, pattern in _COUNTED.items()}
    script = max(counts, key=lambda one: counts[one])
    if script == "han" and counts["kana"] * 20 > counts["han"]:
        script = "kana"
    if not counts[script] or script in _SCRIPTS_OF.get(_primary(blog.language), ("latin",)):
        return None
    if script == "arabic":
        return TextLanguage(_arabic(beginning), "rtl")
    language = "ja" if script == "kana" else _LANGUAGE.get(script, "")
    return TextLanguage(language, "rtl" if script == "hebrew" else "ltr")


def _arabic(text: str) -> str:
    if re.search("[ٹڈڑےں]", text):
        return "ur"
    return "fa" if re.search("[پچژگ]", text) else "ar"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
