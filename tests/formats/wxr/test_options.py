"""What the user may ask of a WordPress export, and what lies beside the file."""

import html
import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from archive_double import HOME, sample
from lxml import etree

from migrator.export import export_archive
from migrator.model.errors import UsageError
from migrator.model.ports import ExportOptions, PostSummary
from migrator.model.schema import Comment, Commenter, Media, MediaStatus, Post, PostType
from migrator.sinks import MemorySink

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def _exported(archive, base_url=None, **extra):
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, "wxr", sink, ExportOptions(base_url=base_url, extra=extra))
    return sink.files, report


def _blog_of(*posts, **fields):
    archive = sample()
    archive.of_posts = list(posts)
    return replace(archive, **fields)


def _post(number, month=3, **fields):
    given = {"id": f"{number:04d}", "url": f"{HOME}2012/{month:02d}/x{number}.html", "slug": f"x{number}",
             "title": f"T{number}", "published": f"2012-{month:02d}-01T08:{number // 60:02d}:{number % 60:02d}+01:00",
             "content_html": "x"}  # fmt: skip
    return Post(**{**given, **fields})


def _items(part):
    return etree.fromstring(part).findall("channel/item")


def _body(item):
    return item.findtext(CONTENT)


def test_labels_become_categories_if_asked_for():
    channel = etree.fromstring(_exported(sample(), labels="categories")[0]["blog.wxr.xml"]).find("channel")

    assert ["C", "C++", "Mer", "R&amp;D", "mer"] == [
        one.findtext(f"{WP}cat_name") for one in channel.findall(f"{WP}category")
    ]
    assert {"category"} == {one.get("domain") for one in channel.iter("category")}


def test_parts_stay_below_the_size_and_lose_nothing():
    archive = _blog_of(*(_post(number, content_html="word " * 4_000) for number in range(40)))
    files, _ = _exported(archive, split="100KB")
    parts = {path: content for path, content in files.items() if path.endswith(".wxr.xml")}

    assert "blog-001.wxr.xml" == min(parts)
    assert len(parts) > 5
    assert all(len(content) <= 100_000 for content in parts.values())
    titles = [item.findtext("title") for _, part in sorted(parts.items()) for item in _items(part)]
    assert [f"T{number}" for number in range(39, -1, -1)] == titles


def test_each_part_is_complete_without_the_others():
    picture = Media(id="m9", url="http://p.example/a.jpg", content_type="image/jpeg", status=MediaStatus.SKIPPED)
    shown = [_post(number, content_html="word " * 19_000, media=("m9",)) for number in range(2)]
    files, _ = _exported(_blog_of(*shown, of_media=[picture]), split="100KB")
    parts = [etree.fromstring(files[f"blog-00{number}.wxr.xml"]).find("channel") for number in (1, 2)]

    attached = [
        item for part in parts for item in part.findall("item") if item.findtext(f"{WP}post_type") == "attachment"
    ]
    assert 1 == len({item.findtext(f"{WP}attachment_url") for item in attached})
    assert 2 == len({item.findtext("title") for item in attached})
    for part in parts:
        numbers = {item.findtext(f"{WP}post_id") for item in part.findall("item")}
        assert {item.findtext(f"{WP}post_parent") for item in part.findall("item")} <= numbers | {"0"}


@pytest.mark.parametrize(
    "extra", [{"split": "20 apples"}, {"split": "1KB"}, {"media": "somewhere"}, {"media": "base-url"}, {"labels": "x"}]
)
def test_an_option_that_means_nothing_is_wrong_usage(extra):
    with pytest.raises(UsageError):
        _exported(sample(), **extra)


def test_a_folder_holds_each_file_once_under_the_name_that_the_content_has():
    files, _ = _exported(sample(), media="folder")

    assert {"media/phare-0a1b2c3d.jpg", "media/AVvXsEsample-11111111.png"} == {
        f for f in files if f.startswith("media/")
    }
    assert f"{HOME}media/phare-0a1b2c3d.jpg" in files["blog.wxr.xml"].decode()
    assert b"--source-dir=media" in files["README.txt"]


def test_files_can_be_below_the_new_address():
    text = _exported(sample(), "https://new.example/blog", media="base-url")[0]["blog.wxr.xml"].decode()

    assert "<![CDATA[https://new.example/blog/media/phare-0a1b2c3d.jpg]]>" in text


def test_links_lead_to_the_new_address():
    text = _exported(sample(), "https://new.example")[0]["blog.wxr.xml"].decode()

    assert '<a href="https://new.example/2012/03/blog-post.html#c801">' in text
    assert '<a href="https://new.example/tag/mer">' in text
    assert "<wp:base_site_url>https://new.example</wp:base_site_url>" in text


