"""A feed that declares more than it holds is no whole blog, and says so."""

from pathlib import Path

import pytest

from migrator.imports import ImportOptions, ImportReport, import_files

HOME = "http://quay.blogspot.com"


def feed(total: int, numbers: range, *, path: str = "feeds/posts/default", query: str = "") -> str:
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-9.post-{number}</id><published>2014-02-03T10:00:00Z</published>"
        f"<title>Tide {number}</title><content type='html'>x</content>"
        f"<link rel='alternate' type='text/html' href='{HOME}/2014/02/{number}.html'/></entry>"
        for number in numbers
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>"
        f"<id>tag:blogger.com,1999:blog-9</id><title>Quay</title><generator>Blogger</generator>"
        f"<link rel='self' href='{HOME}/{path}{query}'/><link rel='alternate' type='text/html' href='{HOME}/'/>"
        f"<openSearch:totalResults>{total}</openSearch:totalResults>{entries}</feed>"
    )


def imported(tmp_path: Path, *feeds: str) -> ImportReport:
    paths = []
    for number, text in enumerate(feeds):
        paths.append(tmp_path / f"feed-{number}.xml")
        paths[-1].write_text(text, encoding="utf-8")
    return import_files(ImportOptions(paths=tuple(paths), output=tmp_path / "archive"))


def test_the_first_page_of_a_feed_is_not_the_whole_blog(tmp_path):
    report = imported(tmp_path, feed(7, range(1, 4)))

    assert 3 == report.exit_code
    assert ["feed-ends-early"] == [notice.code for notice in report.missing]
    assert "declares 7 posts, 3 are held" in report.missing[0].detail


def test_a_copy_by_feedburner_is_not_the_whole_blog_either(tmp_path):
    burnt = feed(7, range(1, 4)).replace(f"{HOME}/feeds/posts/default", "http://feeds.feedburner.com/Quay")
    assert ["feed-ends-early"] == [notice.code for notice in imported(tmp_path, burnt).missing]


def test_all_pages_of_a_feed_are_the_whole_blog(tmp_path):
    report = imported(tmp_path, feed(7, range(1, 4)), feed(7, range(4, 8), query="?start-index=4"))

    assert (0, 7) == (report.exit_code, report.blogs[0].posts)


def test_the_rest_may_come_later(tmp_path):
    assert 3 == imported(tmp_path, feed(7, range(1, 4))).exit_code
    assert 0 == imported(tmp_path, feed(7, range(4, 8), query="?start-index=4")).exit_code


@pytest.mark.parametrize(
    ("path", "query"),
    [("feeds/posts/default/-/Sea", ""), ("feeds/posts/default", "?q=fog"), ("feeds/77/comments/default", "")],
)
def test_a_feed_of_a_part_declares_nothing_of_the_blog(tmp_path, path, query):
    assert 0 == imported(tmp_path, feed(7, range(1, 4), path=path, query=query)).exit_code
