"""Whatever a blog holds, the file for WordPress is well-formed and every item in it is told apart."""

from dataclasses import replace

from archive_double import HOME, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Post
from migrator.sinks import MemorySink

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["]]>", "<b>", "&", "\x00", "\ud800", "[x]", "<!--more-->", "<a href='http://['>", ""]),
)
DAYS = st.sampled_from(
    [None, "2012-03-01", "2012-03-01T08:00:00+01:00", "2012-03-01T07:00:00-00:00", "9999-12-31", "no"]
)


@st.composite
def blogs(draw):
    archive = sample()
    count = draw(st.integers(0, 4))
    archive.of_posts = [
        Post(
            id=f"{number}{draw(TEXT)}",
            url=draw(st.sampled_from(["", f"{HOME}2012/03/x-{number}.html", f"{HOME}p/{number}.html"])),
            slug=draw(TEXT),
            title=draw(TEXT),
            published=draw(DAYS),
            labels=tuple(draw(st.lists(TEXT, max_size=3))),
            content_html=draw(TEXT),
            comments=tuple(
                replace(comment, content_html=draw(TEXT), published=draw(DAYS))
                for comment in sample().of_posts[0].comments[: draw(st.integers(0, 4))]
            ),
        )
        for number in range(count)
    ]
    return archive


@settings(max_examples=150, deadline=None)
@given(blogs())
def test_any_blog_makes_a_well_formed_file_of_distinct_items(archive):
    sink = MemorySink(archive.open_media)

    report = export_archive(archive, "wxr", sink, ExportOptions())

    items = etree.fromstring(sink.files["blog.wxr.xml"]).findall("channel/item")
    assert len(archive.of_posts) == len(items) == report.posts + report.pages
    assert all(item.findtext("title") or item.findtext(f"{CONTENT}encoded") for item in items)
    assert len(items) == len({item.findtext(f"{WP}post_name") for item in items})
    assert len(items) == len({(item.findtext(f"{WP}post_date"), item.findtext("title")) for item in items})


@settings(max_examples=100, deadline=None)
@given(blogs())
def test_any_blog_makes_a_tree_of_distinct_files(archive):
    sink = MemorySink(archive.open_media)

    export_archive(archive, "markdown", sink, ExportOptions())

    assert len(archive.of_posts) == sum(path.endswith("/index.md") for path in sink.files)
