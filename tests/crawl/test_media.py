"""Media are fetched beside the pages; what can't be had is named with every post that shows it."""

import pytest

from fixtures.blogger import StandIn, synthetic
from migrator.account import Unit
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.model.errors import NotAnArchive
from migrator.store import Archive
from tests.crawl.blogjson import blog_json

HOST = "https://1.bp.blogspot.com/"
DEAD = f"{HOST}-dead/AAA/BBB/CCC/s320/dead.jpg"


@pytest.fixture
def small(monkeypatch):
    with StandIn([synthetic(24, 0, feed="none", images=12)], latency=20) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        yield standin


def test_pictures_come_while_pages_are_still_asked_for(small, tmp_path):
    crawl_blog(CrawlOptions(url=small.blog("synthetic").home, output=tmp_path))

    urls = small.urls
    first_picture = next(number for number, url in enumerate(urls) if "bp.blogspot.com" in url)
    last_page = max(number for number, url in enumerate(urls) if "ledger.blogspot.com" in url)
    assert first_picture < last_page
    assert 12 == len([media for media in blog_json(tmp_path)["media"] if media["status"] == "held"])


def test_a_dead_picture_is_named_with_every_post_that_shows_it(small, tmp_path):
    home = small.blog("synthetic").home
    for name in ("one", "two"):
        small.add_post("synthetic", f"/2017/12/{name}.html", title=name, body=f'<p>x</p><img src="{DEAD}">')
    report = crawl_blog(CrawlOptions(url=home, output=tmp_path))

    [lost] = [notice for notice in report.missing if notice.code == "media-missing"]
    assert f"HTTP 404; shown by {home}2017/12/one.html, {home}2017/12/two.html" == lost.detail


def test_a_picture_inside_a_private_network_is_skipped_not_missing(small, tmp_path):
    body = '<p>x</p><img src="http://10.0.0.1/a.jpg">'
    small.add_post("synthetic", "/2017/12/inside.html", title="inside", body=body)
    crawl_blog(CrawlOptions(url=small.blog("synthetic").home, output=tmp_path))

    [skipped] = [media for media in blog_json(tmp_path)["media"] if media["status"] == "skipped"]
    assert "http://10.0.0.1/a.jpg" == skipped["url"]
    assert "bare address" in skipped["error"]


def test_pictures_left_out_at_first_are_fetched_later_without_asking_the_blog(small, tmp_path):
    home = small.blog("synthetic").home
    crawl_blog(CrawlOptions(url=home, output=tmp_path, media=False))
    before = len(small.urls)
    report = crawl_blog(CrawlOptions(url=home, output=tmp_path, media_only=True))

    assert 0 == report.exit_code
    assert 12 == report.media["held"]
    assert not [url for url in small.urls[before:] if url.startswith(home)]


def test_media_alone_need_an_archive_that_is_there(small, tmp_path):
    with pytest.raises(NotAnArchive):
        crawl_blog(CrawlOptions(url=small.blog("synthetic").home, output=tmp_path / "none", media_only=True))

    assert not (tmp_path / "none").exists()


BODY = (
    f'<p>x</p><img src="{DEAD}"><img src="{DEAD}"><img src="http://10.0.0.1/a.jpg"><img alt="lost">'
    '<a href="https://tide.example/table.pdf">the table</a><iframe src="https://player.example/embed/1"></iframe>'
)


def media_account(folder, run):
    with Archive.open_existing(folder, write=False) as archive:
        counts = {row.outcome: row.count for row in archive.account.of(run) if row.unit is Unit.MEDIUM}
        named = {(one.name, one.reason) for one in archive.account.exceptions(run) if one.unit is Unit.MEDIUM}
        return counts, named, [str(gap) for gap in archive.account.gaps()]


def test_every_reference_of_a_crawled_blog_to_a_medium_has_one_outcome(small, tmp_path):
    small.add_post("synthetic", "/2017/12/all.html", title="all", body=BODY)
    crawl_blog(CrawlOptions(url=small.blog("synthetic").home, output=tmp_path))
    counts, named, gaps = media_account(tmp_path, 1)

    assert {"offered": 18, "kept": 12, "not-had": 3, "not-asked": 3} == counts
    assert {
        (DEAD.replace("/s320/", "/s0/"), "HTTP 404"),
        ("1 medium", "without a web address"),
        ("1 medium", "embedded from elsewhere, kept as its address"),
    } < named
    assert [] == gaps


def test_media_that_were_left_out_are_told_with_the_option_that_did(small, tmp_path):
    crawl_blog(CrawlOptions(url=small.blog("synthetic").home, output=tmp_path, media=False))

    assert ({"offered": 12, "not-asked": 12}, {("12 media", "--no-media")}, []) == media_account(tmp_path, 1)
