"""Five planted holes: `verify` finds exactly those, and after `repair` only what cannot be had."""

import os
import ssl
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from fixtures.blogger import StandIn, names
from fixtures.blogger.http import HTML, Response
from migrator.check import verify_archive
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.net.client import Client
from migrator.net.settings import NetSettings
from migrator.repair import RepairOptions, repair_archive
from migrator.store import Archive

HOME = "https://carnet-de-veille.blogspot.com/"
IMPATIENT = NetSettings(user_agent="tester/1", retries=0, longest_wait=1)
BUSY = Response(503, HTML, b"<html><title>Busy</title></html>")


@pytest.fixture
def serving(monkeypatch):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        yield standin


def crawl(folder, source=SourceName.AUTO, home=HOME):
    options = CrawlOptions(url=home, output=folder, source=source, network=IMPATIENT)
    return crawl_blog(options, clock=lambda: datetime(2024, 5, 1, 7, 8, 9, tzinfo=UTC))


def verified(folder, *, deep=True):
    with Archive.open_existing(folder, write=False) as archive:
        return verify_archive(archive, deep=deep)


def repair(folder, **options):
    with Client(IMPATIENT) as client:
        clock = lambda: datetime(2024, 5, 2, 7, 8, 9, tzinfo=UTC)  # noqa: E731 - one expression
        return repair_archive(RepairOptions(folder=folder, **options), client=client, clock=clock)


def named(report):
    return {(notice.code, notice.url) for notice in report.missing}


def page_of(standin: StandIn, url: str) -> bytes:
    """Fetch a page as it is before somebody hides it."""
    proxy = urllib.request.ProxyHandler({"http": standin.env["HTTP_PROXY"], "https": standin.env["HTTP_PROXY"]})
    context = ssl.create_default_context(cafile=standin.env["REQUESTS_CA_BUNDLE"])
    opener = urllib.request.build_opener(proxy, urllib.request.HTTPSHandler(context=context))
    with opener.open(url) as answer:
        return answer.read()


class Holes:
    """A blog with the five holes in it, and its archive."""

    def __init__(self, standin: StandIn, folder: Path, source: SourceName) -> None:
        self.standin, self.folder = standin, folder
        blog = standin.blog("seed")
        blog.settings.comment_style = "flat"
        blog.settings.comments_per_page = 2
        standin.site("seed").touched()
        # 1: a post that no list names any more, and one that links to it.
        hidden = next(post for post in blog.posts if not post.comments and post.path.startswith("/2010/"))
        self.hidden = blog.url(hidden.path)
        self._hidden_page = page_of(standin, self.hidden)
        standin.delete("seed", hidden.path)
        linking = next(post for post in blog.posts if post.path.startswith("/2010/") and post is not hidden)
        standin.edit("seed", linking.path, body=f'{linking.body}\n\n<a href="{self.hidden}">Voyez là</a>.')
        # 2: the second page of a post's comments (or, where feeds are read, its comments feed) fails.
        talked = max(blog.posts, key=lambda post: len(post.comments))
        self.talked = blog.url(talked.path)
        self._broken = [self.hidden, f"{self.talked}?commentPage=2", f"{HOME}feeds/{talked.id}/comments/"]
        if source is not SourceName.PAGES:
            self._broken.append(f"{HOME}feeds/comments/")
        for start in self._broken:
            standin.route(start, BUSY)
        # 3: the seed has an image that is HTML, and one that is dead.
        crawl(folder, source)
        # 4: a byte of a media file.
        self.picture = max((folder / "media").iterdir())
        content = bytearray(self.picture.read_bytes())
        content[len(content) // 2] ^= 0x10
        self.picture.write_bytes(content)
        # 5: a torn WARC.
        [self.warc] = (folder / "capture").iterdir()
        os.truncate(self.warc, self.warc.stat().st_size * 2 // 3)

    def heal(self):
        """Let the blog give what it refused."""
        for start in self._broken:
            del self.standin.world.routes[start]
        self.standin.route(self.hidden, Response(200, HTML, self._hidden_page))


@pytest.fixture(params=[SourceName.AUTO, SourceName.PAGES])
def holes(serving, tmp_path, request):
    return Holes(serving, tmp_path, request.param)


def dead_images(report):
    return {(code, url.rpartition("/")[2]) for code, url in named(report) if code == "media-missing"}


DEAD = {("media-missing", "disparue.jpg"), ("media-missing", "deplacee.jpg")}


def test_verify_finds_exactly_the_five_holes_and_repair_leaves_what_cannot_be_had(holes):
    before = verified(holes.folder)
    told = {notice.url: notice.detail for notice in before.missing}
    lacking = {one for one in named(before) if one[0] not in {"media-missing", "fetch-failed", "parse-failed"}}

    assert {("post-missing", holes.hidden), ("comments-incomplete", holes.talked)} == lacking
    assert DEAD == dead_images(before)
    assert "503" in told[holes.hidden]
    assert "a web page came instead" in next(detail for url, detail in told.items() if url.endswith("deplacee.jpg"))
    assert {"its content is not what was fetched", "is torn off at byte"} == {
        mark
        for mark in ("its content is not what was fetched", "is torn off at byte")
        if any(mark in what for what in before.damaged)
    }
    assert 2 == len([what for what in before.damaged if str(holes.picture) in what or "is torn off" in what])

    holes.heal()
    report = repair(holes.folder)
    after = verified(holes.folder)

    assert () == after.damaged
    assert DEAD == {(code, url.rpartition("/")[2]) for code, url in named(after)}
    assert 3 == report.exit_code == after.exit_code
    assert {"capture", "media"} == {one.kept.split("/")[1] for one in report.asides}


def test_a_mended_capture_file_can_be_read_by_other_programs(holes):
    holes.heal()
    repair(holes.folder)
    kinds = []
    for path in sorted((holes.folder / "capture").iterdir()):
        with path.open("rb") as file:
            kinds += [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]

    assert 10 < kinds.count("response")


def test_a_second_repair_finds_nothing_more_to_do_than_what_cannot_be_had(holes):
    holes.heal()
    repair(holes.folder)
    again = repair(holes.folder)

    assert () == again.damaged
    assert () == again.asides
    assert 0 == again.media


@pytest.mark.parametrize("name", names())
def test_verify_finds_nothing_on_an_unharmed_blog_beyond_what_cannot_be_had(through_standin, tmp_path, name):
    crawled = crawl(tmp_path, home=through_standin.blog(name).home)
    report = verified(tmp_path)

    assert () == report.damaged
    assert {(notice.code, notice.url) for notice in crawled.missing} == named(report)
    assert (DEAD if name == "seed" else set()) == dead_images(report)
    assert 0 < (report.reread or 0)
