"""`repair` mends what is damaged, keeps the damaged originals, and asks for nothing else."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from commandline import migrate

from fixtures.blogger import StandIn
from migrator.check import verify_archive
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.model.errors import ArchiveError
from migrator.net.client import Client
from migrator.net.settings import NetSettings
from migrator.repair import RepairOptions, repair_archive
from migrator.reparse import reparse_archive
from migrator.store import Archive

IMPATIENT = NetSettings(user_agent="tester/1", retries=0, longest_wait=1)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Hold the archive of one crawl; tests copy it."""
    folder = tmp_path_factory.mktemp("crawled") / "archive"
    with StandIn("contempo") as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        options = CrawlOptions(url=standin.blog("contempo").home, output=folder, network=IMPATIENT)
        crawl_blog(options, clock=lambda: datetime(2024, 5, 1, 7, 8, 9, tzinfo=UTC))
    return folder


@pytest.fixture
def folder(crawled, tmp_path):
    return shutil.copytree(crawled, tmp_path / "archive")


def change(folder, *statements):
    """Change rows behind the program's back."""
    database = sqlite3.connect(folder / "archive.db")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def query(folder, statement):
    database = sqlite3.connect(folder / "archive.db")
    rows = database.execute(statement).fetchall()
    database.close()
    return rows


def verified(folder, *, deep=False):
    with Archive.open_existing(folder, write=False) as archive:
        return verify_archive(archive, deep=deep)


def offline(folder, **options):
    return repair_archive(RepairOptions(folder=folder, offline=True, **options))


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_whole_archive_is_left_as_it_is(folder):
    before = files(folder)
    report = offline(folder, deep=True)

    assert 0 == report.exit_code
    assert () == report.damaged
    assert before[next(path for path in before if path.suffix == ".gz")] in files(folder).values()


def test_a_dry_run_names_what_is_damaged_and_changes_nothing(folder):
    picture = max((folder / "media").iterdir())
    picture.write_bytes(b"?")
    before = files(folder)
    report = repair_archive(RepairOptions(folder=folder, dry_run=True))

    assert 7 == report.exit_code
    assert [True] == [str(picture) in what for what in report.damaged]
    assert before == files(folder)


def test_a_title_changed_behind_our_back_is_named_and_made_anew(folder):
    change(folder, "UPDATE posts SET title = 'Forged' WHERE number = (SELECT min(number) FROM posts)")
    [differing] = verified(folder, deep=True).missing
    report = offline(folder, deep=True)

    assert ("stored-differs", "its title differ") == (differing.code, differing.detail)
    assert 0 < report.reread
    assert 0 == verified(folder, deep=True).exit_code


def test_a_post_deleted_behind_our_back_is_named_and_made_anew(folder):
    change(
        folder,
        "PRAGMA foreign_keys = ON",
        "DELETE FROM posts WHERE number = (SELECT min(number) FROM posts WHERE type = 'post')",
    )
    assert "stored-differs" in {notice.code for notice in verified(folder, deep=True).missing}

    offline(folder, deep=True)
    assert 0 == verified(folder, deep=True).exit_code


def test_rows_that_refer_to_nothing_are_damage_and_go(folder):
    change(folder, "INSERT INTO post_labels (post, position, label) VALUES (9999, 0, 'x')")
    assert "1 row refers in post_labels" in verified(folder).damaged[0]

    offline(folder)
    assert 0 == verified(folder).exit_code


def test_a_damaged_file_is_kept_as_it_was(folder):
    picture = max((folder / "media").iterdir())
    picture.write_bytes(b"half of it")
    [aside] = offline(folder).asides

    assert b"half of it" == (folder / aside.kept).read_bytes()
    assert ["media-missing"] == [notice.code for notice in verified(folder).missing]
    assert aside.kept in verified(folder).missing[0].detail


