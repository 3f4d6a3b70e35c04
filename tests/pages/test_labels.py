"""Labels of a post, told by links to `/search/label/` at the post, in whatever box a theme puts them."""

import pytest

from migrator.model.documents import Parsed, RawPage
from migrator.pages import parse_page

HOME = "https://reed-and-rush.blogspot.com/"
URL = f"{HOME}2019/05/eel-traps.html"
TEXT = "<p>The willow was cut in March and soaked until it bent.</p>"


def at(label: str) -> str:
    return f"{HOME}search/label/{label.replace(' ', '%20')}"


def link(label: str, more: str = "", text: str | None = None) -> str:
    return f"<a {more} href='{at(label)}'>{label if text is None else text}</a>"


def read(post: str, before: str = "") -> Parsed:
    html = (
        f"<html lang='en'><head><meta content='blogger' name='generator'/><link rel='canonical' href='{URL}'/>"
        f"<title>Reed and Rush: Eel traps</title></head><body>{before}<nav><ul><li>{link('Menu')}</li></ul></nav>"
        f"<div class='widget Blog' id='Blog1'><article class='post'><h1 class='post-title'>Eel traps</h1>{post}"
        f"</article></div><div class='widget Label'>{link('Every')}{link('Other')}</div></body></html>"
    )
    return parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode()))


def body(inside: str) -> str:
    return f"<div class='post-body' id='post-body-5500000000000000001'>{inside}</div>"


TWO = ("Rope", "Old boats")
PLACES = {
    "rel=tag": body(TEXT) + f"<p>{link('Rope', 'rel=tag')}, {link('Old boats', 'rel=tag')}</p>",
    "a box named for labels": body(TEXT) + f"<div class='post-tags'>{link('Rope')}{link('Old boats')}</div>",
    "a box without a name": body(TEXT) + f"<div>{link('Rope')}{link('Old boats')}</div>",
    "no text in the links": body(TEXT) + f"<div id='tags'>{link('Rope', text='')}{link('Old boats', text='')}</div>",
    "above the body": f"<div class='cats'>{link('Rope')}{link('Old boats')}</div>" + body(TEXT),
    "inside the body, named": body(TEXT + f"<div class='post-labels'>{link('Rope')} {link('Old boats')}</div>"),
    "inside the body, rel=tag": body(
        TEXT + f"<p>Labels: {link('Rope', 'rel=tag')}, {link('Old boats', 'rel=tag')}</p>"
    ),
    "behind the end mark of the body": body(
        f"{TEXT}<div style='clear:both; padding-bottom:0.25em'></div><p>In: {link('Rope')}, {link('Old boats')}</p>"
    ),
    "an attribute alone": f"<div data-labels='Rope,Old boats'>{body(TEXT)}</div>",
    "breadcrumbs alone": f"<div class='breadcrumbs'><a href='{HOME}'>Home</a> {link('Rope')} {link('Old boats')}</div>"
    + body(TEXT),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_labels_are_read_from(place: str) -> None:
    assert [TWO] == [seen.post.labels for seen in read(PLACES[place]).posts]


@pytest.mark.parametrize("place", PLACES)
def test_labels_are_no_part_of_the_body_that_holds(place: str) -> None:
    assert [TEXT] == [seen.post.content_html for seen in read(PLACES[place]).posts]


def test_breadcrumbs_are_told_from_labels() -> None:
    assert "breadcrumbs" == dict(read(PLACES["breadcrumbs alone"]).provenance)["labels"]


def test_breadcrumbs_with_the_first_label_add_none_to_those_that_are_told() -> None:
    crumbs = f"<div class='breadcrumbs'>{link('Rope')}</div>"

    assert [TWO] == [seen.post.labels for seen in read(crumbs + PLACES["a box without a name"]).posts]


def test_a_link_to_a_label_in_a_sentence_of_the_author_stays_and_labels_nothing() -> None:
    said = f"<p>More about {link('Rope')} and how it was made in those days, by hand.</p>"
    (seen,) = read(body(TEXT + said)).posts

    assert () == seen.post.labels
    assert "More about" in seen.post.content_html


def test_an_authors_own_line_of_labels_without_a_mark_stays() -> None:
    (seen,) = read(body(TEXT + f"<p>{link('Rope')}, {link('Old boats')}</p>")).posts

    assert "Old boats" in seen.post.content_html


def test_labels_of_related_posts_are_not_those_of_this_one() -> None:
    picture = f"<a href='{HOME}2018/01/nets.html'><img src='https://x.example/n.png'></a>"
    card = f"<div class='item'>{picture}{link('Nets', 'rel=tag')}</div>"

    assert [TWO] == [seen.post.labels for seen in read(PLACES["a box named for labels"] + card).posts]


def test_a_post_without_labels_has_none_of_the_menu_or_the_gadget() -> None:
    assert [()] == [seen.post.labels for seen in read(body(TEXT)).posts]
