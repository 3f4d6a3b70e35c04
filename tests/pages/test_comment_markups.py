"""Comments in markup that themes made themselves: told by ids, permalinks, microdata and data, not by their names."""

import pytest

from migrator.model.documents import RawPage
from migrator.model.schema import Comment, CommentStatus
from migrator.pages import parse_page

URL = "https://lantern-walk.blogspot.com/2021/05/second.html"
SAID = (
    (
        "5820227928711584571",
        "Ada Loom",
        "https://www.blogger.com/profile/1",
        "First <b>words</b>.<br>More.",
        1621444680000,
    ),
    ("2232396508483592221", "Bo", "http://bo.example/", "Short.", 1621463521000),
    ("3007136982688134129", "Anonymous", "", "A third, longer than both of the others.", 1621482423000),
)
DAYS = ("May 19, 2021 at 1:18 PM", "May 19, 2021 at 6:32 PM", "May 19, 2021 at 11:47 PM")

IN_A_LIST = "<div id='comments'><h3>3 Comments</h3><ol>{}</ol></div>"
IN_A_BOX = "<div id='comments' class='comments'><h3>3 Comments</h3><div>{}</div></div>"
MARKUPS = {
    "microdata": (
        "<li class='c' id='c{id}'><div><span itemprop='author'><bdi itemprop='name'>{link}</bdi></span>"
        "<span itemprop='datePublished'>{day}</span></div><div class='x' itemprop='text'>{text}</div>"
        "<a href='javascript:;'>Reply</a></li>",
        IN_A_LIST,
    ),
    "inner boxes": (
        "<div class='k' id='c{id}'><div class='k_inner'><div class='k1'>{link} <a href='{at}'>{day}</a></div>"
        "<p>{text}</p><a href='#r_c{id}'>Reply</a></div></div>",
        IN_A_BOX,
    ),
    "an anchor with the number": (
        "<div class='odpo'><a name='c{id}'></a><strong>{link}</strong> <em><a href='{at}'>{day}</a></em>"
        "<div>{text}</div></div>",
        IN_A_BOX,
    ),
    "head and text side by side": (
        "<div class='hd' id='c{id}'>{link} said... <a href='{at}'>{day}</a></div><div class='tx'>{text}</div>",
        IN_A_BOX,
    ),
    "a verb after the name": (
        "<div class='comment' id='c{id}'><div class='comment-author'>{link} schrieb einst</div>"
        "<div class='comment-body'>{text}</div><div class='comment-footer'><a href='{at}'>{day}</a></div></div>",
        IN_A_BOX,
    ),
    "nothing but permalinks": (
        "<article><header><b>{link}</b> <a href='{at}'>{day}</a></header><div>{text}</div></article>",
        IN_A_BOX,
    ),
    "text beside the name": (
        "<li id='c{id}'><b>{link}</b><br>{text}<br><small><a href='{at}'>{day}</a></small></li>",
        IN_A_LIST,
    ),
    "a table": (
        "<table id='c{id}'><tr><td class='who'>{link}</td><td class='when'>{day}</td></tr>"
        "<tr><td colspan='2' class='comment-text'>{text}</td></tr></table>",
        IN_A_BOX,
    ),
    "the number at the text": (
        "<div><div><span class='user'>{link}</span><span class='when'>{day}</span></div>"
        "<div id='comment-{id}'>{text}</div></div>",
        IN_A_BOX,
    ),
    "data attributes": (
        "<li data-author-name='{name}' data-author-url='{profile}' data-timestamp='{day}' id='c{id}'>"
        "<span class='n'></span><div data-comment-body-id='{id}'>{text}</div></li>",
        "<section id='comment-blogger'><h3>3 Comments</h3><ol>{}</ol></section>",
    ),
}


def read(comments: str) -> tuple[Comment, ...]:
    html = (
        f"<html lang='en'><head><meta content='blogger' name='generator'/><link rel='canonical' href='{URL}'/></head>"
        "<body><div class='widget Blog' id='Blog1'><div class='post hentry'><h3 class='post-title'>Second</h3>"
        f"<div class='post-body' id='post-body-77000000000001'>Body.</div></div>{comments}</div></body></html>"
    )
    (seen,) = parse_page(RawPage(url=URL, final_url=URL, status=200, body=html.encode())).posts
    return seen.post.comments


def rendered(name: str) -> tuple[Comment, ...]:
    each, around = MARKUPS[name]
    told = [
        each.format(
            id=number,
            name=who,
            profile=profile,
            link=f"<a href='{profile}'>{who}</a>" if profile else who,
            text=text,
            day=day,
            at=f"{URL}?showComment={milliseconds}#c{number}",
        )
        for (number, who, profile, text, milliseconds), day in zip(SAID, DAYS, strict=True)
    ]
    return read(around.format("".join(told)))


