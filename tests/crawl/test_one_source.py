"""A post that only one source knows of is found, whichever source that is; and the archive says who named it."""

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from fixtures.blogger import StandIn, synthetic
from fixtures.blogger.http import Request, Response
from fixtures.blogger.site import Site
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.store import Archive
from tests.crawl.blogjson import blog_json

OPEN = "User-agent: *\nDisallow:\n"


@cache
def _made():
    return synthetic(posts=36, comments=0, seed=8)


@pytest.fixture
def hiding(monkeypatch):
    """Serve a blog of which one post is in no list; what `starts` name is answered as if it were in all of them."""

    @contextmanager
    def serve(*starts: str, **settings):
        whole, bare = deepcopy(_made()), deepcopy(_made())
        hidden = whole.posts[20]
        for blog in (whole, bare):
            blog.settings = replace(blog.settings, robots=OPEN, **settings)
        bare.posts = [post for post in bare.posts if post.id != hidden.id]
        whole.changed = bare.changed = whole.updated
        truth = Site(whole)
        with StandIn([bare]) as standin:
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)
            standin.route(whole.url(hidden.path), truth.answer)
            for start in starts:
                standin.route(whole.home + start, truth.answer)
            yield standin, whole, hidden

    return serve


def named(folder, url) -> set[str]:
    """Give who named a post."""
    with Archive.open_existing(folder, write=False) as archive:
        return set(archive.mentions.sources_of(url))


def found(folder) -> set[str]:
    return {post["url"] for post in blog_json(folder)["posts"]}


def crawl(blog, folder, source):
    return crawl_blog(CrawlOptions(url=blog.home, output=folder, source=source, media=False))


BOTH = pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.PAGES])


@BOTH
def test_a_post_that_only_the_sitemap_knows(hiding, tmp_path, source):
    with hiding("sitemap.xml") as (_, blog, hidden):
        crawl(blog, tmp_path, source)

    assert blog.url(hidden.path) in found(tmp_path)
    assert {"sitemap"} == named(tmp_path, blog.url(hidden.path))


@BOTH
def test_a_post_that_only_the_feed_knows(hiding, tmp_path, source):
    with hiding("feeds/posts/") as (_, blog, hidden):
        crawl(blog, tmp_path, source)

    assert blog.url(hidden.path) in found(tmp_path)
    assert {"posts-feed"} == named(tmp_path, blog.url(hidden.path))


@BOTH
@pytest.mark.parametrize("style", ["hierarchy", "flat", "menu"])
def test_a_post_that_only_its_months_page_knows_is_found_by_the_count_of_the_archive_widget(
    hiding, tmp_path, source, style
):
    month = _made().posts[20].published.strftime("%Y/%m/")
    with hiding(month, archive_style=style) as (standin, blog, hidden):
        # The home page lists only its newest posts; the widget beside them counts the hidden one.
        home, others = Site(blog), standin.site(blog.name)
        standin.route(blog.home, lambda request: (home if request.path == "/" else others).answer(request))
        crawl(blog, tmp_path, source)

    assert blog.url(hidden.path) in found(tmp_path)
    assert "archive" in named(tmp_path, blog.url(hidden.path))


@BOTH
def test_a_post_that_only_another_post_links_to(hiding, tmp_path, source):
    with hiding() as (standin, blog, hidden):
        link = f'<p>As <a href="http://{blog.host}{hidden.path}?m=1#more">I said</a>.</p>'
        standin.edit(blog.name, blog.posts[3].path, body=link, at=blog.updated)
        crawl(blog, tmp_path, source)

    assert blog.url(hidden.path) in found(tmp_path)
    assert {"links"} == named(tmp_path, blog.url(hidden.path))


def test_a_post_that_only_its_neighbour_links_to(hiding, tmp_path):
    neighbour = _made().posts[21].path.lstrip("/")
    with hiding(neighbour) as (_, blog, hidden):
        crawl(blog, tmp_path, SourceName.PAGES)

    assert blog.url(hidden.path) in found(tmp_path)
    assert "pager" in named(tmp_path, blog.url(hidden.path))


def test_a_link_to_a_post_that_is_gone_is_no_loss(hiding, tmp_path):
    with hiding() as (standin, blog, _):
        standin.edit(
            blog.name, blog.posts[3].path, body='<p><a href="/2011/02/gone.html">gone</a></p>', at=blog.updated
        )
        report = crawl(blog, tmp_path, SourceName.AUTO)

    assert 0 == report.exit_code
    assert [f"{blog.home}2011/02/gone.html"] == [one.url for one in report.notices if one.code == "dead-link"]


# -- lists that are cut -----------------------------------------------------------------------------------------------


@pytest.fixture
def crowded():
    """Give a blog of one busy month, in which lists show five posts, and nothing else tells of them."""
    blog = deepcopy(_made())
    for number, post in enumerate(blog.posts):
        post.published = post.updated = blog.posts[-1].published + timedelta(hours=5 * (36 - number))
        post.path = f"/2006/01/post-{number}.html"
    blog.sort()
    blog.settings = replace(
        blog.settings, feed="none", sitemap=False, archive_max=5, posts_per_page=5, robots=OPEN, archive_style="flat"
    )
    return blog


def without_pager(site: Site):
    """Answer as the site does, but without the older and newer links of post pages."""

    def answer(request: Request) -> Response:
        said = site.answer(request)
        if request.path.endswith(".html"):
            body = said.body.replace(b"blog-pager-older-link", b"x").replace(b"blog-pager-newer-link", b"x")
            return replace(said, body=body, etag="")
        return said

    return answer


@BOTH
def test_a_month_that_is_cut_is_read_to_its_end(crowded, tmp_path, monkeypatch, source):
    with StandIn([crowded]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        standin.route(crowded.home, without_pager(standin.site(crowded.name)))
        report = crawl(crowded, tmp_path, source)

    assert (36, 0) == (report.posts, report.exit_code)


@pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.FEEDS, SourceName.PAGES])
def test_a_feed_that_gives_nothing_at_a_high_number_is_read_on_by_time(tmp_path, monkeypatch, source):
    blog = synthetic(posts=200, comments=0, seed=8)
    blog.settings = replace(blog.settings, deep_start_index=151, sitemap=False, archive_style="none")
    with StandIn([blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        # Their pages lead nowhere on: what is found, the feed has named.
        standin.route(blog.home + "20", without_pager(standin.site(blog.name)))
        report = crawl(blog, tmp_path, source)

    assert (200, 0) == (report.posts, report.exit_code)
