import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from migrator.account import Unit
from migrator.check.account import account_lines, unaccounted
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


@pytest.fixture
def read_before(old):
    """An archive of format 2 of which two runs came to their end: a crawl that lacks documents, and an import."""
    captured = (
        "INSERT INTO captures (run, as_of, url, asked_url, status, fetched_at, file, start, length, file_end, digest)"
        " VALUES (?, '', ?, ?, ?, '', 'a.warc.gz', 0, 1, 2, '')"
    )
    with closing(sqlite3.connect(old / "archive.db")) as database, database:
        database.execute("UPDATE runs SET ended = '2024-05-06T08:00:00Z', exit_code = 0 WHERE id IN (1, 3)")
        for run, url, status in ((1, "home", 200), (1, "gone", 404), (3, "entry", 200)):
            database.execute(captured, (run, url, url, status))
        queued = "INSERT INTO frontier (key, url, kind, reason, state, error, run) VALUES (?, ?, 'post', '', ?, ?, 1)"
        database.execute(queued, ("dead", "dead", "failed", "no answer"))
        database.execute(queued, ("shut", "shut", "skipped", "robots.txt does not let us"))
        database.execute(queued, ("gone", "gone", "failed", None))
    return old


def test_of_runs_from_before_the_account_it_is_told_which_documents_came(read_before):
    with Archive.open_existing(read_before, write=True) as archive:
        accounts = [(row.unit, row.outcome, row.count) for run in (1, 3) for row in archive.account.of(run)]
        named = [(one.name, one.outcome, one.reason) for one in archive.account.exceptions(1)]

        assert [
            (Unit.RESPONSE, "kept", 1),
            (Unit.RESPONSE, "not-asked", 1),
            (Unit.RESPONSE, "not-had", 2),
            (Unit.RESPONSE, "offered", 4),
            (Unit.RECORD, "kept", 1),
            (Unit.RECORD, "offered", 1),
        ] == accounts
        assert [
            ("gone", "not-had", "it answered 404"),
            ("dead", "not-had", "no answer"),
            ("shut", "not-asked", "robots.txt does not let us"),
        ] == named


def test_runs_from_before_the_account_are_told_as_such_and_are_no_loss(read_before):
    with Archive.open_existing(read_before, write=True) as archive:
        assert 2 == archive.account.runs_before()
        assert [] == list(unaccounted(archive))
        assert "2 runs from before the account; 0 posts and pages, 0 comments are held" == account_lines(archive)[-1]
