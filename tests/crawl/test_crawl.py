import signal
from dataclasses import replace

import pytest

from fixtures.blogger import StandIn, differences, expected, load, names, untold
from migrator import open_archive
from migrator.check import verify_archive
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.model.errors import Interrupted
from migrator.model.schema import Blog
from migrator.reparse import reparse_archive
from migrator.sources.window import Window
from migrator.store import Archive
from tests.crawl.blogjson import blog_json, without_times

HOME = "https://carnet-de-veille.blogspot.com/"


def options(folder, source=SourceName.AUTO, **changes) -> CrawlOptions:
    return replace(CrawlOptions(url=HOME, output=folder, source=source), **changes)


def mute(name: str, source: SourceName) -> bool:
    """Tell whether a blog says nothing to who reads it in this one way: no feed, or pages filled by script."""
    settings = load(name).settings
    return {"feeds": settings.feed == "none", "pages": settings.theme == "dynamic", "auto": False}[source]


COMBINATIONS = [(name, source) for name in names() for source in SourceName]


@pytest.mark.parametrize(("name", "source"), [pair for pair in COMBINATIONS if not mute(*pair)])
def test_each_source_alone_tells_the_whole_blog(through_standin, tmp_path, name, source):
    blog = through_standin.blog(name)
    crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, source=source))

    assert [] == differences(expected(name), blog_json(tmp_path), ignore=untold(blog, source))


@pytest.mark.parametrize(("name", "source"), [pair for pair in COMBINATIONS if mute(*pair)])
def test_a_blog_that_is_mute_in_one_way_says_so(through_standin, tmp_path, name, source):
    report = crawl_blog(CrawlOptions(url=through_standin.blog(name).home, output=tmp_path, source=source))

    assert 3 == report.exit_code
    assert "source-empty" in {notice.code for notice in report.missing}


def test_what_the_blog_cannot_give_is_named_and_sets_the_exit_code(through_standin, tmp_path):
    report = crawl_blog(options(tmp_path))

    dead = {image["url"] for image in expected("seed")["media"] if image["status"] == "missing"}
    assert dead
    assert 3 == report.exit_code
    assert len(dead) == len([notice for notice in report.missing if notice.code == "media-missing"])


def test_pictures_come_in_full_size_once_each(through_standin, tmp_path):
    crawl_blog(options(tmp_path))

    wanted = {image["sha256"] for image in expected("seed")["media"]} - {None}
    held = [media for media in blog_json(tmp_path)["media"] if media["status"] == "held"]
    assert wanted == {media["sha256"] for media in held}
    assert all((tmp_path / media["path"]).stat().st_size == media["bytes"] for media in held)


def test_feed_and_pages_agree_so_no_archive_page_is_opened(through_standin, tmp_path):
    before = len(through_standin.urls)
    crawl_blog(options(tmp_path, media=False))

    paths = [url.removeprefix(HOME) for url in through_standin.urls[before:]]
    assert not [path for path in paths if path[:4].isdigit() and path.endswith("/")]


def test_robots_txt_keeps_the_crawl_out_of_search(through_standin, tmp_path):
    before = len(through_standin.urls)
    crawl_blog(options(tmp_path, SourceName.PAGES, media=False))

    assert not [url for url in through_standin.urls[before:] if "/search" in url]


def test_a_second_run_finds_nothing_new_and_changes_nothing(through_standin, tmp_path, clock):
    crawl_blog(options(tmp_path), clock=clock)
    first = without_times(blog_json(tmp_path))

    report = crawl_blog(options(tmp_path), clock=clock)

    assert 0 == report.new_posts
    assert first == without_times(blog_json(tmp_path))


@pytest.mark.parametrize("source", list(SourceName))
def test_a_crawl_in_small_portions_ends_in_the_same_archive(through_standin, tmp_path, source):
    whole, portions = tmp_path / "whole", tmp_path / "portions"
    crawl_blog(options(whole, source, media=False))
    network = replace(options(portions).network, max_requests=9)
    for _ in range(40):
        report = crawl_blog(options(portions, source, media=False, network=network))
        if not [notice for notice in report.notices if notice.code == "skipped-by-bound"]:
            break

    assert without_times(blog_json(whole)) == without_times(blog_json(portions))


def test_ctrl_c_keeps_what_is_in_flight_and_the_next_run_goes_on(heeding_ctrl_c, through_standin, tmp_path):
    class Impatient:
        def phase(self, name): ...

        def notice(self, notice): ...

        def step(self, done, _total, _what):
            if done == 12:
                signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted):
        crawl_blog(options(tmp_path / "a", SourceName.PAGES), progress=Impatient())
    before = len(through_standin.urls)
    crawl_blog(options(tmp_path / "a", SourceName.PAGES))
    again = through_standin.urls[before:]
    crawl_blog(options(tmp_path / "b", SourceName.PAGES))

    assert HOME not in again
    assert without_times(blog_json(tmp_path / "b")) == without_times(blog_json(tmp_path / "a"))


