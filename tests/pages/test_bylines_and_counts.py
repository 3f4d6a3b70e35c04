import pytest

from migrator.model.documents import RawPage, SeenPost
from migrator.pages import parse_page

URL = "https://atelier-lune.blogspot.com/2018/02/papier.html"


def read(inside: str) -> SeenPost:
    html = (
        f"<meta name='generator' content='blogger'><link rel='canonical' href='{URL}'>"
        f"<div class='widget Blog'><div class='post'><h3 class='post-title'>Papier</h3>"
        f"<div class='post-body' id='post-body-4711'>b</div>{inside}</div></div>"
    )
    (seen,) = parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode())).posts
    return seen


def shown(heading: str, comments: str = "") -> int | None:
    return read(f"<div id='comments'><h4>{heading}</h4>{comments}</div>").post.comment_count


COMMENT = (
    "<dl id='comments-block'><dt class='comment-author' id='c31'>Mo said...</dt><dd class='comment-body'>Oui.</dd></dl>"
)


def test_one_comment_in_words_is_one() -> None:
    assert 1 == shown("هناك&#160;تعليق واحد:", COMMENT)


def test_a_heading_without_number_means_none_where_no_comment_is_shown() -> None:
    assert 0 == shown("Komentáře:")


def test_a_heading_without_number_declares_nothing_where_a_comment_is_shown() -> None:
    assert shown("Komentáře:", COMMENT) is None


def listed(link: str) -> int | None:
    html = (
        "<meta name='generator' content='blogger'><div class='widget Blog'><div class='post'>"
        "<h3 class='post-title'><a href='/2018/02/papier.html'>Papier</a></h3>"
        f"<div class='post-body' id='post-body-4711'>b</div><a class='comment-link' href='#c'>{link}</a></div></div>"
    )
    home = "https://atelier-lune.blogspot.com/"
    (seen,) = parse_page(RawPage(url=home, final_url=home, status=200, body=html.encode())).posts
    return seen.post.comment_count


@pytest.mark.parametrize(
    ("link", "count"),
    [("هناك تعليق واحد:", 1), ("Aucun commentaire:", 0), ("3 commentaires:", 3), ("Réagir à cet article", None)],
)
def test_a_list_declares_the_comments_that_its_words_are_known_to_say(link: str, count: int | None) -> None:
    assert count == listed(link)


@pytest.mark.parametrize(
    "byline",
    [
        "<span class='post-author'><em>oleh</em><a href='https://www.blogger.com/profile/8'>Sekar Wulan</a></span>",
        "<span class='post-author'><em>oleh</em><span>Sekar Wulan</span></span>",
        "<span class='post-author'>Posted by <a href='https://example.org/sekar'>Sekar Wulan</a></span>",
        "<span class='post-author'>Sekar <b>Wulan</b></span>",
    ],
)
def test_the_words_before_a_name_are_not_part_of_it(byline: str) -> None:
    assert ["Sekar Wulan"] == names(byline)


def names(byline: str) -> list[str]:
    html = (
        f"<meta name='generator' content='blogger'><link rel='canonical' href='{URL}'><div class='widget Blog'>"
        f"<div class='post'><div class='post-body' id='post-body-4711'>b</div>{byline}</div></div>"
    )
    parsed = parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode()))
    return [author.name for author in parsed.authors]


def test_a_definition_list_whose_terms_hold_time_and_name_is_read() -> None:
    seen = read(
        "<div id='comments'><h4>2 Comments:</h4><dl id='comments-block'>"
        "<dt class='comment-data' id='c118'>At <a href='#c118' title='comment permalink'>12:42 PM</a>, "
        "<a href='http://www.blogger.com/profile/4131'>Lark</a> said…</dt><dd class='comment-body'><p>Yes.</p></dd>"
        "<dt class='comment-data' id='c119'>At <a href='#c119'>1:02 PM</a>, "
        "<span class='anon-comment-author'>Anonymous</span> said…</dt><dd class='comment-body'>"
        "<span class='deleted-comment'>gone</span></dd></dl></div>"
    )

    assert [("118", "Lark", "Yes.", "published"), ("119", "Anonymous", "", "removed")] == [
        (one.id, one.author.name, one.content_html, one.status.value) for one in seen.post.comments
    ]
