"""A value with the rank of who told it, and the join of two tellings."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from migrator.model.documents import PageType, Parsed

T = TypeVar("T")

# Of one run's documents that tell equally precisely, the one named first here is believed.
SOURCES = (
    "located",
    "page",
    "feed",
    "backup",
    "takeout",
    "json",
    "list",
    "comments-feed",
    "sitemap",
    "absence",
    "dates",
)
ABSENCE = "absence"
"""The source of what a crawl concludes from the want of a post or comment where it stood before."""
DATES = "dates"
"""The source of what a printed date means by the blog's other dates."""
ONLY_NAMING = frozenset({"feed", "comments-feed"})
"""The sources that only name posts to a crawl that was asked to read pages."""
_WEIGHT = {name: len(SOURCES) - number for number, name in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a document is worth: its kind (one of SOURCES), and the time of its run in RFC 3339 UTC.

    `trusted_feed` False: this blog's feed was found cut, so that no body in it counts as whole, but for the posts of
    these ids: `whole_posts`.
    """

    source: str
    as_of: str
    trusted_feed: bool = True
    whole_posts: frozenset[str] = frozenset()


def evidence_for(
    parsed: Parsed, *, as_of: str, trusted_feed: bool = True, whole_posts: frozenset[str] = frozenset()
) -> Evidence:
    """Tell what a document is worth by what it turned out to be."""
    if parsed.source:
        source = parsed.source
    elif parsed.page_type in {PageType.POST, PageType.PAGE}:
        source = "page"
    elif parsed.page_type is not PageType.FEED:
        source = "list"
    elif parsed.posts and all(seen.tells <= {"comments", "comment_count"} for seen in parsed.posts):
        source = "comments-feed"
    elif parsed.posts and all(seen.tells <= {"updated", "url", "type", "slug"} for seen in parsed.posts):
        source = "sitemap"
    else:
        source = "feed"
    return Evidence(source=source, as_of=as_of, trusted_feed=trusted_feed, whole_posts=whole_posts)


@dataclass(frozen=True, slots=True)
class Rank:
    """How good a telling is: `coarse` precision, then the newer run, then `fine` precision, then the better source."""

    coarse: int
    as_of: str
    fine: int
    source: str

    @property
    def order(self) -> tuple[int, str, int, int, str]:
        """Return what compares: greater is better."""
        return self.coarse, self.as_of, self.fine, _WEIGHT.get(self.source, 0), self.source


@dataclass(frozen=True, slots=True)
class RankedValue(Generic[T]):
    """A value and the rank of who told it."""

    value: T
    rank: Rank


def unite(
    one: RankedValue[tuple[str, ...]] | None, other: RankedValue[tuple[str, ...]] | None
) -> RankedValue[tuple[str, ...]] | None:
    """Return what tellings of one run say together, each a part of the whole; of two runs, the newer one's."""
    if one is None or other is None:
        return one or other
    if one.rank.as_of != other.rank.as_of:
        return max(one, other, key=lambda told: told.rank.as_of)
    rank = max(one.rank, other.rank, key=lambda rank: rank.order)
    return RankedValue(tuple(sorted({*one.value, *other.value})), rank)


def join(one: RankedValue[T] | None, other: RankedValue[T] | None) -> RankedValue[T] | None:
    """Give the better telling; of two equally good ones, the one whose text sorts last, so that order never matters."""
    if one is None or other is None:
        return one or other
    mine, theirs = one.rank.order, other.rank.order
    if mine == theirs and one.value != other.value:
        return max(one, other, key=lambda told: repr(told.value))
    return one if mine >= theirs else other
