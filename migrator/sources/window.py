"""The span of publication dates that a crawl is asked for."""

from dataclasses import dataclass, replace

from migrator.model.documents import Parsed

_LAST_DAYS = {"04": "30", "06": "30", "09": "30", "11": "30", "02": "29"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Publication days from `since` to `until`, both included, each `YYYY-MM-DD`; None is open.

    Made from `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: the text compares as a date because it is padded to a whole day.
    """

    since: str | None = None
    until: str | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None) -> "Window":
        """Pad partial dates: a year or month means all of it."""
        first = since + "-01-01"[len(since) - 4 :] if since else None
        last = until
        if until and len(until) == 4:
            last = f"{until}-12-31"
        elif until and len(until) == 7:
            last = f"{until}-{_LAST_DAYS.get(until[5:], '31')}"
        return cls(since=first, until=last)

    @property
    def is_open(self) -> bool:
        """No bound at all."""
        return self.since is None and self.until is None

    def holds(self, published: str | None) -> bool:
        """Whether a publication time lies inside; an unknown one does, because it can't be said to lie outside."""
        if published is None or self.is_open:
            return True
        day = published[:10]
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def cut(self, parsed: Parsed) -> Parsed:
        """Leave out the posts that lie outside."""
        if self.is_open:
            return parsed
        return replace(parsed, posts=tuple(seen for seen in parsed.posts if self.holds(seen.post.published)))

    def touches(self, year: int, month: int | None) -> bool:
        """Whether any day of that year or month lies inside."""
        first = f"{year:04d}-{month or 1:02d}-01"
        last = f"{year:04d}-{month or 12:02d}-31"
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)
