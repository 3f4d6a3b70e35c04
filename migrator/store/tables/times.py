"""The schema's times as numbers to sort by, and in the blog's own zone."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN = -(2**62)
"""Sorts before every real time."""
LAST = 2**62
"""Sorts after every real time."""


def milliseconds(time: str | None) -> int:
    """Return milliseconds since 1970 in UTC; a bare day counts as its start in UTC; UNKNOWN if it tells no time."""
    if not time:
        return UNKNOWN
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return UNKNOWN
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


class LocalTimes:
    """Gives instants the blog's own UTC offset where only the blog's time zone tells it (Takeouts and RSS say UTC)."""

    def __init__(self, timezone: str | None) -> None:
        self._zone: tzinfo | None = None
        try:
            self._zone = ZoneInfo(timezone) if timezone else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return  # a name that this system does not know

    def local(self, time: str | None) -> str | None:
        """Return a time; any but an instant of unknown offset stays as it is."""
        if self._zone is None or time is None or not time.endswith("-00:00"):
            return time
        try:
            moment = datetime.fromisoformat(time).astimezone(self._zone)
        except (ValueError, OverflowError):
            return time
        return moment.isoformat(timespec="milliseconds" if "." in time else "seconds")


def seconds(time: str | None) -> int:
    """Return whole seconds since 1970: sources of one instant differ in its fraction."""
    return milliseconds(time) // 1000
