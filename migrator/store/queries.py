"""An archive looked into, post by post: one post, its earlier versions, its captures, words found. Read-only."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from migrator.content.searchable import Question
from migrator.model.documents import RawPage
from migrator.model.errors import ArchiveError
from migrator.model.notices import Notice
from migrator.model.schema import Post
from migrator.store.captures.captures import Captures
from migrator.store.database import Database
from migrator.store.folder import inside
from migrator.store.media.files import MediaFiles
from migrator.store.tables import search
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.search import Hits, Search
from migrator.store.tables.statistics import Statistics
from migrator.store.view import View

_CAPTURE = "id, run, url, asked_url, status, fetched_at, file, start, length, same_as, redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What stood in a field of a post: as told by `source` in the run of `as_of`, until the run of `noted`.

    `field` is `title`, `content_html`, `labels` (joined by commas) or `status`.
    """

    number: int
    field: str
    as_of: str
    source: str
    noted: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """Where a captured response lies: in `file` below `capture/`, so many bytes from `start` on.

    `kind` is `document`, `redirect` or `file`; `same_as` is the capture whose body it repeats.
    """

    number: int
    run: int
    url: str
    asked_url: str
    status: int
    fetched_at: str
    file: str
    start: int
    length: int
    same_as: int | None
    kind: str


class Insight:
    """What can be asked of single things in an archive. Not for use by several threads."""

    def __init__(self, database: Database, folder: Path, blogs: Blogs, media: MediaFiles, captures: Captures) -> None:
        self._database = database
        self._folder = folder
        self._view = View(database, blogs, media)
        self._captures = captures
        self.statistics = Statistics(database)

    def version(self) -> int:
        """Return a number that is another one after any other process has changed the archive."""
        return self._database.number("PRAGMA data_version")

    # -- posts --------------------------------------------------------------------------------------------------------

    def post(self, post_id: str) -> Post | None:
        """Return one post, whatever its status, by its id."""
        return self._view.post(post_id)

    def ids_with_label(self, label: str) -> list[str]:
        """Return the ids of the posts that carry a label, in the order of `ArchiveView.posts`."""
        query = (
            "SELECT DISTINCT posts.id AS id, sort_time FROM post_labels JOIN posts ON number = post"
            " WHERE label = ? AND state <> 'named' ORDER BY sort_time DESC, posts.id"
        )
        return [row["id"] for row in self._database.rows(query, (label,))]

    def found(self, question: Question, *, limit: int, offset: int = 0) -> tuple[Hits, list[str]]:
        """Search titles, texts and labels; give the hits, and the ids of the posts of this page of results."""
        hits = Search(self._database).find(question, limit=limit, offset=offset)
        ids = []
        for number in hits.posts:
            row = self._database.row("SELECT id FROM posts WHERE number = ? AND state <> 'named'", (number,))
            if row is not None:
                ids.append(str(row["id"]))
        return hits, ids

    def remarks(self, question: Question, most: int) -> tuple[list[search.Remark], bool]:
        """Return comments that hold what is asked for, newest first, and whether there are more than so many."""
        with closing(search.found(self._database, question)) as found:
            first = list(islice(found, most + 1))
        return first[:most], len(first) > most

    def comment_count(self) -> int:
        """Count all comments that are held."""
        return self._database.number("SELECT count(*) FROM comments")

    def revisions(self, post_id: str) -> list[Revision]:
        """Return what stood in a post's fields before: field by field, oldest first."""
        query = (
            "SELECT revisions.* FROM revisions JOIN posts ON posts.number = post WHERE posts.id = ?"
            " ORDER BY field, revisions.as_of, revisions.id"
        )
        return [
            Revision(
                number=row["id"],
                field=row["field"],
                as_of=row["as_of"],
                source=row["source"],
                noted=row["noted"],
                value=row["value"],
            )
            for row in self._database.rows(query, (post_id,))
        ]

    def revised(self) -> list[tuple[str, int]]:
        """Return (post id, earlier versions of its fields) of each post that has any, the last changed first."""
        query = (
            "SELECT posts.id AS id, count(*) AS many FROM revisions JOIN posts ON posts.number = post"
            " WHERE state <> 'named' GROUP BY post ORDER BY max(noted) DESC, posts.id"
        )
        return [(row["id"], row["many"]) for row in self._database.rows(query)]

    def notices(self, *, code: str = "", run: int | None = None, limit: int, offset: int = 0) -> list[Notice]:
        """Return notices, newest first, of one code or run or of all."""
        query = (
            "SELECT code, url, detail FROM notices WHERE (:code = '' OR code = :code) AND (:run IS NULL OR run = :run)"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset"
        )
        values = {"code": code, "run": run, "limit": limit, "offset": offset}
        return [Notice(code=row["code"], url=row["url"], detail=row["detail"])
                for row in self._database.rows(query, values)]  # fmt: skip

    # -- captures -----------------------------------------------------------------------------------------------------

    def captures(self, *, part: str = "", limit: int, offset: int = 0) -> list[CaptureRow]:
        """Return captures, newest first; with `part` those whose address holds it."""
        query = (
            f"SELECT {_CAPTURE} FROM captures WHERE :part = '' OR instr(url, :part) OR instr(asked_url, :part)"
            " ORDER BY id DESC LIMIT :limit OFFSET :offset"
        )
        rows = self._database.rows(query, {"part": part, "limit": limit, "offset": offset})
        return [_capture(row) for row in rows]

    def captures_of(self, post_id: str) -> list[CaptureRow]:
        """Return the captures of a post's own page, newest first, under whatever of its addresses it was asked."""
        known = (
            "SELECT frontier.url FROM frontier WHERE key IN (SELECT key FROM post_urls JOIN posts ON number = post"
            " WHERE id = :id) UNION SELECT url FROM posts WHERE id = :id AND url <> ''"
        )
        query = f"SELECT {_CAPTURE} FROM captures WHERE url IN ({known}) OR asked_url IN ({known}) ORDER BY id DESC"
        return [_capture(row) for row in self._database.rows(query, {"id": post_id})]

    def capture(self, number: int) -> tuple[CaptureRow, RawPage] | None:
        """Return one captured response, its body decoded; ArchiveError at a damaged record."""
        row = self._database.row(f"SELECT {_CAPTURE} FROM captures WHERE id = ?", (number,))
        if row is None:
            return None
        with closing(self._captures.one(number)) as found:
            page = next(found, None)
        if page is None:
            raise ArchiveError(f"The capture {number} can't be read.")
        return _capture(row), page.page

    # -- media --------------------------------------------------------------------------------------------------------

    def media_file(self, name: str) -> tuple[Path, str] | None:
        """Return where a held file of that name lies, and its content type; None if no medium has it."""
        path = f"media/{name}"
        row = self._database.row("SELECT content_type FROM media WHERE path = ? AND status = 'held' LIMIT 1", (path,))
        if row is None or "\0" in path:
            return None
        try:
            file = inside(self._folder / "media", name)
        except ArchiveError:
            return None
        if not file.is_file():
            return None
        return file, row["content_type"] or "application/octet-stream"


def _capture(row: sqlite3.Row) -> CaptureRow:
    return CaptureRow(
        number=row["id"],
        run=row["run"],
        url=row["url"],
        asked_url=row["asked_url"],
        status=row["status"],
        fetched_at=row["fetched_at"],
        file=row["file"],
        start=row["start"],
        length=row["length"],
        same_as=row["same_as"],
        kind=("document", "redirect", "file")[row["redirect"]] if row["redirect"] in {0, 1, 2} else "document",
    )
