"""Dates as Blogger prints them for people: any of its interface languages and formats, and never a wrong day.

A reading counts if the locale's own names give it, or if the weekday in the text agrees, or if all languages that can
read the text read the same; else the hint decides, else it stays open.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from migrator.dates import named, numeric, tables
from migrator.dates.instants import UNKNOWN_OFFSET
from migrator.dates.named import Finding
from migrator.dates.numeric import Numbers
from migrator.dates.tables import Language, fold, tokens
from migrator.dates.values import DateHint, DateReading

# The time of day in a printed date, with any language's words for morning and evening: `8:15 μ.μ.`, `20 h 41`.

_COLON = re.compile(r"(?<![\d:.])(\d{1,2}) ?: ?(\d{2})(?: ?: ?(\d{2}))?(?![\d:])")
_UNITS = re.compile(
    r"(?<!\d)(\d{1,2}) ?(?:h|時|时|点|點|시|ч|u|uhr)(?![a-z]) ?(\d{2})(?!\d) ?(?:min|分|분)?(?: ?(\d{2}) ?[s秒초])?"
)
_DOT = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])")
_LONGEST_PERIOD = 4


class Clocked(NamedTuple):
    """A text with its time of day taken out: the time (`HH:MM` or `HH:MM:SS`), and the text on both sides of it."""

    time: str | None
    before: str
    after: str


def take_time(folded: str, language: Language | None, *, dotted: bool = False) -> Clocked:
    """Find the time of day in folded text; `dotted` also accepts `10.22`, which may be a day and a month."""
    match = _COLON.search(folded) if ":" in folded else _UNITS.search(folded)
    if match is None and dotted and "." in folded:
        match = _DOT.search(folded)
    if match is None:
        return Clocked(None, folded, "")
    before, after = folded[: match.start()], folded[match.end() :]
    hour, minute, second = int(match[1]), int(match[2]), match[3]
    if hour > 23 or minute > 59 or (second is not None and int(second) > 59):
        return Clocked(None, before, after)
    told = _hour(hour, before, after, language)
    if told is None:
        return Clocked(None, before, after)
    return Clocked(f"{told:02}:{minute:02}" + (f":{second}" if second else ""), before, after)


def _hour(hour: int, before: str, after: str, language: Language | None) -> int | None:
    """Return the hour of 24; None if the words around it contradict it or leave it open."""
    mask = _period(tokens(after)[:_LONGEST_PERIOD], language, ending=False)
    mask = mask or _period(tokens(before)[-_LONGEST_PERIOD:], language, ending=True)
    if not mask or hour > 12 or hour == 0:
        return hour
    fitting = [candidate for candidate in (hour % 12, hour % 12 + 12) if mask >> candidate & 1]
    return fitting[0] if len(fitting) == 1 else None


def _period(words: list[str], language: Language | None, *, ending: bool) -> int:
    """Return the hours that the word beside a time stands for, as a bit mask; 0 if it is no such word."""
    if language is None:
        return 0
    for length in range(len(words), 0, -1):
        part = words[-length:] if ending else words[:length]
        if mask := language.periods.get(tuple(part), 0):
            return mask
    return 0


_LONGEST = 200
_TRIPLE = re.compile(r"\d[^\w\n]{1,4}\d\d?[^\w\n]{1,4}\d")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和)(\d{1,2}|元)年")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_WEEKDAY_LENGTH = 4
"""Letters: shorter names of weekdays in some foreign language are too often something else."""


class _Page(NamedTuple):
    """What is known of the page that a date stands on."""

    locale: str | None
    code: str | None
    own: tables.Language | None
    hint: DateHint | None
    order: str | None


def parse_date(
    text: str, *, locale: str | None = None, hint: DateHint | None = None, order: str | None = None
) -> DateReading:
    """Read the day, and the time if there is one, from a date as a page shows it.

    `locale` is the page's tag in any spelling; `order` what other dates of the same blog prove (`numeric_order`).
    """
    return _parsed(text[:_LONGEST], locale, hint, order)


_ZONE = re.compile(
    r"(?:(?:(?<=:\d\d)|\s)(?P<offset>[+-]\d{2}:?\d{2})|(?<=[\s\d])(?P<zone>Z|[A-Z]{2,5}))(?=\s*$|\s+\d{4}$)"
)
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_HOURS |= {"WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9}
_CLOCK_WORDS = frozenset({"AM", "PM"})


def stated_instant(text: str) -> str | None:
    """Turn a time that a machine wrote in no standard's form into RFC 3339 text: `Sunday, June 30, 2013 - 00:00`.

    A bare day stays one; without an offset it is `-00:00` (RFC 3339 section 4.3). None if no day is sure.
    """
    zone = _ZONE.search(text[:_LONGEST])
    if zone is not None and zone["zone"] in _CLOCK_WORDS:
        zone = None
    plain = f"{text[: zone.start()]} {text[zone.end() :]}" if zone else text
    reading = parse_date(plain)
    if reading.value is None or reading.time is None:
        return reading.value
    seconds = "" if reading.time.count(":") == 2 else ":00"
    return f"{reading.value}T{reading.time}{seconds}{_offset(zone)}"


def _offset(zone: re.Match[str] | None) -> str:
    """Return the offset that a zone stands for; many names of zones stand for several, and tell none."""
    if zone is not None and (offset := zone["offset"]):
        return f"{offset[:3]}:{offset[-2:]}"
    hours = _HOURS.get(zone["zone"]) if zone is not None else None
    return UNKNOWN_OFFSET if hours is None else f"{hours:+03}:00"


# The day of a post stands on its page, in lists and archives; the day of a list over all its posts.
@lru_cache(maxsize=2_048)
def _parsed(text: str, locale: str | None, hint: DateHint | None, order: str | None) -> DateReading:
    folded = fold(text)
    if "年" in folded:
        folded = _ERA.sub(_gregorian_era, folded)
    code, _ = tables.split_locale(locale)
    page = _Page(locale, code, tables.language(code) if code else None, hint, order)
    clocked = take_time(folded, page.own or tables.language("en"))
    reading = _read(clocked, page)
    return _with_dotted_time(folded, reading, page) if "." in folded and not clocked.time else reading


def _with_dotted_time(folded: str, reading: DateReading, page: _Page) -> DateReading:
    """Look for a time like `10.22`, which could be taken for a part of a date, in what the date has left."""
    numbers = numeric.numbers_of(folded)
    clocked = take_time(numbers.rest if numbers else folded, page.own, dotted=True)
    if not clocked.time:
        return reading
    if reading.readings:
        return replace(reading, time=clocked.time)
    retried = _read(clocked, page)
    return retried if retried.readings or tables.clock_is_dotted(page.code) else reading


def numeric_order(texts: Iterable[str]) -> str | None:
    """Return the order that some of a blog's dates prove (`25/12/2018`: `dmy/`), None if none does or they disagree."""
    return numeric.order_of(fold(text[:_LONGEST]) for text in texts)


