"""What would lead a crawler in circles: each trap is laid into a blog, and the crawl still ends with just its posts."""

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest

from fixtures.blogger import StandIn, differences, expected, synthetic, untold
from fixtures.blogger.http import HTML, Request, Response
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from tests.crawl.blogjson import blog_json

BOTH = pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.PAGES])


@cache
def _blog():
    return synthetic(posts=24, comments=6, seed=4)


def made(**settings):
    blog = deepcopy(_blog())
    blog.settings = replace(blog.settings, robots="User-agent: *\nDisallow:\n", **settings)
    return blog


@pytest.fixture
def laid(monkeypatch):
    """Serve a blog, every page of which ends with some links; a blog may have further names."""

    @contextmanager
    def serve(blog, *links: str):
        with StandIn([blog]) as standin:
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)
            site = standin.site(blog.name)
            anchors = "".join(f'<a href="{link}">x</a> ' for link in links).encode()

            def answer(request: Request) -> Response:
                said = site.answer(request)
                if said.content_type != HTML or said.status != 200:
                    return said
                return replace(said, body=said.body.replace(b"</body>", anchors + b"</body>"), etag="")

            standin.route(blog.home, answer)
            yield standin

    return serve


def crawl(blog, folder, source, url=""):
    before = blog.home
    asked = CrawlOptions(url=url or before, output=folder, source=source, media=False)
    return crawl_blog(asked)


def whole(folder, blog, source):
    return differences(expected(blog), blog_json(folder), ignore=[*untold(blog, source), "media"])


def paths(standin) -> list[str]:
    """Give what was asked for, path and query."""
    return [f"{urlsplit(url).path}?{urlsplit(url).query}".rstrip("?") for url in standin.urls]


LINKS = {
    "mobile pages": "{post}?m=1",
    "mobile chains": "{post}?m%3D1?m%3D1",
    "desktop pages": "{post}?m=0",
    "comment permalinks": "{post}?showComment=1234567890123#c12",
    "shared addresses": "{post}?spref=fb&utm_source=feed",
    "folding archive years": "/?widgetType=BlogArchive&widgetId=BlogArchive1&action=toggle&dir=open&toggle=YEARLY-1",
    "reversed pagers": "/search?updated-max=2008-01-01T00:00:00-08:00&max-results=7&reverse-paginate=true",
    "repeated segments": "/2008/01/a/2008/01/a/2008/01/a/2008/01/a/x.html",
    "paths glued to feeds": "{post}feeds/posts/default",
    "paths glued to searches": "/search/label/searchsearchsearch/search/search",
    "script joins": "/2008/01/'+url+'.html",
    "beacons": "/b/stats?style=BLACK&token=1",
    "bogus script paths": "/2008/01/CSI/CSI/CSI/",
    "reply links": "{post}?replytocom=12",
}


@BOTH
def test_no_trap_is_asked_for_and_no_page_twice(laid, tmp_path, source):
    blog = made()
    post = blog.posts[5].path
    with laid(blog, *(link.format(post=post) for link in LINKS.values())) as standin:
        crawl(blog, tmp_path, source)
        asked = paths(standin)

    assert [] == whole(tmp_path, blog, source)
    assert len(asked) == len(set(asked)), sorted(path for path in asked if asked.count(path) > 1)
    strange = {"m", "showComment", "spref", "widgetType", "reverse-paginate", "replytocom", "token"}
    assert [] == [path for path in asked if strange & set(parse_qs(urlsplit(path).query))]
    assert [] == [path for path in asked if "CSI" in path or "/b/" in path or "'" in path or path.count("/2008") > 1]


@BOTH
def test_a_calendar_that_goes_on_for_ever_ends(laid, tmp_path, source):
    blog = made(feed="none", archive_style="none")
    with laid(blog) as standin:
        site = standin.site(blog.name)

        def answer(request: Request) -> Response:
            said = site.answer(request)
            if said.content_type != HTML or said.status != 200:
                return said
            found = request.path.strip("/").split("/")
            year, month = (int(found[0]), int(found[1])) if found[0].isdigit() and len(found) == 2 else (2017, 12)
            before = date(year, month, 1).toordinal() - 1
            behind = date(year, month, 28).toordinal() + 5
            days = (date.fromordinal(number) for number in (before, behind))
            links = "".join(f'<a href="/{day:%Y/%m}/">x</a>' for day in days)
            return replace(said, body=said.body.replace(b"</body>", links.encode() + b"</body>"), etag="")

        standin.route(blog.home, answer)
        crawl(blog, tmp_path, source)
        months = [path for path in paths(standin) if path.count("/") == 3 and path.endswith("/")]

    assert [] == whole(tmp_path, blog, source)
    assert 60 > len(months)


