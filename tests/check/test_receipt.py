"""The receipt of a verification tells what was found, and lets anybody see later what differs."""

import hashlib
import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from html.parser import HTMLParser

import commandline
import pytest

from fixtures.blogger import StandIn
from migrator.check import verify_archive
from migrator.check.receipt import compare_with_receipt, digests_of, receipt_of, write_receipt
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.model.errors import UnreadableInput
from migrator.reparse import reparse_archive
from migrator.store import Archive


def crawl(standin, folder, day=1):
    options = CrawlOptions(url=standin.blog("contempo").home, output=folder)
    crawl_blog(options, clock=lambda: datetime(2024, 5, day, 7, 8, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Hold the archives of two crawls on different days; tests copy them."""
    folders = [tmp_path_factory.mktemp("crawled") / name for name in ("first", "second")]
    with StandIn("contempo") as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        for day, folder in enumerate(folders, 1):
            crawl(standin, folder, day)
    return folders


@pytest.fixture
def folder(crawled, tmp_path):
    return shutil.copytree(crawled[0], tmp_path / "archive")


def receipt(folder, to):
    with Archive.open_existing(folder, write=False) as archive:
        made = receipt_of(archive, verify_archive(archive), made_by="tester", made_at="2024-05-06T07:08:09Z")
    return write_receipt(made, to)[0]


def since(folder, path):
    with Archive.open_existing(folder, write=False) as archive:
        return compare_with_receipt(archive, path)


def content(folder):
    with Archive.open_existing(folder, write=False) as archive:
        return digests_of(archive).content


def change(folder, statement, *values):
    database = sqlite3.connect(folder / "archive.db")
    database.execute(statement, values)
    database.commit()
    database.close()


def migrate(*arguments):
    return commandline.migrate("verify", *arguments)


def test_two_archives_of_one_blog_have_one_digest(crawled):
    assert content(crawled[0]) == content(crawled[1])


def test_a_reparse_does_not_change_the_digest(folder):
    before = content(folder)
    with Archive.open_existing(folder, write=True) as archive:
        reparse_archive(archive)

    assert before == content(folder)


def test_the_digest_of_the_files_is_what_sha256sum_gives(folder, tmp_path):
    told = json.loads(receipt(folder, tmp_path).read_text())
    paths = sorted(path for name in ("capture", "media") for path in (folder / name).iterdir())
    listed = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in paths
    )

    assert hashlib.sha256(listed.encode()).hexdigest() == told["digest"]["files"]


def test_an_archive_is_as_it_was(folder, tmp_path):
    report = since(folder, receipt(folder, tmp_path))

    assert report.same
    assert 0 == report.exit_code


def test_a_changed_post_and_a_lost_file_are_named(folder, tmp_path):
    path = receipt(folder, tmp_path)
    url = json.loads(path.read_text())["posts"][0]["url"]
    change(folder, "UPDATE posts SET title = 'Forged' WHERE url = ?", url)
    picture = max((folder / "media").iterdir())
    picture.unlink()
    report = since(folder, path)

    assert ((url,), (f"media/{picture.name}",)) == (report.changed, report.gone)
    assert 3 == report.exit_code


def test_what_came_since_is_no_fault(folder, tmp_path):
    path = receipt(folder, tmp_path)
    (folder / "capture" / "29990101000000-00009.warc.gz").write_bytes(b"later")
    report = since(folder, path)

    assert ("capture/29990101000000-00009.warc.gz",) == report.added
    assert (False, 0) == (report.same, report.exit_code)


def test_a_receipt_that_was_changed_itself_is_refused(folder, tmp_path):
    path = receipt(folder, tmp_path)
    told = json.loads(path.read_text())
    told["posts"][0]["sha256"] = "0" * 64
    path.write_text(json.dumps(told))

    with pytest.raises(UnreadableInput, match="was changed since it was written"):
        since(folder, path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest": 1, "posts": [], "files": []}'])
def test_a_file_that_is_no_receipt_is_refused(folder, tmp_path, text):
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(UnreadableInput):
        since(folder, tmp_path / "other.json")


class Page(HTMLParser):
    """What a page holds and asks for."""

    def __init__(self):
        super().__init__()
        self.tags, self.asked, self.text = set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.asked += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        self.text += data


def test_the_page_needs_nothing_but_itself_and_names_what_lacks(folder, tmp_path):
    change(folder, "UPDATE posts SET title = '<script>alert(1)</script>' WHERE number = 1")
    picture = max((folder / "media").iterdir())
    picture.unlink()
    told = json.loads(receipt(folder, tmp_path).read_text())
    page = Page()
    page.feed((tmp_path / "receipt.html").read_text())

    assert [] == page.asked
    assert "script" not in page.tags
    assert all(digest in page.text for digest in (told["digest"]["content"], told["digest"]["files"]))
    assert picture.name in page.text
    assert "Damaged." in page.text


def test_the_command_writes_a_receipt_and_compares_with_it(folder, tmp_path):
    written = migrate(folder, "--offline", "--receipt", "--output", tmp_path / "receipts", "--json")
    compared = migrate(folder, "--against", tmp_path / "receipts" / "receipt.json", "--json")

    assert (0, 0) == (written.returncode, compared.returncode)
    assert json.loads(compared.stdout)["same"]
    assert "as it was" in compared.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folders that nobody may write to")
def test_an_archive_that_nobody_may_write_to_is_verified_all_the_same(folder, tmp_path):
    before = {path.name for path in folder.iterdir()}
    for path in (folder, folder / "capture", folder / "media"):
        path.chmod(0o555)
    done = migrate(folder, "--offline", "--deep", "--receipt", "--output", tmp_path / "elsewhere")
    for path in (folder, folder / "capture", folder / "media"):
        path.chmod(0o755)

    assert 0 == done.returncode
    assert (tmp_path / "elsewhere" / "receipt.html").is_file()
    assert before >= {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}
