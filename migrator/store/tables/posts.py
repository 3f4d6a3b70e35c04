"""The rows of posts: what is held of each, and who is who when several addresses mean one post."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from migrator.addresses.images import media_id
from migrator.addresses.join import split_url
from migrator.addresses.urls import post_id
from migrator.merge import DATES, WHOLE_BODY, HeldPost, Rank, RankedValue
from migrator.model.documents import Extent, Hints, SeenPost
from migrator.model.schema import Enclosure, Location, PostStatus, PostType
from migrator.store.database import Database
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.ranks import Ranks, pack, ranks_of
from migrator.store.tables.times import milliseconds, seconds

T = TypeVar("T")

HELD, STUB, NAMED = "held", "stub", "named"
"""States of a row: the post itself was read; only its comments were, and it stands for itself; it is only named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One row: its number, Blogger's id if known, its state and what is held; `fresh`: made a moment ago, empty."""

    number: int
    platform_id: str | None
    state: str
    held: HeldPost
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a held post stands: its status, and when it was last changed as told."""

    status: str
    updated: str | None


class Posts:
    """The table of posts, without comments and media."""

    def __init__(self, database: Database, blogs: Blogs) -> None:
        self._database = database
        self._blogs = blogs

    # -- finding ------------------------------------------------------------------------------------------------------

    def by_platform_id(self, platform_id: str) -> int | None:
        """Find a row by Blogger's post id."""
        row = self._database.row("SELECT number FROM posts WHERE platform_id = ?", (platform_id,))
        return int(row["number"]) if row is not None else None

    def by_key(self, key: str) -> int | None:
        """Find a row by one of its addresses."""
        row = self._database.row("SELECT post FROM post_urls WHERE key = ?", (key,))
        return int(row["post"]) if row is not None else None

    def platform_id(self, number: int) -> str | None:
        """Return Blogger's id of a row."""
        row = self._database.row("SELECT platform_id FROM posts WHERE number = ?", (number,))
        return row["platform_id"] if row is not None else None

    def holds(self, url: str) -> bool:
        """Whether the post at an address is held."""
        query = "SELECT 1 FROM post_urls JOIN posts ON number = post WHERE key = ? AND state = 'held'"
        return self._database.row(query, (self._blogs.key_of(url),)) is not None

    def holds_whole(self, url: str) -> bool:
        """Whether the post at an address is held with its whole body."""
        query = (
            "SELECT 1 FROM post_urls JOIN posts ON number = post WHERE key = ? AND state = 'held' AND extent = 'full'"
        )
        return self._database.row(query, (self._blogs.key_of(url),)) is not None

    def is_published(self, url: str) -> bool:
        """Whether the post at an address is held and stands on the blog, as far as is known."""
        standing = self._standing(None, url)
        return standing is not None and standing.status == "published"

    def number_of(self, seen: SeenPost) -> int | None:
        """Return the number of the row that a post so seen means; None if there is none."""
        post = seen.post
        known = self.by_platform_id(post.platform_id) if post.platform_id else None
        return known or (self.by_key(self._blogs.key_of(post.url)) if post.url else None)

    def tells_news(self, seen: SeenPost) -> bool:
        """Whether a post so seen is not held, was removed, or was changed at another time than the one held."""
        post = seen.post
        standing = self._standing(post.platform_id, post.url)
        if standing is None or standing.status != post.status:
            return True
        return post.updated is not None and seconds(post.updated) != seconds(standing.updated)

    def _standing(self, platform_id: str | None, url: str) -> Standing | None:
        """Return how a held post stands, found by Blogger's id, else by an address."""
        key = self._blogs.key_of(url) if url else ""
        row = self._database.row(
            "SELECT coalesce(status, 'published') AS status, updated FROM posts WHERE state = 'held'"
            " AND number = coalesce((SELECT number FROM posts WHERE platform_id = ?),"
            " (SELECT post FROM post_urls WHERE key = ?))",
            (platform_id, key),
        )
        return Standing(status=row["status"], updated=row["updated"]) if row is not None else None

    def gone_but_published(self) -> list[str]:
        """Return the URLs of published posts whose page answered 404 or 410 when it was last asked."""
        query = (
            "SELECT DISTINCT posts.url AS url FROM frontier JOIN post_urls ON post_urls.key = frontier.key"
            " JOIN posts ON posts.number = post_urls.post WHERE frontier.status IN (404, 410)"
            " AND posts.state = 'held' AND coalesce(posts.status, 'published') = 'published'"
        )
        return [row["url"] for row in self._database.rows(query) if row["url"]]

    def since(self, day: str) -> list[str]:
        """Return the URLs of held posts of a day and later; those of unknown date are not among them."""
        query = "SELECT url FROM posts WHERE state = 'held' AND published >= ? AND url <> '' ORDER BY url"
        return [row["url"] for row in self._database.rows(query, (day,))]

    def seen_first(self, number: int, as_of: str) -> None:
        """Remember when a post was first held."""
        self._database.execute(
            "UPDATE posts SET first_seen = min(coalesce(first_seen, ?), ?) WHERE number = ?", (as_of, as_of, number)
        )

    def told_elsewhere(self, url: str) -> Hints:
        """Return what other documents than its own page told of the post at an address."""
        number = self.by_key(self._blogs.key_of(url))
        if number is None:
            return Hints()
        held = self.load(number).held
        row = self._database.row("SELECT name FROM authors WHERE id = ?", (_elsewhere(held.author),))
        return Hints(
            html=_elsewhere(held.content_html),
            title=_elsewhere(held.title),
            published=_elsewhere(held.published),
            author=row["name"] if row is not None else "",
        )

    # -- rows ---------------------------------------------------------------------------------------------------------

    def new(self, platform_id: str | None, url: str) -> PostRow:
        """Make an empty row."""
        number = self._database.insert(
            "INSERT INTO posts (id, platform_id, url) VALUES (?, ?, ?)", (post_id(platform_id, url), platform_id, url)
        )
        return PostRow(number=number, platform_id=platform_id, state=NAMED, held=HeldPost(), fresh=True)

    def load(self, number: int) -> PostRow:
        """Read what is held of a post."""
        row = self._database.row("SELECT * FROM posts WHERE number = ?", (number,))
        if row is None:
            raise LookupError(number)
        return PostRow(
            number=number, platform_id=row["platform_id"], state=row["state"], held=_held(row, Ranks(row["evidence"]))
        )

    def save(self, row: PostRow) -> None:
        """Write what is held of a post."""
        held = row.held
        url = held.url.value if held.url else ""
        location = held.location.value if held.location else None
        published = _value(held.published)
        self._database.execute(
            "UPDATE posts SET id = ?, platform_id = ?, state = ?, type = ?, status = ?, url = ?, title = ?,"
            " published = ?, updated = ?, author_id = ?, labels = ?, labels_on_page = ?, labels_listed = ?,"
            " comment_count = ?, location_name = ?, latitude = ?, longitude = ?, link = ?, enclosures = ?,"
            " extent = ?, sort_time = ?, evidence = ?, content_html = ? WHERE number = ?",
            (
                *(post_id(row.platform_id, url), row.platform_id, row.state, _type(held, url), _value(held.status)),
                *(url, _value(held.title), published, _value(held.updated), _value(held.author)),
                *(_listed(held.labels), _listed(held.labels_on_page), _listed(held.labels_listed)),
                _value(held.comment_count),
                location.name if location else None,
                location.latitude if location else None,
                location.longitude if location else None,
                *(_value(held.link), enclosures_text(_value(held.enclosures))),
                *(held.extent.name.lower(), milliseconds(published), pack(_ranks(held)), _value(held.content_html)),
                row.number,
            ),
        )
        self._save_labels(row)

    def _save_labels(self, row: PostRow) -> None:
        labels = row.held.labels_in_order
        query = "SELECT label FROM post_labels WHERE post = ? ORDER BY position"
        before = () if row.fresh else tuple(found["label"] for found in self._database.rows(query, (row.number,)))
        if before == labels:
            return
        if before:
            self._database.execute("DELETE FROM post_labels WHERE post = ?", (row.number,))
        self._database.execute_many(
            "INSERT INTO post_labels (post, position, label) VALUES (?, ?, ?)",
            ((row.number, position, label) for position, label in enumerate(labels)),
        )

    def delete(self, number: int) -> None:
        """Remove a row whose contents another row has taken over."""
        self._database.execute("DELETE FROM posts WHERE number = ?", (number,))

    # -- addresses ----------------------------------------------------------------------------------------------------

    def claim_new(self, key: str, number: int, as_of: str) -> None:
        """Let an address that nothing had yet mean this post."""
        self._database.execute("INSERT INTO post_urls (key, post, as_of) VALUES (?, ?, ?)", (key, number, as_of))

    def claim(self, key: str, number: int, as_of: str) -> None:
        """Let an address mean this post; between two posts of one address the one told of last, then the greater id."""
        row = self._database.row(
            "SELECT post, as_of, platform_id FROM post_urls JOIN posts ON number = post WHERE key = ?", (key,)
        )
        if row is not None and row["post"] == number:
            if row["as_of"] < as_of:
                self._database.execute("UPDATE post_urls SET as_of = ? WHERE key = ?", (as_of, key))
            return
        mine = (as_of, self.platform_id(number) or "")
        if row is None or (row["as_of"], row["platform_id"] or "") < mine:
            self._database.execute(
                "INSERT OR REPLACE INTO post_urls (key, post, as_of) VALUES (?, ?, ?)", (key, number, as_of)
            )

    def move_addresses(self, old: int, new: int) -> None:
        """Let every address of one row mean another."""
        self._database.execute("UPDATE post_urls SET post = ? WHERE post = ?", (new, old))


