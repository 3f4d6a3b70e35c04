"""What exporters need of the schema's times (docstring of `migrator.schema`): order, and wall clock beside UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from migrator.schema import Comment
from migrator.urls import id_order

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on the blog's own clock and in UTC, both without zone; `day_only` where the hour is not known."""

    local: datetime
    utc: datetime
    day_only: bool = False

    def later(self, seconds: int) -> "Moment":
        """Give the moment so many seconds later."""
        step = timedelta(seconds=seconds)
        return Moment(self.local + step, self.utc + step, self.day_only)


def moment(text: str | None) -> Moment | None:
    """Read one of the schema's times; None where it is unknown or no time at all.

    A bare day stands at noon in UTC: from there no zone of -12 to +11 hours shifts it to another day.
    """
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is None:
            day_only = len(text) == 10
            return Moment(read + timedelta(hours=12), read + timedelta(hours=12), True) if day_only else None
        return Moment(read.replace(tzinfo=None), read.astimezone(UTC).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return None


def instant(text: str | None) -> datetime:
    """Give a time for ordering: what is unknown comes last, a bare day at its start in UTC."""
    try:
        read = datetime.fromisoformat(text) if text else _LAST
    except ValueError:
        return _LAST
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def chronological(comments: Iterable[Comment]) -> list[Comment]:
    """Give comments oldest first, by instant and not by text, then by the number of the id."""
    return sorted(comments, key=lambda comment: (instant(comment.published), id_order(comment.id)))
