"""Comments of 2005: their numbers were made from the clock, which is told where the printed clock agrees."""

import pytest

from migrator.model.documents import RawPage
from migrator.pages import parse_page

URL = "http://slackwater-log.blogspot.com/2005/04/varnish.html"
# 1112700005 is 2005-04-05T11:20:05Z.
NUMBER = "111270000512345678"


def told(clock: str, number: str = NUMBER) -> str | None:
    html = (
        "<meta name='generator' content='Blogger'><h2 class='date-header'>Monday, April 04, 2005</h2>"
        "<div class='post'><h3 class='post-title'>Varnish</h3><div class='post-body'>Seven coats.</div>"
        "<p class='post-footer'>by Ines at <a href='/2005/04/varnish.html' title='permanent link'>9:00 PM</a></p>"
        f"</div><div id='comments'><dl id='comments-block'><dt class='comment-data' id='c{number}'>"
        f"At <a href='#c{number}'>{clock}</a>, <span class='comment-author'>Mo</span> said...</dt>"
        "<dd class='comment-body'>Eight.</dd></dl></div>"
    )
    (seen,) = parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode())).posts
    return seen.post.comments[0].published


@pytest.mark.parametrize(
    ("expected", "clock"),
    [("2005-04-05T04:20:05-07:00", "4:20 AM"), ("2005-04-05T21:20:05+10:00", "9:20 PM")],
)
def test_a_number_tells_the_day_that_the_printed_clock_lacks(expected: str, clock: str) -> None:
    assert expected == told(clock)


@pytest.mark.parametrize(
    ("clock", "number"),
    [("4:27 AM", NUMBER), ("4:20 AM", "111070000512345678"), ("4:20 AM", "7890123456789012345")],
)
def test_a_number_that_no_clock_confirms_tells_nothing(clock: str, number: str) -> None:
    assert told(clock, number) is None
