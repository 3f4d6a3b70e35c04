"""The title of a post: what Blogger's data say, then what the page shows, then its head; none where there is none."""

import json

import pytest

from migrator.model.documents import RawPage
from migrator.pages import parse_page

URL = "https://saltworks.blogspot.com/2021/05/blog-post.html"
FIRST = "The pans dry from the rim inwards, and the rakes stand idle."
BOX = "<div class='widget Blog' id='Blog1'><div class='post hentry'>{}</div></div>"
BODY = f"<div class='post-body' id='post-body-81234'><p>{FIRST}</p></div>"


def head(title: str = "Saltworks", og: str = "Saltworks") -> str:
    return (
        "<meta name='generator' content='blogger'><link rel='alternate' type='application/atom+xml' "
        "title='Saltworks - Atom' href='https://saltworks.blogspot.com/feeds/posts/default'>"
        f"<title>{title}</title>" + (f"<meta property='og:title' content='{og}'>" if og else "")
    )


def data(name: str | None = None, *posts: tuple[str, str], kind: str = "item") -> str:
    stated = "" if name is None else f", 'pageName': '{name}'"
    shown = ", ".join(f"{{'id': '{number}', 'title': '{title}'}}" for number, title in posts)
    return (
        f"<script>_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{'title': 'Saltworks', "
        f"'pageType': '{kind}'{stated}}}}}, {{'name': 'widgets', 'data': [{{'title': 'Popular', 'type': 'PopularPosts',"
        f" 'posts': [{{'title': 'Old', 'id': 81234}}]}}, {{'title': '', 'type': 'Blog', 'posts': [{shown}]}}]}}]);"
        f"</script>"
    )


def titles(html: str, url: str = URL) -> list[str]:
    page = RawPage(url=url, final_url=url, status=200, body=f"<html><body>{html}</body></html>".encode())
    return [seen.post.title for seen in parse_page(page).posts]


def jsonld(headline: str) -> str:
    stated = {"@type": "BlogPosting", "headline": headline, "datePublished": "2021-05-04T09:30:00Z"}
    return f"<script type='application/ld+json'>{json.dumps(stated)}</script>"


@pytest.mark.parametrize("shown", ["<h3 class='post-title'>Ohne Titel</h3>", "<h3 class='post-title'>Popular</h3>", ""])
def test_a_post_without_name_in_the_data_is_untitled_whatever_the_page_shows(shown: str) -> None:
    assert [""] == titles(head(og="Popular") + BOX.format(shown + BODY) + data(""))


@pytest.mark.parametrize(
    "placeholder",
    ["No title", "Sem título", "Ohne Titel", "(Sans titre)", "無題", "Без названия", "بدون عنوان", "제목 없음"],
)
def test_a_placeholder_is_no_title(placeholder: str) -> None:
    assert [""] == titles(head() + BOX.format(jsonld(placeholder) + BODY))
    assert [""] == titles(head() + BOX.format(f"<h3 class='post-title'>{placeholder}</h3>" + BODY))


def test_words_of_a_placeholder_are_the_title_where_head_or_data_have_them_too() -> None:
    post = BOX.format("<h3 class='post-title'>Untitled</h3>" + BODY)
    assert ["Untitled"] == titles(head(og="Untitled") + post)
    assert ["Untitled"] == titles(head() + post + data("Untitled"))
    assert ["Untitled"] == titles(head() + post, URL.replace("blog-post", "untitled"))


@pytest.mark.parametrize(
    "title", ["- Saltworks", "| Saltworks", "Saltworks", "Saltworks:", "Saltworks -", "\u2013 Saltworks"]
)
def test_a_head_that_names_the_blog_alone_tells_that_there_is_no_title(title: str) -> None:
    assert [""] == titles(head(title, og="") + BOX.format(BODY))


@pytest.mark.parametrize("title", ["Low tide - Saltworks", "Saltworks: Low tide", "Low tide | Saltworks"])
def test_a_head_that_names_post_and_blog_tells_the_title(title: str) -> None:
    assert ["Low tide"] == titles(head(title, og="") + BOX.format(BODY))


@pytest.mark.parametrize("dots", ["...", "…", " [...]"])
def test_the_first_words_of_the_body_are_no_title(dots: str) -> None:
    assert [""] == titles(head(og=FIRST[:38] + dots) + BOX.format(BODY))


def test_a_title_that_the_body_repeats_stays() -> None:
    repeated = BODY.replace(FIRST, f"The pans dry… {FIRST}")
    assert ["The pans dry…"] == titles(head(og="The pans dry…") + BOX.format(repeated))


def test_a_title_box_full_of_labels_is_no_title() -> None:
    label = "<a href='https://saltworks.blogspot.com/search/label/Sea'>Sea</a>"
    assert [""] == titles(head() + BOX.format(f"<div class='posttitle'>{label}<h3></h3></div>" + BODY))
    assert [""] == titles(head() + BOX.format(f"<div class='post-title'>{label}</div>" + BODY))
    box = f"<div class='posttitle'>{label}<h3>Low tide</h3></div>"
    assert ["Low tide"] == titles(head() + BOX.format(box + BODY))


def test_the_page_is_believed_where_it_agrees_with_itself_against_the_data() -> None:
    post = BOX.format("<h3 class='post-title'>Low tide</h3>" + BODY)
    assert ["Low tide"] == titles(head(og="Low tide") + post + data("x"))
    assert ["Spring tide"] == titles(head() + post + data("Spring tide"))


def test_data_hold_the_title_as_html() -> None:
    assert ["Low & high tide < 3"] == titles(
        head() + BOX.format(BODY) + data(r"Low \x26amp; \x3ci\x3ehigh\x3c/i\x3e tide < 3")
    )


def test_the_data_of_the_gadget_tell_the_titles_of_a_list() -> None:
    entry = (
        "<div class='post hentry'><h3 class='post-title'><a href='/2021/05/{0}.html'>No title</a></h3>"
        "<div class='post-body' id='post-body-{0}'><p>Sea.</p></div></div>"
    )
    box = f"<div class='widget Blog'>{entry.format(71234)}{entry.format(81234)}</div>"
    listed = data("", ("71234", ""), ("81234", "No title"), kind="index")
    assert ["", "No title"] == titles(head() + box + listed, "https://saltworks.blogspot.com/")
