"""Saving what can be read of a damaged database: row by row into a new one, from both ends of each table."""

from collections.abc import Iterator
from pathlib import Path

from migrator.errors import ArchiveError
from migrator.store.database import Database
from migrator.store.folder import DATABASE, Lock
from migrator.store.mending import Aside, put_aside
from migrator.store.runs import Runs
from migrator.store.tables import migrate

# Parents before their children. The search index is made anew.
_TABLES = (
    "settings", "runs", "blog", "blog_hosts", "authors", "posts", "post_urls", "post_labels", "comments", "media",
    "media_urls", "post_media", "revisions", "frontier", "captures", "notices", "declared", "named",
)  # fmt: skip
_HINT = (
    "Make a new archive of its captures: migrate import capture/*.warc.gz --output DIR; the media are in the folder "
    "media/."
)


def salvage(folder: Path) -> Aside:
    """Replace an archive's damaged database by one of all rows that can be read; the damaged one is kept aside.

    ArchiveError where nothing can be read, ArchiveLocked while another run works.
    """
    path, new = folder / DATABASE, folder / f".new-{DATABASE}"
    lock = Lock(folder)
    try:
        aside = put_aside(folder, path)
        for leftover in (new, *(new.with_name(f"{new.name}{end}") for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        _save(path, new, folder)
        new.replace(path)
        for end in ("-wal", "-shm"):
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    finally:
        new.unlink(missing_ok=True)
        lock.release()
    return aside


def _save(path: Path, new: Path, folder: Path) -> None:
    old = Database(path, write=False)
    try:
        database = Database(new, write=True)
        try:
            migrate(database, folder)
            database.execute("PRAGMA foreign_keys = OFF")
            with database.transaction():
                torn = {table for table in _TABLES if not _copy(old, database, table)}
                _settle(database, torn)
        finally:
            database.close()
    finally:
        old.close()


def _settle(database: Database, torn: set[str]) -> None:
    if not database.number("SELECT count(*) FROM blog"):
        raise ArchiveError("Nothing can be read of the archive's database.", hint=_HINT)
    if database.row("SELECT 1 FROM sqlite_master WHERE name = 'search_pending'"):
        database.execute("INSERT OR IGNORE INTO search_pending (post) SELECT number FROM posts")
    if torn & {"captures", "settings", "runs"}:
        # Which captures are lost to the table nobody can tell: what any of them told must never be cleared away.
        for row in list(database.rows("SELECT DISTINCT as_of FROM captures")):
            Runs(database).note_uncaptured(str(row["as_of"]))


def _copy(old: Database, new: Database, table: str) -> bool:
    """Copy the rows of a table that can be read; tell whether these were all."""
    columns = [row["name"] for row in new.rows(f"PRAGMA table_info({table})")]
    keys = [row["name"] for row in new.rows(f"PRAGMA table_info({table})") if row["pk"]]
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY "
    try:
        for values in _read(old, query + ", ".join(keys)):
            new.execute(insert, values)
    except ArchiveError:
        _backwards(old, new, query + ", ".join(f"{key} DESC" for key in keys), insert)
        return False
    return True


def _backwards(old: Database, new: Database, query: str, insert: str) -> None:
    """Copy what stands behind the damage."""
    try:
        for values in _read(old, query):
            new.execute(insert, values)
    except ArchiveError:
        return


def _read(old: Database, query: str) -> Iterator[list[str | int | float | bytes | None]]:
    return (list(row) for row in old.rows(query))
