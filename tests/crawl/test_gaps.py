"""What feeds lack is found elsewhere: posts behind the feed's early end, comments by post, labels by their lists."""

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest

from fixtures.blogger import StandIn, differences, expected, synthetic
from fixtures.blogger.http import Request, Response
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from tests.crawl.blogjson import blog_json

HOME = "https://carnet-de-veille.blogspot.com/"
GONE = Response(404, "text/plain", b"not here")


@pytest.fixture
def serving(monkeypatch):
    @contextmanager
    def serve(blog):
        with StandIn([blog]) as standin:
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)
            yield standin

    return serve


def test_posts_behind_an_early_end_of_the_feed_are_found_by_the_archives(serving, tmp_path):
    blog = synthetic(posts=200, comments=0, feed="full", seed=2)
    with serving(blog) as standin:
        for path in ("sitemap", "feeds/posts/default?redirect=false&max-results=150&start-index="):
            standin.route(blog.home + path, GONE)
        report = crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False))

    assert (200, 0) == (report.posts, report.exit_code)


def test_only_the_archives_whose_count_differs_are_opened(serving, tmp_path):
    blog = synthetic(posts=200, comments=0, feed="full", seed=2)
    with serving(blog) as standin:
        for path in ("sitemap", "feeds/posts/default?redirect=false&max-results=150&start-index="):
            standin.route(blog.home + path, GONE)
        crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False))
        opened = {url for url in standin.urls if re.search(r"/\d{4}/\d\d/$", url)}

    newest = max(post.published for post in blog.posts)
    assert opened
    assert f"{blog.home}{newest:%Y/%m}/" not in opened


@pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.FEEDS])
def test_comments_that_the_blogs_feed_lacks_are_read_post_by_post(serving, tmp_path, source):
    with serving("seed") as standin:
        standin.route(HOME + "feeds/comments/default", GONE)
        crawl_blog(CrawlOptions(url=HOME, output=tmp_path, source=source, media=False))

    assert [] == differences(expected("seed"), blog_json(tmp_path), ignore=["media"])


def test_labels_that_no_post_shows_are_learnt_from_the_label_pages(serving, tmp_path):
    with serving("seed") as standin:
        site = standin.site("seed")

        def without_labels(request: Request) -> Response:
            answer = site.answer(request)
            page = re.sub(rb"<span class='post-labels'>.*?</span>", b"", answer.body, flags=re.DOTALL)
            return replace(answer, body=page, etag="")

        standin.route(HOME + "robots.txt", GONE)
        for start in ("20", "search", "?", "p/"):
            standin.route(HOME + start, without_labels)
        crawl_blog(CrawlOptions(url=HOME, output=tmp_path, source=SourceName.PAGES, media=False))

    wanted = {post["url"]: sorted(post["labels"]) for post in expected("seed")["posts"] if post["type"] == "post"}
    assert wanted == {post["url"]: post["labels"] for post in blog_json(tmp_path)["posts"] if post["type"] == "post"}


def test_posts_that_only_the_sitemap_names_are_read_without_opening_archives(serving, tmp_path):
    blog = synthetic(posts=200, comments=0, feed="full", seed=2)
    blog.posts[0].body += "<!--more-->"  # else lists would be opened to prove the feed whole
    with serving(blog) as standin:
        standin.route(blog.home + "feeds/posts/default?redirect=false&max-results=150&start-index=", GONE)
        report = crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False))
        opened = [url for url in standin.urls if re.search(r"/\d{4}/(\d\d/)?$", url)]

    assert (200, []) == (report.posts, opened)


def test_a_feed_that_ends_early_is_named_where_only_feeds_are_read(serving, tmp_path):
    blog = synthetic(posts=200, comments=0, feed="full", seed=2)
    with serving(blog) as standin:
        standin.route(blog.home + "feeds/posts/default?redirect=false&max-results=150&start-index=", GONE)
        report = crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, source=SourceName.FEEDS, media=False))

    assert (150, 3) == (report.posts, report.exit_code)
    assert ["posts-feed: 200 declared, 150 given"] == [
        notice.detail for notice in report.missing if notice.code == "feed-ends-early"
    ]


def test_a_post_that_the_blog_counts_and_nobody_gives_is_named(serving, tmp_path):
    blog = synthetic(posts=200, comments=0, feed="full", seed=2)
    oldest = min(blog.posts, key=lambda post: post.published)
    with serving(blog) as standin:
        standin.route(blog.home + "feeds/posts/default?redirect=false&max-results=150&start-index=", GONE)
        standin.route(blog.url(oldest.path), GONE)
        report = crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False))

    details = {notice.detail for notice in report.missing if notice.code in {"post-missing", "body-incomplete"}}
    assert 3 == report.exit_code
    assert {"no source gives it whole", "named by the sitemap"} & details