def _elsewhere(told: RankedValue[str] | RankedValue[str | None] | None) -> str:
    return told.value or "" if told is not None and told.rank.source not in {"page", DATES} else ""


def _value(told: RankedValue[T] | None) -> T | None:
    return told.value if told is not None else None


def _type(held: HeldPost, url: str) -> PostType:
    """Return the type that was told, else the one that the address shows: static pages live under `/p/`."""
    if held.type is not None:
        return held.type.value
    return PostType.PAGE if split_url(url).path.startswith("/p/") else PostType.POST


def _listed(told: RankedValue[tuple[str, ...]] | None) -> str | None:
    return json.dumps(told.value, ensure_ascii=False) if told is not None else None


def enclosures_text(enclosures: tuple[Enclosure, ...] | None) -> str | None:
    """Return attached files as their column holds them: JSON, or nothing where there are none."""
    listed = [{"url": one.url, "type": one.type, "length": one.length} for one in enclosures or ()]
    return json.dumps(listed, ensure_ascii=False) if listed else None


def enclosures_of(column: str | None) -> tuple[Enclosure, ...]:
    """Return the attached files of a row."""
    return tuple(
        Enclosure(media=media_id(one["url"]), url=one["url"], type=one["type"], length=one["length"])
        for one in json.loads(column or "[]")
    )


