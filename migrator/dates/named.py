"""Days with a named month, in one language: which numbers around the name are the day and the year."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from migrator.dates.tables import DateToken, Language, Part, gregorian_year, jalali_day
from migrator.dates.values import DateHint

_YEAR_UNITS, _DAY_UNITS = frozenset("年년"), frozenset("日号號일")
_UNITS = _YEAR_UNITS | _DAY_UNITS | frozenset("月월")


class Finding(NamedTuple):
    """The days that a text can mean in one language, and the weekdays that it names beside them."""

    days: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset()

    @property
    def agreeing(self) -> frozenset[date]:
        """The days that fall on a named weekday; all if none is named."""
        if not self.weekdays:
            return self.days
        return frozenset(day for day in self.days if day.weekday() in self.weekdays)


@lru_cache(maxsize=4096)
def _number(word: str, unit: str) -> DateToken:
    part = Part.YEAR if unit in _YEAR_UNITS else Part.DAY if unit in _DAY_UNITS else Part.NUMBER
    return DateToken(part, int(word) if len(word) <= 4 else 0, len(word))


def _known(words: list[str], place: int, language: Language) -> tuple[DateToken, int] | None:
    """Return what the words at a place are in a language, and how many words that takes."""
    word = words[place]
    names = language.names.get(word)
    if names is None and word[0] == "(":  # `(月)`, a weekday
        names = language.names.get(word[1:-1])
    for name in names or ():
        length = len(name.words)
        if length == 1 or tuple(words[place : place + length]) == name.words:
            return name.item, length
    return None


def segments(words: list[str], language: Language) -> list[list[DateToken]]:
    """Return what the words of a text are, cut at those that belong to no date; what only joins parts is left out."""
    found: list[list[DateToken]] = [[]]
    place, total = 0, len(words)
    while place < total:
        if known := _known(words, place, language):
            item, length = known
            if item.part is not Part.GLUE:
                found[-1].append(item)
            place += length
            continue
        word = words[place]
        place += 1
        if word[0].isdigit():
            unit = words[place] if place < total and words[place] in _UNITS else ""
            found[-1].append(_number(word, unit))
            place += bool(unit)
        elif found[-1]:
            found.append([])
    return found


_MONTHS = frozenset({Part.MONTH, Part.JALALI_MONTH})
_TO_SETTLE = frozenset({Part.WEEKDAY, Part.MONTH_OR_WEEKDAY})
_NONE: frozenset[int] = frozenset()


def _settled(segment: list[DateToken]) -> tuple[list[DateToken], frozenset[int]]:
    """Decide what can be a month or a weekday (Spanish `mar`), and set the weekdays apart."""
    if not any(item.part in _TO_SETTLE for item in segment):
        return segment, _NONE
    months = sum(item.part in _MONTHS for item in segment)
    open_places = [place for place, item in enumerate(segment) if item.part is Part.MONTH_OR_WEEKDAY]
    kept: list[DateToken] = []
    weekdays: set[int] = set()
    for place, item in enumerate(segment):
        if item.part is Part.WEEKDAY:
            weekdays.add(item.number)
        elif item.part is Part.MONTH_OR_WEEKDAY and (months or place != open_places[-1]):
            weekdays.add(item.weekday)
        elif item.part is Part.MONTH_OR_WEEKDAY:
            kept.append(DateToken(Part.MONTH, item.number))
        else:
            kept.append(item)
    return kept, frozenset(weekdays)


def _day(year: DateToken, month: DateToken, day: DateToken) -> date | None:
    if not 1 <= day.digits <= 2 or day.part is Part.YEAR or year.part is Part.DAY:
        return None
    if month.part is Part.JALALI_MONTH:
        return jalali_day(year.number, month.number, day.number) if year.digits == 4 else None
    gregorian = gregorian_year(year.number, year.digits)
    if gregorian is None or not 1 <= day.number <= monthrange(gregorian, month.number)[1]:
        return None
    return date(gregorian, month.number, day.number)


def _windows(parts: list[DateToken], place: int, order: str) -> Iterator[tuple[DateToken, DateToken]]:
    """Yield (year, day) in the ways in which people write them around the month at a place."""
    before, after = parts[max(0, place - 2) : place], parts[place + 1 : place + 3]
    if before and after:
        first, last = before[-1], after[0]
        settled = first.digits > 2 or last.digits > 2
        if settled or not order.startswith("y"):
            yield last, first
        if settled or order.startswith("y"):
            yield first, last
    if len(after) == 2:
        yield after[1], after[0]
    if len(before) == 2 and before[0].digits == 4:
        yield before[0], before[1]


def _days_around(parts: list[DateToken], months: list[int], order: str) -> set[date]:
    """Return the days around the months at some places; a whole year is better than two digits, which may be a time."""
    whole: set[date] = set()
    short: set[date] = set()
    for place in months:
        for year, day in _windows(parts, place, order):
            if found := _day(year, parts[place], day):
                (whole if year.digits == 4 else short).add(found)
    return whole or short


def _without_year(parts: list[DateToken], weekdays: frozenset[int], hint: DateHint) -> Iterator[date]:
    """Yield the day of a text that names none but day and month, in the year that the hint makes sure."""
    months = [item for item in parts if item.part is Part.MONTH]
    days = [item for item in parts if item.part in {Part.NUMBER, Part.DAY} and item.digits <= 2]
    if hint.year is None or len(months) != 1 or len(days) != 1 or len(parts) != 2:
        return
    month = months[0].number
    near = {(12, 1): -1, (1, 12): 1}.get((month, hint.month or 0), 0)
    found = _day(DateToken(Part.YEAR, hint.year + near, 4), months[0], days[0])
    if found and (hint.month == month or found.weekday() in weekdays):
        yield found


def find_named(words: list[str], language: Language, hint: DateHint | None) -> Finding:
    """Find the days that a text with a named month can mean in one language."""
    named: set[int] = set()
    for segment in segments(words, language):
        parts, weekdays = _settled(segment)
        named |= weekdays
        months = [place for place, item in enumerate(parts) if item.part in _MONTHS]
        if len({(parts[place].part, parts[place].number) for place in months}) != 1:
            continue
        days = _days_around(parts, months, language.order)
        if not days and hint is not None:
            days.update(_without_year(parts, frozenset(named), hint))
        if days:
            return Finding(frozenset(days), frozenset(named))
    return Finding(frozenset(), frozenset(named))
