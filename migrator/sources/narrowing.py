"""Finding where a feed differs from what is held, by asking for the size of ever smaller windows. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LEAF = 150
"""Entries of a window that is read whole: what one feed document holds."""

Count = Callable[[int | None, int | None], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `low` up to but without `high`, in whole seconds since 1970; None is open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """The expected entries from number `start` to `end`, the span in which they lie, and how many the feed counts."""

    start: int
    end: int
    span: Span
    counted: int

    @property
    def size(self) -> int:
        return self.end - self.start


def differing_spans(times: Sequence[int], total: int, count: Count) -> Iterator[Span]:
    """Yield the small spans in which a feed has other entries than expected, newest first.

    `times` are when the expected entries were published, sorted; `total` is what the feed counts in all; `count` asks
    it for a span (None: no answer). Where more questions were asked than the feed has pages, or where the answers
    don't fit together (a server that counts windows wrongly), the rest is given span by span, to be read whole.
    """
    patience = 2 + len(times) // LEAF
    parts = [_Part(0, len(times), Span(), total)]
    while parts:
        part = parts.pop()
        if part.counted == part.size:
            continue
        middle = _middle(times, part)
        if max(part.counted, part.size) <= LEAF or middle is None:
            yield part.span
            continue
        newer = count(times[middle], part.span.high) if patience > 0 else None
        patience -= 1
        if newer is None or newer > part.counted:
            yield from _slices(times, part)
            continue
        parts.append(_Part(part.start, middle, Span(low=part.span.low, high=times[middle]), part.counted - newer))
        parts.append(_Part(middle, part.end, Span(low=times[middle], high=part.span.high), newer))


def every_span(times: Sequence[int]) -> list[Span]:
    """Return spans of about one document each that cover everything, newest first."""
    return list(_slices(times, _Part(0, len(times), Span(), 0)))


def _middle(times: Sequence[int], part: _Part) -> int | None:
    """Return where to cut: near the middle, at a second in which something new begins; None where there is none."""
    if part.size < 2:
        return None
    middle = bisect_left(times, times[(part.start + part.end) // 2], part.start, part.end)
    if middle > part.start:
        return middle
    later = bisect_left(times, times[part.start] + 1, part.start, part.end)
    return later if later < part.end else None


def _slices(times: Sequence[int], part: _Part) -> Iterator[Span]:
    high = part.span.high
    end = part.end
    while end - part.start > LEAF:
        cut = bisect_left(times, times[end - LEAF], part.start, end)
        if cut <= part.start:
            break
        yield Span(low=times[cut], high=high)
        high, end = times[cut], cut
    yield Span(low=part.span.low, high=high)
