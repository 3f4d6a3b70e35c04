"""`verify` says, source by source and month by month, what the blog tells of and what is held of it."""

from datetime import UTC, datetime

import pytest

from fixtures.blogger import StandIn
from fixtures.blogger.http import HTML, Response
from migrator.check import DeclaredCount, verify_archive
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.merge import Evidence
from migrator.model.schema import Blog
from migrator.net.client import Client
from migrator.net.settings import NetSettings
from migrator.store import Archive

HOME = "https://carnet-de-veille.blogspot.com/"
GONE = Response(404, HTML, b"<html><body>not here</body></html>")


@pytest.fixture
def serving(monkeypatch):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        yield standin


def report_of(folder, *, live=False):
    with Archive.open_existing(folder, write=False) as archive:
        if not live:
            return verify_archive(archive)
        with Client(NetSettings(user_agent="tester/1")) as client:
            return verify_archive(archive, client=client)


def crawl(folder, source=SourceName.AUTO, *, day=1):
    asked = CrawlOptions(url=HOME, output=folder, source=source, media=False)
    crawl_blog(asked, clock=lambda: datetime(2024, 5, day, 7, 8, 9, tzinfo=UTC))


def whole(report) -> dict[str, DeclaredCount]:
    return {count.source: count for count in report.counts if not count.period}


@pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.PAGES])
def test_each_source_declares_as_much_as_is_held(serving, tmp_path, source):
    crawl(tmp_path, source)
    report = report_of(tmp_path)

    posts = len(serving.blog("seed").posts)
    assert [] == [count for count in report.counts if count.declared != count.held]
    assert {"posts-feed", "sitemap", "archive-widget"} <= set(whole(report))
    assert (posts, posts, posts) == tuple(
        getattr(whole(report)["posts-feed"], name) for name in ("declared", "found", "held")
    )


def test_a_post_that_could_not_be_had_lacks_in_its_month_of_each_source_that_names_it(serving, tmp_path):
    lost = serving.blog("seed").posts[11]
    serving.route(serving.blog("seed").url(lost.path), GONE)
    serving.route(HOME + "feeds/posts/", GONE)
    serving.route(HOME + lost.published.strftime("%Y/%m/"), GONE)
    crawl(tmp_path)
    report = report_of(tmp_path)

    month = lost.published.strftime("%Y-%m")
    short = {(count.source, count.period) for count in report.counts if count.period and count.declared > count.held}
    assert {("sitemap", month), ("archive-widget", month)} <= short
    assert {month} == {period for _, period in short}
    [named] = [one for one in report.missing if one.url.endswith(lost.path)]
    assert "sitemap" in named.detail
    assert "it answered 404" in named.detail


def test_each_commented_post_is_told_with_what_it_declares_and_what_is_held(serving, tmp_path):
    for post in serving.blog("seed").posts:
        serving.route(HOME + f"feeds/{post.id}/comments/", GONE)
    serving.route(HOME + "feeds/comments/", GONE)
    crawl(tmp_path, SourceName.FEEDS)

    declared = {post.path: len(post.comments) for post in serving.blog("seed").posts if post.comments}
    told = {one.url.removeprefix(HOME[:-1]): (one.declared, one.held) for one in report_of(tmp_path).comments}
    assert {path: (many, 0) for path, many in declared.items()} == told


def test_what_the_blog_gained_since_the_crawl_is_told_when_it_is_asked(serving, tmp_path):
    crawl(tmp_path)
    serving.add_post("seed", "/2019/01/nouveau.html", title="Nouveau", body="<p>Tiens.</p>")
    report = report_of(tmp_path, live=True)

    posts = len(serving.blog("seed").posts)
    assert report.live
    assert (posts, posts - 1) == (whole(report)["posts-feed"].declared, whole(report)["posts-feed"].held)
    assert [f"posts-feed: {posts} declared, {posts - 1} held"] == [one.detail for one in report.missing]


def test_removed_posts_and_their_comments_are_not_missing(serving, tmp_path):
    crawl(tmp_path)
    commented = next(post for post in serving.blog("seed").posts if len(post.comments) > 1)
    serving.delete("seed", commented.path)
    crawl(tmp_path, day=2)
    report = report_of(tmp_path, live=True)

    assert [] == [count for count in report.counts if count.declared != count.held]
    assert () == report.missing


def test_a_feed_that_gives_no_total_today_could_not_be_compared(serving, tmp_path):
    crawl(tmp_path)
    serving.route(HOME + "feeds/comments/", GONE)
    report = report_of(tmp_path, live=True)

    [lacking] = [notice for notice in report.missing if notice.code == "not-compared"]
    assert (f"{HOME}feeds/comments/default?redirect=false&max-results=1", "it answered 404, and no total") == (
        lacking.url,
        lacking.detail,
    )
    assert 3 == report.exit_code


def test_an_archive_that_nothing_was_read_into_is_not_complete(tmp_path):
    with Archive.create_or_open(tmp_path) as archive:
        archive.blogs.keep_located(Blog(url=HOME), Evidence(source="located", as_of="2024-05-01T07:08:09Z"))
        report = verify_archive(archive)

    assert (["not-compared"], 3) == ([notice.code for notice in report.missing], report.exit_code)
