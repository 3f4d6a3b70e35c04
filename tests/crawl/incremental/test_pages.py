"""Where only pages can tell, later runs read some again in every run, and all of them in turn."""

import shutil
import sqlite3
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from fixtures.blogger import StandIn, differences, expected, synthetic, untold
from fixtures.blogger.http import HTML, Response
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.net.client import Client
from migrator.store import Archive
from tests.crawl.blogjson import blog_json

FIRST = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
GONE = Response(404, HTML, b"<html><body>not here</body></html>")


@cache
def _blog():
    blog = synthetic(posts=60, comments=40, seed=5, feed="none")
    blog.settings = replace(blog.settings, robots="User-agent: *\nDisallow:\n")
    return blog


def made(**settings):
    blog = deepcopy(_blog())
    blog.settings = replace(blog.settings, **settings)
    return blog


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Crawl the blog once; give the folder of the archive."""
    folder = tmp_path_factory.mktemp("crawled")
    with StandIn([made()]) as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        crawl_blog(CrawlOptions(url=made().home, output=folder, media=False), clock=lambda: FIRST)
    return folder


@pytest.fixture
def reread(crawled, monkeypatch, tmp_path, clock):
    """Serve the crawled blog; give it, and a function that crawls it a day later than the last time."""

    @contextmanager
    def serve(**settings):
        shutil.copytree(crawled, tmp_path, dirs_exist_ok=True)
        clock.now = FIRST
        with StandIn([made(**settings)]) as standin:
            blog = standin.blog(made().name)
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)

            def crawl(source=SourceName.AUTO, times=1):
                for _ in range(times):
                    clock.now += timedelta(days=1)
                    before = len(standin.urls)
                    asked = CrawlOptions(url=blog.home, output=tmp_path, source=source, media=False)
                    report = crawl_blog(asked, clock=clock)
                return report, standin.urls[before:]

            yield standin, blog, crawl

    return serve


def truth_and_removed(folder, blog):
    """Give the differences from the truth, and the removed posts apart."""
    held = blog_json(folder)
    removed = {post["url"] for post in held["posts"] if post["status"] == "removed"}
    held["posts"] = [post for post in held["posts"] if post["url"] not in removed]
    return differences(expected(blog), held, ignore=[*untold(blog, "pages"), "media"]), removed


def test_an_unchanged_blog_is_asked_conditionally_and_nothing_is_logged(reread, tmp_path):
    with reread() as (standin, _, crawl):
        report, urls = crawl()
        statuses = [entry.status for entry in standin.requests_log][-len(urls) :]

    posts = [status for url, status in zip(urls, statuses, strict=True) if url.endswith(".html")]
    assert {304} == set(posts)
    assert 20 == len(posts)
    assert 0 == report.exit_code
    with Archive.open_existing(tmp_path, write=False) as archive:
        assert [True, False] == [bool(run.changes) for run in archive.history.runs()]


def test_each_old_post_is_looked_at_again_in_its_turn(reread):
    with reread(sitemap=False) as (_, blog, crawl):
        seen = set()
        for _ in range(3):
            seen |= {url for url in crawl()[1] if url.endswith(".html")}

    assert {blog.url(post.path) for post in blog.posts} == seen


def test_what_the_sitemap_calls_modified_new_or_gone_is_found_in_one_run(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        standin.edit(blog.name, blog.posts[30].path, title="Another title", labels=["Newly labelled"])
        standin.add_post(blog.name, "/2018/01/new.html", title="New", body="<p>News.</p>")
        gone = standin.delete(blog.name, blog.posts[45].path)
        crawl()

        assert ([], {blog.url(gone.path)}) == truth_and_removed(tmp_path, blog)


def test_without_sitemap_the_archive_widget_tells_of_removals_and_turns_of_edits(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        blog.settings.sitemap = False
        standin.edit(blog.name, blog.posts[30].path, body="<p>Another text.</p>")
        standin.add_comment(blog.name, blog.posts[33].path, body="Late")
        talked = next(post for post in blog.posts[40:] if len(post.comments) > 1)
        del talked.comments[0]
        gone = standin.delete(blog.name, blog.posts[50].path)
        crawl()
        assert {blog.url(gone.path)} == truth_and_removed(tmp_path, blog)[1]
        crawl(times=3)

        found, _ = truth_and_removed(tmp_path, blog)
        assert [] == [one for one in found if " comment " not in one]
        held = {post["url"]: post for post in blog_json(tmp_path)["posts"]}
        assert ["published", "removed"] == sorted({one["status"] for one in held[blog.url(talked.path)]["comments"]})


def test_pages_that_are_gone_all_at_once_are_removed_only_by_the_next_run(reread, tmp_path):
    with reread(sitemap=False) as (standin, blog, crawl):
        standin.route(blog.home + "20", GONE)
        crawl()
        assert set() == truth_and_removed(tmp_path, blog)[1]
        standin.world.routes.clear()
        crawl(times=2)

        assert ([], set()) == truth_and_removed(tmp_path, blog)


def test_a_feed_that_appears_is_read(reread, tmp_path):
    with reread(feed="full") as (_, blog, crawl):
        crawl()
        found = differences(expected(blog), blog_json(tmp_path), ignore=["media"])
        assert [] == found
        assert 5 == len(crawl(times=2)[1])


def test_a_text_that_page_and_feed_write_down_differently_is_no_edit(reread, tmp_path):
    with reread(feed="full") as (standin, blog, crawl):
        crawl()
        standin.edit(blog.name, blog.posts[5].path, title="Another title")
        crawl(times=2)

    with Archive.open_existing(tmp_path, write=False) as archive:
        told = {change.what for run in archive.history.runs() for change in run.changes if not run.first}
    assert {"title"} == told


def test_the_title_that_a_killed_run_saw_at_home_is_kept_when_the_next_run_sees_another(reread, tmp_path, clock):
    with reread() as (standin, blog, _):
        clock.now += timedelta(days=1)
        began = f"{clock.now:%Y-%m-%dT%H:%M:%SZ}"
        newest = max(blog.posts, key=lambda post: post.published)
        with (
            Client(CrawlOptions(url=blog.home).network) as client,
            Archive.open_existing(tmp_path, write=True) as archive,
        ):
            home = replace(client.fetch(blog.home), fetched_at=began)
            archive.captures.add(home, run=archive.begin_run("crawl", began, source="auto"))
        before = newest.title
        standin.edit(blog.name, newest.path, title="Another title", at=clock.now + timedelta(minutes=30))
        clock.now += timedelta(days=1)
        crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False), clock=clock)

    with closing(sqlite3.connect(tmp_path / "archive.db")) as database:
        titles = [value for (value,) in database.execute("SELECT value FROM revisions WHERE field = 'title'")]
    assert [before] == titles
