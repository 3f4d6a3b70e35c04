"""Blogger's data script is read wherever it stands in the page and however it is spaced."""

import pytest

from migrator.model.documents import PageType, Parsed, RawPage
from migrator.pages import parse_page

URL = "https://saltworks.blogspot.com/2021/05/low-tide.html"
BODY = (
    "<div class='widget Blog' id='Blog1'><h3 class='post-title'>Low tide</h3>"
    "<div class='post-body'><p>The pans dry from the rim inwards.</p></div></div>"
)
BLOG = (
    r"{'name': 'blog', 'data': {'blogId': '7001', 'title': 'Salt \x26 Works', 'meTag': 'isError: true', "
    r"'homepageUrl': 'https:\/\/saltworks.blogspot.com\/', 'locale': 'sl', 'pageType': 'item', "
    r"'postId': '8123456789012345678', 'pageName': 'Low tide'}}"
)
VIEW = "{'name': 'view', 'data': {'type': 'item', 'isError': false, 'isPost': true}}"


def script(*parts: str) -> str:
    return f"<script type='text/javascript'>_WidgetManager._SetDataContext([{', '.join(parts)}]);</script>"


def parsed(inside: str, url: str = URL) -> Parsed:
    html = f"<html><head><meta name='generator' content='blogger'></head><body>{inside}</body></html>"
    return parse_page(RawPage(url=url, final_url=url, status=200, body=html.encode()))


def facts(page: Parsed) -> tuple[str | None, str | None, str | None, str]:
    assert page.blog is not None
    (seen,) = page.posts
    return page.blog.platform_id, page.blog.title, seen.post.platform_id, page.blog.language


@pytest.mark.parametrize(
    "hidden",
    [
        "{}",
        "<!--\n{}\n</body>--></body>",
        "<textarea readonly style='display:none'>{}</textarea>",
        "<noscript>{}</noscript>",
        "<template>{}</template>",
    ],
)
def test_data_are_read_wherever_the_script_stands(hidden: str) -> None:
    page = parsed(BODY + hidden.format(script(BLOG, VIEW)))
    assert ("7001", "Salt & Works", "8123456789012345678", "sl") == facts(page)


def test_data_are_read_whatever_their_spacing_and_quotes() -> None:
    written = (
        '{\n  name : "blog",\n  data : {\n    blogId:"7001",title:"Salt & Works",locale:"sl",\n'
        '    pageType:"item",postId:8123456789012345678\n  }\n}'
    )
    assert ("7001", "Salt & Works", "8123456789012345678", "sl") == facts(parsed(BODY + script(written)))


def test_a_text_about_the_script_is_no_data() -> None:
    shown = BODY.replace("</p>", f"</p><pre>&lt;script&gt;{script(BLOG)[31:-9]}</pre>")
    page = parsed(shown + script(BLOG.replace("7001", "7002")) + "<p>_SetDataContext([{'name': 'blog'</p>")
    assert "7002" == facts(page)[0]
    assert parsed(shown).posts[0].post.platform_id is None


def test_a_name_inside_of_a_value_is_no_name() -> None:
    assert PageType.POST is parsed(BODY + script(BLOG)).page_type


@pytest.mark.parametrize("where", ["'pageId': '8000000000000000009'", "'postId': '8000000000000000009'"])
def test_the_number_of_a_static_page_is_read(where: str) -> None:
    static = f"{{'name': 'blog', 'data': {{'blogId': '7001', 'pageType': 'static_page', {where}}}}}"
    page = parsed(BODY + script(static), "https://saltworks.blogspot.com/p/about.html")
    assert "8000000000000000009" == page.posts[0].post.platform_id


def test_the_number_is_read_where_only_the_view_tells_it() -> None:
    blog = "{'name': 'blog', 'data': {'blogId': '7001', 'pageType': 'item'}}"
    view = "{'name': 'view', 'data': {'isPost': true, 'postId': 8000000000000000009}}"
    assert "8000000000000000009" == parsed(BODY + script(blog, view)).posts[0].post.platform_id


@pytest.mark.parametrize(
    "torn", ["{'name': 'blog', 'data': {'blogId': '70", "{'name': 'blog', 'data': ", "\\", "[" * 9999]
)
def test_torn_data_are_no_data(torn: str) -> None:
    assert "Low tide" == parsed(f"{BODY}<script>_SetDataContext([{torn}").posts[0].post.title
