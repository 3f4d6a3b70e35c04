import os
import sqlite3
from pathlib import Path

import pytest

from migrator.model.errors import ArchiveError
from migrator.store import Archive, RunKind
from migrator.store.database import APPLICATION_ID, Database
from migrator.store.tables.schema import MIGRATIONS, migrated_in_memory


@pytest.fixture
def old(tmp_path):
    """An archive of format 2, with runs of every command."""
    folder = tmp_path / "old"
    folder.mkdir()
    database = Database(folder / "archive.db", write=True)
    with database.transaction():
        for step in MIGRATIONS[:2]:
            step(database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute("PRAGMA user_version = 2")
        for command in (
            "crawl --source feeds",
            "crawl --media-only",
            "import",
            "reparse",
            "repair",
            "retention",
            "crawl",
        ):
            database.execute("INSERT INTO runs (command, started) VALUES (?, '2024-05-06T07:08:09Z')", (command,))
    database.close()
    return folder


def tables_of(path: Path):
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump()), database.execute("PRAGMA user_version").fetchone()
    finally:
        database.close()


def test_runs_of_an_older_archive_are_told_apart_by_what_they_did(old):
    with Archive.open_existing(old, write=True) as archive:
        assert [
            (RunKind.CRAWL, "feeds"),
            (RunKind.MEDIA, ""),
            (RunKind.IMPORT, ""),
            (RunKind.REPARSE, ""),
            (RunKind.REPAIR, ""),
            (RunKind.RETENTION, ""),
            (RunKind.CRAWL, ""),
        ] == [(run.kind, run.source) for run in archive.runs.all()]


def test_the_database_is_copied_aside_before_it_is_brought_up_to_date(old):
    before = tables_of(old / "archive.db")
    Archive.open_existing(old, write=True).close()

    assert before == tables_of(old / "archive.db.format-2")


def test_a_new_archive_is_not_copied_aside(tmp_path):
    Archive.create_or_open(tmp_path / "new").close()

    assert [] == list((tmp_path / "new").glob("archive.db.format-*"))


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(old):
    with sqlite3.connect(old / "archive.db") as database:
        database.execute("CREATE TABLE account_exceptions (somebody TEXT)")
    database.close()
    before = tables_of(old / "archive.db")
    with pytest.raises(ArchiveError):
        Archive.open_existing(old, write=True)

    assert before == tables_of(old / "archive.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_older_archive_on_a_read_only_medium_opens(old):
    old.chmod(0o555)
    try:
        with Archive.open_existing(old, write=False) as archive:
            assert 7 == len(list(archive.runs.all()))
        assert ["archive.db"] == [path.name for path in old.iterdir()]
    finally:
        old.chmod(0o755)


def test_a_copy_in_memory_is_brought_up_to_date_and_the_file_stays(old):
    before = (old / "archive.db").read_bytes()
    database = migrated_in_memory(old / "archive.db")

    assert 0 == database.number("SELECT count(*) FROM account")
    assert before == (old / "archive.db").read_bytes()
    database.close()
