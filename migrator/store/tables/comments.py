"""The rows of comments."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from migrator.account import Outcome
from migrator.merge import ABSENCE, Evidence, HeldComment, Rank, RankedValue, join_comments, observed_comment
from migrator.model.schema import Comment, Commenter, CommentStatus
from migrator.store.database import Database, SqlValue
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.ranks import Ranks, pack, ranks_of

_COLUMNS = (
    "platform_id, parent_id, author_name, author_url, author_avatar, is_blog_author, published, status, evidence,"
    " content_html"
)


# The seconds since 1970 of a comment's publication; NULL where its time is unknown.
_SECONDS = "CAST(strftime('%s', comments.published) AS INTEGER)"
# The comments of a vanished post went with it: the blog neither shows nor counts them.
_STANDING = (
    "removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.number = comments.post"
    " AND posts.status = 'removed')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBetween:
    """A comment that stands on the blog: its number and status, and the post that it hangs on."""

    id: str
    status: str
    post_id: str
    post_url: str


class Comments:
    """The table of comments."""

    def __init__(self, database: Database, blogs: Blogs) -> None:
        self._database = database
        self._blogs = blogs

    def keep(
        self, post: int, comments: Iterable[Comment], evidence: Evidence, *, fresh: bool = False
    ) -> Counter[Outcome]:
        """Merge what a document tells of a post's comments; return what became of each. A `fresh` post has none yet."""
        outcomes: Counter[Outcome] = Counter()
        told: dict[str, tuple[str | None, HeldComment]] = {}
        for comment in comments:
            number = comment.platform_id or comment.id
            seen = observed_comment(comment, evidence)
            before = told.get(number)
            outcomes[Outcome.MERGED] += before is not None
            told[number] = (comment.platform_id, join_comments(before[1], seen) if before else seen)
        return outcomes + self._merge(post, told, evidence, fresh=fresh) if told else outcomes

    def move(self, old: int, new: int) -> None:
        """Give the comments of one post to another, which is the same post."""
        theirs = {
            row["id"]: (row["platform_id"], _held(row))
            for row in self._database.rows("SELECT * FROM comments WHERE post = ?", (old,))
        }
        self._database.execute("DELETE FROM comments WHERE post = ?", (old,))
        self._merge(new, theirs, None)

    def set_published(self, post: int, comment: str, told: RankedValue[str | None]) -> None:
        """Write when a comment was published, whoever told it before."""
        row = self._database.row("SELECT * FROM comments WHERE post = ? AND id = ?", (post, comment))
        if row is not None:
            ranks = pack(_ranks(replace(_held(row), published=told)))
            query = "UPDATE comments SET published = ?, evidence = ? WHERE number = ?"
            self._database.execute(query, (told.value, ranks, row["number"]))

    # -- asking -------------------------------------------------------------------------------------------------------

    def known(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the status of those comments, by Blogger's number, that are held."""
        wanted = tuple(ids)
        marks = ", ".join("?" * len(wanted))
        query = f"SELECT platform_id, status FROM comments WHERE platform_id IN ({marks})"
        return {row["platform_id"]: row["status"] for row in self._database.rows(query, wanted)}

    def standing(self) -> int:
        """Count the comments that did not vanish."""
        return self._database.number(f"SELECT count(*) FROM comments WHERE {_STANDING}")

    def times(self) -> Sequence[int]:
        """Return when each comment that did not vanish was published, in seconds since 1970, sorted."""
        query = f"SELECT {_SECONDS} AS at FROM comments WHERE {_STANDING} AND at IS NOT NULL ORDER BY at"
        return array("q", (row["at"] for row in self._database.rows(query)))

    def between(self, low: int | None, high: int | None) -> list[HeldBetween]:
        """Return the comments of a span that did not vanish."""
        query = (
            "SELECT comments.platform_id AS id, comments.status AS status, coalesce(posts.platform_id, '') AS post_id,"
            " posts.url AS post_url FROM comments JOIN posts ON posts.number = post"
            f" WHERE {_STANDING} AND comments.platform_id IS NOT NULL AND {_SECONDS} BETWEEN ? AND ?"
        )
        span = (-(2**40) if low is None else low, 2**40 if high is None else high - 1)
        return [
            HeldBetween(id=row["id"], status=row["status"], post_id=row["post_id"], post_url=row["post_url"])
            for row in self._database.rows(query, span)
        ]

    def of_post(self, url: str) -> dict[str, str]:
        """Return the comments of the post at an address that did not vanish: Blogger's number and status."""
        query = (
            "SELECT platform_id, status FROM comments WHERE removed_at IS NULL AND platform_id IS NOT NULL"
            " AND post = (SELECT post FROM post_urls WHERE key = ?)"
        )
        return {row["platform_id"]: row["status"] for row in self._database.rows(query, (self._blogs.key_of(url),))}

    # -- merging ------------------------------------------------------------------------------------------------------

    def _merge(
        self,
        post: int,
        told: dict[str, tuple[str | None, HeldComment]],
        evidence: Evidence | None,
        *,
        fresh: bool = False,
    ) -> Counter[Outcome]:
        rows = () if fresh else self._rows_of(post, tuple(told))
        known = {row["id"]: (row["number"], _held(row)) for row in rows}
        added: list[tuple[SqlValue, ...]] = []
        changed: list[tuple[SqlValue, ...]] = []
        outcomes: Counter[Outcome] = Counter()
        for identity, (platform_id, seen) in told.items():
            if identity not in known:
                if evidence is None or evidence.source != ABSENCE:
                    added.append((*_values(platform_id, seen), post, identity, evidence.as_of if evidence else None))
                    outcomes[Outcome.KEPT] += 1
                continue
            outcomes[Outcome.MERGED] += 1
            number, held = known[identity]
            joined = join_comments(held, seen)
            if joined != held:
                changed.append((*_values(platform_id, joined), number))
                self._note_status(number, held, joined)
        self._database.execute_many(
            f"INSERT INTO comments ({_COLUMNS}, post, id, first_seen) VALUES ({', '.join('?' * 13)})", added
        )
        assigned = ", ".join(f"{name.strip()} = ?" for name in _COLUMNS.split(","))
        self._database.execute_many(f"UPDATE comments SET {assigned} WHERE number = ?", changed)
        return outcomes

    def _note_status(self, number: int, held: HeldComment, joined: HeldComment) -> None:
        """Remember when a comment that was read as published turned out to be removed; forget it when it is back."""
        before, after = held.status, joined.status
        if before is None or after is None or before.value is after.value:
            return
        when = after.rank.as_of if after.value is CommentStatus.REMOVED else None
        self._database.execute("UPDATE comments SET removed_at = ? WHERE number = ?", (when, number))

    def _rows_of(self, post: int, ids: tuple[str, ...]) -> Iterator[sqlite3.Row]:
        """Read the rows of some comments: all of the post's when many are asked for."""
        if len(ids) > 50:
            return self._database.rows("SELECT * FROM comments WHERE post = ?", (post,))
        marks = ", ".join("?" * len(ids))
        return self._database.rows(f"SELECT * FROM comments WHERE post = ? AND id IN ({marks})", (post, *ids))


def _values(platform_id: str | None, held: HeldComment) -> tuple[SqlValue, ...]:
    """Return a row's values in the order of the columns."""
    writer = held.author.value if held.author else Commenter(name="")
    return (
        platform_id,
        held.parent_id.value if held.parent_id else None,
        writer.name,
        writer.url,
        held.avatar.value if held.avatar else None,
        int(held.is_blog_author.value) if held.is_blog_author else 0,
        held.published.value if held.published else None,
        held.status.value.value if held.status else CommentStatus.PUBLISHED.value,
        pack(_ranks(held)),
        held.content_html.value if held.content_html else "",
    )


def _ranks(held: HeldComment) -> dict[str, Rank]:
    return ranks_of(
        {
            "author": held.author,
            "avatar": held.avatar,
            "parent_id": held.parent_id,
            "published": held.published,
            "content_html": held.content_html,
            "status": held.status,
            "is_blog_author": held.is_blog_author,
        }
    )


def _held(row: sqlite3.Row) -> HeldComment:
    ranks = Ranks(row["evidence"])
    return HeldComment(
        author=ranks.told("author", Commenter(name=row["author_name"], url=row["author_url"])),
        avatar=ranks.told("avatar", row["author_avatar"]),
        parent_id=ranks.told("parent_id", row["parent_id"]),
        published=ranks.told("published", row["published"]),
        content_html=ranks.told("content_html", row["content_html"]),
        status=ranks.told("status", CommentStatus(row["status"])),
        is_blog_author=ranks.told("is_blog_author", bool(row["is_blog_author"])),
    )
