"""Lists whose theme marks no bodies or links no titles: what tells of a post is its permalink, wherever it stands."""

import pytest

from migrator.model.documents import Extent, Parsed, RawPage
from migrator.pages import parse_page

HOME = "https://brine-and-bark.blogspot.com/"
LABEL = f"{HOME}search/label/Salt"
POSTS = (
    (f"{HOME}2022/08/tide-tables.html", "Tide tables"),
    (f"{HOME}2022/07/rope-ends.html", "Rope ends"),
    (f"{HOME}2021/01/cold-store.html", "Cold store"),
)
SNIPPET = "<p>It rained on the slipway all week and the tar would not set.</p>"


def read(entries: str, url: str = LABEL) -> Parsed:
    html = (
        f"<html lang='en'><head><meta content='blogger' name='generator'/><link rel='canonical' href='{url}'/>"
        f"<title>Brine and Bark: Salt</title></head><body><header><h1><a href='{HOME}'>Brine and Bark</a></h1></header>"
        f"<div class='widget Blog' data-version='2' id='Blog1'><div class='grid'>{entries}</div></div>"
        f"<div class='widget PopularPosts'><a href='{HOME}2019/03/elsewhere.html'>Elsewhere</a></div>"
        "</body></html>"
    )
    return parse_page(RawPage(url=url, final_url=url, status=200, body=html.encode()))


def listed(each: str, posts: tuple[tuple[str, str], ...] = POSTS) -> list[tuple[str, str]]:
    entries = "".join(each.format(at=url, title=title, snippet=SNIPPET) for url, title in posts)
    return [(seen.post.url, seen.post.title) for seen in read(entries).posts]


CARDS = {
    "linked heading": "<div class='card'><h3 class='name'><a href='{at}'>{title}</a></h3>{snippet}</div>",
    "link around the heading": "<div class='card'><a href='{at}'><h4>{title}</h4></a>{snippet}</div>",
    "picture": "<div class='card'><a href='{at}'><img src='https://x.example/a.png'></a>"
    "<h2 class='entry-title'>{title}</h2><div class='entry-summary'>{snippet}</div></div>",
    "read more": "<div class='card'><h2 class='entry-title'>{title}</h2><div class='entry-summary'>{snippet}</div>"
    "<a class='more' href='{at}'>Read on</a></div>",
    "read more in the body": "<div class='card'><h2 class='entry-title'>{title}</h2><div class='post-body'>{snippet}"
    "<a href='{at}#more'>Read on</a></div></div>",
    "comments alone": "<div class='card'><h2 class='entry-title'>{title}</h2><div class='post-body'>{snippet}</div>"
    "<a href='{at}#comments'>3 replies</a></div>",
    "sharing alone": "<div class='card'><h2 class='entry-title'>{title}</h2><div class='post-body'>{snippet}</div>"
    "<a href='https://www.facebook.com/sharer.php?u={at}'>Share</a></div>",
    "heading beside the link": "<div class='card'><a class='over' href='{at}'></a><h2>{title}</h2>{snippet}</div>",
}  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_every_entry_has_its_address_and_its_title(name: str) -> None:
    assert list(POSTS) == listed(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_a_list_of_one_entry_is_a_list(name: str) -> None:
    assert list(POSTS[:1]) == listed(CARDS[name], POSTS[:1])


@pytest.mark.parametrize("name", CARDS)
def test_an_untitled_entry_among_titled_ones_is_one(name: str) -> None:
    posts = ((POSTS[0][0], ""), *POSTS[1:])

    assert list(posts) == listed(CARDS[name], posts)


def test_an_entry_without_a_body_among_those_that_have_one_is_one() -> None:
    card = "<div class='card'><a href='{0}'>{1}</a>{2}</div>"
    bodies = ["<div class='post-body'>A</div>", "<p class='pinned'></p>", "<div class='post-body'>C</div>"]
    entries = "".join(card.format(*post, body) for post, body in zip(POSTS, bodies, strict=True))

    assert [(POSTS[0][0], Extent.CUT), (POSTS[1][0], Extent.NONE), (POSTS[2][0], Extent.CUT)] == [
        (seen.post.url, seen.extent) for seen in read(entries).posts
    ]


def test_a_link_to_another_post_in_a_body_is_no_address_of_this_one() -> None:
    each = (
        "<div class='card'><h2 class='entry-title'>{title}</h2><div class='post-body'>"
        f"<a href='{HOME}2010/05/older.html'>older</a></div><a href='{{at}}'>more</a></div>"
    )

    assert list(POSTS) == listed(each)


def test_a_pager_to_the_neighbours_of_a_post_makes_no_list_of_its_page() -> None:
    pager = "".join(f"<a href='{url}'>{title}</a>" for url, title in POSTS[1:])
    page = f"<h1 class='entry-title'>Tide tables</h1><div class='post-body'>{SNIPPET}</div><p>{pager}</p>"

    assert [POSTS[0]] == [(seen.post.url, seen.post.title) for seen in read(page, POSTS[0][0]).posts]


def test_latest_comments_of_a_list_are_no_entries() -> None:
    at = f"{HOME}2010/05/older.html?showComment=1621444680000#c5820227928711584571"

    assert [] == list(read(f"<div class='card'><a href='{at}'>Ada</a></div>").posts)
