"""`--capture`: what is kept of the responses, and what a reparse can do with it."""

import hashlib
from contextlib import redirect_stdout
from io import StringIO

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from migrator.crawl import CaptureMode, CrawlOptions, crawl_blog
from migrator.model.errors import UsageError
from migrator.reparse import reparse_archive
from migrator.store import Archive
from tests.crawl.blogjson import blog_json, without_times

HOME = "https://carnet-de-veille.blogspot.com/"


def crawled(folder, mode):
    crawl_blog(CrawlOptions(url=HOME, output=folder, capture=mode))
    return sorted((folder / "capture").glob("*")) if (folder / "capture").exists() else []


def check(path) -> int:
    """Let `warcio check` judge a file: 0 if it finds no fault."""

    class Asked:
        inputs = (str(path),)
        verbose = False

    with redirect_stdout(StringIO()):
        return Checker(Asked).process_all()


def test_all_keeps_the_responses_of_pictures_too_and_other_tools_find_no_fault(through_standin, tmp_path):
    [file] = crawled(tmp_path, CaptureMode.ALL)

    with file.open("rb") as opened:
        digests = {
            hashlib.sha256(record.content_stream().read()).hexdigest()
            for record in ArchiveIterator(opened)
            if record.rec_type == "response"
        }
    assert {media["sha256"] for media in blog_json(tmp_path)["media"] if media["status"] == "held"} <= digests
    assert 0 == check(file)


def test_a_reparse_reads_no_picture_as_a_document(through_standin, tmp_path):
    crawled(tmp_path, CaptureMode.ALL)
    before = without_times(blog_json(tmp_path))

    with Archive.open_existing(tmp_path, write=True) as archive:
        assert [] == list(archive.damage())
        report = reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))
    assert not [notice for notice in report.notices if notice.code == "parse-failed"]


def test_pages_keeps_no_picture(through_standin, tmp_path):
    [file] = crawled(tmp_path, CaptureMode.PAGES)

    with file.open("rb") as opened:
        kinds = {
            record.http_headers.get_header("content-type", "").partition("/")[0]
            for record in ArchiveIterator(opened)
            if record.rec_type == "response"
        }
    assert "image" not in kinds


def test_nothing_kept_is_said_and_leaves_nothing_to_reparse(through_standin, tmp_path):
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False, capture=CaptureMode.NONE))

    assert not (tmp_path / "capture").exists()
    assert "capture-off" in {notice.code for notice in report.notices}
    with (
        Archive.open_existing(tmp_path, write=True) as archive,
        pytest.raises(UsageError, match="nothing to read again"),
    ):
        reparse_archive(archive)


def test_what_was_told_uncaptured_survives_a_reparse_of_a_later_crawl(through_standin, tmp_path, clock):
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False, capture=CaptureMode.NONE), clock=clock)
    before = without_times(blog_json(tmp_path))
    clock.now = clock.now.replace(year=2025)
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False), clock=clock)

    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))
