"""Saving what can be read of a damaged database: row by row into a new one, from both ends of each table.

Where rows of captures are lost, the capture files themselves tell what is in them.
"""

import json
import shutil
from pathlib import Path

from migrator.model.errors import ArchiveError
from migrator.store.captures.recover import recapture
from migrator.store.database import Database, SqlValue
from migrator.store.folder import DATABASE, Lock
from migrator.store.repair.integrity import decoded_rows
from migrator.store.repair.mend import Aside, drop_dangling, put_aside
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.bodies import Bodies
from migrator.store.tables.posts import Posts
from migrator.store.tables.runs import Runs
from migrator.store.tables.schema import FILL_KINDS, migrate

# Parents before their children. The search index is made anew.
_TABLES = (
    "settings", "runs", "blog", "blog_hosts", "authors", "posts", "post_urls", "post_labels", "comments", "media",
    "media_urls", "post_media", "post_references", "revisions", "frontier", "captures", "notices", "declared", "named",
    "account", "account_exceptions",
)  # fmt: skip
_BESIDE = ("-wal", "-shm")
_LARGEST = 1 << 40
_HINT = "Take the archive from a copy of it, or crawl the blog into a new folder; the media are in the folder media/."


def salvage(folder: Path) -> tuple[Aside, frozenset[str]]:
    """Replace an archive's damaged database by one of all rows that can be read; the damaged one is kept aside.

    Give that one, and the tables of which rows were lost. ArchiveError where nothing can be read and nothing was
    captured, ArchiveLocked while another run works.
    """
    path, copy, new = folder / DATABASE, folder / f".old-{DATABASE}", folder / f".new-{DATABASE}"
    lock = Lock(folder)
    try:
        aside = put_aside(folder, path)
        _clear(copy, new)
        _copy_whole(path, copy)
        lost = _save(copy, new, folder)
        new.replace(path)
        for end in _BESIDE:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    finally:
        _clear(copy, new)
        lock.release()
    return aside, lost


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


def _save(path: Path, new: Path, folder: Path) -> frozenset[str]:
    database = Database(new, write=True)
    try:
        migrate(database, folder)
        database.execute("PRAGMA foreign_keys = OFF")
        with database.transaction():
            lost = _copy_all(path, database)
            # A row that could be read may be wrong all the same: the files know better.
            recapture(database, folder)
            _settle(database)
    finally:
        database.close()
    return lost


def _copy_all(path: Path, new: Database) -> frozenset[str]:
    """Copy of all tables what can be read, which may be nothing; give those of which not all could be."""
    try:
        old = Database(path, write=False)
    except ArchiveError:
        return frozenset(_TABLES)
    try:
        return frozenset(table for table in _TABLES if not _copy(old, new, table))
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
    # A post whose row is lost is still one that should be there.
    database.execute(
        "INSERT OR IGNORE INTO named (source, key, url) SELECT 'archive', key, coalesce((SELECT url FROM frontier"
        " WHERE frontier.key = post_urls.key), key) FROM post_urls WHERE post NOT IN (SELECT number FROM posts)"
    )
    drop_dangling(database)
    posts = Posts(database, Blogs(database))
    for row in list(database.rows("SELECT number FROM posts")):
        posts.save(posts.load(row["number"]))
    Bodies(database).remake()
    # What some capture told that is lost now nobody can tell: nothing that they told must ever be cleared away.
    for row in list(database.rows("SELECT DISTINCT as_of FROM captures")):
        Runs(database).note_uncaptured(str(row["as_of"]))


def _copy(old: Database, new: Database, table: str) -> bool:
    """Copy the rows of a table that can be read, from its beginning and, past a damage, from its end.

    Tell whether that was all. Of a post whose text alone can't be decoded, all else is kept.
    """
    try:
        known = {row["name"] for row in old.rows(f"PRAGMA table_info({table})")}
    except ArchiveError:
        return False
    info = list(new.rows(f"PRAGMA table_info({table})"))
    columns = [str(row["name"]) for row in info if row["name"] in known]
    keys = [str(row["name"]) for row in info if row["pk"]]
    if not columns:
        return True  # a table that the version of the damaged database did not have
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    whole = True
    for way in ("", " DESC"):
        try:
            order = ", ".join(f"{key}{way}" for key in keys)
            for values, bad in decoded_rows(old, table, columns, order):
                whole = whole and not bad
                if bad and (table, bad) != ("posts", ["content_html"]):
                    continue
                new.execute(insert, _without_body(columns, values) if bad else values)
        except ArchiveError:
            whole = False
            continue
        break
    return whole


def _without_body(columns: list[str], values: list[SqlValue]) -> list[SqlValue]:
    """Give the row of a post whose text is lost as that of one of which nobody told the text."""
    row = dict(zip(columns, values, strict=True))
    packed = json.loads(str(row["evidence"]))
    for fields in packed.values():
        fields.pop("content_html", None)
    row |= {"evidence": json.dumps(packed, sort_keys=True, separators=(",", ":")), "extent": "none"}
    return [row[name] for name in columns]
