"""Saving what can be read of a damaged database: row by row into a new one, from both ends of each table.

Where rows of captures are lost, the capture files themselves tell what is in them.
"""

import shutil
from pathlib import Path

from migrator.model.errors import ArchiveError
from migrator.store.captures.recover import recapture
from migrator.store.database import Database
from migrator.store.folder import DATABASE, Lock
from migrator.store.repair.mend import Aside, drop_dangling, put_aside
from migrator.store.tables.bodies import Bodies
from migrator.store.tables.runs import Runs
from migrator.store.tables.schema import FILL_KINDS, migrate

# Parents before their children. The search index is made anew.
_TABLES = (
    "settings", "runs", "blog", "blog_hosts", "authors", "posts", "post_urls", "post_labels", "comments", "media",
    "media_urls", "post_media", "revisions", "frontier", "captures", "notices", "declared", "named",
    "account", "account_exceptions",
)  # fmt: skip
_BESIDE = ("-wal", "-shm")
_LARGEST = 1 << 40
_HINT = "Take the archive from a copy of it, or crawl the blog into a new folder; the media are in the folder media/."


def salvage(folder: Path) -> Aside:
    """Replace an archive's damaged database by one of all rows that can be read; the damaged one is kept aside.

    ArchiveError where nothing can be read and nothing was captured, ArchiveLocked while another run works.
    """
    path, copy, new = folder / DATABASE, folder / f".old-{DATABASE}", folder / f".new-{DATABASE}"
    lock = Lock(folder)
    try:
        aside = put_aside(folder, path)
        _clear(copy, new)
        _copy_whole(path, copy)
        _save(copy, new, folder)
        new.replace(path)
        for end in _BESIDE:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    finally:
        _clear(copy, new)
        lock.release()
    return aside


def _clear(*paths: Path) -> None:
    for path in paths:
        for end in ("", *_BESIDE):
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def _copy_whole(path: Path, copy: Path) -> None:
    """Copy the database; one that is cut short gets empty pages for those that lack, so that SQLite opens it.

    Format: sqlite.org/fileformat2.html, "The Database Header": page size at 16, number of pages at 28, big-endian.
    """
    for end in ("", *_BESIDE[:1]):
        if path.with_name(f"{path.name}{end}").exists():
            shutil.copyfile(path.with_name(f"{path.name}{end}"), copy.with_name(f"{copy.name}{end}"))
    with copy.open("rb+") as file:
        header = file.read(100)
        size, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
        whole = (65_536 if size == 1 else size) * pages
        if file.seek(0, 2) < whole <= _LARGEST:
            file.truncate(whole)


def _save(path: Path, new: Path, folder: Path) -> None:
    database = Database(new, write=True)
    try:
        migrate(database, folder)
        database.execute("PRAGMA foreign_keys = OFF")
        with database.transaction():
            _copy_all(path, database)
            # A row that could be read may be wrong all the same: the files know better.
            recapture(database, folder)
            _settle(database)
    finally:
        database.close()


def _copy_all(path: Path, new: Database) -> None:
    """Copy of all tables what can be read, which may be nothing."""
    try:
        old = Database(path, write=False)
    except ArchiveError:
        return
    try:
        for table in _TABLES:
            _copy(old, new, table)
    finally:
        old.close()


def _settle(database: Database) -> None:
    """Drop what refers to nothing now, and make anew what follows from the rest."""
    if not database.number("SELECT count(*) FROM blog") and not database.number("SELECT count(*) FROM captures"):
        raise ArchiveError("Nothing can be read of the archive's database, and there are no captures.", hint=_HINT)
    database.execute(
        "INSERT INTO runs (id, command, started, exit_code) SELECT run, 'crawl', min(as_of), 3 FROM captures"
        " WHERE run NOT IN (SELECT id FROM runs) GROUP BY run"
    )
    database.execute(FILL_KINDS)
    drop_dangling(database)
    Bodies(database).remake()
    # What some capture told that is lost now nobody can tell: nothing that they told must ever be cleared away.
    for row in list(database.rows("SELECT DISTINCT as_of FROM captures")):
        Runs(database).note_uncaptured(str(row["as_of"]))


def _copy(old: Database, new: Database, table: str) -> None:
    """Copy the rows of a table that can be read, from its beginning and, past a damage, from its end."""
    try:
        known = {row["name"] for row in old.rows(f"PRAGMA table_info({table})")}
    except ArchiveError:
        return
    columns = [row["name"] for row in new.rows(f"PRAGMA table_info({table})") if row["name"] in known]
    keys = [row["name"] for row in new.rows(f"PRAGMA table_info({table})") if row["pk"]]
    if not columns:
        return  # a table that the version of the damaged database did not have
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY "
    for way in ("", " DESC"):
        try:
            for row in old.rows(query + ", ".join(f"{key}{way}" for key in keys)):
                new.execute(insert, list(row))
        except ArchiveError:
            continue
        return