def test_comments_that_the_blog_declares_and_nobody_gives_are_named(serving, tmp_path):
    with serving("seed") as standin:
        for path in ("feeds/comments/", *(f"feeds/{post.id}/comments/" for post in standin.blog("seed").posts)):
            standin.route(HOME + path, GONE)
        report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, source=SourceName.FEEDS, media=False))

    owed = {post["url"] for post in expected("seed")["posts"] if post["comments"]}
    assert owed
    assert owed == {notice.url for notice in report.missing if notice.code == "comments-incomplete"}


def hidden(path: str, body: str) -> Response:
    """Give a post's page that no list, feed or sitemap of the blog knows."""
    page = (
        f"<html><head><title>Hidden</title><meta content='blogger' name='generator'/>"
        f"<link href='{HOME}{path}' rel='canonical'/></head><body class='item'><div class='post hentry'>"
        f"<h3 class='post-title entry-title'>Hidden</h3><div class='post-body entry-content'>{body}</div>"
        f"</div></body></html>"
    )
    return Response(200, "text/html; charset=UTF-8", page.encode())


def test_a_post_that_only_a_post_links_that_only_a_post_links_is_found(serving, tmp_path):
    first, second = "2010/03/hidden-one.html", "2010/03/hidden-two.html"
    with serving("seed") as standin:
        standin.edit("seed", "/2010/01/premier-bilan.html", body=f"<a href='{HOME}{first}'>see</a>")
        standin.route(HOME + first, hidden(first, f"<p>One.</p><a href='/{second}'>see too</a>"))
        standin.route(HOME + second, hidden(second, "<p>Two.</p>"))
        crawl_blog(CrawlOptions(url=HOME, output=tmp_path, source=SourceName.AUTO, media=False))

    urls = {post["url"] for post in blog_json(tmp_path)["posts"]}
    assert {HOME + first, HOME + second} <= urls


def test_a_static_page_that_only_another_static_page_links_is_found(serving, tmp_path):
    with serving("seed") as standin:
        known = standin.world.answer(Request("GET", HOME + "p/a-propos.html")).body
        for closed in ("sitemap", "feeds/pages/"):
            standin.route(HOME + closed, GONE)
        for name, following in (("deux", "trois"), ("trois", "a-propos")):
            number = re.search(rb"post-body-(\d+)", known)[1]
            body = known.replace(number, f"7700{len(name)}".encode())
            link = f"<a href='{HOME}p/{following}.html'>{following}</a>".encode()
            body = re.sub(
                rb"(<div class='post-body[^>]*>)", rb"\1" + link, body.replace(b"a-propos", name.encode()), count=1
            )
            standin.route(f"{HOME}p/{name}.html", Response(200, body=body))
        standin.edit(
            "seed", "/2018/01/nouvelle-annee-nouveau-carnet.html", body=f"<a href='{HOME}p/deux.html'>deux</a>"
        )
        crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))

    assert {f"{HOME}p/{name}.html" for name in ("deux", "trois")} <= {
        post["url"] for post in blog_json(tmp_path)["posts"]
    }


def test_a_list_that_was_missing_is_named_again_by_the_next_run(serving, tmp_path):
    with serving("seed") as standin:
        standin.route(HOME + "2012/03/", GONE)
        codes = []
        for _ in range(2):
            options = CrawlOptions(url=HOME, output=tmp_path, source=SourceName.PAGES, media=False)
            codes.append([one.url for one in crawl_blog(options).missing if one.code == "fetch-failed"])

    assert [[HOME + "2012/03/"]] * 2 == codes


def test_a_sitemap_index_that_names_ever_new_indexes_ends_the_crawl_all_the_same(serving, tmp_path):
    def another(request: Request) -> Response:
        turn = len(request.url)
        named = "".join(f"<sitemap><loc>{HOME}sitemap.xml?{'x' * turn}{one}</loc></sitemap>" for one in "ab")
        body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</sitemapindex>'
        return Response(200, "text/xml; charset=UTF-8", body.encode())

    with serving("seed") as standin:
        standin.route(HOME + "sitemap.xml", another)
        report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))
        asked = [url for url in standin.urls if "sitemap.xml" in url]

    assert 3 == len(asked)
    assert "skipped-by-bound" in {notice.code for notice in report.missing}
    assert [] == differences(expected("seed"), blog_json(tmp_path), ignore=["media"])
