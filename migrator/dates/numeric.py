"""Days written in numbers alone: which of them is the day and which the month is settled by evidence, never guessed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from migrator.dates.tables import gregorian_year, jalali_day
from migrator.dates.values import DateHint

# Both separators are alike: `2018. 1.05` is a year that ends a date, and a time.
_TRIPLE = re.compile(r"(?<![\d.,:/-])(\d{1,4})( ?([./-]) ?)(\d{1,2})\2(\d{1,4})(?!\d|[./:-]\d)")
_COMPACT = re.compile(r"(?<![\d.,:/-])((?:19|20)\d{2})(\d{2})(\d{2})(?!\d|[./:-]\d)")
_PAIR = re.compile(r"(?<![\d.,:/-])(\d{1,2}) ?[./-] ?(\d{1,2})(?!\d|[./:-]\d)")


class Numbers(NamedTuple):
    """The three numbers of a numeric date as written, what separates them, and the text without them.

    `spaced` is whether spaces or a last dot stand with them: `2018. 2. 12.`
    """

    parts: tuple[str, str, str]
    separator: str
    rest: str
    spaced: bool = False

    @property
    def padded(self) -> bool:
        """Whether a number has a leading zero."""
        return any(part.startswith("0") and len(part) == 2 for part in self.parts[:2])


def numbers_of(folded: str) -> Numbers | None:
    """Find a numeric date; None if the text holds none."""
    if match := _TRIPLE.search(folded):
        rest = f"{folded[: match.start()]} | {folded[match.end() :]}"
        spaced = " " in match[0] or folded.startswith(".", match.end())
        return Numbers((match[1], match[4], match[5]), match[3], rest, spaced)
    if match := _COMPACT.search(folded):
        return Numbers((match[1], match[2], match[3]), "-", f"{folded[: match.start()]} | {folded[match.end() :]}")
    return None


def _built(year: str, month: str, day: str) -> date | None:
    if len(day) > 2 or len(month) > 2:
        return None
    number = int(year)
    if len(year) == 4 and 1210 <= number <= 1500:
        return jalali_day(number, int(month), int(day))
    gregorian = gregorian_year(number, len(year))
    try:
        return date(gregorian, int(month), int(day)) if gregorian else None
    except ValueError:
        return None


def candidates(numbers: tuple[str, str, str], *, year_first: bool = True, day_second: bool = False) -> dict[str, date]:
    """Return order → day for every order in which the numbers are a day.

    `year_first` is whether a year of two digits may come first; `day_second` whether the language ever wrote year, day,
    month, as Latvian once did (`yyyy.d.M`, CLDR 1.6) and no other.
    """
    first, second, third = numbers
    found = {"ymd": _built(first, second, third)}
    if day_second:
        found["ydm"] = _built(first, third, second)
    if len(first) <= 2:
        found |= {"dmy": _built(third, second, first), "mdy": _built(third, first, second)}
    if len(third) > 2 or (not year_first and any(found.get(order) for order in ("dmy", "mdy"))):
        found = {order: day for order, day in found.items() if not order.startswith("y")}
    return {order: day for order, day in found.items() if day is not None}


def by_custom(found: dict[str, date], numbers: Numbers, order: str, older: Iterable[str] = ()) -> date | None:
    """Return the day in the order that the blog's language uses; None where the owner's format may be another.

    So it is where an `older` edition of CLDR orders dates with the same separator another way: `yy/MM/dd`.

    Blogger offers `M/d/yyyy` and `d.M.yy` in every language beside the language's own formats, so slashes and a whole
    year tell the order only where zeros show that it is a padded format: `dd/MM/yyyy`.
    """
    chosen = _by_one_custom(found, numbers, order)
    others = {found.get(one[:3]) for one in older if one[3:] == numbers.separator}
    return chosen if others <= {None, chosen} else None


def _by_one_custom(found: dict[str, date], numbers: Numbers, order: str) -> date | None:
    short_year = len(numbers.parts[2]) == 2
    if numbers.separator == "." and short_year:
        own = "ymd" if order == "ymd." else "dmy"
        return found.get(own) if own == "dmy" or numbers.spaced else None
    if order[3:] != numbers.separator:
        return None
    if order[3:] == "/" and not short_year and (order != "dmy/" or not numbers.padded):
        return None
    return found.get(order[:3])


def by_hint(days: Iterable[date], hint: DateHint | None) -> date | None:
    """Return the one day in the hinted month; None if there is none, or more than one."""
    if hint is None or hint.year is None or hint.month is None:
        return None
    fitting = {day for day in days if (day.year, day.month) == (hint.year, hint.month)}
    return fitting.pop() if len(fitting) == 1 else None


def without_year(folded: str, hint: DateHint | None) -> date | None:
    """Return the day of `02/12`, which only a hint of year and month can settle."""
    match = _PAIR.search(folded)
    if match is None or hint is None or hint.year is None or hint.month is None:
        return None
    pairs = {(int(match[1]), int(match[2])), (int(match[2]), int(match[1]))}
    days = {day for month, number in pairs if (day := _built(str(hint.year), str(month), str(number)))}
    return by_hint(days, hint)


def order_of(folded_texts: Iterable[str]) -> str | None:
    """Return the order and separator (`dmy/`) that some of a blog's own numeric dates prove, if none proves another."""
    proven: set[str] = set()
    for folded in folded_texts:
        if numbers := numbers_of(folded):
            found = candidates(numbers.parts, day_second=numbers.separator == ".")
            if len(set(found.values())) == 1 and len(found) == 1:
                proven.add(next(iter(found)) + numbers.separator)
    return proven.pop() if len(proven) == 1 else None


def order_proven(numbers: Numbers, near: date) -> str | None:
    """Give the order in which a numeric date is that day, a day more or less; None if it is in none, or in several."""
    found = candidates(numbers.parts, day_second=numbers.separator == ".")
    fitting = [order for order, day in found.items() if abs((day - near).days) <= 1]
    return fitting[0] + numbers.separator if len(fitting) == 1 else None
