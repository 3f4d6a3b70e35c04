"""Each field of a post says how sure it is: sure is what Blogger states or two places of the page state alike."""

import json

import pytest

import migrator

URL = "https://saltworks.blogspot.com/2021/05/low-tide.html"
BODY = "<div class='post-body' id='post-body-8123456'><p>The pans dry from the rim inwards.</p></div>"
TITLE = "<h3 class='post-title'>Low tide</h3>"
OG = "<meta property='og:title' content='Low tide'>"
TIME = "<abbr class='published' title='2021-05-04T09:30:00+02:00'>4 May</abbr>"


def parsed(post: str, head: str = "", data: str = "") -> dict[str, object]:
    html = (
        f"<html><head><meta name='generator' content='blogger'><link rel='canonical' href='{URL}'>{head}</head><body>"
        f"<div class='widget Blog' id='Blog1'><div class='post hentry'>{post}</div></div>{data}</body></html>"
    )
    return migrator.parse(html.encode())


def confidence(post: str, head: str = "", data: str = "") -> dict[str, str]:
    posts = parsed(post, head, data)["posts"]
    assert isinstance(posts, list)
    stated = posts[0]["confidence"]
    assert isinstance(stated, dict)
    return stated


def test_a_title_that_two_places_state_alike_is_sure() -> None:
    assert "sure" == confidence(TITLE + BODY, OG)["title"]


def test_a_title_that_one_place_states_is_doubtful() -> None:
    assert "doubtful" == confidence(BODY, OG)["title"]
    assert "doubtful" == confidence(TITLE + BODY)["title"]


@pytest.mark.parametrize("name", ["Low tide", ""])
def test_what_the_data_state_is_sure(name: str) -> None:
    blog = {"name": "blog", "data": {"pageType": "item", "pageName": name, "postId": "8123456"}}
    told = confidence(BODY, "", f"<script>_WidgetManager._SetDataContext([{json.dumps(blog)}]);</script>")
    assert ("sure", "sure") == (told["title"], told["platform_id"])


def test_a_time_in_the_month_of_the_address_is_sure() -> None:
    assert "sure" == confidence(BODY + TIME)["published"]
    assert "doubtful" == confidence(BODY + TIME.replace("2021-05", "2021-09"))["published"]


def test_a_date_that_only_the_month_of_the_address_chose_is_doubtful() -> None:
    assert "doubtful" == confidence("<p>12 May 2021</p>" + BODY)["published"]


def test_what_is_not_told_is_doubtful() -> None:
    told = confidence(BODY)
    assert {"doubtful"} == {told["author"], told["labels"], told["published"], told["comments"]}


def test_an_author_by_a_name_of_a_class_is_doubtful_and_noticed() -> None:
    hint = "<span class='entry-author'>Mara</span>"
    assert "sure" == confidence(BODY + "<span class='fn'>Mara</span>")["author"]
    assert "doubtful" == confidence(BODY + hint)["author"]
    notices = parsed(TITLE + BODY + hint, OG)["notices"]
    assert isinstance(notices, list)
    assert [("doubtful-value", "on weak evidence: author")] == [(one["code"], one["detail"]) for one in notices]


def test_a_body_with_a_part_that_a_theme_names_is_doubtful() -> None:
    assert "sure" == confidence(BODY)["content_html"]
    assert "doubtful" == confidence(BODY.replace("</p>", "</p><div id='go'>Go to link</div>"))["content_html"]


def test_comments_are_sure_where_they_are_as_many_as_the_page_declares() -> None:
    comments = "<div id='comments'><h4>{} comments</h4><dl id='comments-block'>{}</dl></div>"
    one = "<dt class='comment-author' id='c31'>Mo said...</dt><dd class='comment-body'>Aye.</dd>"
    assert "sure" == confidence(BODY + comments.format("1", one))["comments"]
    assert "doubtful" == confidence(BODY + comments.format("2", one))["comments"]


def test_a_number_in_an_attribute_of_any_name_is_doubtful() -> None:
    numbered = "<div class='post-body' data-id='812345678'>Sea.</div>"
    assert "doubtful" == confidence(numbered)["platform_id"]
    assert "sure" == confidence(numbered.replace("data-id='", "id='postID-"))["platform_id"]


def test_a_document_is_parsed_from_its_bytes_alone() -> None:
    assert "unknown" == migrator.parse(b"")["page_type"]
    assert URL == parsed(TITLE + BODY)["url"]
    feed = b"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-7</id></feed>"
    assert "feed" == migrator.parse(feed, url="https://saltworks.blogspot.com/feeds/posts/default")["page_type"]