@pytest.mark.parametrize("name", MARKUPS)
def test_the_number_of_each_comment_is_read(name: str) -> None:
    assert [number for number, *_ in SAID] == [comment.id for comment in rendered(name)]


@pytest.mark.parametrize("name", MARKUPS)
def test_who_wrote_each_comment_is_read(name: str) -> None:
    assert [(who, profile or None) for _, who, profile, *_ in SAID] == [
        (comment.author.name, comment.author.url) for comment in rendered(name)
    ]


@pytest.mark.parametrize("name", MARKUPS)
def test_the_text_of_each_comment_is_read_alone(name: str) -> None:
    assert [text for _, _, _, text, _ in SAID] == [comment.content_html for comment in rendered(name)]


@pytest.mark.parametrize("name", MARKUPS)
def test_the_day_of_each_comment_is_read(name: str) -> None:
    assert ["2021-05-19T13:18", "2021-05-19T18:32", "2021-05-19T23:47"] == [
        (comment.published or "")[:16] for comment in rendered(name)
    ]


def test_one_line_of_name_and_day_is_taken_apart_where_no_number_is() -> None:
    each = (
        "<div class='comment-block'><div class='comment-header'>{} — {}</div><div class='comment-body'>{}</div></div>"
    )
    told = [each.format(who, day, text) for (_, who, _, text, _), day in zip(SAID, DAYS, strict=True)]

    assert [(who, text) for _, who, _, text, _ in SAID] == [
        (comment.author.name, comment.content_html) for comment in read(IN_A_BOX.format("".join(told)))
    ]


def test_an_answer_inside_of_a_comment_is_no_part_of_its_text() -> None:
    answer = "<li class='c' id='c2232396508483592221'><bdi>Bo</bdi><div itemprop='text'>Inner.</div></li>"
    outer = f"<li class='c' id='c5820227928711584571'><bdi>Ada</bdi><p>Outer.</p><ol>{answer}</ol></li>"

    assert [(None, "Outer."), ("5820227928711584571", "Inner.")] == [
        (comment.parent_id, comment.content_html) for comment in read(IN_A_LIST.format(outer))
    ]


@pytest.mark.parametrize(
    "notice", ["Dieser Kommentar wurde vom Autor entfernt.", "このコメントは投稿者によって削除されました。"]
)
def test_a_notice_of_removal_without_its_mark_is_no_text(notice: str) -> None:
    removed = f"<li id='c5820227928711584571'><bdi>Ada</bdi><div itemprop='text'>{notice}</div></li>"
    (comment,) = read(IN_A_LIST.format(removed))

    assert (CommentStatus.REMOVED, "") == (comment.status, comment.content_html)


def test_a_sentence_about_a_removed_comment_is_a_text() -> None:
    said = "<li id='c5820227928711584571'><bdi>Ada</bdi><div itemprop='text'>Why was my comment removed?</div></li>"
    (comment,) = read(IN_A_LIST.format(said))

    assert (CommentStatus.PUBLISHED, "Why was my comment removed?") == (comment.status, comment.content_html)


def test_latest_comments_of_other_posts_are_none_of_this_one() -> None:
    link = "https://lantern-walk.blogspot.com/2021/04/first.html?showComment=1621444680000#c5820227928711584571"

    assert () == read(f"<div id='comments'><h3>Latest</h3><ul><li><a href='{link}'>Ada</a>: hello</li></ul></div>")


def test_the_form_of_a_theme_that_never_filled_it_in_is_no_comment() -> None:
    assert () == read(IN_A_LIST.format("<li id='c5820227928711584571'><bdi>{{name}}</bdi><p>{{text}}</p></li>"))


SCRIPT = (
    r"[{'id': '5820227928711584571', 'body': 'It\46#39;s \74b\76fine\74/b\76 \x26 \u00fcber', "
    r"'timestamp': '1621444680000', 'author': {'name': 'O\47Brady', 'profileUrl': ''}}]"
)


@pytest.mark.parametrize(
    "script", ["var items = {};", "blogger.widgets.blog.initThreadedComments(\n  {},\n  null, {{}});"]
)
def test_comments_that_a_script_holds_are_read_with_their_escapes(script: str) -> None:
    holder = "<div id='comments'><h4>1 comment:</h4><script>{}</script><div id='comment-holder'></div></div>"
    (comment,) = read(holder.format(script.replace("{}", SCRIPT, 1).replace("{{}}", "{}")))

    assert ("O'Brady", "It's <b>fine</b> &amp; über") == (comment.author.name, comment.content_html)
