"""A gadget that failed, an empty shell and a saved 404 are told, not read as posts; a bare classic page is known."""

import pytest

from migrator.model.documents import PageType, Parsed, RawPage
from migrator.pages import parse_page

URL = "https://saltworks.blogspot.com/2021/05/low-tide.html"
HOME = "https://saltworks.blogspot.com/"
HEAD = (
    f"<meta name='generator' content='blogger'><meta property='og:title' content='Low tide'>"
    f"<meta property='og:url' content='{URL}'>"
)
SIDE = (
    "<div class='widget Text'><p>"
    + "We write of pans and rakes, and of the men who work them at low water. " * 4
    + "</p></div>"
)


def parsed(body: str, url: str = URL, head: str = HEAD, status: int = 200) -> Parsed:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return parse_page(RawPage(url=url, final_url=url, status=status, body=html.encode()))


def codes(page: Parsed) -> list[str]:
    return [notice.code for notice in page.notices]


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<p>Failed to render gadget 'Blog1'.</p>",
        "<!--Failed to render gadget-->",
        "<div class='blog-posts'> </div>",
    ],
)
def test_a_gadget_that_failed_is_told_and_not_read_as_a_post(inside: str) -> None:
    page = parsed(f"{SIDE}<div class='widget Blog' id='Blog1'>{inside}</div>")
    assert ((), ["gadget-failed"]) == (page.posts, codes(page))


def test_a_list_whose_gadget_failed_is_told() -> None:
    page = parsed("<div class='widget Blog' id='Blog1'><p>Failed to render gadget 'Blog1'.</p></div>", HOME, HEAD)
    assert ["gadget-failed"] == codes(page)


def test_a_blog_without_posts_is_no_loss() -> None:
    page = parsed("<div class='widget Blog' id='Blog1'><div class='blog-posts'></div></div>", HOME, "")
    assert [] == codes(page)


def test_an_empty_shell_is_told_and_not_read_as_a_post() -> None:
    page = parsed("<div id='app'></div>")
    assert ((), ["gadget-failed"]) == (page.posts, codes(page))


def test_a_post_that_quotes_the_words_of_a_failed_gadget_is_read() -> None:
    text = "The old page said: Failed to render. " * 20
    page = parsed(f"<div class='widget Blog'><div class='post-body' id='post-body-8123456'><p>{text}</p></div></div>")
    assert [True] == ["Failed to render" in seen.post.content_html for seen in page.posts]
    assert "gadget-failed" not in codes(page)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"{SIDE}<div class='widget Blog'><div class='errorPage'><h3>404</h3><p>Nic tu neni.</p></div></div>", HEAD),
        (f"<div class='error-404'><p>Nothing here.</p></div>{SIDE}", HEAD),
        (SIDE, HEAD + "<title>404 - Saltworks</title>"),
    ],
)
def test_a_saved_404_is_an_error_page(body: str, head: str) -> None:
    page = parsed(body, head=head)
    assert (PageType.ERROR, ()) == (page.page_type, page.posts)


def test_data_that_tell_an_error_outweigh_a_body() -> None:
    data = "<script>_WidgetManager._SetDataContext([{'name': 'blog', 'data': {'pageType': 'error_page'}}]);</script>"
    page = parsed(f"<div class='widget Blog'><div class='post-body'><p>Gone.</p></div></div><!--{data}-->")
    assert (PageType.ERROR, ()) == (page.page_type, page.posts)


def test_a_post_about_errors_is_a_post() -> None:
    page = parsed(
        "<div class='widget Blog'><div class='post-body'><div class='notfound'>x</div><p>I mended it.</p></div></div>",
        head=HEAD + "<title>How I mended a 404</title>",
    )
    assert (PageType.POST, 1) == (page.page_type, len(page.posts))


CLEAR = "<div style='clear:both; padding-bottom:0.25em'></div>"
CLASSIC = (
    "<h1 id='blog-title'>Saltworks</h1><div class='post'>{anchor}<h3 class='post-title'>Low tide</h3>"
    "<div class='post-body'><div style='clear:both;'></div><p>The pans dry.</p>{clear}</div></div>{comments}"
)
COMMENTS = (
    "<div id='comments'><dl id='comments-block'><dt id='c110000000000000002'><a name='c110000000000000002'></a>"
    "Mo said...</dt><dd class='comment-body'><p>Aye.</p></dd></dl></div>"
)
ANCHOR = "<a name='110000000000000001'></a>"


@pytest.mark.parametrize(
    ("anchor", "clear", "comments"),
    [(ANCHOR, CLEAR, ""), (ANCHOR, "", COMMENTS), ("", CLEAR, COMMENTS), (ANCHOR, CLEAR, COMMENTS)],
)
def test_a_classic_page_without_any_trace_of_blogger_is_known_by_two_of_its_marks(
    anchor: str, clear: str, comments: str
) -> None:
    body = CLASSIC.format(anchor=anchor, clear=clear, comments=comments)
    page = parsed(body, "http://saltworks.example/2005/02/low-tide.html", "")
    assert (PageType.POST, ["Low tide"]) == (page.page_type, [seen.post.title for seen in page.posts])


def test_a_saved_classic_page_is_a_post_if_it_has_comments() -> None:
    body = CLASSIC.format(anchor=ANCHOR, clear=CLEAR, comments=COMMENTS)
    page = parsed(body, "file:///home/mara/low-tide.html", "")
    assert (PageType.POST, 1) == (page.page_type, len(page.posts[0].post.comments))


@pytest.mark.parametrize(("anchor", "clear", "comments"), [(ANCHOR, "", ""), ("", CLEAR, ""), ("", "", "")])
def test_one_mark_makes_no_page_a_classic_one(anchor: str, clear: str, comments: str) -> None:
    body = CLASSIC.format(anchor=anchor, clear=clear, comments=comments)
    assert PageType.UNKNOWN is parsed(body, "http://saltworks.example/2005/02/low-tide.html", "").page_type


@pytest.mark.parametrize(
    "trace",
    [
        "<a href='https://www.blogger.com/comment.g?blogID=8100001&postID=12'>c</a>",
        "<a href='https://www.blogger.com/email-post.g?postID=12&blogID=8100001'>m</a>",
        "<link href='https://www.blogger.com/dyn-css/authorization.css?targetBlogID=8100001&zx=1' rel='stylesheet'>",
        "<iframe src='https://www.blogger.com/comment/frame/8100001?po=12'></iframe>",
    ],
)
def test_the_number_of_the_blog_is_read_from_blogger_s_own_links(trace: str) -> None:
    page = parsed(f"<div class='post-body' id='post-body-12'><p>Sea.</p></div>{trace}")
    assert page.blog is not None
    assert "8100001" == page.blog.platform_id
