"""Times for generators that convert them to a zone of their own: always with an offset, to the second."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from migrator.schema import Post


@dataclass(frozen=True, slots=True)
class PageTime:
    """A time as front matter takes it: `stamp` with its offset, `wall` on the blog's own clock without one.

    `assumed`: nobody told it; it is made of the day, the address, or the time of the last change.
    """

    stamp: str
    wall: str
    assumed: bool = False

    @property
    def day(self) -> str:
        """The day on the blog's own clock."""
        return self.wall[:10]


def page_time(text: str | None) -> PageTime | None:
    """Read one of the schema's times; a bare day stands at noon, so that no zone shifts it to another day."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    bare = len(text) == 10
    if bare:
        read += timedelta(hours=12)
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    read = read.replace(microsecond=0)
    return PageTime(read.isoformat(), read.replace(tzinfo=None).isoformat(sep=" "), assumed=bare)


def needed_time(post: Post, month: tuple[int, int | None] | None, crawled_at: str | None) -> PageTime:
    """Give the time of a post for a generator that demands one."""
    told = page_time(post.published)
    if told is not None:
        return told
    guesses = (post.updated, f"{month[0]:04d}-{month[1] or 1:02d}-01" if month else None, crawled_at, "1970-01-01")
    found = next(time for guess in guesses if (time := page_time(guess)) is not None)
    return PageTime(found.stamp, found.wall, assumed=True)