def test_what_a_lost_capture_had_told_stays_also_when_all_is_read_again(folder):
    posts = verified(folder).counts
    [warc] = (folder / "capture").iterdir()
    warc.write_bytes(warc.read_bytes()[: warc.stat().st_size // 4])
    offline(folder)
    offline(folder, deep=True)

    assert posts == verified(folder).counts
    assert () == verified(folder, deep=True).damaged


def test_a_repair_that_was_killed_leaves_no_queue_that_a_crawl_would_take_for_its_own(folder):
    change(
        folder,
        "INSERT INTO runs (command, started) VALUES ('repair', '2024-05-02T07:08:09Z')",
        "UPDATE frontier SET state = 'queued' WHERE kind = 'sitemap'",
    )
    with Archive.open_existing(folder, write=True) as archive:
        assert not archive.runs.cut_short("crawl --source auto")


def test_the_command_says_what_it_mended_and_how_the_archive_is_now(folder):
    max((folder / "media").iterdir()).unlink()
    done = migrate("repair", folder, "--offline", "--json")
    summary = json.loads(done.stdout)

    assert 3 == done.returncode == summary["exit_code"]
    assert 1 == len(summary["damaged_before"])
    assert [] == summary["damaged"]
    assert "undamaged, but not complete" in done.stderr


def test_nothing_is_asked_of_the_blog_where_nothing_lacks(folder, through_standin):
    with Client(IMPATIENT) as client:
        report = repair_archive(RepairOptions(folder=folder), client=client)

    assert 0 == report.requests
    assert 0 == report.exit_code


def spoil_pages(folder, *numbers):
    """Overwrite pages of the database, as a failing disk does."""
    database = sqlite3.connect(folder / "archive.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with (folder / "archive.db").open("rb+") as file:
        for number in numbers:
            file.seek((number - 1) * size)
            file.write(b"\x7f" * size)


def pages_of(folder, *names):
    """Give where tables or their indexes begin."""
    database = sqlite3.connect(folder / "archive.db")
    found = [
        database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] for name in names
    ]
    database.close()
    return found


def told(folder):
    with Archive.open_existing(folder, write=False) as archive:
        return {post.url: (post.title, post.content_html, post.comments) for post in archive.view().posts()}


@pytest.mark.parametrize("names", [("posts",), ("comments", "post_labels"), ("posts_in_order", "captures_by_url")])
def test_what_a_failing_disk_took_from_the_database_is_made_anew_from_the_captures(folder, names):
    before = told(folder)
    spoil_pages(folder, *pages_of(folder, *names))
    damaged = (folder / "archive.db").read_bytes()
    report = offline(folder)

    assert before == told(folder)
    assert () == report.after.damaged
    assert damaged in files(folder / "damaged").values()


@pytest.mark.parametrize("harm", ["its first page", "cut in the middle"])
def test_a_database_that_no_program_opens_is_made_anew_from_the_captures(folder, harm):
    before = told(folder)
    if harm == "its first page":
        spoil_pages(folder, 1)
    else:
        (folder / "archive.db").write_bytes((folder / "archive.db").read_bytes()[:40_000])
    report = offline(folder)

    assert before == told(folder)
    assert () == report.after.missing
    assert {"held"} == {status for (status,) in query(folder, "SELECT status FROM media")}


def test_what_the_captures_hold_is_found_again_with_the_time_that_it_counts_for(folder):
    change(folder, "UPDATE captures SET as_of = '2020-01-01T00:00:00Z' WHERE id = 3")
    rows = (
        "SELECT as_of, url, asked_url, status, start, length, file_end, digest, redirect FROM captures ORDER BY start"
    )
    before = query(folder, rows)
    spoil_pages(folder, *pages_of(folder, "posts"))
    offline(folder)

    assert before == query(folder, rows)


def test_a_database_without_captures_of_which_nothing_can_be_read_is_left_alone(folder):
    shutil.rmtree(folder / "capture")
    spoil_pages(folder, 1)
    before = (folder / "archive.db").read_bytes()
    with pytest.raises(ArchiveError, match="there are no captures"):
        offline(folder)

    assert before == (folder / "archive.db").read_bytes()


def test_a_value_that_this_program_never_writes_is_damage_and_goes(folder):
    before = told(folder)
    change(folder, "UPDATE posts SET evidence = '{' WHERE number = 2", "UPDATE comments SET status = 'x'")
    found = verified(folder)

    assert ["comments", "posts"] == [what.split(": ")[1].split()[0] for what in found.damaged]
    offline(folder)
    assert before == told(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posts SET title = CAST(x'4fff' AS TEXT) WHERE number = 2",
        "UPDATE posts SET content_html = CAST(x'4fff' AS TEXT) WHERE number IN (1, 3)",
        "UPDATE comments SET content_html = CAST(x'4fff' AS TEXT)",
        "UPDATE authors SET name = CAST(x'4fff' AS TEXT)",
        "UPDATE post_labels SET label = CAST(x'4fff' AS TEXT)",
        "UPDATE frontier SET reason = CAST(x'4fff' AS TEXT) WHERE number = 4",
        "UPDATE media_urls SET url = CAST(x'4fff' AS TEXT) WHERE url = (SELECT min(url) FROM media_urls)",
        "UPDATE runs SET counts = '{'",
    ],
)
def test_what_no_export_could_read_is_damage_without_deep_and_is_made_anew(folder, statement):
    before = told(folder)
    change(folder, statement)
    found = verified(folder)

    assert 7 == found.exit_code
    report = offline(folder)
    assert () == report.after.damaged
    assert before == told(folder)
    assert 7 != verified(folder, deep=True).exit_code


def test_a_held_picture_of_which_the_row_is_damaged_is_held_again(folder):
    held = query(folder, "SELECT id, path, sha256, content_type, width FROM media WHERE status = 'held' ORDER BY id")
    change(folder, "UPDATE media SET sha256 = CAST(x'4fff' AS TEXT) WHERE status = 'held'")
    report = offline(folder)

    assert 0 == report.exit_code
    assert held == query(
        folder, "SELECT id, path, sha256, content_type, width FROM media WHERE status = 'held' ORDER BY id"
    )


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE media SET sha256 = CAST(x'4fff' AS TEXT) WHERE status = 'held'",
        "UPDATE media SET status = 'lost' WHERE status = 'held'",
    ],
)
def test_a_picture_that_was_held_and_is_not_any_more_is_a_loss(folder, harm):
    change(folder, harm)
    for path in (folder / "media").iterdir():
        path.unlink()
    report = offline(folder)

    assert 3 == report.exit_code
    assert {"media-missing"} == {notice.code for notice in report.after.missing}
    assert [] == query(folder, "SELECT id FROM media WHERE status IS NULL")


def test_a_reparse_of_captures_that_are_torn_keeps_what_they_told_and_says_so(folder):
    before = told(folder)
    [path] = (folder / "capture").iterdir()
    os.truncate(path, path.stat().st_size // 2)
    with Archive.open_existing(folder, write=True) as archive:
        report = reparse_archive(archive)

    assert 3 == report.exit_code
    assert before == told(folder)
    assert 7 == verified(folder, deep=True).exit_code


def test_a_repair_for_which_there_is_no_room_ends_with_a_next_step(folder):
    [path] = (folder / "capture").iterdir()
    os.truncate(path, path.stat().st_size - 9)
    room = path.stat().st_size // 2
    done = subprocess.run(
        [sys.executable, "-m", "migrator.cli", "repair", str(folder), "--offline"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert 7 == done.returncode
    assert "Free some space" in done.stderr
