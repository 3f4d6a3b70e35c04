"""The names and orders of Blogger's interface languages, from CLDR (`cldr.json`, made by tools/generate/dates.py)."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, auto
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Part(IntEnum):
    """What a word or number of a date is. Integers, because they are looked up for every word."""

    MONTH = auto()
    JALALI_MONTH = auto()
    WEEKDAY = auto()
    MONTH_OR_WEEKDAY = auto()
    GLUE = auto()
    NUMBER = auto()
    YEAR = auto()
    DAY = auto()


class DateToken(NamedTuple):
    """One part of a text. Weekdays count from Monday, 0; `weekday` is set where a word may also be a month."""

    part: Part
    number: int = 0
    digits: int = 0
    weekday: int = 0


class Name(NamedTuple):
    """A known word or words, and what they are."""

    words: tuple[str, ...]
    item: DateToken


@dataclass(frozen=True, slots=True)
class Language:
    """One language: names by their first word, the longest first; words for parts of the day as masks of hours."""

    names: dict[str, tuple[Name, ...]]
    periods: dict[tuple[str, ...], int]
    order: str


# The Persian calendar's months, which Babel does not ship.
_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_JALALI_LANGUAGES = frozenset({"fa"})

_AM, _PM = 0x000FFF, 0xFFF000
_EVERYWHERE = {("am",): _AM, ("pm",): _PM, ("a", "m"): _AM, ("p", "m"): _PM}

# Names that Java, Blogger and browsers use for languages whose codes changed.
_ALIASES = {"iw": "he", "in": "id", "tl": "fil", "nb": "no", "nn": "no", "sh": "sr", "ji": "yi", "hr-latn": "hr"}


@cache
def _data() -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    loaded: dict[str, dict[str, dict[str, dict[str, int]]]] = json.loads(
        files("migrator.dates").joinpath("cldr.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def _orders() -> dict[str, str]:
    return {locale: str(order) for locale, order in _data()["orders"].items()}


@cache
def language_codes() -> tuple[str, ...]:
    """Return the codes of all languages."""
    return tuple(_data()["languages"])


@cache
def split_locale(locale: str | None) -> tuple[str | None, str]:
    """Split a tag in any spelling (`fr-CA`, `pt_br`, `iw`, `zh-Hant-TW`) into a language of ours and a region.

    The language is None if we have no table for it.
    """
    if not locale:
        return None, ""
    language, *rest = locale.replace("_", "-").split("-")
    language = _ALIASES.get(language.lower(), language.lower())
    region = next((part.upper() for part in rest if len(part) == 2), "")
    return (language if language in _data()["languages"] else None), region


@cache
def locale_order(locale: str | None) -> str:
    """Return the order and separator of a locale's own numeric dates (`dmy/`), empty if the locale does not settle it.

    Blogger says `en` for English of any country, so only a region settles English.
    """
    language, region = split_locale(locale)
    if language is None or (language == "en" and not region):
        return ""
    orders = _orders()
    return orders.get(f"{language}-{region}", orders[language])[:4]


@cache
def older_orders(locale: str | None) -> tuple[str, ...]:
    """Return the other orders and separators (`ydm.`) in which an older CLDR wrote a locale's numeric dates."""
    language, region = split_locale(locale)
    if language is None:
        return ()
    older = _data()["older_orders"]
    return tuple(older.get(f"{language}-{region}", older.get(language, ())))


@cache
def clock_is_dotted(code: str | None) -> bool:
    """Whether a language writes the time as `10.22`."""
    return code is not None and _orders()[code].endswith(" HH.mm")


def _names(code: str) -> dict[str, tuple[Name, ...]]:
    table = _data()["languages"][code]
    months, weekdays = table["months"], table["weekdays"]
    listed: list[Name] = []
    for key, number in months.items():
        both = key in weekdays
        part = Part.MONTH_OR_WEEKDAY if both else Part.MONTH
        listed.append(Name(tuple(key.split()), DateToken(part, number, weekday=weekdays.get(key, 0))))
    listed += [
        Name(tuple(key.split()), DateToken(Part.WEEKDAY, day)) for key, day in weekdays.items() if key not in months
    ]
    listed += [
        Name(tuple(key.split()), DateToken(Part.GLUE))
        for key in table["glue"]
        if key not in months and key not in weekdays
    ]
    if code in _JALALI_LANGUAGES:
        listed += [
            Name((fold(month),), DateToken(Part.JALALI_MONTH, number))
            for number, month in enumerate(_JALALI.split(), 1)
        ]
    by_first: dict[str, list[Name]] = {}
    for name in sorted(listed, key=lambda name: -len(name.words)):
        by_first.setdefault(name.words[0], []).append(name)
    return {first: tuple(names) for first, names in by_first.items()}


@cache
def language(code: str) -> Language:
    """Return one language's table."""
    periods = {tuple(word.split()): mask for word, mask in _data()["languages"][code]["periods"].items()}
    return Language(_names(code), _EVERYWHERE | periods, _orders()[code][:3])


@cache
def _languages_by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code in language_codes():
        for first, names in language(code).names.items():
            if any(name.item.part is not Part.GLUE for name in names):
                found.setdefault(first, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


def are_known(words: list[str]) -> bool:
    """Whether a month or weekday of any language begins with one of these words (numbers aside).

    One Latin letter is none, although some languages write weekdays so: it is also the O of O'Hara.
    """
    by_word = _languages_by_word()
    return any(word in by_word and not word.isdigit() and (len(word) > 1 or not word.isascii()) for word in words)


def languages_knowing(text_tokens: list[str]) -> tuple[str, ...]:
    """Return the languages that have a month or weekday beginning with one of these words."""
    by_word = _languages_by_word()
    found = set[str]().union(*(by_word.get(token, frozenset()) for token in text_tokens))
    return tuple(sorted(found))


# Years and calendars that blogs print, turned into Gregorian days.

_BUDDHIST = 543
_EPOCH = date(622, 3, 21)
"""Where the 33-year rule below starts to count."""


def gregorian_year(year: int, digits: int) -> int | None:
    """Return the Gregorian year of a printed one: two digits, four, or of the Thai Buddhist era; None if it is none."""
    if digits == 2:
        return year + (1900 if year >= 70 else 2000)
    if digits != 4:
        return None
    if 2440 <= year <= 2670:
        year -= _BUDDHIST
    return year if 1900 <= year <= 2127 else None


def jalali_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Persian (Solar Hijri) date; None if there is no such day.

    Leap years follow the 33-year cycle, which is exact from 1210 to 1500 (1831 to 2122).
    """
    if not 1210 <= year <= 1500 or not 1 <= month <= 12:
        return None
    if not 1 <= day <= (31 if month <= 6 else 30 if month < 12 else 29 + _leap(year)):
        return None
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return _new_year(year) + timedelta(days=before + day - 1)


def _new_year(year: int) -> date:
    return _EPOCH + timedelta(days=365 * (year - 1) + (8 * year + 21) // 33)


def _leap(year: int) -> int:
    return (8 * (year + 1) + 21) // 33 - (8 * year + 21) // 33


# A printed date as plain words and numbers: one spelling of letters, digits and marks, to be looked up in tables.

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
