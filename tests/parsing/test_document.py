import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model.documents import PageType, RawPage
from migrator.model.notices import Severity
from migrator.parsing.document import parse_document, root_name

URL = "https://saltmarsh.blogspot.com/2018/02/tide.html"


def page(body: str | bytes, content_type: str = "text/html") -> RawPage:
    content = body.encode() if isinstance(body, str) else body
    return RawPage(url=URL, final_url=URL, status=200, headers=(("content-type", content_type),), body=content)


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("feed", "<?xml version='1.0'?><?xml-stylesheet href='x'?><feed xmlns='http://www.w3.org/2005/Atom'/>"),
        ("feed", "\ufeff  <!-- a > b --><a:feed xmlns:a='http://www.w3.org/2005/Atom'/>"),
        ("rss", "<rss version='2.0'><channel/></rss>"),
        ("rss", "<!DOCTYPE rss [<!ENTITY a 'b'> ]><rss/>"),
        ("RDF", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"),
        ("{", '{"version":"1.0","encoding":"UTF-8","feed":{}}'),
        ("{", '// API callback\nshow({"version":"1.0","feed":{}});'),
        ("sitemapindex", "<sitemapindex/>"),
        ("p", "words and then <p>markup"),
        ("html", "<!DOCTYPE html>\n<html lang='fr'><head>"),
        ("", "plain words"),
        ("", '{"error": "not a feed"}'),
    ],
)
def test_the_root_tells_what_a_document_is(expected: str, body: str) -> None:
    assert expected == root_name(page(body))


def test_a_feed_that_is_served_as_html_is_read_as_a_feed() -> None:
    assert PageType.FEED is parse_document(page("<feed xmlns='http://www.w3.org/2005/Atom'/>")).page_type


def test_a_page_that_is_served_as_xml_is_read_as_a_page() -> None:
    post = "<div class='post hentry'><h3 class='post-title'>T</h3><div class='post-body'>x</div></div>"

    assert PageType.POST is parse_document(page(f"<html><body>{post}</body></html>", "application/atom+xml")).page_type


def test_a_sitemap_gives_its_posts() -> None:
    body = f"<urlset><url><loc>{URL}</loc></url></urlset>"

    assert (URL,) == parse_document(page(body, "text/plain")).links.posts


@pytest.mark.parametrize("body", ["", " \n"])
def test_an_empty_document_is_named_unread(body: str) -> None:
    parsed = parse_document(page(body))

    assert PageType.UNKNOWN is parsed.page_type
    assert ["parse-failed"] == [notice.code for notice in parsed.notices]


def test_a_feed_that_the_owner_switched_off_is_no_loss() -> None:
    url = "https://saltmarsh.blogspot.com/feeds/5001/comments/default"
    parsed = parse_document(RawPage(url=url, final_url=url, status=200, body=b"Comments are not shown."))

    assert [("feed-closed", Severity.INFO)] == [(notice.code, notice.severity) for notice in parsed.notices]
    assert parsed.blog is None


@pytest.mark.parametrize("body", ["Service Unavailable", "<!-- cut", "\0\0\0"])
def test_a_document_without_elements_is_named_unread(body: str) -> None:
    assert ["parse-failed"] == [notice.code for notice in parse_document(page(body)).notices]


PIECES = st.sampled_from(
    [
        "<feed|xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "</entry>",
        "<rss>",
        "<item>",
        "<title>",
        "&#0;",
        "&",
        "<",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE|a|[",
        '{"feed":',
        "[",
        "]}",
        "<html>",
        "<div|class='post-body'>",
        "<urlset>",
        "<loc>",
        "<link|rel='alternate'|href='http://['/>",
        "<content|type='html'>",
        "<published>9999-99-99T99:99:99Z</published>",
    ]
).map(lambda piece: piece.replace("|", " "))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=20).map("".join), st.binary(max_size=8))
def test_no_bytes_make_it_raise(text: str, tail: bytes) -> None:
    assert parse_document(page(text.encode("utf-8", "surrogatepass") + tail)).url