def test_a_chain_of_older_pages_that_turns_back_ends(laid, tmp_path):
    blog = made(feed="none", archive_style="none", sitemap=False)
    newest = "2018-01-01T00%3A00%3A00Z"
    with laid(blog) as standin:
        site = standin.site(blog.name)

        def answer(request: Request) -> Response:
            said = site.answer(request)
            if request.path == "/search":
                back = said.body.replace(b"blog-pager-older-link'", b"blog-pager-older-link' data-x='").replace(
                    b"updated-max=", f"updated-max={newest}&x={len(standin.urls)}&old=".encode()
                )
                return replace(said, body=back, etag="")
            return said

        standin.route(blog.home, answer)
        crawl(blog, tmp_path, SourceName.PAGES)

    assert [] == whole(tmp_path, blog, SourceName.PAGES)
    assert 60 > len(standin.urls)


# -- one blog under many names ----------------------------------------------------------------------------------------


TWINS = (
    "http://{name}.blogspot.com",
    "https://www.{name}.blogspot.com",
    "http://{name}.blogspot.co.uk",
    "https://{name}.blogspot.com.br",
    "https://{name}.blogspot.de",
)


@BOTH
@pytest.mark.parametrize("https", ["only", "both", "no"])
def test_twins_of_a_blog_are_one_blog_with_its_own_scheme(laid, tmp_path, source, https):
    blog = made(https=https)
    name = blog.host.partition(".")[0]
    links = [twin.format(name=name) + blog.posts[number].path for number, twin in enumerate(TWINS)]
    with laid(blog, *links) as standin:
        crawl(blog, tmp_path, source, url=links[2])
        asked = paths(standin)

    assert [] == whole(tmp_path, blog, source)
    assert {blog.home} == {
        f"{urlsplit(post['url']).scheme}://{urlsplit(post['url']).netloc}/" for post in blog_json(tmp_path)["posts"]
    }
    assert [] == [path for path in asked if path.endswith(".html") and asked.count(path) > 1 and path not in links[2]]


@BOTH
def test_a_blog_that_moved_to_a_domain_of_its_own_is_one_blog(laid, tmp_path, source):
    blog = made(custom_domain="www.ledger.example")
    links = [f"http://{blog.host}{blog.posts[3].path}", f"https://ledger.blogspot.fr{blog.posts[4].path}"]
    with laid(blog, *links):
        crawl(blog, tmp_path, source, url=f"http://{blog.host}/")

    assert "www.ledger.example" == urlsplit(blog.home).netloc
    assert [] == whole(tmp_path, blog, source)


def test_a_blog_that_moves_between_two_crawls_stays_one_archive(laid, tmp_path):
    blog = made()
    asked = CrawlOptions(url=blog.home, root=tmp_path, media=False)
    with laid(blog):
        crawl_blog(asked)
    moved = made(custom_domain="www.ledger.example")
    with laid(moved) as standin:
        report = crawl_blog(asked)
        again = len(standin.urls)
        crawl_blog(asked)
        later = standin.urls[again:]

    assert 1 == len(list(tmp_path.iterdir()))
    assert 0 == report.new_posts
    assert [] == whole(report.archive, moved, SourceName.AUTO)
    assert 5 == len(later)


def test_a_feed_that_is_sent_to_feedburner_is_read_at_home(laid, tmp_path):
    blog = made(feed_redirect="https://feeds.feedburner.com/ledger")
    with laid(blog) as standin:
        crawl(blog, tmp_path, SourceName.FEEDS)
        hosts = {urlsplit(url).netloc for url in standin.urls}

    assert [] == whole(tmp_path, blog, SourceName.FEEDS)
    assert {blog.host} == hosts
