"""The schema's times as numbers to sort by."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN = -(2**62)
"""Sorts before every real time."""
LAST = 2**62
"""Sorts after every real time."""


def milliseconds(time: str | None) -> int:
    """Give milliseconds since 1970 in UTC; a bare day counts as its start in UTC; UNKNOWN if it tells no time."""
    if not time:
        return UNKNOWN
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return UNKNOWN
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
