"""Dates as Blogger prints them for people: any of its interface languages and formats."""

import re
from datetime import date

from migrator.dates.values import DateHint, DateReading

_YEAR_FIRST = re.compile(r"(?<!\d)([12]\d{3})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})(?!\d)")


def parse_date(text: str, *, locale: str | None = None, hint: DateHint | None = None) -> DateReading:  # noqa: ARG001 - used once the tables are in
    """Read the day, and the time if there is one, from a date as a page shows it; never a wrong day, rather none."""
    match = _YEAR_FIRST.search(text)
    if not match:
        return DateReading()
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return DateReading()
    return DateReading(day, None, (day,))
