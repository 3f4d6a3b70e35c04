"""Numbers, authors and the blog's title where themes put them; what is no value is none."""

import json

import pytest

from migrator.model.documents import Parsed, RawPage
from migrator.pages import parse_page

URL = "https://saltworks.blogspot.com/2021/05/low-tide.html"
UNEXPANDED = "&lt;!--Can't find substitution for tag [post.author.name]--&gt;"
NOTHING = ["<!--Can't find substitution for tag [post.author.name]-->", "{{author}}", "undefined", "[object Object]"]
POST = "<h3 class='post-title'>Low tide</h3><div class='post-body'><p>The pans dry from the rim inwards.</p></div>"


def parsed(post: str, head: str = "", before: str = "") -> Parsed:
    html = (
        f"<html><head><meta name='generator' content='blogger'><link rel='canonical' href='{URL}'>{head}</head><body>"
        f"{before}<div class='widget Blog' id='Blog1'><div class='post hentry'>{post}</div></div></body></html>"
    )
    return parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode()))


def author(page: Parsed) -> str | None:
    names = {one.id: one.name for one in page.authors}
    return names.get(page.posts[0].post.author or "")


def jsonld(stated: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(stated)}</script>"


def article(author: object) -> dict[str, object]:
    return {"@type": "BlogPosting", "headline": "Low tide", "datePublished": "2021-05-04T09:30:00Z", "author": author}


@pytest.mark.parametrize("nothing", NOTHING)
def test_what_is_no_value_is_no_author(nothing: str) -> None:
    assert author(parsed(jsonld(article({"@type": "Person", "name": nothing})) + POST)) is None
    shown = nothing.replace("<", "&lt;").replace(">", "&gt;")
    assert author(parsed(f"{POST}<span class='post-author'><span class='fn'>{shown}</span></span>")) is None


@pytest.mark.parametrize("nothing", NOTHING)
def test_what_is_no_value_is_no_title(nothing: str) -> None:
    shown = nothing.replace("<", "&lt;").replace("'", "&#39;")
    page = parsed("<div class='post-body'><p>Sea.</p></div>", f"<meta property='og:title' content='{shown}'>")
    assert "" == page.posts[0].post.title


def test_an_author_who_is_named_elsewhere_in_the_json_is_read_there() -> None:
    graph = [article({"@id": "#mara"}), {"@type": "Person", "@id": "#mara", "name": "Mara"}]
    assert "Mara" == author(parsed(jsonld({"@graph": graph}) + POST))
    assert author(parsed(jsonld(article({"@id": "https://saltworks.blogspot.com/#author"})) + POST)) is None


def test_an_author_named_like_the_blog_is_one_where_the_page_says_that_it_is_a_person() -> None:
    head = "<meta property='og:site_name' content='Mara Holm'>"
    assert "Mara Holm" == author(parsed(jsonld(article({"@type": "Person", "name": "Mara Holm"})) + POST, head))
    assert author(parsed(jsonld(article({"@type": "Organization", "name": "Mara Holm"})) + POST, head)) is None


@pytest.mark.parametrize(
    "line",
    [
        "Posted on 4/25/2016<span> by <span>Mara</span></span> | <a href='#c'>No comments</a>",
        "<span>oleh</span> <b>Mara</b> <i>3 Mei 2021</i>",
        "von Mara<br>3 Kommentare",
    ],
)
def test_a_line_beside_the_post_names_the_author(line: str) -> None:
    assert "Mara" == author(parsed(f"{POST}<footer class='entry-meta'>{line}</footer>"))


def test_a_link_to_the_author_without_text_says_his_name_aloud() -> None:
    link = "<a rel='author noreferrer' aria-label='Mara' href='https://www.blogger.com/profile/12'></a>"
    assert "Mara" == author(parsed(POST + link))


@pytest.mark.parametrize(
    ("clocks", "published"), [(("23:58",), "2021-05-12T23:58:00-00:00"), (("8:05", "9:10"), "2021-05-12")]
)
def test_a_time_of_day_alone_beside_the_post_belongs_to_its_day(clocks: tuple[str, ...], published: str) -> None:
    beside = "".join(f"<span class='when'>{clock}</span>" for clock in clocks)
    page = parsed(f"<h2 class='date-header'>12 May 2021</h2><div>{beside}</div>{POST}")
    assert published == page.posts[0].post.published


