"""Printed dates that their documents leave open, and what the blog's other dates prove of them.

What is settled is told by `dates` at the lowest precision, so that any document that tells the time itself stands
above it, and is worked out anew after each run: it depends on what was read, never on the order.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrator.merge import DATES, Rank, RankedValue
from migrator.merge.date_orders import PLACES, DateCandidates, Proof, proof_by, proven, settled
from migrator.model.documents import OpenDate
from migrator.store.database import Database
from migrator.store.tables.comments import Comments
from migrator.store.tables.posts import Posts
from migrator.store.tables.ranks import Ranks

_WITH_OFFSET = 4
_MACHINES = frozenset({"feed", "comments-feed", "backup", "takeout", "json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of dates that were open.

    `posts` are the addresses of posts whose date is settled, `comments` of those all of whose comments' dates are;
    `settled` and `contradicted` count dates: the latter stay open because the blog's dates prove several orders.
    """

    posts: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()
    settled: int = 0
    contradicted: int = 0
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    post: int
    comment: str
    readings: tuple[DateCandidates, ...]
    held: RankedValue[str | None] | None

    @property
    def is_told(self) -> bool:
        """Whether a document tells the time itself."""
        return self.held is not None and self.held.value is not None and self.held.rank.source != DATES


class OpenDates:
    """The tables of open dates and of what other dates prove."""

    def __init__(self, database: Database, posts: Posts, comments: Comments) -> None:
        self._database = database
        self._posts = posts
        self._comments = comments

    def note(self, post: int, open_dates: Iterable[OpenDate], as_of: str) -> None:
        """Remember dates of a post and its comments that a document leaves open."""
        self._database.execute_many(
            "INSERT OR IGNORE INTO open_dates (post, comment, as_of, readings) VALUES (?, ?, ?, ?)",
            ((post, one.comment, as_of, json.dumps(sorted(one.readings))) for one in open_dates if one.readings),
        )

    def prove(self, orders: Iterable[tuple[str, str]], as_of: str) -> None:
        """Remember which orders a document proves, each with its place, `post` or `comment`."""
        self._database.execute_many(
            "INSERT OR IGNORE INTO date_orders (place, form, as_of) VALUES (?, ?, ?)",
            ((place, order, as_of) for place, order in orders),
        )

    def move(self, old: int, new: int) -> None:
        """Give the open dates of one post to another, which is the same post."""
        self._database.execute("UPDATE OR IGNORE open_dates SET post = ? WHERE post = ?", (new, old))

    def settle(self) -> Settlement:
        """Settle what the blog's other dates prove, and open again what they no longer do."""
        found = list(self._open())
        proofs = {*self._proofs(), *_told_proofs(found)}
        kept = [(one, settled(one.readings, proofs)) for one in found if not one.is_told]
        for one, told in kept:
            self._write(one, told)
        by_place = [(told, [proven(reading, proofs) for reading in one.readings]) for one, told in kept]
        unsettled = {(one.post, bool(one.comment)) for one, told in kept if not told}
        return Settlement(
            posts=self._addresses(one.post for one in found if not one.comment and (one.post, False) not in unsettled),
            comments=self._addresses(one.post for one in found if one.comment and (one.post, True) not in unsettled),
            settled=sum(told is not None for _, told in kept),
            contradicted=sum(told is None and max(map(len, orders)) > 1 for told, orders in by_place),
            orders=tuple(sorted({order for _, orders in by_place for order in frozenset[str]().union(*orders)})),
        )

    def _proofs(self) -> Iterator[Proof]:
        for row in self._database.rows("SELECT place, form, as_of FROM date_orders"):
            yield Proof(place=row["place"], order=row["form"], as_of=row["as_of"])

    def _open(self) -> Iterator[_Open]:
        query = (
            "SELECT open_dates.post, open_dates.comment, as_of, readings,"
            " CASE comment WHEN '' THEN posts.published ELSE comments.published END AS published,"
            " CASE comment WHEN '' THEN posts.evidence ELSE comments.evidence END AS evidence FROM open_dates"
            " JOIN posts ON posts.number = open_dates.post"
            " LEFT JOIN comments ON comments.post = open_dates.post AND comments.id = open_dates.comment"
            " WHERE comment = '' OR comments.id IS NOT NULL ORDER BY open_dates.post, comment, as_of, readings"
        )
        last: _Open | None = None
        for row in self._database.rows(query):
            place = PLACES[bool(row["comment"])]
            reading = DateCandidates(place=place, as_of=row["as_of"], by_order=_pairs(row["readings"]))
            if last is not None and (last.post, last.comment) == (row["post"], row["comment"]):
                last = replace(last, readings=(*last.readings, reading))
                continue
            if last is not None:
                yield last
            held = Ranks(row["evidence"]).told("published", row["published"])
            last = _Open(row["post"], row["comment"], (reading,), held)
        if last is not None:
            yield last

    def _write(self, one: _Open, told: tuple[str, DateCandidates] | None) -> None:
        """Write what a date means now, or that it is open, where that is news."""
        value, as_of = (told[0], told[1].as_of) if told else (None, one.readings[-1].as_of)
        now = RankedValue(value, Rank(0, as_of, int(told is not None), DATES))
        if now == one.held or (value is None and (one.held is None or one.held.value is None)):
            return
        if one.comment:
            self._comments.set_published(one.post, one.comment, now)
            return
        row = self._posts.load(one.post)
        self._posts.save(replace(row, held=replace(row.held, published=now if told else None)))

    def _addresses(self, posts: Iterable[int]) -> frozenset[str]:
        found: set[str] = set()
        for post in set(posts):
            rows = self._database.rows("SELECT key FROM post_urls WHERE post = ?", (post,))
            found.update(str(row["key"]) for row in rows)
        return frozenset(found)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((order, meant) for order, meant in json.loads(text))


def _told_proofs(found: Iterable[_Open]) -> Iterator[Proof]:
    """Yield what dates prove that one document leaves open and another tells."""
    for one in found:
        if one.is_told and one.held is not None and _is_exact(one.held.rank):
            for reading in one.readings:
                if proof := proof_by(one.held.value or "", reading):
                    yield proof


def _is_exact(rank: Rank) -> bool:
    """Whether a time was written for machines: with its offset, or in a feed."""
    return rank.coarse >= _WITH_OFFSET or (rank.coarse > 1 and rank.source in _MACHINES)