def test_a_drawing_in_svg_stays_where_it_was_and_is_told():
    drawing = Media(id="m9", url="http://p.example/a.svg", content_type="image/svg+xml", status=MediaStatus.HELD,
                    path="media/a-12345678.svg", urls=("http://p.example/a.svg",))  # fmt: skip
    archive = _blog_of(
        _post(1, media=("m9",), content_html='<img src="http://p.example/a.svg">'),
        of_media=[drawing],
        contents={"m9": b"<svg/>"},
    )
    files, report = _exported(archive, media="folder")

    assert '<img src="http://p.example/a.svg">' == _body(_items(files["blog.wxr.xml"])[0])
    assert ["target-cannot-hold"] == [notice.code for notice in report.notices]


def test_a_body_of_ten_megabytes_is_in_sections_that_importers_read():
    body = "é]]>" * 2_600_000
    content = _exported(_blog_of(_post(1, content_html=body)))[0]["blog.wxr.xml"]

    item = etree.fromstring(content).find("channel/item")  # libxml2 within the bounds that importers have

    assert body == item.find(CONTENT).xpath("string()")


def test_a_post_whose_address_names_another_month_is_found_by_its_old_one():
    archive = _blog_of(_post(1, month=3, published="2012-05-02T08:00:00+01:00"))
    files, report = _exported(archive)
    meta = {one.findtext(f"{WP}meta_key"): one.findtext(f"{WP}meta_value")
            for one in _items(files["blog.wxr.xml"])[0].findall(f"{WP}postmeta")}  # fmt: skip

    assert "2012-03-01" == meta["_wp_old_date"]
    assert [f"{HOME}2012/05/x1.html"] == [notice.detail for notice in report.notices]
    assert b"'2012/03/x1.html' => '2012/05/x1.html'," in files["mu-plugins/blogger-addresses.php"]


def test_a_new_address_is_never_the_old_one_of_another_post():
    archive = _blog_of(
        _post(1, url=f"{HOME}2013/03/y.html", slug="y", published="2012-03-01T08:00:00+01:00"),
        _post(2, url=f"{HOME}2012/03/y.html", slug="y", published="2014-05-01T08:00:00+01:00"),
    )
    new = {notice.url: notice.detail for notice in _exported(archive)[1].notices}

    assert f"{HOME}2012/03/y.html" not in new.values()
    assert {f"{HOME}2013/03/y.html", f"{HOME}2012/03/y.html"} == set(new)


def test_titles_that_the_database_holds_for_equal_get_seconds_of_their_own():
    at = "2012-03-01T08:00:00+01:00"
    archive = _blog_of(_post(1, title="Été", published=at), _post(2, title="ETE", published=at))

    times = {item.findtext(f"{WP}post_date") for item in _items(_exported(archive)[0]["blog.wxr.xml"])}

    assert {"2012-03-01 08:00:00", "2012-03-01 08:00:01"} == times


def test_other_titles_of_one_second_keep_it():
    at = "2012-03-01T08:00:00+01:00"
    archive = _blog_of(_post(1, title="One", published=at), _post(2, title="Two", published=at))

    times = {item.findtext(f"{WP}post_date") for item in _items(_exported(archive)[0]["blog.wxr.xml"])}

    assert {"2012-03-01 08:00:00"} == times


def test_what_the_columns_of_a_comment_cannot_hold_is_kept_as_a_field():
    writer = Commenter(name="N" * 400, url="http://x.example/" + "u" * 300)
    comment = Comment(id="1", author=writer, content_html="é" * 40_000, published="2012-03-02T08:00:00+01:00")
    item = _items(_exported(_blog_of(_post(1, comments=(comment,))))[0]["blog.wxr.xml"])[0].find(f"{WP}comment")
    meta = {one.findtext(f"{WP}meta_key"): one.findtext(f"{WP}meta_value") for one in item.findall(f"{WP}commentmeta")}

    assert 245 == len(item.findtext(f"{WP}comment_author"))
    assert "" == item.findtext(f"{WP}comment_author_url")
    assert 65_000 >= len(item.findtext(f"{WP}comment_content").encode())
    assert (writer.url, 40_000) == (meta["blogger_author_url"], len(meta["blogger_content"]))


def test_a_break_in_a_comment_survives_where_tags_are_refused():
    comment = Comment(id="1", author=Commenter(name="O"), content_html="a<br>b", published="2012-03-02T08:00:00+01:00")
    item = _items(_exported(_blog_of(_post(1, comments=(comment,))))[0]["blog.wxr.xml"])[0].find(f"{WP}comment")

    assert "a<br />\nb" == item.findtext(f"{WP}comment_content")