@pytest.mark.parametrize(
    ("days", "published"), [(("12 May 2021",), "2021-05-12"), (("12 May 2021", "9 May 2021"), None)]
)
def test_the_only_date_before_the_post_in_the_month_of_its_address_is_its_day(
    days: tuple[str, ...], published: str | None
) -> None:
    far = "".join(f"<ul class='infos'><li><a href='#'><i></i> {day}</a></li></ul>" for day in days)
    nested = "<div>" * 6 + POST + "</div>" * 6
    page = parsed(nested, "", f"<div class='section'><div>{far}</div></div>")
    assert published == page.posts[0].post.published


def test_a_line_that_names_a_day_names_no_author() -> None:
    assert author(parsed(f"{POST}<footer class='entry-meta'>by <b>3 May 2021</b></footer>")) is None


def test_a_name_of_a_class_tells_the_author_where_nothing_better_does() -> None:
    hint = "<span class='entry-author'><span>by</span> <span class='author-name'>Mara</span></span>"
    assert "Mara" == author(parsed(f"<div>{hint}</div>{POST}"))
    assert "Ole" == author(parsed(f"<div>{hint}<span class='fn'>Ole</span></div>{POST}"))


@pytest.mark.parametrize(
    "body",
    [
        "<div id='postID-8123456789012345678'><div class='post-body'>Sea.</div></div>",
        "<div class='post-body' data-id='8123456789012345678'>Sea.</div>",
        "<article data-post-id='8123456789012345678'><div class='post-body'>Sea.</div></article>",
        "<div class='post-body'>Sea.</div><a href='https://www.blogger.com/share-post.g?blogID=7&postID=8123456789012345678'>f</a>",
        "<div class='post-body'>Sea.</div><a href='https://www.blogger.com/comment/fullpage/post/7/8123456789012345678'>c</a>",
        "<div class='post-body'>Sea.</div><iframe src='https://www.blogger.com/comment/frame/7?po=8123456789012345678'></iframe>",
    ],
)
def test_the_number_is_read_from_what_blogger_and_themes_write_beside_the_post(body: str) -> None:
    assert "8123456789012345678" == parsed(body).posts[0].post.platform_id


def test_the_number_is_read_from_the_feed_of_comments() -> None:
    feed = "https://saltworks.blogspot.com/feeds/8123456789012345678/comments/default"
    head = f"<link rel='alternate' type='application/atom+xml' href='{feed}'>"
    assert "8123456789012345678" == parsed(POST, head).posts[0].post.platform_id


def test_the_number_of_a_comment_is_not_the_post() -> None:
    link = "<a href='https://www.blogger.com/delete-comment.g?blogID=7&postID=8123456789012345678'>x</a>"
    assert parsed(POST + link).posts[0].post.platform_id is None


def test_a_short_number_of_the_theme_is_not_the_post() -> None:
    assert parsed("<div class='post-body' data-id='12' id='post-3'>Sea.</div>").posts[0].post.platform_id is None


POPUP = "<div class='modal-header'><h1 class='modal-title'>Download</h1></div>"


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("<meta property='og:site_name' content='Saltworks'>", ""),
        (jsonld({"@type": "WebSite", "name": "Saltworks"}), ""),
        ("", "<div class='widget Header' id='Header1'><a href='https://saltworks.blogspot.com/'>Saltworks</a></div>"),
        ("", "<div class='widget Header' id='Header1'><a href='/'><img alt='Saltworks' src='/l.png'></a></div>"),
        ("<title>Low tide - Saltworks</title><meta property='og:title' content='Low tide'>", ""),
    ],
)
def test_the_title_of_the_blog_is_not_a_heading_of_a_popup(head: str, before: str) -> None:
    page = parsed(POST, head, POPUP + before)
    assert page.blog is not None
    assert "Saltworks" == page.blog.title