def proven_order(text: str, day: str = "") -> str | None:
    """Return the order (`dmy/`) that one numeric date proves, by itself or because it is known to mean `day`.

    `day` begins with `YYYY-MM-DD`; it may lie a day off, in another zone. None if the text proves none.
    """
    numbers = _numbers(text)
    if numbers is None:
        return None
    known = day[:10] or parse_date(text).value
    return numeric.order_proven(numbers, date.fromisoformat(known)) if known else None


def readings_by_order(text: str, locale: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return (order, day) for each order in which an open numeric date is a day; its weekday is heeded."""
    numbers = _numbers(text)
    if numbers is None:
        return ()
    day_second = f"ydm{numbers.separator}" in tables.older_orders(locale)
    orders = [order + numbers.separator for order in numeric.candidates(numbers.parts, day_second=day_second)]
    read = [(order, parse_date(text, locale=locale, order=order)) for order in orders]
    return tuple((order, reading.value) for order, reading in read if reading.value)


def names_a_day(text: str) -> bool:
    """Whether a text holds the name of a weekday or month, in any language."""
    return tables.are_known(tokens(fold(text[:_LONGEST])))


def _numbers(text: str) -> Numbers | None:
    if not _TRIPLE.search(text):  # far cheaper than folding, and most texts hold none
        return None
    return numeric.numbers_of(fold(text[:_LONGEST]))


def _gregorian_era(match: re.Match[str]) -> str:
    year = 1 if match[2] == "元" else int(match[2])
    return f"{_ERAS[match[1]] + year}年"


def _read(clocked: Clocked, page: _Page) -> DateReading:
    rest = f"{clocked.before} | {clocked.after}" if clocked.after else clocked.before
    if numbers := numeric.numbers_of(rest):
        days = _numeric_days(numbers, page)
    else:
        days = _named_days(tokens(rest), page)
        if not days and (lone := numeric.without_year(rest, page.hint)):
            days = frozenset({lone})
    if len(days) == 1:
        (value,) = (day.isoformat() for day in days)
        return DateReading(value, clocked.time, (value,))
    return DateReading(None, clocked.time, tuple(sorted(day.isoformat() for day in days)))


def _numeric_days(numbers: Numbers, page: _Page) -> frozenset[date]:
    """Return the days that a numeric date can still mean after all evidence: weekday, proven order, hint, locale."""
    order, older = tables.locale_order(page.locale), tables.older_orders(page.locale)
    found = numeric.candidates(
        numbers.parts,
        year_first=page.own is None
        or order.startswith("y")
        or any(one.startswith("y") and one.endswith(numbers.separator) for one in older),
        day_second=f"ydm{numbers.separator}" in older,
    )
    days = frozenset(found.values())
    words = tokens(numbers.rest)
    if any(not word[0].isdigit() for word in words):
        days = _on_named_weekday(days, words, page.own)
        found = {key: day for key, day in found.items() if day in days}
    if len(days) < 2:
        return days
    chosen = (
        (found.get(page.order[:3]) if page.order and page.order[3:] == numbers.separator else None)
        or numeric.by_hint(days, page.hint)
        or (numeric.by_custom(found, numbers, order, older) if page.own else None)
    )
    return frozenset({chosen}) if chosen else days


def _on_named_weekday(days: frozenset[date], words: list[str], own: tables.Language | None) -> frozenset[date]:
    if own is not None:
        finding = Finding(days, named.find_named(words, own, None).weekdays)
        if finding.weekdays:
            return finding.agreeing
    long_words = [word for word in words if len(word) >= _WEEKDAY_LENGTH]
    for code in tables.languages_knowing(long_words):
        finding = Finding(days, named.find_named(long_words, tables.language(code), None).weekdays)
        if finding.weekdays and finding.agreeing:
            return finding.agreeing
    return days


def _named_days(words: list[str], page: _Page) -> frozenset[date]:
    own, code, hint = page.own, page.code, page.hint
    finding = named.find_named(words, own, hint) if own else Finding()
    agreeing = finding.agreeing
    if len(agreeing) == 1 and (finding.weekdays or not _foreign(words, own)):
        return agreeing
    others = [
        named.find_named(words, tables.language(other), hint)
        for other in tables.languages_knowing(words)
        if other != code
    ]
    agreed = frozenset[date]().union(*(other.agreeing for other in others if other.weekdays))
    if len(agreed) == 1 and not (finding.weekdays and agreeing):
        return agreed
    if agreeing:
        return agreeing
    # A weekday that contradicts its day proves that the text was misread: such a reading is none.
    possible = frozenset[date]().union(*(other.days for other in others if not other.weekdays))
    if len(possible) > 1 and (hinted := numeric.by_hint(possible, hint)):
        return frozenset({hinted})
    return possible


def _foreign(words: list[str], own: tables.Language | None) -> bool:
    """Whether a text holds words that only another language knows: then that one may read it better."""
    return own is None or tables.are_known([word for word in words if word not in own.names])
