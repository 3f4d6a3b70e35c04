import sqlite3
import subprocess
import sys

import pytest
from store_sample import BLOG, FIRST, SECOND, document, page, seen, told

from migrator.model.errors import ArchiveError, ArchiveLocked, ArchiveTooNew, NotAnArchive, UsageError
from migrator.store import Archive


def test_an_archive_is_made_where_there_is_none(tmp_path):
    with Archive.create_or_open(tmp_path / "new" / "blog") as archive:
        assert archive.blog() is None

    assert (tmp_path / "new" / "blog" / "archive.db").is_file()


def test_what_was_kept_is_there_when_it_is_opened_again(tmp_path):
    with Archive.create_or_open(tmp_path) as archive:
        archive.blogs.keep_located(BLOG, page())
        archive.keep(document(seen()), page(), run=archive.begin_run("crawl", FIRST))
        before = told(archive)

    with Archive.open_existing(tmp_path, write=False) as archive:
        assert before == told(archive)


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(NotAnArchive, match="no archive") as failure:
        Archive.create_or_open(tmp_path)

    assert 2 == failure.value.exit_code
    assert ["letters.txt"] == [path.name for path in tmp_path.iterdir()]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "blog").write_text("mine")

    with pytest.raises(NotAnArchive, match="is a file"):
        Archive.create_or_open(tmp_path / "blog")


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(UsageError, match="can't be written") as failure:
        Archive.create_or_open(tmp_path / "file" / "blog")

    assert "--output" in failure.value.hint


def test_opening_what_is_no_archive_says_how_to_make_one(tmp_path):
    with pytest.raises(NotAnArchive) as failure:
        Archive.open_existing(tmp_path, write=False)

    assert "migrate crawl" in failure.value.hint


def test_a_second_writer_is_told_who_holds_the_archive(tmp_path):
    with Archive.create_or_open(tmp_path) as archive:
        archive.begin_run("crawl", FIRST)

        with pytest.raises(ArchiveLocked, match=f"crawl since {FIRST}"):
            Archive.create_or_open(tmp_path)


def test_readers_need_no_lock(archive):
    archive.keep(document(seen()), page(), run=1)

    with Archive.open_existing(archive.path, write=False) as reader:
        assert 1 == reader.declared.totals().posts


def test_the_lock_of_a_killed_process_frees_itself(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from migrator.store import Archive;"
        f"Archive.create_or_open(Path(sys.argv[1])).begin_run('crawl', '{FIRST}'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)

    with Archive.create_or_open(tmp_path) as archive:
        assert archive.begin_run("crawl", SECOND)


def test_a_reader_changes_nothing(archive):
    with Archive.open_existing(archive.path, write=False) as reader, pytest.raises(ArchiveError):
        reader.begin_run("crawl", SECOND)


def test_an_archive_of_a_newer_version_is_left_alone(tmp_path):
    Archive.create_or_open(tmp_path).close()
    with sqlite3.connect(tmp_path / "archive.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    for write in (True, False):
        with pytest.raises(ArchiveTooNew, match="newer version"):
            Archive.open_existing(tmp_path, write=write)


def test_a_database_of_another_program_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "archive.db") as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()

    with pytest.raises(ArchiveError, match="no archive of this program"):
        Archive.create_or_open(tmp_path)


def test_a_file_that_is_no_database_is_told_as_damage(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"not a database, but long enough to be looked at as one" * 40)

    with pytest.raises(ArchiveError, match="can't be read") as failure:
        Archive.open_existing(tmp_path, write=False)

    assert 7 == failure.value.exit_code


def test_a_failed_opening_leaves_no_lock(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"no database" * 400)
    for _ in range(2):
        with pytest.raises(ArchiveError, match="can't be read"):
            Archive.create_or_open(tmp_path)


def test_the_tables_open_in_any_sqlite_tool(archive):
    archive.keep(document(seen(labels=("x",))), page(), run=1)
    database = sqlite3.connect(archive.path / "archive.db")

    row = database.execute("SELECT title, published, label FROM posts JOIN post_labels ON post = number").fetchone()
    database.close()

    assert ("Title a", "2018-02-12T08:00:00+01:00", "x") == row
