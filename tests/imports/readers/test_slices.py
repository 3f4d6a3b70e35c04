"""A feed is cut into small feeds before any XML is parsed, and nothing of it is lost."""

import pytest

from migrator.feeds import head_of, parse_feed
from migrator.imports.readers.slices import Slices, entries_of
from migrator.model.documents import RawPage

HEAD = b'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1.archive</id>'

KIND = (
    b'<category scheme="http://schemas.google.com/g/2005#kind"'
    b' term="http://schemas.google.com/blogger/2008/kind#settings"/>'
)


def entry(number: int, body: bytes = b"words") -> bytes:
    return b"<entry><id>tag:blogger.com,1999:blog-1.post-%d</id><content>%s</content></entry>\n" % (number, body)


def pieces(text: bytes, size: int) -> list[bytes]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def read(document: bytes) -> list[str | None]:
    page = RawPage(url="http://a.blogspot.com/", final_url="", status=200, body=document)
    return [seen.post.platform_id for seen in parse_feed(page).posts]


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_every_slice_is_a_feed_and_together_they_hold_every_entry(size):
    text = HEAD + b"".join(entry(number) for number in range(20)) + b"</feed>"
    slices = list(Slices(pieces(text, size), size=300))

    assert [str(number) for number in range(20)] == [number for one in slices for number in read(one.document)]
    assert {"tag:blogger.com,1999:blog-1.archive"} == {head_of(one.document).atom_id for one in slices}


def test_a_slice_knows_where_in_the_file_it_stands():
    text = HEAD + b"\n" + b"".join(entry(number) for number in range(3)) + b"</feed>"
    *_, last = Slices([text], size=1), *(one for whole in Slices([text]) for one in entries_of(whole))

    assert (3, text.index(b"<entry><id>tag:blogger.com,1999:blog-1.post-2"), 4) == (last.first, last.start, last.line)


def test_an_end_tag_inside_cdata_ends_no_entry():
    text = HEAD + entry(1, b"<![CDATA[</entry><entry>]]>") + entry(2) + b"</feed>"

    assert [["1"], ["2"]] == [read(one.document) for one in entries_of(next(iter(Slices([text]))))]


def test_an_entry_that_never_ends_takes_no_other_with_it():
    text = HEAD + entry(1) + entry(2).replace(b"</content></entry>", b"") + entry(3) + b"</feed>"
    parts = [read(one.document) for one in entries_of(next(iter(Slices([text]))))]

    assert ["1"] == parts[0]
    assert ["3"] == parts[2]


def test_a_cut_entry_is_named_by_its_place():
    text = HEAD + entry(1) + entry(2)[:40]
    slices = Slices([text])

    assert [["1"]] == [read(one.document) for one in slices]
    assert (text.rindex(b"<entry>"), 2, 2) == slices.cut


def test_what_follows_the_feed_is_told():
    slices = Slices([HEAD + entry(1) + b"</feed>\n<script>x</script>\n"])
    list(slices)

    assert b"<script>x</script>" == slices.trailing
    assert None is slices.cut


def test_the_setting_on_line_ends_goes_with_every_slice():
    setting = b"<entry><id>tag:blogger.com,1999:blog-1.settings.BLOG_CONVERT_LINE_BREAKS</id>%s</entry>" % KIND
    slices = list(Slices(pieces(HEAD + setting + entry(1) + entry(2) + b"</feed>", 90), size=1))

    assert all(b"CONVERT_LINE_BREAKS" in one.document for one in slices)
    assert ["1", "2"] == [number for one in slices for number in read(one.document)]


def test_items_of_rss_are_cut_as_well():
    head = b"<rss version='2.0'><channel><title>t</title>"
    items = b"".join(b"<item><guid>tag:blogger.com,1999:blog-1.post-%d</guid></item>" % n for n in range(3))

    slices = Slices(pieces(head + items + b"</channel></rss>", 30), size=1)

    assert ["0", "1", "2"] == [number for one in slices for number in read(one.document)]
