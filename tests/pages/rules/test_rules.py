from dataclasses import replace

import pytest
from reading_of import PAGES, fetched

from migrator.content.text import plain_text
from migrator.model.documents import Extent, Hints
from migrator.model.errors import ConfigError
from migrator.pages import parse_page
from migrator.pages.rules.calibrate import calibrate
from migrator.pages.rules.rules import CommentRules, PostRules, Rules, ThemeRules, read_rules, write_rules

STRANGE = fetched(
    PAGES / "thirdparty" / "post-no-known-marks.html", "https://glasgarten.blogspot.com/2021/06/moosglas.html"
)
BEGINNING = "<p>Ein Einmachglas genügt, wenn der Deckel nicht ganz schließt und das Licht aus Norden kommt."


def test_an_owners_selectors_go_above_what_the_page_was_read_as() -> None:
    rules = read_rules(
        '[post]\ntitle = "h1.x-head"\nbody = ".x-text"\ndrop = [".x-text p:nth-of-type(2)"]\nlabels = ".x-more a"'
    )

    (seen,) = parse_page(STRANGE, ThemeRules(rules=rules)).posts

    assert "Moosglas" == seen.post.title
    assert seen.post.content_html.startswith("<p>Ein Einmachglas")
    assert "Kies" not in seen.post.content_html
    assert ("Noch ein langer Titel, der nur ein Verweis auf etwas anderes ist",) == seen.post.labels
    assert Extent.FULL == seen.extent


def test_rules_read_comments_of_a_form_that_nothing_else_knows() -> None:
    html = (
        b"<meta name='generator' content='blogger'><link rel='canonical' href='https://a.blogspot.com/2020/01/x.html'>"
        b"<div class='post-body'>b</div><section><div class='r' id='c77'><i>Mo</i>"
        b"<time datetime='2020-01-02T03:04:05+01:00'></time><p>Ja.</p></div></section>"
    )
    page = fetched(PAGES / "other" / "error-404.html", "https://a.blogspot.com/2020/01/x.html")
    rules = Rules(comments=CommentRules(each="div.r", author="i", date="time", body="p"))

    (seen,) = parse_page(replace(page, body=html), ThemeRules(rules=rules)).posts
    (comment,) = seen.post.comments

    assert ("77", "Mo", "2020-01-02T03:04:05+01:00", "Ja.") == (
        comment.id, comment.author.name, comment.published, comment.content_html,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [("[post", "TOML"), ("[posts]", "posts"), ('[post]\nheadline = "h1"', "headline"), ("[post]\ntitle = 3", "title")],
)
def test_a_wrong_rules_file_is_refused_with_what_is_wrong(text: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_rules(text)


def test_a_rule_that_is_no_selector_is_refused() -> None:
    with pytest.raises(ConfigError, match="no CSS selector"):
        parse_page(STRANGE, ThemeRules(rules=Rules(post=PostRules(body="div["))))


def test_written_rules_read_as_the_same_rules() -> None:
    rules = Rules(PostRules(title='h1[a="b"]', drop=(".a", "#b")), CommentRules(each="li"))

    assert rules == read_rules(write_rules(rules))


def test_the_text_of_one_post_teaches_where_the_body_is() -> None:
    rules = calibrate(STRANGE, Hints(html=BEGINNING))

    assert rules is not None
    assert "div.x-text" == rules.post.body


def test_what_was_learnt_reads_a_page_that_nothing_else_can_read() -> None:
    parsed = parse_page(STRANGE, ThemeRules(learnt=calibrate(STRANGE, Hints(html=BEGINNING))))

    assert "calibration" == dict(parsed.provenance)["content_html"]
    assert [] == [notice for notice in parsed.notices if notice.code == "generic-extraction"]
    assert not parsed.posts[0].guessed


def test_a_body_that_no_mark_tells_is_called_a_guess() -> None:
    (seen,) = parse_page(STRANGE).posts

    assert seen.guessed


def test_a_text_that_is_not_on_the_page_teaches_nothing() -> None:
    known = Hints(html="Etwas ganz anderes steht hier, mit genug Wörtern für einen Beweis.", title="Moosglas")

    assert calibrate(STRANGE, known) is None


def of_own_template(title: str, day: str, author: str, body: str):
    """Give a page of a template that names its parts as nobody else does."""
    html = f"""<html lang='de'><head><meta content='blogger' name='generator'/><title>Glasgarten</title></head><body>
    <div class='x-side'><p class='x-about'>{author}</p><p class='x-since'>{day}</p></div>
    <div class='x-wrap'><div class='x-leaf'><p class='x-head'>{title}</p><p class='x-when'>{day}</p>
    <div class='x-text'><p>{body}</p><p class='x-quote'>{author}</p></div>
    <p class='x-who'>{author}</p></div></div></body></html>"""
    return replace(STRANGE, body=html.encode())


FIRST_PAGE = of_own_template("Moosglas", "3. Juni 2021", "Jo Halm", plain_text(BEGINNING))
KNOWN = Hints(html=BEGINNING, title="Moosglas", published="2021-06-03T19:00:00+02:00", author="Jo Halm")


def test_a_known_post_teaches_where_title_date_and_author_are_too() -> None:
    rules = calibrate(FIRST_PAGE, KNOWN)

    assert PostRules(body="div.x-text", title="p.x-head", date="p.x-when", author="p.x-who") == (rules and rules.post)


def test_what_a_known_post_taught_reads_the_other_pages_of_the_blog_and_is_told() -> None:
    other = of_own_template("Kieselbett", "12. Mai 2020", "Ada Rohr", "Kiesel liegen still, bis jemand sie nass macht.")
    parsed = parse_page(other, ThemeRules(learnt=calibrate(FIRST_PAGE, KNOWN)))
    post, rungs = parsed.posts[0].post, dict(parsed.provenance)

    assert ("Kieselbett", "2020-05-12", ["Ada Rohr"]) == (
        post.title, post.published, [author.name for author in parsed.authors],
    )  # fmt: skip
    assert {"calibration"} == {rungs[field] for field in ("title", "published", "author", "content_html")}
    assert "a known post taught where to read title: p.x-head; published: p.x-when; author: p.x-who" in {
        notice.detail for notice in parsed.notices if notice.code == "calibrated"
    }


def test_a_date_and_an_author_that_the_page_tells_itself_are_left_alone() -> None:
    learnt = Rules(PostRules(date=".x-head", author=".x-head"))
    parsed = parse_page(STRANGE, ThemeRules(learnt=learnt))

    assert "2021-06-03T19:00:00+02:00" == parsed.posts[0].post.published
    assert ["Jo Halm"] == [author.name for author in parsed.authors]