def test_a_reparse_gives_the_same_archive_without_network(through_standin, tmp_path, monkeypatch):
    crawl_blog(options(tmp_path))
    before, requests = without_times(blog_json(tmp_path)), len(through_standin.urls)

    with Archive.open_existing(tmp_path, write=True) as archive:
        report = reparse_archive(archive)

    assert report.posts > 30
    assert requests == len(through_standin.urls)
    assert before == without_times(blog_json(tmp_path))


def test_pages_and_feeds_into_one_archive_are_the_union(through_standin, tmp_path):
    crawl_blog(options(tmp_path, SourceName.PAGES, media=False))
    crawl_blog(options(tmp_path, SourceName.FEEDS, media=False))

    assert [] == differences(expected("seed"), blog_json(tmp_path), ignore=["media"])


@pytest.mark.parametrize("source", list(SourceName))
def test_a_window_of_dates_holds_just_its_posts(through_standin, tmp_path, source):
    truth = {
        post["url"] for post in expected("seed")["posts"] if post["published"][:4] == "2016" and post["type"] == "post"
    }

    crawl_blog(options(tmp_path, source, media=False, window=Window.of("2016", "2016")))

    assert truth
    assert truth == {post["url"] for post in blog_json(tmp_path)["posts"] if post["type"] == "post"}


def test_a_reparse_keeps_the_window_of_its_crawl(through_standin, tmp_path):
    crawl_blog(options(tmp_path, media=False, window=Window.of("2016", "2016")))
    before = without_times(blog_json(tmp_path))

    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))


def test_a_stopped_crawl_is_not_proved_whole(through_standin, tmp_path):
    network = replace(options(tmp_path).network, max_requests=14)
    crawl_blog(options(tmp_path, network=network))

    with Archive.open_existing(tmp_path, write=False) as archive:
        report = verify_archive(archive)

    assert "crawl-unfinished" in {notice.code for notice in report.missing}


def test_what_lies_outside_the_window_is_not_missing(through_standin, tmp_path):
    crawl_blog(options(tmp_path, media=False, window=Window.of("2016", "2016")))

    with Archive.open_existing(tmp_path, write=False) as archive:
        assert () == verify_archive(archive).missing


def test_a_program_opens_an_archive_to_read_it(through_standin, tmp_path):
    crawl_blog(options(tmp_path, media=False))

    with open_archive(tmp_path) as archive:
        assert "Carnet de veille" in (archive.blog() or Blog(url="")).title


def test_a_blog_behind_a_content_warning_is_read_by_its_feed(tmp_path, monkeypatch):
    with StandIn("interstitial") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        crawl_blog(CrawlOptions(url=standin.blog("interstitial").home, output=tmp_path, media=False))

    assert [] == differences(expected("interstitial"), blog_json(tmp_path), ignore=["media", "blog.language"])


def test_a_dry_run_writes_nothing(through_standin, tmp_path):
    report = crawl_blog(options(tmp_path / "none", dry_run=True))

    assert not (tmp_path / "none").exists()
    assert report.planned
    assert len([post for post in expected("seed")["posts"] if post["type"] == "post"]) == report.declared["posts-feed"]


def test_a_blog_under_its_country_name_uses_the_archive_that_is_there(through_standin, tmp_path):
    crawl_blog(CrawlOptions(url=HOME, root=tmp_path, media=False))
    report = crawl_blog(CrawlOptions(url=HOME.replace(".com", ".fr"), root=tmp_path, media=False))

    assert ["carnet-de-veille.blogspot.com"] == [path.name for path in tmp_path.iterdir()]
    assert 0 == report.new_posts


def test_a_cut_feed_is_found_out_and_pages_are_read(tmp_path, monkeypatch):
    with StandIn("seed") as standin:
        blog = standin.blog("seed")
        blog.settings = replace(blog.settings, feed="until-jump")
        for post in [post for post in blog.posts if len(post.body) > 400 and "<!--more-->" not in post.body][::3]:
            standin.edit("seed", post.path, body=f"<p>Pour commencer.</p><!--more-->{post.body}")
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        report = crawl_blog(options(tmp_path, media=False))
        truth = expected(blog)

    assert "feed-cut" in {notice.code for notice in report.notices}
    assert [] == differences(truth, blog_json(tmp_path), ignore=["media"])


def test_each_document_fetched_against_robots_txt_is_noted(through_standin, tmp_path):
    network = replace(options(tmp_path).network, robots=False)
    report = crawl_blog(options(tmp_path, SourceName.PAGES, media=False, network=network))

    ignored = [notice.url for notice in report.notices if notice.code == "robots-ignored"]
    assert ignored
    assert all("/search" in url for url in ignored)
