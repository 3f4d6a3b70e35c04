"""What exporters need of times (docstring of `migrator.model.schema`): order, and wall clock beside UTC."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from migrator.addresses.urls import id_order
from migrator.model.schema import Comment, CommentStatus

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on the blog's own clock and in UTC, both without zone; `day_only` where the hour is not known."""

    local: datetime
    utc: datetime
    day_only: bool = False

    def later(self, seconds: int) -> "Moment":
        """Return the moment so many seconds later."""
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


def usual_offsets(times: Iterable[str | None]) -> tuple[str, ...]:
    """Return the UTC offset that most times tell (`+01:00`), and behind it the one of the other half of the year.

    Empty where no time tells one; `-00:00` tells none (RFC 3339, section 4.3).
    """
    told = Counter(one[-6:] for one in times if one and len(one) > 19 and one[-6] in "+-" and one[-6:] != "-00:00")
    if not told:
        return ()
    (most, many), *others = told.most_common()
    # Half an hour on Lord Howe Island, an hour everywhere else.
    twin = next(
        (one for one, count in others if abs(_minutes(one) - _minutes(most)) in {30, 60} and count * 20 > many), None
    )
    return (most,) if twin is None else (most, twin)


def _minutes(offset: str) -> int:
    return int(f"{offset[0]}1") * (int(offset[1:3]) * 60 + int(offset[4:6]))


def zone_advice(zone: str | None, times: Iterable[str | None]) -> str:
    """Return to what the time zone of a new site is to be set, as the end of a sentence: `Europe/Paris`."""
    if zone:
        return zone
    told = [f"UTC{one}" for one in usual_offsets(times)]
    if not told:
        return "that of the old blog, which its times do not tell"
    if len(told) == 1:
        return f"{told[0]}, which is what the times of the old blog tell (better: a city with that time)"
    return (
        f"a city whose clock is {told[0]} in one part of the year and {told[1]} in the other, as that of the old blog"
    )


def instant(text: str | None) -> datetime:
    """Return a time for ordering: what is unknown comes last, a bare day at its start in UTC."""
    try:
        read = datetime.fromisoformat(text) if text else _LAST
    except ValueError:
        return _LAST
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def chronological(comments: Iterable[Comment]) -> list[Comment]:
    """Return comments oldest first, by instant and not by text, then by the number of the id."""
    return sorted(comments, key=lambda comment: (instant(comment.published), id_order(comment.id)))


# Comments in an order in which every answer stands behind what it answers.


def parents_first(comments: Iterable[Comment]) -> Iterator[tuple[Comment, Comment | None]]:
    """Yield (comment, its parent or None), oldest first as far as parents allow.

    A parent that is not there, or that is an answer to its own answer, is None.
    """
    ordered = chronological(comments)
    by_id = {comment.id: comment for comment in ordered}
    given: set[str] = set()
    for comment in ordered:
        chain: list[Comment] = []
        current: Comment | None = comment
        while current is not None and current.id not in given:
            given.add(current.id)
            chain.append(current)
            current = by_id.get(current.parent_id or "")
        seen = {link.id for link in chain}
        for link in reversed(chain):
            seen.discard(link.id)
            parent = by_id.get(link.parent_id or "")
            yield link, None if parent is None or parent.id in seen or parent is link else parent


def answered(comments: Iterable[Comment]) -> list[Comment]:
    """Return the comments without those removed ones that nobody answered: of such a one nothing is left to show."""
    kept: dict[str, Comment] = {}
    by_id = {comment.id: comment for comment in comments}
    for comment in by_id.values():
        current: Comment | None = comment if comment.status is not CommentStatus.REMOVED else None
        while current is not None and current.id not in kept:
            kept[current.id] = current
            current = by_id.get(current.parent_id or "")
    return [comment for comment in by_id.values() if comment.id in kept]
