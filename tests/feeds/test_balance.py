"""A slip in the tags of a feed takes no entry with it."""

import pytest

from migrator.feeds import parse_feed
from migrator.feeds.balance import balanced
from migrator.model.documents import RawPage

HEAD = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-9</id><title>Quay</title>"
    "<link rel='alternate' href='http://quay.blogspot.com/'/><author><name>Mara</name></author>"
)


def entry(number: int) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-9.post-{number}</id><published>2014-02-0{number}T10:00:00Z</published>"
        f"<title type='text'>Tide {number}</title><content type='html'>&lt;p&gt;Water {number}&lt;/p&gt;</content>"
        f"<link rel='alternate' type='text/html' href='http://quay.blogspot.com/2014/02/tide-{number}.html'/>"
        "<author><name>Mara</name></author></entry>"
    )


def told(document: str) -> list[tuple[str, str, str | None]]:
    page = RawPage(url="http://quay.blogspot.com/feeds/posts/default", final_url="", status=200, body=document.encode())
    return [(one.post.title, one.post.content_html, one.post.published) for one in parse_feed(page).posts]


WHOLE = HEAD + entry(1) + entry(2) + entry(3) + "</feed>"

SLIPS = {
    "an element of the head that never ends": ("<title>Quay</title>", "<title>Quay"),
    "an author of the head that never ends": ("</name></author><entry>", "</name><entry>"),
    "an end tag in the head that nothing began": ("<title>Quay</title>", "<title>Quay</title></entry></div>"),
    "the end of the feed before its entries": ("</author><entry>", "</author></feed><entry>"),
    "a line break in the head's title": ("<title>Quay</title>", "<title>Qu<br>ay</title>"),
    "an empty element of the head that is not closed": ("blogspot.com/'/><author>", "blogspot.com/'><author>"),
    "a bare bracket in the head": ("<title>Quay</title>", "<title>Quay < sea</title>"),
    "the end of the feed between entries": ("</entry><entry><id>tag:blogger.com,1999:blog-9.post-2", "</entry></feed>"
        "<entry><id>tag:blogger.com,1999:blog-9.post-2"),
    "an author of an entry that never ends": ("</name></author></entry><entry>", "</name></entry><entry>"),
    "an end tag between entries": ("</entry><entry>", "</entry></p><entry>"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_every_entry_is_read_in_spite_of(slip: str) -> None:
    before, after = SLIPS[slip]
    assert before in WHOLE
    assert told(WHOLE) == told(WHOLE.replace(before, after, 1))


@pytest.mark.parametrize(
    ("written", "read"),
    [("<title type='text'>Tide<br> 2</title>", "Tide 2"), ("<title type='text'>Tide 2", "Tide 2"),
     ("<title type='text'>Tide 2</titel>", "Tide 2"), ("<title type='text'>Tide <b>2</title>", "Tide 2")],
)  # fmt: skip
def test_a_title_that_is_written_wrong_leaves_the_body_where_it_is(written: str, read: str) -> None:
    posts = told(WHOLE.replace("<title type='text'>Tide 2</title>", written))

    assert ["Tide 1", read, "Tide 3"] == [title for title, _, _ in posts]
    assert "<p>Water 2</p>" == posts[1][1]


def test_markup_as_elements_keeps_elements_that_an_entry_has_too() -> None:
    inner = "<div xmlns='http://www.w3.org/1999/xhtml'><details><summary>More</summary><link/>x</details></div>"
    whole = WHOLE.replace(
        "<content type='html'>&lt;p&gt;Water 2&lt;/p&gt;</content>", f"<content type='xhtml'>{inner}</content>"
    )
    assert whole == balanced(whole)


def test_many_open_elements_cost_no_more_than_their_number() -> None:
    text = HEAD + "<entry>" + "<a>" * 100_000 + "</b>" * 100_000 + "</entry></feed>"
    assert text.replace("</b>", "").replace("</entry>", "</a>" * 100_000 + "</entry>") == balanced(text).replace(
        "</b>", ""
    )
