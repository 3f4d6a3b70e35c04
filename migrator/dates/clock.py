"""The time of day in a printed date, with any language's words for morning and evening: `8:15 μ.μ.`, `20 h 41`."""

import re
from typing import NamedTuple

from migrator.dates.tables import Language
from migrator.dates.words import tokens

_COLON = re.compile(r"(?<![\d:.])(\d{1,2}) ?: ?(\d{2})(?: ?: ?(\d{2}))?(?![\d:])")
_UNITS = re.compile(
    r"(?<!\d)(\d{1,2}) ?(?:h|時|时|点|點|시|ч|u|uhr)(?![a-z]) ?(\d{2})(?!\d) ?(?:min|分|분)?(?: ?(\d{2}) ?[s秒초])?"
)
_DOT = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])")
_LONGEST_PERIOD = 3


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
