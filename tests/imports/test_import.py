"""`migrate import` on files of one invented blog: what comes into the archive, and what is said about the rest."""

import json
from pathlib import Path

import pytest

from migrator.formats.json import post_to_json
from migrator.imports import ImportOptions, import_files
from migrator.model.errors import UnreadableInput, UsageError
from migrator.store import Archive

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
BACKUP, TAKEOUT = FEEDS / "backup.atom.xml", FEEDS / "takeout.atom"


def imported(tmp_path: Path, *paths: Path, home: str = ""):
    return import_files(ImportOptions(paths=paths, output=tmp_path / "archive", home=home))


def posts(tmp_path: Path) -> dict[str, dict]:
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        return {post.id: json.loads(json.dumps(post_to_json(post))) for post in archive.view().posts()}


def test_a_backup_gives_posts_pages_drafts_and_comments(tmp_path):
    report = imported(tmp_path, BACKUP)
    one = report.blogs[0]

    assert (1, 1, 1, 1) == (one.posts, one.pages, one.drafts, one.comments)
    assert 0 == report.exit_code


def test_a_draft_stays_a_draft(tmp_path):
    imported(tmp_path, BACKUP)

    assert "draft" == posts(tmp_path)["5009"]["status"]


def test_the_settings_of_a_backup_tell_the_time_zone(tmp_path):
    report = imported(tmp_path, BACKUP)

    assert "Europe/Berlin" == report.blogs[0].blog.timezone


def test_importing_twice_changes_nothing(tmp_path):
    imported(tmp_path, BACKUP)
    before = posts(tmp_path)
    again = imported(tmp_path, BACKUP).blogs[0]

    assert (0, 0, 0) == (again.new_posts, again.changed_posts, again.new_comments)
    assert before == posts(tmp_path)


def test_a_backup_is_kept_raw_so_that_it_can_be_read_again(tmp_path):
    imported(tmp_path, BACKUP)
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        raw = b"".join(one.page.body for one in archive.captures.documents())

    assert b"post-5001" in raw


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    options = ImportOptions(paths=(BACKUP,), root=tmp_path / "output", dry_run=True)
    one = import_files(options).blogs[0]

    assert (1, 1, 1, None) == (one.posts, one.pages, one.drafts, one.archive)
    assert not (tmp_path / "output").exists()


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        imported(tmp_path, tmp_path / "nothing.xml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"<?xml version='1.0'?><rss xmlns:wp='http://wordpress.org/export/1.2/'><channel/></rss>", "WordPress export"),
        (b"window.YTD.tweets.part0 = [ {", "a Twitter archive"),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>", "not one of a Blo"),
        (b"", "an empty file"),
        (b"Dear diary,\n", "a text file"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path, content, words):
    stranger = tmp_path / "backup.xml"
    stranger.write_bytes(content)

    with pytest.raises(UnreadableInput, match=words):
        imported(tmp_path, stranger)


def test_one_stranger_among_the_files_is_named_and_the_rest_imported(tmp_path):
    stranger = tmp_path / "photo.xml"
    stranger.write_bytes(b"\xff\xd8\xff\xe0")
    report = imported(tmp_path, BACKUP, stranger)

    assert 3 == report.exit_code
    assert ["input-unreadable"] == [notice.code for notice in report.missing]
    assert 1 == report.blogs[0].posts


def test_backup_and_takeout_of_one_blog_meet_in_one_archive(tmp_path):
    report = imported(tmp_path, TAKEOUT, BACKUP)

    assert 1 == len(report.blogs)
    assert "https://saltmarsh.blogspot.com/2018/09/q.html" == posts(tmp_path)["5001"]["url"]
