"""What themes put into the element of a body around the author's text goes; what the author wrote stays."""

import pytest

from migrator.model.documents import RawPage, SeenPost
from migrator.pages import parse_page

HOME = "https://gorse-and-gull.blogspot.com/"
URL = f"{HOME}2020/09/net-loft.html"
TEXT = "<p>The loft smelled of tar and of apples, and nobody had swept it since the spring.</p><p>We swept it.</p>"
END = "<div style='clear: both;'></div>"
PROFILE = "https://www.blogger.com/profile/12345678901234567890"


def read(inside: str, *, outside: str = "<h1 class='post-title'>Net loft</h1>", marked: bool = True) -> SeenPost:
    holder = "class='post-body' id='post-body-6100000000000000001'" if marked else "class='kolom'"
    html = (
        f"<html lang='en'><head><meta content='blogger' name='generator'/><link rel='canonical' href='{URL}'/>"
        "<meta property='og:title' content='Net loft'/><title>Gorse and Gull: Net loft</title></head><body>"
        f"<div class='widget Blog' id='Blog1'>{outside}<div {holder}>{inside}{END}</div></div></body></html>"
    )
    (seen,) = parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode())).posts
    return seen


AT_AN_EDGE = {
    "a place for advertisements": "<div class='post-ads'><span>Werbung</span><ins class='adsbygoogle'></ins></div>",
    "an empty place named for advertisements": "<div class='iklan-atas'>Iklan</div>",
    "a button": "<div class='text-center'><button disabled=''>Get Link</button></div>",
    "a form": "<div class='langganan'><form action='/x'><input name='e'/><input type='submit'/></form></div>",
    "a byline": f"<div class='x'><span itemprop='author'><a href='{PROFILE}'>Ada</a></span> <time>9/9/20</time></div>",
    "a card of the author": f"<div class='author-box'><a href='{PROFILE}'>Ada</a><p>Ada sweeps lofts.</p></div>",
    "links for sharing": "<ul class='x'><li><a href='https://www.facebook.com/sharer.php?u=x'>F</a></li>"
    "<li><a href='https://twitter.com/share?url=x'>T</a></li></ul>",
    "related posts": f"<div class='artikel-terkait'><h4>Baca juga</h4><a href='{HOME}2019/01/a.html'>A</a></div>",
    "a pager": f"<div class='post-nav'><a href='{HOME}2019/01/a.html'>Older</a></div>",
    "an empty place without a telling name": "<div class='aTop'><div class='x'></div>\n</div>",
    "breadcrumbs": f"<div class='breadcrumbs'><a href='{HOME}'>Home</a> / Net loft</div>",
}  # fmt: skip


@pytest.mark.parametrize("name", AT_AN_EDGE)
def test_before_the_text_goes(name: str) -> None:
    assert TEXT == read(AT_AN_EDGE[name] + TEXT).post.content_html


@pytest.mark.parametrize("name", AT_AN_EDGE)
def test_behind_the_text_goes(name: str) -> None:
    assert TEXT == read(TEXT + AT_AN_EDGE[name]).post.content_html


@pytest.mark.parametrize("name", AT_AN_EDGE)
def test_around_a_wrapped_text_go(name: str) -> None:
    box = AT_AN_EDGE[name]

    assert TEXT in read(f"{box}<div class='inner'>{box}{TEXT}{box}</div>{box}").post.content_html
    assert "<a" not in read(f"{box}<div class='inner'>{box}{TEXT}{box}</div>{box}").post.content_html


@pytest.mark.parametrize("name", AT_AN_EDGE)
def test_around_a_text_that_no_mark_tells_go(name: str) -> None:
    box = AT_AN_EDGE[name]
    long = TEXT * 6

    assert long == read(f"{box}{long}{box}", marked=False).post.content_html


def test_an_advertisement_between_paragraphs_goes() -> None:
    ad = "<div class='inline-ad'><ins class='adsbygoogle' data-ad-slot='1'></ins></div>"

    assert TEXT == read(TEXT.replace("</p><p>", f"</p>{ad}<p>")).post.content_html


HEADINGS = {
    "leading to the post": f"<h1 class='post-title'><a href='{URL}'>Net loft</a></h1>",
    "named a title": "<h2 class='entry-title'>Net loft</h2>",
    "in a box with the byline": "<div><h2 class='judul'>Net loft</h2><time datetime='2020-09-09'>9/9</time></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", HEADINGS)
def test_the_titles_own_heading_goes_and_tells_the_title(name: str) -> None:
    seen = read(HEADINGS[name] + TEXT, outside="")

    assert ("Net loft", TEXT) == (seen.post.title, seen.post.content_html)


THE_AUTHORS = {
    "a first heading like the title, which stands above": "<h3>Net loft</h3>" + TEXT,
    "a heading named a title among the text": TEXT + "<h3 class='post-title'>Later</h3>" + TEXT,
    "a block named for comments among the text": f"{TEXT}<div class='comments'><p>Dear loft.</p></div>{TEXT}",
    "a colophon named for a footer": f"{TEXT}<div class='post-footer'>Set in Caslon by my aunt, in the cold.</div>",
    "a list of his own links": f"{TEXT}<ul><li><a href='{HOME}2019/01/a.html'>The first part</a></li></ul>",
    "a signature with his profile": f"{TEXT}<p>Yours, <a href='{PROFILE}'>Ada</a></p>",
    "a sentence about an advertisement": "<div class='ad'>The old advertisement on the wall read: tar, oil.</div>"
    + TEXT,
    "a picture in a box named a banner": "<div class='banner'><img src='https://x.example/loft.jpg'></div>" + TEXT,
}  # fmt: skip


@pytest.mark.parametrize("name", THE_AUTHORS)
def test_the_author_keeps(name: str) -> None:
    kept = read(THE_AUTHORS[name]).post.content_html.replace('"', "'")

    assert THE_AUTHORS[name] == kept


def test_a_byline_inside_the_body_tells_who_and_when() -> None:
    who = f"<span itemprop='author'><a href='{PROFILE}'>Ada</a></span>"
    seen = read(f"<div class='x'>{who} <time datetime='2020-09-09T10:00:00+02:00'>9/9</time></div>{TEXT}")

    assert ("2020-09-09T10:00:00+02:00", TEXT) == (seen.post.published, seen.post.content_html)


@pytest.mark.parametrize(
    "mine",
    [
        "<div class='separator'></div>",
        "<div id='start'></div>",
        "<div class='x'><a name='start'></a></div>",
        "<div class='x'><hr></div>",
        "<div class='bar' style='height: 4px;'></div>",
    ],
)
def test_an_empty_box_that_may_be_the_authors_stays_at_an_edge(mine: str) -> None:
    assert read(mine + TEXT).post.content_html.startswith(mine.partition("'")[0])
