"""Dates in numbers that can be two days: what other pages of the same blog prove of them."""

import pytest
from blogjson import blog_json, without_times

from fixtures import copies
from fixtures.blogger import StandIn, load
from fixtures.blogger.http import Request
from fixtures.blogger.world import World
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.imports import ImportOptions, import_files
from migrator.reparse import reparse_archive
from migrator.store import Archive

MONTH_FIRST = "{month_number}/{day}/{year}"


def numbered_blog():
    """Give a blog whose dates are numbers and whose addresses name another month than its posts were published in."""
    blog = load("classic")
    blog.settings.header_format = MONTH_FIRST
    blog.settings.comment_format = f"{MONTH_FIRST} {{hour}}:{{minute:02}}"
    blog.settings.feed, blog.settings.posts_per_page = "none", 1
    for number, post in enumerate(blog.posts):
        post.path = f"/2007/05/post-{number}.html"
    return blog


@pytest.fixture
def crawled(monkeypatch, tmp_path):
    def crawl(blog):
        with StandIn([blog]) as standin:
            for name, value in standin.env.items():
                monkeypatch.setenv(name, value)
            return crawl_blog(
                CrawlOptions(url=blog.home, output=tmp_path / "archive", source=SourceName.PAGES, media=False)
            )

    return crawl


def days(folder) -> dict[str, str | None]:
    """Give the day of each post and comment that has one."""
    found = {}
    for post in blog_json(folder)["posts"]:
        found[post["slug"]] = post["published"] and post["published"][:10]
        found |= {
            f"{post['slug']} {place}": one["published"] and one["published"][:10]
            for place, one in enumerate(post["comments"])
        }
    return found


def truth(blog) -> dict[str, str]:
    """Give the day that each post and comment of a sample blog really has."""
    found = {post.slug: f"{post.published:%Y-%m-%d}" for post in blog.posts}
    for post in blog.posts:
        found |= {f"{post.slug} {place}": f"{one.published:%Y-%m-%d}" for place, one in enumerate(post.comments)}
    return found


def told(notices) -> set[tuple[str, str]]:
    return {(one.code, one.detail) for one in notices if one.code in {"ambiguous-date", "date-by-blog"}}


def test_one_date_that_can_be_read_in_one_way_settles_those_of_the_other_pages(crawled, tmp_path):
    blog = numbered_blog()
    report = crawled(blog)

    assert truth(blog) == days(tmp_path / "archive")
    assert {("date-by-blog", "5 dates are read as month/day/year, which other dates of this blog prove")} == told(
        report.notices
    )


def test_a_reparse_settles_the_same(crawled, tmp_path):
    crawled(numbered_blog())
    before = without_times(blog_json(tmp_path / "archive"))
    with Archive.open_existing(tmp_path / "archive", write=True) as archive:
        report = reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path / "archive"))
    assert {"date-by-blog"} == {code for code, _ in told(report.notices)}


def warc(path, blog, *paths):
    """Save pages of a blog as a WARC file."""
    world = World([blog])
    urls = [blog.home.rstrip("/") + one for one in paths]
    path.write_bytes(copies.warc([copies.Answer(url, world.answer(Request("GET", url)).body) for url in urls]))
    return path


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["proof last", "proof first"])
def test_imports_settle_dates_in_any_order(order, tmp_path):
    blog = numbered_blog()
    open_one, proof = (post.path for post in blog.posts if post.slug in {"post-5", "post-4"})
    files = [warc(tmp_path / f"{number}.warc.gz", blog, path) for number, path in enumerate((open_one, proof))]
    for number in order:
        import_files(ImportOptions(paths=(files[number],), output=tmp_path / "archive"))

    assert {key: day for key, day in truth(blog).items() if key[:6] in {"post-5", "post-4"}} == days(
        tmp_path / "archive"
    )
