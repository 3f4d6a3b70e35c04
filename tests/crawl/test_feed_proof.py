"""A feed that may end at the jump breaks is proven whole by lists and pages, or the pages are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.blogger import StandIn
from fixtures.blogger.model import Blog
from fixtures.blogger.synthetic import synthetic
from migrator.content.text import plain_text
from migrator.crawl import CrawlOptions, CrawlReport, crawl_blog
from migrator.net.settings import NetSettings
from migrator.reparse import reparse_archive
from migrator.store import Archive

_NETWORK = NetSettings(user_agent="tester/1", retries=0, longest_wait=1, delay=0)


def blog_of(*, breaks: int, theme: str = "simple", name: str = "Simple", feed: str = "until-jump") -> Blog:
    """Forty posts of one year, the longest so many of which have a jump break."""
    blog = synthetic(40, 0, feed=feed, name="breaks", theme=theme)
    blog.settings.theme_name = name
    for number, post in enumerate(reversed(blog.posts)):
        day = datetime(2014, 1 + number // 4, 1 + number % 4, 9, tzinfo=blog.zone)
        post.published, post.updated = day, day + timedelta(seconds=5)
        post.path = f"/2014/{day.month:02}/{number}.html"
    # Not the first and not the longest: what has a break is as long in the feed as many another.
    for post in blog.posts[10 : 10 + breaks]:
        first, *rest = post.body.split("\n")
        post.body = "\n".join([f"{first}{first}{first}{first}", "<!--more-->", *rest])
    blog.sort()
    return blog


@contextmanager
def served(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn([blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        yield standin


def crawl(blog: Blog, folder: Path, day: int = 1) -> CrawlReport:
    options = CrawlOptions(url=blog.home, output=folder, media=False, network=_NETWORK)
    return crawl_blog(options, clock=lambda: datetime(2024, 5, day, 7, tzinfo=UTC))


def texts(folder: Path) -> dict[str, str]:
    with Archive.open_existing(folder, write=False) as archive:
        return {post.url: plain_text(post.content_html) for post in archive.view().posts()}


def written(blog: Blog) -> dict[str, str]:
    return {blog.url(post.path): plain_text(post.body) for post in blog.posts}


@pytest.mark.parametrize(
    ("theme", "name", "most"),
    [("simple", "Simple", 25), ("gen1", "Minima", 60), ("responsive", "Contempo", 60), ("thirdparty", "LampuMag", 60)],
)
@pytest.mark.parametrize("breaks", [0, 1, 6, 30])
def test_no_post_of_a_feed_that_ends_at_its_breaks_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str, name: str, most: int, breaks: int
) -> None:
    blog = blog_of(breaks=breaks, theme=theme, name=name)
    with served(blog, monkeypatch):
        report = crawl(blog, tmp_path / "archive")

    assert written(blog) == texts(tmp_path / "archive")
    assert most + breaks >= report.requests


def test_lists_of_a_theme_that_links_on_prove_a_feed_without_any_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = blog_of(breaks=0, feed="full")
    with served(blog, monkeypatch) as standin:
        crawl(blog, tmp_path / "archive")
        pages = [url for url in standin.urls if url.endswith(".html")]
        lists = [url for url in standin.urls if "/2014/" in url and not url.endswith(".html")]

    # Eight are compared before; the archive of the year shows twenty posts, those of its months the others.
    assert 9 >= len(pages)
    assert 8 >= len(lists)
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        belief = archive.settings.feed_belief()
    assert (32, 0) == (belief["posts"], belief["cut"])


def test_a_feed_that_shows_a_break_is_believed_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = blog_of(breaks=6, feed="full", theme="responsive", name="Contempo")
    with served(blog, monkeypatch) as standin:
        crawl(blog, tmp_path / "archive")
        pages = [url for url in standin.urls if url.endswith(".html")]

    assert written(blog) == texts(tmp_path / "archive")
    assert 3 >= len(pages)


def test_an_unchanged_run_asks_for_no_page_and_a_new_post_for_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = blog_of(breaks=0)
    with served(blog, monkeypatch) as standin:
        crawl(blog, tmp_path / "archive")
        before = len(standin.urls)
        crawl(blog, tmp_path / "archive", day=2)
        unchanged = standin.urls[before:]
        body = "<p>Begun.</p>\n<!--more-->\n<p>Ended.</p>"
        standin.add_post("breaks", "/2014/12/new.html", title="New", body=body, at=datetime(2024, 5, 2, tzinfo=UTC))
        crawl(blog, tmp_path / "archive", day=3)

    assert [] == [url for url in unchanged if url.endswith((".html", "/2014/"))]
    assert "Begun. Ended." == " ".join(texts(tmp_path / "archive")[blog.url("/2014/12/new.html")].split())


def test_a_reparse_believes_what_the_lists_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = blog_of(breaks=6)
    with served(blog, monkeypatch):
        crawl(blog, tmp_path / "archive")
    with Archive.open_existing(tmp_path / "archive", write=True) as archive:
        before = list(archive.view().posts())
        reparse_archive(archive)
        assert before == list(archive.view().posts())
        assert [] == list(archive.declared.posts_not_whole())
