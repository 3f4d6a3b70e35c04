"""JSON-LD as themes really write it."""

import pytest
from reading_of import PAGES, fetched

from migrator.pages import parse_page

URL = "https://kettle-notes.blogspot.com/2016/03/tea.html"


def published(json_ld: str) -> tuple[str | None, str | None]:
    body = (
        "<html><meta name='generator' content='blogger'><h1 class='post-title'>Tea</h1>"
        "<div class='post-body'>Tea.</div>"
        f"<script type='application/ld+json'>{json_ld}</script></html>"
    )
    page = fetched(PAGES / "other" / "error-404.html", URL)
    post = parse_page(type(page)(url=URL, final_url=URL, status=200, body=body.encode())).posts[0].post
    return post.published, post.author


@pytest.mark.parametrize(
    "written",
    [
        '/* the post */ "datePublished": "2016-03-05T10:00:00+01:00"',
        '"datePublished": "2016-03-05T10:00:00+01:00", // no more',
        '"image": {"url": "https://a.example/*/b.png",}, "datePublished": "2016-03-05T10:00:00+01:00",',
        '"headline": "Tea "with" quotes", "datePublished": "2016-03-05T10:00:00+01:00"',
    ],
    ids=["comment", "line comment", "commas", "quotes"],
)
def test_a_time_in_json_that_is_not_quite_json_is_read(written: str) -> None:
    time, _ = published(f'{{"@type": "BlogPosting", {written}\n}}')

    assert "2016-03-05T10:00:00+01:00" == time


def test_an_author_behind_a_comment_is_read() -> None:
    _, author = published('{"@type": "BlogPosting", "headline": "Tea", "author": {"name": "Ada" /* of the post */}}')

    assert author is not None


def test_broken_json_about_several_posts_tells_nothing() -> None:
    one = '{"@type": "BlogPosting", "headline": "a "b"", "datePublished": "2016-03-05T10:00:00+01:00"}'

    assert (None, None) == published(f"[{one}, {one}]")