def test_a_blog_without_authors_still_names_one():
    channel = etree.fromstring(_exported(_blog_of(_post(1), of_authors=[]))[0]["blog.wxr.xml"]).find("channel")

    assert ["la-lampe-a-huile"] == [one.findtext(f"{WP}author_login") for one in channel.findall(f"{WP}author")]


def test_dates_of_change_are_counted_as_lost():
    assert 1 == _exported(sample())[1].losses["dates of change (kept as a field)"]


def test_labels_and_pages_lead_on_in_the_plugin():
    page = Post(id="1", type=PostType.PAGE, url=f"{HOME}p/l'été.html", slug="l'été", title="x", content_html="x")
    php = _exported(_blog_of(page, _post(2, labels=("it's \\ a/b",))))[0]["mu-plugins/blogger-addresses.php"].decode()

    assert "'p/l\\'été.html' => 'lete'," in php
    assert "'it\\'s \\\\ a/b' => 'tag/its-a-b'," in php


class _Many:
    """A view of many posts that are made when asked for."""

    def __init__(self, count):
        self._one = sample()
        self._count = count

    def __getattr__(self, name):
        return getattr(self._one, name)

    def posts(self):
        for number in range(self._count):
            told = (datetime(2012, 3, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
            yield _post(number, url=f"{HOME}2012/03/n{number}.html", slug=f"n{number}", published=told)

    def summaries(self):
        for post in self.posts():
            key = post.url.removeprefix(HOME)
            yield PostSummary(id=post.id, url=post.url, key=key, type="post", status="published", slug=post.slug,
                              title=post.title, published=post.published)  # fmt: skip


class _Nowhere:
    def write(self, file):
        if not isinstance(file.content, (bytes, Media)):
            for _ in file.content:
                pass

    def commit(self):
        pass

    def abort(self):
        pass


def _peak(count):
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    export_archive(_Many(count), "wxr", _Nowhere(), ExportOptions())
    return tracemalloc.get_traced_memory()[1] - before


def test_memory_does_not_grow_with_the_number_of_posts():
    tracemalloc.start()
    try:
        _peak(1_500)  # the bounded caches of addresses are full then
        few, many = _peak(300), _peak(1_500)
    finally:
        tracemalloc.stop()

    assert (many - few) / 1_200 < 100  # bytes; a name and an address alone would be more


@pytest.mark.parametrize("text", ["a :) b", ":smile: b", "<b>8-)</b>", "x ;-)", ":?:", ":-|"])
def test_what_wordpress_would_draw_as_a_face_stays_text(text):
    content = _body(_items(_exported(_blog_of(_post(1, content_html=text)))[0]["blog.wxr.xml"])[0])

    assert text == html.unescape(content)
    assert text != content


@pytest.mark.parametrize("text", ["10:30", "a:b", "(8)", "http://x.example/:)", "std::x", ":-/"])
def test_what_is_no_face_stays_as_it_is(text):
    assert text == _body(_items(_exported(_blog_of(_post(1, content_html=text)))[0]["blog.wxr.xml"])[0])


def test_posts_that_share_a_file_are_named_by_their_titles_and_linked_each():
    shared = f"{HOME}2003_05_01_archive.html"
    posts = [
        _post(number, url=f"{shared}#{number}9", slug="2003_05_01_archive", title=f"Entry {number}",
              published=f"2003-05-0{number}T08:00:00+01:00", content_html=f'<a href="{shared}#19">one</a>')
        for number in (1, 2)
    ]  # fmt: skip
    files, _ = _exported(_blog_of(*posts))
    items = _items(files["blog.wxr.xml"])

    assert ["entry-2", "entry-1"] == [item.findtext(f"{WP}post_name") for item in items]
    assert f'<a href="{HOME}2003/05/entry-1.html">one</a>' == _body(items[0])
    assert b"#19" not in files["mu-plugins/blogger-addresses.php"]


def test_a_page_gets_no_name_that_wordpress_has_for_itself():
    pages = [_post(number, type=PostType.PAGE, slug=name, url=f"{HOME}p/{name}.html")
             for number, name in enumerate(("2012", "wp-admin", "page2", "feed", "search", "about"), 1)]  # fmt: skip
    xml = _exported(_blog_of(*pages))[0]["blog.wxr.xml"].decode()

    assert {"2012-2", "wp-admin-2", "page2-2", "feed-2", "search", "about"} == set(
        re.findall(r"<wp:post_name><!\[CDATA\[([^\]]*)", xml)
    )


def test_no_rule_of_the_plugin_leads_away_from_a_page():
    page = _post(1, type=PostType.PAGE, slug="search", url=f"{HOME}p/search.html")
    php = _exported(_blog_of(page))[0]["mu-plugins/blogger-addresses.php"].decode()

    assert "'kept' => array(\n\t\t\t'search' => true,\n\t\t)," in php
    assert "'p/search.html' => 'search'," in php
