"""Texts that the feed told, and that count as whole only once they are proven to be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrator.merge import WHOLE_BODY, RankedValue
from migrator.model.documents import Extent
from migrator.store.database import Database
from migrator.store.tables.posts import Posts
from migrator.store.tables.ranks import Ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBody:
    """What a feed told of a post's text; `number` is that of its row, `published` RFC 3339 or empty."""

    number: int
    id: str
    url: str
    published: str
    html: str


class FeedBodies:
    """The bodies of posts as the feed told them."""

    def __init__(self, database: Database, posts: Posts) -> None:
        self._database = database
        self._posts = posts

    def unproven(self, as_of: str) -> Iterator[FeedBody]:
        """Return the bodies that the feed of a time told, and that do not count as whole."""
        query = (
            "SELECT number, id, url, published, content_html, evidence FROM posts"
            " WHERE state = 'held' AND extent = 'cut' ORDER BY number"
        )
        for row in self._database.rows(query):
            told = Ranks(row["evidence"]).told("content_html", str(row["content_html"]))
            if told is not None and (told.rank.source, told.rank.as_of) == ("feed", as_of):
                yield FeedBody(
                    number=row["number"],
                    id=row["id"],
                    url=row["url"],
                    published=row["published"] or "",
                    html=told.value,
                )

    def count_as_whole(self, numbers: Iterable[int], as_of: str) -> None:
        """Let bodies that the feed of a time told count as whole."""
        for number in numbers:
            row = self._posts.load(number)
            body = row.held.content_html
            if body is not None and (body.rank.source, body.rank.as_of) == ("feed", as_of):
                rank = replace(body.rank, coarse=WHOLE_BODY if body.value.strip() else int(Extent.FULL))
                self._posts.save(replace(row, held=replace(row.held, content_html=RankedValue(body.value, rank))))