def _ranks(held: HeldPost) -> dict[str, Rank]:
    return ranks_of(
        {
            "url": held.url,
            "type": held.type,
            "status": held.status,
            "title": held.title,
            "published": held.published,
            "updated": held.updated,
            "author": held.author,
            "labels": held.labels,
            "labels_on_page": held.labels_on_page,
            "labels_listed": held.labels_listed,
            "content_html": held.content_html,
            "comment_count": held.comment_count,
            "location": held.location,
            "link": held.link,
            "enclosures": held.enclosures,
        }
    )


def _held(row: sqlite3.Row, ranks: Ranks) -> HeldPost:
    place = row["location_name"]
    location = Location(name=place, latitude=row["latitude"], longitude=row["longitude"]) if place is not None else None
    return HeldPost(
        url=ranks.told("url", row["url"]),
        type=ranks.told("type", PostType(row["type"] or "post")),
        status=ranks.told("status", PostStatus(row["status"] or "published")),
        title=ranks.told("title", row["title"]),
        published=ranks.told("published", row["published"]),
        updated=ranks.told("updated", row["updated"]),
        author=ranks.told("author", row["author_id"]),
        labels=ranks.told("labels", tuple(json.loads(row["labels"] or "[]"))),
        labels_on_page=ranks.told("labels_on_page", tuple(json.loads(row["labels_on_page"] or "[]"))),
        labels_listed=ranks.told("labels_listed", tuple(json.loads(row["labels_listed"] or "[]"))),
        content_html=ranks.told("content_html", row["content_html"]),
        comment_count=ranks.told("comment_count", row["comment_count"]),
        location=ranks.told("location", location),
        link=ranks.told("link", row["link"]),
        enclosures=ranks.told("enclosures", enclosures_of(row["enclosures"])),
    )


# Texts that the feed told, and that count as whole only once they are proven to be.


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
