"""Dates as people of the blog's language print them, by the patterns of CLDR (Unicode's report 35, part 4)."""

import functools
import json
import re
from importlib.resources import files
from typing import TypedDict

_SIGNS = re.compile(r"'([^']*)'|([A-Za-z])\2*")
# Tags of old, and those of the same language under another name.
_SAME = {"iw": "he", "in": "id", "nb": "no", "nn": "no", "tl": "fil"}
_TRADITIONAL = re.compile(r"^zh-(?:hant|tw|hk|mo)\b", re.IGNORECASE)


class _Language(TypedDict):
    """How one language prints dates, as `templates/dates.json` holds it: patterns, and names from January on."""

    date: str
    time: str
    month: str
    months: list[str]
    short: list[str]
    alone: list[str]
    halves: list[str]


@functools.cache
def _languages() -> dict[str, _Language]:
    text = files("migrator.formats.html").joinpath("templates", "dates.json").read_text(encoding="utf-8")
    found: dict[str, _Language] = json.loads(text)
    return found


class Dates:
    """Prints dates in one language, given by its BCP 47 tag; in numbers alone where nothing is known of it."""

    def __init__(self, language: str) -> None:
        self._language = _known(language)

    def moment(self, published: str | None) -> str:
        """Return a time of the schema for people (`27 avril 2013 à 10:59`): the blog's own clock, the hour if known."""
        if not published:
            return ""
        timed = len(published) >= 16
        known = self._language
        if known is None or not re.match(r"\d{4}-(?:0[1-9]|1[0-2])-\d{2}", published):
            return f"{published[:10]} {published[11:16]}" if timed else published[:10]
        return _written(known["time" if timed else "date"], published, known)

    def month(self, period: str) -> str:
        """Return a month (`2013-04`) for people: `avril 2013`."""
        known = self._language
        if known is None or not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", period):
            return period
        return _written(known["month"], period, known)


def _known(language: str) -> _Language | None:
    if _TRADITIONAL.match(language):
        return _languages()["zh-HK" if language.upper().endswith(("HK", "MO")) else "zh-TW"]
    base, _, rest = language.partition("-")
    base = _SAME.get(base.lower(), base.lower())
    region = rest.rpartition("-")[2].upper()
    return _languages().get(f"{base}-{region}") or _languages().get(base)


def _written(pattern: str, time: str, known: _Language) -> str:
    month, day = int(time[5:7]), int(time[8:10] or 1)
    hour, minute = int(time[11:13] or 0), time[14:16]
    values = {
        "y": str(int(time[:4])),
        "M": str(month),
        "MM": f"{month:02d}",
        "MMM": known["short"][month - 1],
        "MMMM": known["months"][month - 1],
        "LLLL": known["alone"][month - 1],
        "d": str(day),
        "dd": f"{day:02d}",
        "H": str(hour),
        "HH": f"{hour:02d}",
        "h": str(hour % 12 or 12),
        "hh": f"{hour % 12 or 12:02d}",
        "mm": minute,
        "a": known["halves"][hour >= 12],
    }
    return _SIGNS.sub(lambda sign: values[sign[0]] if sign[2] else sign[1] or "'", pattern)
