"""Later runs read only what changed, find all of it, and never take an outage for a removal."""

import shutil
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from fixtures.blogger import StandIn, differences, expected, synthetic, untold
from fixtures.blogger.http import HTML, Response
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.model.errors import BlogNotFound
from migrator.reparse import reparse_archive
from migrator.sources.window import Window
from migrator.store import Archive
from tests.crawl.blogjson import blog_json, without_times

FEEDS = [SourceName.AUTO, SourceName.FEEDS]
FIRST = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
GONE = Response(404, HTML, b"<html><body>not here</body></html>")


@cache
def _blog():
    return synthetic(posts=320, comments=170, seed=5)


def made():
    """Give a blog of more posts and comments than two feed documents hold, fresh."""
    return deepcopy(_blog())


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Crawl the made blog once in each way; give the folder of an archive by the way."""
    folder = tmp_path_factory.mktemp("crawled")
    with StandIn([made()]) as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        for source in FEEDS:
            asked = CrawlOptions(url=made().home, output=folder / source, source=source, media=False)
            assert 0 == crawl_blog(asked, clock=lambda: FIRST).exit_code
    return folder


@pytest.fixture
def reread(crawled, monkeypatch, tmp_path, clock):
    """Serve the made blog, crawled already; give it, and a function that crawls it a day later than the last time."""

    @contextmanager
    def serve(source=SourceName.AUTO):
        shutil.copytree(crawled / source, tmp_path, dirs_exist_ok=True)
        clock.now = FIRST
        with StandIn([made()]) as standin:
            blog = standin.blog(made().name)
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)

            def crawl(**more):
                clock.now += timedelta(days=1)
                before = len(standin.urls)
                asked = CrawlOptions(url=blog.home, output=tmp_path, source=source, media=False, **more)
                report = crawl_blog(asked, clock=clock)
                return report, standin.urls[before:]

            yield standin, blog, crawl

    return serve


def statuses(folder) -> dict[str, str]:
    return {post["url"]: post["status"] for post in blog_json(folder)["posts"]}


def changes(folder, post=None) -> list[tuple[str, str]]:
    """Give (what, URL) of the last run that changed anything."""
    with Archive.open_existing(folder, write=False) as archive:
        runs = [run for run in archive.history.runs(post) if run.changes]
    return [(change.what, change.url) for change in runs[-1].changes]


def truth_and_removed(folder, blog, source):
    """Give the differences from the truth, and the removed posts apart."""
    held = blog_json(folder)
    removed = {post["url"] for post in held["posts"] if post["status"] == "removed"}
    held["posts"] = [post for post in held["posts"] if post["url"] not in removed]
    return differences(expected(blog), held, ignore=[*untold(blog, source), "media"]), removed


@pytest.mark.parametrize("source", FEEDS)
def test_an_unchanged_blog_takes_five_requests(reread, source, tmp_path):
    with reread(source) as (_, _, crawl):
        first = without_times(blog_json(tmp_path))
        for _ in range(3):
            report, urls = crawl()

            assert (5, 0, 0) == (len(urls), report.exit_code, report.new_posts)
    assert first == without_times(blog_json(tmp_path))


@pytest.mark.parametrize("source", FEEDS)
def test_edits_new_posts_removals_and_late_comments_are_found_in_twenty_requests(reread, source, tmp_path):
    with reread(source) as (standin, blog, crawl):
        posts = sorted(blog.posts, key=lambda post: post.published)
        standin.edit(blog.name, posts[30].path, title="Another title")
        standin.edit(blog.name, posts[60].path, body="<p>Another text altogether.</p>")
        standin.edit(blog.name, posts[90].path, labels=["Newly labelled"])
        for number in (1, 2):
            standin.add_post(blog.name, f"/2018/01/new-{number}.html", title=f"New {number}", body="<p>News.</p>")
        quiet = next(post for post in posts[120:] if not post.comments)
        standin.delete(blog.name, quiet.path)
        for number in range(5):
            standin.add_comment(blog.name, posts[10 + 40 * number].path, body=f"Late comment {number}")
        report, urls = crawl()

        assert ([], {blog.url(quiet.path)}) == truth_and_removed(tmp_path, blog, source)
        assert 20 >= len(urls)
        assert 2 == report.new_posts
        assert 5 == len(crawl()[1])


@pytest.mark.parametrize("source", FEEDS)
def test_the_log_names_each_change(reread, source, tmp_path):
    with reread(source) as (standin, blog, crawl):
        old, other, gone = blog.posts[100].path, blog.posts[200].path, blog.posts[250].path
        standin.edit(blog.name, old, title="Another title", labels=["Newly labelled"], body="<p>New text.</p>")
        standin.add_comment(blog.name, other, body="Late")
        standin.delete(blog.name, gone)
        crawl()

    found = {(what, url.removeprefix(blog.home)) for what, url in changes(tmp_path)}
    wanted = {("title", old), ("labels", old), ("text", old), ("comments", other), ("removed", gone)}
    assert {(what, path.lstrip("/")) for what, path in wanted} == found


def test_a_post_that_comes_back_is_published_again_and_the_log_tells_both(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        post = standin.delete(blog.name, blog.posts[77].path)
        url = blog.url(post.path)
        crawl()
        assert "removed" == statuses(tmp_path)[url]
        assert [("removed", url)] == changes(tmp_path)
        blog.posts.append(post)
        blog.sort()
        blog.changed = blog.updated + timedelta(hours=1)
        standin.site(blog.name).touched()
        crawl()

        assert "published" == statuses(tmp_path)[url]
        assert [("back", url)] == changes(tmp_path)


def test_a_removal_outlives_a_reparse(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        standin.edit(blog.name, blog.posts[10].path, title="Another title")
        standin.delete(blog.name, blog.posts[77].path)
        crawl()
    before = without_times(blog_json(tmp_path))
    log = changes(tmp_path)

    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))
    assert log == changes(tmp_path)


@pytest.mark.parametrize("source", FEEDS)
def test_a_comment_that_vanished_is_removed_and_one_that_was_emptied_too(reread, source, tmp_path):
    with reread(source) as (standin, blog, crawl):
        vanished, emptied = [post for post in blog.posts if post.comments][-2:]
        number = vanished.comments.pop().id
        emptied.comments[0] = replace(emptied.comments[0], removed="author")
        blog.changed = blog.updated + timedelta(hours=1)
        standin.site(blog.name).touched()
        crawl()

    found = {comment["id"]: comment["status"] for post in blog_json(tmp_path)["posts"] for comment in post["comments"]}
    assert ("removed", "removed") == (found[number], found[emptied.comments[0].id])
    assert 2 == sum(status == "removed" for status in found.values())


# -- what must not be taken for a removal -----------------------------------------------------------------------------


@pytest.mark.parametrize("source", FEEDS)
@pytest.mark.parametrize("outage", ["off", "empty", "error"])
def test_a_feed_that_falls_silent_removes_nothing(reread, source, outage, tmp_path):
    with reread(source) as (standin, blog, crawl):
        empty = standin.site(blog.name).answer
        if outage == "off":
            standin.route(blog.home + "feeds/", GONE)
        elif outage == "error":
            standin.route(blog.home + "feeds/", Response(200, HTML, b"<html><body>Whoops</body></html>"))
        else:
            bare = replace(synthetic(posts=0, comments=0), name=blog.name, host=blog.host, id=blog.id)
            with StandIn([bare]) as other:
                empty = other.site(blog.name).answer
            standin.route(blog.home + "feeds/", empty)
        report, _ = crawl()

    assert {"published"} == set(statuses(tmp_path).values())
    assert "feed-silent" in {notice.code for notice in report.notices}


def test_a_home_page_that_is_gone_for_a_day_removes_nothing(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        standin.route(blog.home, GONE)
        with pytest.raises(BlogNotFound):
            crawl()

    assert {"published"} == set(statuses(tmp_path).values())


def test_a_post_that_only_its_feed_has_lost_stays_published(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        post = standin.delete(blog.name, blog.posts[77].path)
        standin.route(blog.url(post.path), Response(200, HTML, b"<html><body>still here</body></html>"))
        crawl()

        assert {"published"} == set(statuses(tmp_path).values())
        assert 5 == len(crawl()[1])


def test_many_that_vanish_at_once_are_removed_only_when_the_next_run_finds_the_same(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        for post in list(blog.posts[10:90]):
            standin.delete(blog.name, post.path)
        report, _ = crawl()
        assert {"published"} == set(statuses(tmp_path).values())
        assert "removal-doubted" in {notice.code for notice in report.notices}
        crawl()

    assert 80 == sum(status == "removed" for status in statuses(tmp_path).values())


def test_a_run_that_was_stopped_loses_no_news(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        for number in range(40):
            standin.edit(blog.name, blog.posts[5 * number].path, title=f"Edited {number}")
        standin.delete(blog.name, blog.posts[77].path)
        network = replace(CrawlOptions(url=blog.home).network, max_requests=4)
        crawl(network=network)
        crawl()

        assert [] == truth_and_removed(tmp_path, blog, SourceName.AUTO)[0]


# -- trust, and windows -----------------------------------------------------------------------------------------------


def test_a_feed_that_is_cut_from_some_day_on_is_found_out_and_what_was_whole_stays_whole(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        blog.settings.feed = "until-jump"
        body = f"<p>Before.</p><!--more-->{'<p>And a good deal behind the jump.</p>' * 20}"
        standin.edit(blog.name, blog.posts[40].path, body=body)
        standin.add_post(blog.name, "/2018/01/new.html", title="New", body=body)
        report, urls = crawl()

        assert ([], set()) == truth_and_removed(tmp_path, blog, SourceName.AUTO)
        assert "feed-cut" in {notice.code for notice in report.notices}
        assert 20 > len(urls)
        standin.edit(blog.name, blog.posts[60].path, body=body)
        crawl()
        assert ([], set()) == truth_and_removed(tmp_path, blog, SourceName.AUTO)
    before = without_times(blog_json(tmp_path))

    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))


def test_a_feed_that_gives_summaries_from_some_day_on_is_found_out(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        blog.settings.feed = "short"
        standin.edit(blog.name, blog.posts[40].path, body="<p>Another text.</p>")
        crawl()

        found, _ = truth_and_removed(tmp_path, blog, SourceName.AUTO)
        assert [] == [one for one in found if " comment " not in one]


def test_a_run_with_a_window_reads_and_judges_only_what_lies_in_it(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        inside = next(post for post in blog.posts if post.published.year == 2012)
        outside, gone = [post for post in blog.posts if post.published.year == 2009][:2]
        standin.edit(blog.name, inside.path, title="Edited inside")
        standin.edit(blog.name, outside.path, title="Edited outside")
        standin.delete(blog.name, gone.path)
        crawl(window=Window.of("2012", "2012"))

        held = {post["url"]: (post["title"], post["status"]) for post in blog_json(tmp_path)["posts"]}
        assert ("Edited inside", "published") == held[blog.url(inside.path)]
        assert "Edited outside" != held[blog.url(outside.path)][0]
        assert {"published"} == {status for _, status in held.values()}
        crawl()

        assert ([], {blog.url(gone.path)}) == truth_and_removed(tmp_path, blog, SourceName.AUTO)


def test_a_post_with_an_old_date_that_no_order_of_update_shows_is_found_by_the_total(reread, tmp_path):
    with reread() as (standin, blog, crawl):
        post = standin.add_post(blog.name, "/2010/05/waited.html", title="It waited", body="<p>Long.</p>")
        post.published = post.updated = blog.posts[150].published + timedelta(hours=1)
        blog.sort()
        standin.site(blog.name).touched()
        report, urls = crawl()

        assert ([], set()) == truth_and_removed(tmp_path, blog, SourceName.AUTO)
        assert 1 == report.new_posts
        assert 12 > len(urls)
