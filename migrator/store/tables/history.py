"""What each run changed, told from the rows themselves: first sightings, revisions, vanished comments."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.store.database import Database
from migrator.store.tables.blogs import Blogs


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChange:
    """One change of a post.

    `what` is `new`, `title`, `text`, `labels`, `removed`, `back`, `status`, `comments` or `comments-removed`. `before`
    and `after` are what stood there and what came in its place (empty for a text, which the table revisions holds
    whole); of comments, `count` says how many.
    """

    what: str
    url: str
    id: str
    title: str
    before: str = ""
    after: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChanges:
    """A reading of the blog and what it found changed; `first` where it was the first one, which finds all new."""

    as_of: str
    command: str
    first: bool
    changes: tuple[PostChange, ...] = field(default_factory=tuple)


_OF_POST = "(:post IS NULL OR posts.id = :post OR posts.platform_id = :post OR :key <> '' AND posts.number ="
_OF_POST += " (SELECT post FROM post_urls WHERE key = :key))"
_POST = "posts.url AS url, posts.id AS id, coalesce(posts.title, '') AS title"
_NAMES = {"content_html": "text"}


class History:
    """Reads the tables posts, comments, revisions and runs as a log."""

    def __init__(self, database: Database, blogs: Blogs) -> None:
        self._database = database
        self._blogs = blogs

    def runs(self, post: str | None = None) -> Iterator[RunChanges]:
        """Return what each reading changed, oldest first; of one post by its URL or id, or of all."""
        key = self._blogs.key_of(post) if post and "/" in post else ""
        values = {"post": post, "key": key}
        found: dict[str, list[PostChange]] = {}
        for as_of, change in (*self._new(values), *self._edits(values), *self._comments(values)):
            found.setdefault(as_of, []).append(change)
        commands = self._commands()
        times = sorted({*found} | (set(commands) if post is None else set()))
        first = min(commands, default="")
        for as_of in times:
            yield RunChanges(
                as_of=as_of,
                command=commands.get(as_of, ""),
                first=as_of == first,
                changes=tuple(found.get(as_of, ())),
            )

    def counts(self, as_of: str) -> dict[str, int]:
        """Count what the reading of a time changed, by kind; only what there was any of."""
        revised = "SELECT count(DISTINCT post) FROM revisions WHERE noted = :at AND revisions.as_of < noted AND field"
        queries = {
            "new": "SELECT count(*) FROM posts WHERE first_seen = :at AND state <> 'named'",
            "edited": f"{revised} <> 'status'",
            "removed": f"{revised} = 'status' AND post IN (SELECT number FROM posts WHERE status = 'removed')",
            "back": f"{revised} = 'status' AND post IN (SELECT number FROM posts WHERE status = 'published')",
            "comments": "SELECT count(*) FROM comments WHERE first_seen = :at",
            "comments_removed": "SELECT count(*) FROM comments WHERE removed_at = :at",
        }
        found = {name: self._database.number(query, {"at": as_of}) for name, query in queries.items()}
        return {name: many for name, many in found.items() if many}

    def _commands(self) -> dict[str, str]:
        """Return the runs that read the blog by the time for which their documents count."""
        query = "SELECT started, command FROM runs WHERE kind IN ('crawl', 'media', 'import') ORDER BY id"
        return {row["started"]: row["command"] for row in self._database.rows(query)}

    def _rows(self, query: str, values: dict[str, str | None]) -> Iterator[sqlite3.Row]:
        return self._database.rows(query, values)

    def _new(self, values: dict[str, str | None]) -> Iterator[tuple[str, PostChange]]:
        query = (
            f"SELECT first_seen, {_POST} FROM posts WHERE state <> 'named' AND first_seen IS NOT NULL AND {_OF_POST}"
            " ORDER BY sort_time DESC, id"
        )
        for row in self._rows(query, values):
            yield row["first_seen"], PostChange(what="new", url=row["url"], id=row["id"], title=row["title"])

    def _edits(self, values: dict[str, str | None]) -> Iterator[tuple[str, PostChange]]:
        """Give edits: a revision holds what stood before `noted`; what came then is the next revision's, or today's."""
        query = (
            f"SELECT post, field, noted, value, {_POST}, posts.status AS now_status, posts.title AS now_title,"
            " (SELECT group_concat(label, ', ') FROM (SELECT label FROM post_labels WHERE post = posts.number"
            " ORDER BY position)) AS now_labels"
            f" FROM revisions JOIN posts ON posts.number = post WHERE noted > revisions.as_of AND {_OF_POST}"
            " ORDER BY post, field, noted DESC, revisions.as_of DESC, revisions.id DESC"
        )
        last: tuple[int, str] | None = None
        following, noted = "", ""
        for row in self._rows(query, values):
            if (row["post"], row["field"]) != last:
                last, noted = (row["post"], row["field"]), ""
                following = {"title": row["now_title"], "status": row["now_status"], "labels": row["now_labels"]}.get(
                    row["field"], ""
                ) or ""
            if row["noted"] == noted:
                continue  # several readings told the same before it changed
            noted = row["noted"]
            yield noted, _edit(row, following)
            following = row["value"]

    def _comments(self, values: dict[str, str | None]) -> Iterator[tuple[str, PostChange]]:
        for column, what in (("first_seen", "comments"), ("removed_at", "comments-removed")):
            query = (
                f"SELECT comments.{column} AS at, count(*) AS many, {_POST} FROM comments"
                f" JOIN posts ON posts.number = comments.post WHERE comments.{column} IS NOT NULL AND {_OF_POST}"
                f" GROUP BY at, posts.number ORDER BY at, posts.number"
            )
            for row in self._rows(query, values):
                yield (
                    row["at"],
                    PostChange(what=what, url=row["url"], id=row["id"], title=row["title"], count=row["many"]),
                )


def _edit(row: sqlite3.Row, following: str) -> PostChange:
    what = _NAMES.get(row["field"], row["field"])
    before, after = row["value"], following
    if what == "status" and "removed" in {before, after}:
        what = "removed" if after == "removed" else "back"
    if what == "text":
        before = after = ""
    return PostChange(what=what, url=row["url"], id=row["id"], title=row["title"], before=before, after=after)
