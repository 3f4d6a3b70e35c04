"""Machine-written times: ISO 8601 attributes, RFC 822 feed dates, epoch milliseconds → RFC 3339 text."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?[ ]?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
UNKNOWN_OFFSET = "-00:00"
"""An instant in UTC whose local offset nobody tells (RFC 3339 section 4.3)."""


@lru_cache(maxsize=1_024)
def iso_instant(text: str) -> str | None:
    """Turn an ISO 8601 attribute into RFC 3339 text with its own offset; None if it is no valid time.

    A bare day stays one. `Z` becomes `-00:00`: Blogger writes local offsets where it knows them and `Z` where it does
    not (sitemaps, backups). So does a time without any offset, which is the blog's own clock: a known time is kept.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    offset = _offset(zone)
    try:
        datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    if offset is None:
        return None
    milliseconds = f".{fraction[:3]:0<3}" if fraction else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{milliseconds}{offset}"


def _offset(zone: str | None) -> str | None:
    if not zone or zone in "Zz":
        return UNKNOWN_OFFSET
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 18 or minutes > 59:
        return None
    return f"{zone[0]}{hours:02}:{minutes:02}"


def rfc822_instant(text: str) -> str | None:
    """Turn an RSS `pubDate` into RFC 3339 text; None if it is no valid time.

    Blogger's RSS tells every time in UTC, whatever the blog's zone: offset zero becomes `-00:00`.
    """
    try:
        moment = parsedate_to_datetime(text.strip())
        if not moment.utcoffset():
            return moment.replace(tzinfo=None).isoformat(timespec="seconds") + UNKNOWN_OFFSET
        return moment.isoformat(timespec="seconds")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def from_epoch_ms(milliseconds: int, offset_minutes: int | None) -> str | None:
    """Turn Blogger's epoch milliseconds (`showComment=`) into RFC 3339 text; None outside the years 1 to 9999.

    Without an offset the time is told in UTC with `-00:00`.
    """
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        if offset_minutes is None:
            return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + UNKNOWN_OFFSET
        return moment.astimezone(timezone(timedelta(minutes=offset_minutes))).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return None


def moment(time: str | None) -> datetime | None:
    """Return the instant that a time of the schema stands for; None for a bare day, or none."""
    if not time or len(time) == 10:
        return None
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def as_utc(time: str | None) -> str | None:
    """Return an instant in UTC and whole seconds, as runs and captures are dated: `2018-11-02T08:00:00Z`."""
    found = moment(time)
    try:
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found is not None else None
    except OverflowError:
        return None
