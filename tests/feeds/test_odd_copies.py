"""Copies of a blog's feed that other programs made: dates, labels, ids and authors in forms of their own."""

import pytest

from migrator.dates import stated_instant
from migrator.feeds import parse_feed
from migrator.model.documents import Parsed, RawPage


def parsed(document: str) -> Parsed:
    return parse_feed(RawPage(url="http://quay.blogspot.com/feed", final_url="", status=200, body=document.encode()))


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("Sunday, June 30, 2013 - 00:00", "2013-06-30T00:00:00-00:00"),
        ("dim., 30 juin 2013 08:05:00 +0200", "2013-06-30T08:05:00+02:00"),
        ("2013/06/30 08:05 PDT", "2013-06-30T08:05:00-07:00"),
        ("30.06.2013 14:05 UTC", "2013-06-30T14:05:00-00:00"),
        ("2013-06-30 10:00:00 +02:00", "2013-06-30T10:00:00+02:00"),
        ("Sun Jun 30 00:00:00 CEST 2013", "2013-06-30T00:00:00+02:00"),
        ("Sun Jun 30 00:00:00 XYZ 2013", "2013-06-30T00:00:00-00:00"),
        ("Jun 30, 2013 10:00 PM", "2013-06-30T22:00:00-00:00"),
        ("30-Jun-2013", "2013-06-30"),
        ("7/1/2013 9:00:00", None),  # July or January: never guessed
        ("soon", None),
    ],
)
def test_a_time_in_no_standards_form_is_read_if_it_is_sure(written: str, time: str | None) -> None:
    assert time == stated_instant(written)


RSS = "<rss version='2.0'><channel><title>Quay</title><link>http://quay.blogspot.com/</link>{}</channel></rss>"
ITEM = "<item><title>Fog</title><link>http://quay.blogspot.com/2013/06/fog.html</link>{}</item>"


def test_a_time_that_nobody_can_read_is_told_as_it_is_written() -> None:
    seen = parsed(RSS.format(ITEM.format("<pubDate>the last day of June</pubDate>")))

    assert (None,) == tuple(one.post.published for one in seen.posts)
    assert [("date-unreadable", "the last day of June")] == [(one.code, one.detail) for one in seen.notices]


def test_labels_of_rss_1_0_and_blogs_own_number_are_read() -> None:
    rdf = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Quay</title>"
        "<link>http://quay.blogspot.com/</link></channel><item rdf:about='tag:blogger.com,1999:blog-9.post-70'>"
        "<title>Fog</title><link>http://quay.blogspot.com/2013/06/fog.html</link><description>x</description>"
        "<dc:subject>Sea</dc:subject><dc:subject>Weather</dc:subject><dc:date>2013-06-30T10:00:00Z</dc:date></item>"
        "</rdf:RDF>"
    )
    (post,) = (one.post for one in parsed(rdf).posts)

    assert ("70", ("Sea", "Weather"), "2013-06-30T10:00:00-00:00") == (post.platform_id, post.labels, post.published)


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:gr='urn:reader'><title>Quay</title><entry>{}</entry></feed>"


@pytest.mark.parametrize(
    "identity",
    [
        "<id gr:original-id='tag:blogger.com,1999:blog-9.post-70'>tag:reader.example,2005:item/a1</id>",
        "<id>tag:blogger.com,1999:blog-9.post-70</id>",
        "<id>urn:uuid:1</id><link rel='self' href='https://www.blogger.com/feeds/9/posts/default/70'/>",
    ],
)
def test_a_readers_copy_keeps_blogs_own_number_and_labels_and_none_of_its_marks(identity: str) -> None:
    whole = parsed(
        ATOM.format(
            f"{identity}<category term='user/-/state/fresh' scheme='http://reader.example/' label='fresh'/>"
            "<category term='Sea'/><title>Fog</title><content type='html'>x</content>"
            "<author gr:unknown-author='true'><name>(author unknown)</name></author>"
        )
    )
    (post,) = (one.post for one in whole.posts)

    assert ("70", ("Sea",), None) == (post.platform_id, post.labels, post.author)
