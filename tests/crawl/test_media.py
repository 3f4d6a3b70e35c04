"""Media are fetched beside the pages; what can't be had is named with every post that shows it."""

import pytest

from fixtures.blogger import StandIn, synthetic
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.model.errors import NotAnArchive
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
