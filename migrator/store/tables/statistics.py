"""How much an archive holds, of what, since when, and how sure it is of it: counts for drawings and tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.merge import GUESSED_BODY
from migrator.store.database import Database, Values
from migrator.store.tables.blogs import People
from migrator.store.tables.declared import IS_PAGE, LIVE, MONTH
from migrator.store.tables.runs import RunKind

_SHOWN = "state <> 'named'"
_USED = "EXISTS (SELECT 1 FROM media_urls WHERE media = media.id)"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCount:
    """Media of one state; `bytes` on disk, each file once."""

    status: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCount:
    """How often one code was noted in the last reading that noted it, with some of its addresses and details."""

    code: str
    count: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCount:
    """A run and what its reading changed: `new`, `edited`, `removed`, `back`, `comments`, `comments_removed`."""

    number: int
    command: str
    started: str
    ended: str | None
    exit_code: int | None
    notices: int
    changes: Mapping[str, int] = field(default_factory=dict)


class Statistics:
    """Counts made of the tables as they are now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- how much -----------------------------------------------------------------------------------------------------

    def posts_by_month(self) -> dict[str, int]:
        """Count posts, removed ones too, by the month (`YYYY-MM`) the blog counts them under; empty: nobody tells."""
        return self._counted(
            f"SELECT {MONTH} AS what, count(*) AS many FROM posts WHERE {_SHOWN} AND NOT {IS_PAGE} GROUP BY 1"
        )

    def comments_by_month(self) -> dict[str, int]:
        """Count comments by month; empty: no date is known."""
        return self._counted(
            "SELECT coalesce(substr(published, 1, 7), '') AS what, count(*) AS many FROM comments GROUP BY 1"
        )

    def authors(self) -> list[tuple[str, int]]:
        """Return (name, posts and pages) of each author, most first; an empty name: nobody tells."""
        people = People(self._database)
        names = {author.id: author.name for author in people.shown()}
        found: dict[str, int] = {}
        for row in self._database.rows(f"SELECT author_id, count(*) AS many FROM posts WHERE {_SHOWN} GROUP BY 1"):
            name = names.get(people.of_post(row["author_id"]) or "", "")
            found[name] = found.get(name, 0) + row["many"]
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def media(self) -> list[MediaCount]:
        """Count media by state; `wanted` was not asked for yet."""
        query = (
            "SELECT coalesce(status, 'wanted') AS status, count(*) AS many FROM media"
            f" WHERE {_USED} GROUP BY 1 ORDER BY many DESC"
        )
        held = "SELECT sum(size) FROM (SELECT max(bytes) AS size FROM media WHERE status = 'held' GROUP BY path)"
        size = self._database.number(held)
        return [
            MediaCount(status=row["status"], count=row["many"], bytes=size if row["status"] == "held" else 0)
            for row in self._database.rows(query)
        ]

    def media_failures(self) -> dict[str, int]:
        """Count why media are not held, most frequent reason first; addresses that differ make one reason."""
        query = (
            "SELECT coalesce(nullif(error, ''), 'no reason is known') AS what, count(*) AS many FROM media"
            f" WHERE status IN ('missing', 'skipped') AND {_USED} GROUP BY 1 ORDER BY many DESC, what"
        )
        return self._counted(query)

    # -- how sure -----------------------------------------------------------------------------------------------------

    def dates(self) -> dict[str, int]:
        """Count posts and pages by how much is known of their date: `offset`, `instant`, `day`, `unknown`."""
        return self._counted(
            "SELECT CASE WHEN published IS NULL THEN 'unknown' WHEN length(published) < 11 THEN 'day'"
            " WHEN published LIKE '%-00:00' THEN 'instant' ELSE 'offset' END AS what, count(*) AS many"
            f" FROM posts WHERE {_SHOWN} GROUP BY 1"
        )

    def bodies(self) -> dict[str, int]:
        """Count posts and pages by how much of their body is held: `full`, `guessed`, `cut`, `snippet`, `none`."""
        return self._counted(
            "SELECT CASE WHEN extent = 'full' AND evidence LIKE ? THEN 'guessed' ELSE extent END AS what,"
            f" count(*) AS many FROM posts WHERE {_SHOWN} GROUP BY 1",
            (f'%"content_html":[{GUESSED_BODY},%',),
        )

    def comments_declared(self) -> tuple[int, int]:
        """Return (posts that declare comments, those of them of which fewer are held)."""
        held = "(SELECT count(*) FROM comments WHERE post = posts.number)"
        declare = f"SELECT count(*) FROM posts WHERE {LIVE} AND comment_count > 0"
        return self._database.number(declare), self._database.number(f"{declare} AND comment_count > {held}")

    def notices(self) -> list[NoticeCount]:
        """Count what is still noted, by code: of each code, the latest run that noted it."""
        query = (
            "SELECT notices.code AS code, notices.run AS run, count(*) AS many"
            " FROM (SELECT code, max(run) AS run FROM notices GROUP BY code) AS last"
            " JOIN notices ON notices.run = last.run AND notices.code = last.code"
            " GROUP BY notices.code ORDER BY many DESC, notices.code"
        )
        examples = f"SELECT url, detail FROM notices WHERE code = ? AND run = ? ORDER BY id LIMIT {_EXAMPLES}"
        return [
            NoticeCount(
                code=row["code"],
                count=row["many"],
                examples=tuple(
                    (one["url"], one["detail"]) for one in self._database.rows(examples, (row["code"], row["run"]))
                ),
            )
            for row in list(self._database.rows(query))
        ]

    # -- run by run ---------------------------------------------------------------------------------------------------

    def runs(self) -> list[RunCount]:
        """Return every run, newest first, with what its reading changed."""
        changes = self._changes()
        notices = self._counted("SELECT run AS what, count(*) AS many FROM notices GROUP BY run")
        found = []
        for row in self._database.rows("SELECT * FROM runs ORDER BY id DESC"):
            reads = RunKind(row["kind"]).reads
            found.append(
                RunCount(
                    number=row["id"],
                    command=row["command"],
                    started=row["started"],
                    ended=row["ended"],
                    exit_code=row["exit_code"],
                    notices=notices.get(row["id"], 0),
                    changes=changes.get(row["started"], {}) if reads else {},
                )
            )
        return found

    def _changes(self) -> dict[str, dict[str, int]]:
        """Count by kind what each reading changed, by its time; as `store.history` counts one."""
        revised = "SELECT noted AS what, count(DISTINCT post) AS many FROM revisions WHERE as_of < noted AND field"
        stands = "IN (SELECT number FROM posts WHERE status = "
        queries = {
            "new": f"SELECT first_seen AS what, count(*) AS many FROM posts WHERE {_SHOWN} GROUP BY 1",
            "edited": f"{revised} <> 'status' GROUP BY 1",
            "removed": f"{revised} = 'status' AND post {stands}'removed') GROUP BY 1",
            "back": f"{revised} = 'status' AND post {stands}'published') GROUP BY 1",
            "comments": "SELECT first_seen AS what, count(*) AS many FROM comments GROUP BY 1",
            "comments_removed": "SELECT removed_at AS what, count(*) AS many FROM comments GROUP BY 1",
        }
        found: dict[str, dict[str, int]] = {}
        for name, query in queries.items():
            for when, many in self._counted(query).items():
                found.setdefault(when, {})[name] = many
        return found

    def _counted(self, query: str, values: Values = ()) -> dict[str, int]:
        return {row["what"]: row["many"] for row in self._database.rows(query, values) if row["what"] is not None}
