"""Proving the tables: every row's references resolve, every value is one that this program writes."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from migrator.content.images import media_urls
from migrator.model.documents import DocumentKind
from migrator.model.errors import ArchiveError
from migrator.model.schema import CommentStatus, MediaKind, MediaStatus, PostStatus, PostType
from migrator.store.database import Database, SqlValue
from migrator.store.repair.rebuild import FIELDS

_KINDS = [one.value for one in MediaKind]
VALUES: Mapping[tuple[str, str], list[str]] = {
    ("posts", "state"): ["held", "stub", "named"],
    ("posts", "type"): [one.value for one in PostType],
    ("posts", "status"): [one.value for one in PostStatus],
    ("posts", "extent"): ["full", "cut", "snippet", "none"],
    ("comments", "status"): [one.value for one in CommentStatus],
    ("media", "status"): [one.value for one in MediaStatus],
    ("media_urls", "kind"): _KINDS,
    ("post_media", "kind"): _KINDS,
    ("frontier", "kind"): [one.value for one in DocumentKind],
    ("frontier", "state"): ["queued", "done", "failed", "skipped"],
}
"""What may stand in columns that hold words of ours; NULL may as well."""
_JSON = (
    ("posts", "labels"),
    ("posts", "labels_on_page"),
    ("posts", "labels_listed"),
    ("posts", "enclosures"),
    ("post_media", "urls"),
    ("post_references", "passed"),
    ("runs", "counts"),
    ("blog", "evidence"),
    ("authors", "evidence"),
)


def undecodable(database: Database) -> Iterator[str]:
    """Name the tables with text that is no UTF-8: SQLite itself does not look, and who reads such a row fails."""
    query = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search*'"
    )
    for table in sorted(str(row["name"]) for row in database.rows(query)):
        many = sum(bool(bad) for _, bad in decoded_rows(database, table))
        if many:
            yield f"{many} {'row holds' if many == 1 else 'rows hold'} text in {table} that can't be decoded"


def decoded_rows(
    database: Database, table: str, columns: Collection[str] = (), order: str = ""
) -> Iterator[tuple[list[SqlValue], list[str]]]:
    """Return each row of a table, and the names of its columns whose text can't be decoded: None stands there.

    `columns` chooses some, in their order; `order` is the SQL of what the rows are sorted by.
    """
    info = {str(row["name"]): str(row["type"]) for row in database.rows(f"PRAGMA table_info({table})")}
    types = {name: info[name] for name in columns or info}
    chosen = ", ".join(f"CAST({name} AS BLOB)" if kind == "TEXT" else name for name, kind in types.items())
    for row in database.rows(f"SELECT {chosen} FROM {table}{order and f' ORDER BY {order}'}"):
        values: list[SqlValue] = list(row)
        bad: list[str] = []
        for place, (name, kind) in enumerate(types.items()):
            value = values[place]
            if kind == "TEXT" and isinstance(value, bytes):
                try:
                    values[place] = value.decode("utf-8")
                except UnicodeDecodeError:
                    values[place] = None
                    bad.append(name)
        yield values, bad


def broken(database: Database, *, bodies: bool) -> Iterator[str]:
    """Name what refers to nothing; with `bodies`, each body is read and compared with the media noted for it."""
    faults: dict[tuple[str, str], int] = {}
    for row in database.rows("PRAGMA foreign_key_check"):
        key = (str(row["table"]), str(row["parent"]))
        faults[key] = faults.get(key, 0) + 1
    for (table, parent), many in sorted(faults.items()):
        yield f"{many} {'row refers' if many == 1 else 'rows refer'} in {table} to what {parent} does not hold"
    query = (
        "SELECT url, author_id FROM posts WHERE state = 'held' AND author_id IS NOT NULL"
        " AND author_id NOT IN (SELECT id FROM authors) ORDER BY number"
    )
    for row in database.rows(query):
        yield f"nothing is known of the author {row['author_id']} of {row['url']}"
    query = "SELECT id FROM media WHERE status = 'held' AND (path IS NULL OR sha256 IS NULL) ORDER BY id"
    for row in database.rows(query):
        yield f"the medium {row['id']} is held, but no file of it is named"
    query = (
        "SELECT count(*) FROM posts WHERE labels IS NOT NULL AND json_array_length(labels) > 0"
        " AND number NOT IN (SELECT post FROM post_labels)"
    )
    if many := database.number(query):
        yield f"{many} {'post has' if many == 1 else 'posts have'} labels that post_labels does not hold"
    if bodies:
        yield from _bodies(database)


def _bodies(database: Database) -> Iterator[str]:
    noted = "SELECT media FROM post_media WHERE post = ?"
    query = "SELECT number, url, content_html FROM posts WHERE state = 'held' ORDER BY number"
    for row in database.rows(query):
        shown = {use.id for use in media_urls(row["content_html"] or "")}
        # More may be noted than the body shows: the poster of a video.
        lacking = shown - {one["media"] for one in database.rows(noted, (row["number"],))}
        if lacking:
            yield f"{row['url']} shows media of which nothing is known: {', '.join(sorted(lacking))}"


def strange_values(database: Database) -> Iterator[tuple[str, str]]:
    """Yield (table, SQL condition of the rows) where something stands that this program never writes."""
    for (table, column), allowed in VALUES.items():
        words = ", ".join(f"'{word}'" for word in allowed)
        yield from _if_any(database, table, f"{column} NOT IN ({words})")
    for table, column in _JSON:
        yield from _if_any(database, table, f"{column} IS NOT NULL AND NOT json_valid({column})")
    for table, key in (("posts", "number"), ("comments", "number")):
        bad = [row["key"] for row in _evidence(database, table, key)]
        for start in range(0, len(bad), 500):
            yield table, f"{key} IN ({', '.join(str(number) for number in bad[start : start + 500])})"


def _if_any(database: Database, table: str, condition: str) -> Iterator[tuple[str, str]]:
    if database.row(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1") is not None:
        yield table, condition


def _evidence(database: Database, table: str, key: str) -> Iterator[Mapping[str, int]]:
    for row in database.rows(f"SELECT {key} AS key, evidence FROM {table}"):
        if not _is_evidence(row["evidence"], FIELDS if table == "posts" else frozenset()):
            yield {"key": row["key"]}


def _is_evidence(text: str, names: frozenset[str]) -> bool:
    try:
        packed = json.loads(text)
        return all(
            " " in teller and all((not names or name in names) and len(rank) == 2 for name, rank in fields.items())
            for teller, fields in packed.items()
        )
    except (ValueError, AttributeError, TypeError):
        return False


class Integrity:
    """The database file, checked by SQLite, and its rows, checked against each other."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path

    def problems(self) -> Iterator[str]:
        """Let SQLite check the database file, and decode every text in it; return what is wrong."""
        found = list(self._database.problems())
        try:
            found += found or undecodable(self._database)
        except ArchiveError as error:
            found.append(error.message)
        return (f"{self._path}: {problem}" for problem in found)

    def broken_references(self, *, bodies: bool = False) -> Iterator[str]:
        """Return the rows that refer to nothing; with `bodies`, also bodies that show media of which no row tells."""
        return (f"{self._path}: {what}" for what in broken(self._database, bodies=bodies))

    def strange_values(self) -> list[str]:
        """Return the tables that hold what this program never writes: nothing can be told of such an archive."""
        places = {table for table, _ in strange_values(self._database)}
        return [f"{self._path}: {table} holds values that this program never writes" for table in sorted(places)]
