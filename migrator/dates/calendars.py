"""Years and calendars that blogs print, turned into Gregorian days."""

from datetime import date, timedelta

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
