"""Fields of posts in themes that name nothing as other themes do: authors, days and labels by what stands where."""

import pytest

from migrator.model.documents import Parsed, RawPage
from migrator.pages import parse_page

HOME = "https://salt-and-oars.blogspot.com/"
URL = f"{HOME}2019/03/the-boat.html"
TEXT = "<p>The boat lay at the quay in the morning, and nobody wanted to cast off.</p>"
PROFILE = "https://www.blogger.com/profile/01234567890123"


def card(number: int, inside: str = "") -> str:
    address = f"{HOME}2018/0{number}/old-{number}.html"
    return f"<div class='c'><a href='{address}'><img src='{number}.jpg'></a><b>Old</b>{inside}</div>"


def read(before: str, after: str = "", body: str = "texto") -> Parsed:
    html = (
        f"<html><head><meta content='blogger' name='generator'/><link rel='canonical' href='{URL}'/><title>The boat"
        f"</title><meta property='og:title' content='The boat'/></head><body><div class='widget Blog'><div class='un'>"
        f"<div class='dos'><h1>The boat</h1>{before}</div><div class='post-body {body}'>{TEXT}</div>{after}</div></div>"
        f"<div class='widget Profile'><a href='{PROFILE}9'>Somebody Else</a></div></body></html>"
    )
    return parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode()))


def author(parsed: Parsed) -> str | None:
    names = {one.id: one.name for one in parsed.authors}
    return names.get(parsed.posts[0].post.author or "")


@pytest.mark.parametrize(
    "line",
    [
        f"<p><i class='fa'></i> <a href='{PROFILE}'>Ada Reed</a> 07/03/2019</p>",
        f"<div class='au'>بواسطة <a href='{PROFILE}' rel='author'>Ada Reed</a></div>",
        "<p class='detalhes'>Publicado por <strong>Ada Reed</strong> em 7 de março de 2019</p>",
        "<div>โดย <span class='p_author'>Ada Reed</span> · 7 มีนาคม 2562</div>",
        "<div><span class='p-autor'>Eingestellt von Ada Reed</span> | <span>09:12</span></div>",
        "<ul><li class='yazar'>Ada Reed</li><li>7 Mart 2019</li></ul>",
        "<p>Автор: <em>Ada Reed</em></p>",
    ],
)
def test_an_author_is_known_by_profile_class_word_or_words_before_the_name(line: str) -> None:
    assert author(read(line)) == "Ada Reed"


@pytest.mark.parametrize(
    "line",
    [
        f"<p><a href='{PROFILE}1'>Ada Reed</a> and <a href='{PROFILE}2'>Bea Wick</a></p>",
        "<div class='author-bio'>Writes about boats</div>",
        "<span class='author-label'>Posted</span>",
        "<h2>By the sea</h2>",
        "<p class='author'></p>",
    ],
)
def test_no_author_is_made_of_what_names_none(line: str) -> None:
    assert author(read(line)) is None


def test_an_author_on_weak_evidence_is_said_to_be_doubtful() -> None:
    assert "author" in read("<p>Publicado por <strong>Ada Reed</strong></p>").posts[0].doubtful


def test_a_day_in_the_pieces_of_a_calendar_leaf_is_the_posts() -> None:
    leaf = "<div class='leaf'><span>Mar</span><span>07</span></div>"

    assert read(leaf).posts[0].post.published == "2019-03-07"


def test_the_time_in_another_posts_card_is_not_the_posts() -> None:
    cards = "".join(card(number, f"<time datetime='2018-0{number}-03T10:00:00Z'>x</time>") for number in range(1, 5))

    assert read("<p>7 March 2019</p>", f"<div class='x'>{cards}</div>").posts[0].post.published == "2019-03-07"


def test_labels_beside_the_cards_of_several_other_posts_are_the_posts() -> None:
    labels = f"<div><a rel='tag' href='{HOME}search/label/Quay'>Quay</a></div>"
    cards = "".join(map(card, range(1, 5)))

    assert read("", f"<footer>{labels}<div class='x'>{cards}</div></footer>").posts[0].post.labels == ("Quay",)


def test_a_label_in_another_posts_card_is_not_the_posts() -> None:
    label = f"<a rel='tag' href='{HOME}search/label/Quay'>Quay</a>"
    cards = "".join(card(number, label) for number in range(1, 5))

    assert read("", f"<footer><div class='x'>{cards}</div></footer>").posts[0].post.labels == ()


def test_the_line_with_the_link_to_a_posts_anchor_names_its_author() -> None:
    html = (
        "<html><body><table><tr><td><font size=4>Salt and Oars</font><br><b>Friday, March 07, 2003</b><p>"
        f"<a name='90012345'></a><font size=2>{TEXT}</font><br><font size=1>// posted by Ada Reed @ "
        "<a href='/archive/2003_03_01_archive.html#90012345'>9:12 AM</a></font>"
        "<a href='http://www.blogger.com'><img src='http://www.blogger.com/img/bloggerbutton1.gif'></a></table>"
    )
    page = RawPage(url="http://oars.example.org/", final_url="http://oars.example.org/", status=200, body=html.encode())

    assert author(parse_page(page)) == "Ada Reed"


def listed(entry: str) -> list[tuple[str, str | None, str | None]]:
    posts = [("The boat", "2019/03/the-boat", 7), ("", "2019/02/blog-post", 11), ("Fog", "2019/01/fog", 23)]
    entries = "".join(
        entry.format(title=title, url=f"{HOME}{path}.html", date=f"{day}.{path[5:7]}.2019", day=day)
        for title, path, day in posts
    )
    html = (
        f"<html><head><meta content='blogger' name='generator'/><link rel='canonical' href='{HOME}'/></head><body>"
        f"<div class='widget Blog'><div class='liste'>{entries}</div></div></body></html>"
    )
    parsed = parse_page(RawPage(url=HOME, final_url=HOME, status=200, body=html.encode()))
    names = {one.id: one.name for one in parsed.authors}
    return [(seen.post.title, seen.post.published, names.get(seen.post.author or "")) for seen in parsed.posts]


@pytest.mark.parametrize(
    "entry",
    [
        "<div class='e'><div class='t'><a href='{url}'>{title}</a></div><div class='post-body'>words</div>"
        "<div>von Ada Reed am {date} <a href='{url}#comment-form'>3 Kommentare</a> <a href='{url}#more'>Mehr</a></div>"
        "</div>",
        "<div class='k'><a href='{url}'><img src='a.jpg'></a><h2><a href='{url}'>{title}</a></h2>"
        "<p><span class='autor'>Ada Reed</span> {date}</p></div>",
        "<ul><li><a href='{url}'>{title}</a> <i>{date}</i> <em>by Ada Reed at <a href='{url}'>8:00</a></em>"
        " <a href='{url}'>Weiter</a></li></ul>",
    ],
)
def test_entries_of_a_list_tell_title_day_and_author_without_any_mark(entry: str) -> None:
    assert listed(entry) == [
        ("The boat", "2019-03-07", "Ada Reed"),
        ("", "2019-02-11", "Ada Reed"),
        ("Fog", "2019-01-23", "Ada Reed"),
    ]
