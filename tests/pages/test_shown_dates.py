"""What a page's printed dates prove of each other, and what it says of those that stay open."""

from reading_of import PAGES, fetched

from migrator.model.documents import OpenDate
from migrator.pages import parse_page

URL = "https://kettle-notes.blogspot.com/2016/03/tea.html"
_POST = "<h2 class='date-header'>{day}</h2><div class='post'><div class='post-body'>Tea.</div></div>"
_COMMENT = (
    "<dt class='comment-author' id='c{number}'>Ada said...</dt><dd class='comment-body'><p>Yes.</p></dd>"
    "<dd class='comment-footer'><span class='comment-timestamp'><a href='{link}'>{shown}</a></span></dd>"
)


def read(day: str, *comments: tuple[str, str], url: str = URL):
    written = "".join(
        _COMMENT.format(number=number, shown=shown, link=link) for number, (shown, link) in enumerate(comments, 11)
    )
    block = f"<div id='comments'><dl id='comments-block'>{written}</dl></div>" if comments else ""
    body = f"<html lang='en'><meta name='generator' content='blogger'>{_POST.format(day=day)}{block}</html>"
    page = fetched(PAGES / "other" / "error-404.html", url)
    return parse_page(type(page)(url=url, final_url=url, status=200, body=body.encode()))


def test_a_post_whose_date_can_be_two_days_keeps_what_it_means_in_each_order() -> None:
    readings = (("dmy/", "2018-12-02"), ("mdy/", "2018-02-12"))

    assert (OpenDate(readings=readings),) == read("2/12/2018").posts[0].open_dates


def test_a_printed_date_beside_the_exact_time_of_a_comment_proves_the_order_of_comments() -> None:
    link = f"{URL}?showComment=1543744800000#c11"  # 2018-12-02T10:00:00Z

    assert (("comment", "dmy/"),) == read("Sunday", ("2/12/2018 10:00", link)).orders


def test_comments_that_can_be_of_two_days_are_told_in_one_notice() -> None:
    notices = read("Sunday", ("2/12/2018 10:00", "#c11"), ("3/12/2018 11:00", "#c12")).notices
    expected = "comments: '2/12/2018 10:00' can be 2018-02-12 or 2018-12-02, and 1 more"

    assert [expected] == [notice.detail for notice in notices if notice.code == "ambiguous-date"]


def test_the_month_of_an_address_settles_a_date_and_proves_nothing_to_others() -> None:
    parsed = read("2/12/2018", url="https://kettle-notes.blogspot.com/2018/12/tea.html")

    assert "2018-12-02" == parsed.posts[0].post.published
    assert () == parsed.orders
