import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from archive_double import HOME, LOST, MODERN, PICTURE, sample
from golden import assert_golden
from lxml import etree

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import (
    Author,
    Comment,
    Commenter,
    CommentStatus,
    Media,
    MediaStatus,
    Post,
    PostStatus,
    PostType,
)
from migrator.sinks import MemorySink

NAMESPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def _exported(archive, **options):
    files, report = _files(archive, **options)
    return files["blog.wxr.xml"], report


def _files(archive, base_url=None, source_date_epoch=None, **extra):
    sink = MemorySink(archive.open_media)
    options = ExportOptions(base_url=base_url, source_date_epoch=source_date_epoch, extra=extra)
    report = export_archive(archive, "wxr", sink, options)
    return sink.files, report


def _channel(archive, **options):
    return etree.fromstring(_exported(archive, **options)[0]).find("channel")


def _items(archive, kind=None, **options):
    found = _channel(archive, **options).findall("item")
    return [item for item in found if kind is None or _text(item, "wp:post_type") == kind]


def _text(element, name):
    return element.findtext(name, namespaces=NAMESPACES)


def _meta(element, name="wp:postmeta"):
    return {_text(one, "wp:meta_key"): _text(one, "wp:meta_value") for one in element.findall(name, NAMESPACES)}


def _item(archive, title, **options):
    return next(item for item in _items(archive, **options) if _text(item, "title") == title)


def _only(post, **fields):
    archive = sample()
    archive.of_posts = [replace(post, **fields)] if fields else [post]
    return archive


def _post(number, **fields):
    given = {"id": str(number), "url": f"{HOME}2012/0{number}/x.html", "slug": "x", "title": f"T{number}",
             "published": f"2012-0{number}-01T08:00:00+01:00"}  # fmt: skip
    return Post(**{**given, **fields})


def _blog_of(*posts):
    archive = sample()
    archive.of_posts = list(posts)
    return archive


KEEPER = 'Le gardien: #1 "n\'oublie" rien 😀'


def test_the_sample_exports_as_it_always_did():
    assert_golden("wxr", _files(sample(), media="folder")[0])


def test_the_channel_is_in_the_order_of_wordpress():
    names = [etree.QName(child).localname for child in _channel(sample())]

    assert ["title", "link", "description", "pubDate", "language", "wxr_version", "base_site_url", "base_blog_url",
            "author", "author", "tag", "tag", "tag", "tag", "tag", "generator", "item"] == names[:17]  # fmt: skip


def test_an_item_is_in_the_order_of_wordpress():
    names = [etree.QName(child).localname for child in _item(sample(), KEEPER)]

    assert ["title", "link", "pubDate", "creator", "guid", "description", "encoded", "encoded", "post_id", "post_date",
            "post_date_gmt", "post_modified", "post_modified_gmt", "comment_status", "ping_status", "post_name",
            "status", "post_parent", "menu_order", "post_type", "post_password", "is_sticky",
            "category"] == names[:23]  # fmt: skip


def test_the_time_is_the_blogs_own_and_utc_beside_it():
    item = _item(sample(), KEEPER)

    assert "2018-02-12 23:30:00" == _text(item, "wp:post_date")
    assert "2018-02-12 22:30:00" == _text(item, "wp:post_date_gmt")
    assert "Mon, 12 Feb 2018 22:30:00 +0000" == item.findtext("pubDate")


def test_a_bare_day_is_on_that_day_in_every_zone():
    item = _item(sample(), "Contact")

    assert "2011-01-01 12:00:00" == _text(item, "wp:post_date") == _text(item, "wp:post_date_gmt")


def test_a_draft_has_no_utc_time():
    item = _item(sample(), "Brouillon")

    assert "draft" == _text(item, "wp:status")
    assert "0000-00-00 00:00:00" == _text(item, "wp:post_date_gmt")


def test_no_two_items_share_type_time_and_title():
    twins = [_post(1, id=str(number), published="2012-01-01T08:00:00+01:00") for number in range(3)]
    untitled = [replace(twin, id=f"u{twin.id}", title="", content_html="x") for twin in twins]
    found = [
        (_text(item, "wp:post_type"), _text(item, "wp:post_date"), _text(item, "title"))
        for item in _items(_blog_of(*twins, *untitled))
    ]

    assert 6 == len(set(found))
    untitled_times = [time for _, time, title in found if not title]
    assert all(1 == [time for _, time, _ in found].count(one) for one in untitled_times[1:])


def test_a_time_that_nobody_tells_comes_from_the_address_and_is_told():
    archive = _blog_of(_post(3, published=None))

    assert "2012-03-01 12:00:00" == _text(_items(archive)[0], "wp:post_date")
    assert ["date-assumed"] == [notice.code for notice in _exported(archive)[1].notices]


def test_slugs_are_unique_in_the_site_and_the_oldest_keeps_its_own():
    archive = _blog_of(
        *(_post(month, slug="blog-post", url=f"{HOME}2012/0{month}/blog-post.html") for month in (3, 2, 1))
    )

    assert ["blog-post-3", "blog-post-2", "blog-post"] == [_text(item, "wp:post_name") for item in _items(archive)]
    assert [None, "blog-post"] == [_meta(item).get("_wp_old_slug") for item in reversed(_items(archive))][:2]
    assert [f"{HOME}2012/03/blog-post-3.html", f"{HOME}2012/02/blog-post-2.html"] == [
        notice.detail for notice in _exported(archive)[1].notices
    ]


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("The_Net.v2", "the_net-v2"),
        ("feed", "feed-2"),
        ("embed", "embed-2"),
        ("12", "12-2"),
        ("2012", "2012"),
        ("c++", "c"),
        ("été", "ete"),
        ("море", "%d0%bc%d0%be%d1%80%d0%b5"),
    ],
)
def test_a_slug_is_one_that_wordpress_leaves_alone(slug, name):
    assert name == _text(_items(_blog_of(_post(1, slug=slug)))[0], "wp:post_name")


def test_a_slug_of_another_script_is_cut_between_characters():
    name = _text(_items(_blog_of(_post(1, slug="море" * 40)))[0], "wp:post_name")

    assert len(name) <= 200
    assert "0" == str(len(name) % 6)


def test_labels_that_look_alike_get_slugs_of_their_own():
    channel = _channel(sample())
    tags = {_text(tag, "wp:tag_name"): _text(tag, "wp:tag_slug") for tag in channel.findall("wp:tag", NAMESPACES)}

    assert {"C": "c", "C++": "c-2", "Mer": "mer", "R&amp;D": "rd", "mer": "mer-2"} == tags
    assert [("Mer", "mer"), ("mer", "mer-2"), ("C++", "c-2"), ("C", "c"), ("R&amp;D", "rd")] == [
        (term.text, term.get("nicename")) for term in _item(sample(), KEEPER).findall("category")
    ]


def test_logins_are_ascii_short_unique_and_never_admin():
    archive = sample()
    archive.of_authors = [
        Author(id="1", name="Admin"),
        Author(id="2", name="Élodie O'Neil & Co"),
        Author(id="3", name="Elodie O’Neil  Co"),
        Author(id="4", name="日本"),
        Author(id="5", name="x" * 90),
    ]

    channel = _channel(archive)
    logins = [_text(author, "wp:author_login") for author in channel.findall("wp:author", NAMESPACES)]

    assert ["admin-2", "elodie-oneil-co", "elodie-oneil-co-2"] == logins[:3]
    assert logins[3].startswith("author-")
    assert "x" * 60 == logins[4]
    assert "日本" in [_text(author, "wp:author_display_name") for author in channel.findall("wp:author", NAMESPACES)]


def test_the_parent_of_a_comment_has_a_smaller_number_in_the_same_post():
    item = _item(sample(), KEEPER)
    comments = item.findall("wp:comment", NAMESPACES)
    numbers = [int(_text(comment, "wp:comment_id")) for comment in comments]

    assert [1, 2, 3] == numbers
    assert [("801", "0"), ("803", "0"), ("802", "2")] == [
        (_meta(comment, "wp:commentmeta")["blogger_id"], _text(comment, "wp:comment_parent")) for comment in comments
    ]


def test_comments_that_answer_each_other_in_a_circle_or_nobody_are_kept():
    odile = Commenter(name="Odile")
    circle = (
        Comment(id="1", parent_id="2", author=odile, content_html="a", published="2012-01-01T00:00:00+00:00"),
        Comment(id="2", parent_id="1", author=odile, content_html="b", published="2012-01-02T00:00:00+00:00"),
        Comment(id="3", parent_id="9", author=odile, content_html="c"),
        Comment(id="4", parent_id="4", author=odile, content_html="d"),
    )
    item = _items(_blog_of(_post(1, comments=circle)))[0]

    found = [
        (_text(comment, "wp:comment_content"), _text(comment, "wp:comment_parent"))
        for comment in item.findall("wp:comment", NAMESPACES)
    ]

    assert [("b", "0"), ("a", "1"), ("c", "0"), ("d", "0")] == found


def _thread(*comments):
    return tuple(
        Comment(id=number, parent_id=parent, author=Commenter(name="Odile"), content_html=text,
                status=CommentStatus.PUBLISHED if text else CommentStatus.REMOVED)
        for number, parent, text in comments
    )  # fmt: skip


def _said(comments, language="fr"):
    archive = _blog_of(_post(1, comments=comments))
    archive.of_blog = replace(archive.of_blog, language=language)
    return [_text(one, "wp:comment_content") for one in _items(archive)[0].findall("wp:comment", NAMESPACES)]


def test_a_removed_comment_that_was_answered_keeps_its_place_in_the_blogs_language():
    answered = _thread(("1", None, ""), ("2", "1", "Si !"))

    assert ["Ce commentaire a été supprimé.", "Si !"] == _said(answered)
    assert ["Dieser Kommentar wurde entfernt.", "Si !"] == _said(answered, "de-AT")


def test_a_removed_comment_without_an_answer_is_left_out_and_counted():
    lonely = _thread(("1", None, ""), ("2", "1", ""), ("3", None, "Oui"))

    assert ["Oui"] == _said(lonely)
    assert 2 == _exported(_blog_of(_post(1, comments=lonely)))[1].losses["removed comments without an answer"]


def test_a_title_is_text_to_wordpress_whatever_it_looks_like():
    archive = _blog_of(_post(1, title="Use <div> & <script>, or &lt;br&gt;"))

    assert "Use &lt;div&gt; &amp; &lt;script&gt;, or &amp;lt;br&amp;gt;" == _text(_items(archive)[0], "title")


def test_names_and_labels_keep_what_stands_in_angle_brackets_and_percents():
    said = Comment(id="1", author=Commenter(name="J. <j@example.org> 50%25"), content_html="x")
    archive = _blog_of(_post(1, labels=("List<String>",), author="n", comments=(said,)))
    archive.of_authors = [Author(id="n", name="<b>Ann</b>")]
    channel, item = _channel(archive), _items(archive)[0]

    assert "J. &lt;j@example.org&gt; 50&#37;25" == _text(item.find("wp:comment", NAMESPACES), "wp:comment_author")
    assert ["List&lt;String&gt;"] == [term.text for term in item.findall("category")]
    assert "List&lt;String&gt;" == _text(channel.find("wp:tag", NAMESPACES), "wp:tag_name")
    assert "&lt;b&gt;Ann&lt;/b&gt;" == _text(channel.find("wp:author", NAMESPACES), "wp:author_display_name")


def test_a_label_longer_than_the_column_is_cut_and_no_reference_in_it():
    term = _items(_blog_of(_post(1, labels=("x" * 198 + "<y>",))))[0].findtext("category")

    assert "x" * 198 == term


def test_a_link_within_a_post_names_the_post():
    html = '<a href="#fn1">1</a> <a href="{}#fn2">2</a> <a href="#">up</a> <map><area href="#a"></map>'
    own = f"{HOME}2012/01/x.html"
    content = _text(_items(_blog_of(_post(1, content_html=html.format(own))))[0], "content:encoded")

    assert [f"{own}#fn1", f"{own}#fn2", f"{own}#", f"{own}#a"] == re.findall('href="([^"]*)"', content)


def test_a_link_within_a_post_that_moves_or_has_no_address_names_its_new_place():
    page = _post(1, type=PostType.PAGE, url=f"{HOME}p/toc.html", slug="toc", content_html='<a href="#a">a</a>')
    draft = _post(2, url="", slug="", status=PostStatus.DRAFT, content_html='<a href="#b">b</a>')
    found = {_text(item, "title"): item for item in _items(_blog_of(page, draft), base_url="https://new.example/")}

    assert 'href="https://new.example/toc#a"' in _text(found["T1"], "content:encoded")
    number = _text(found["T2"], "wp:post_id")
    assert f'href="https://new.example/?p={number}#b"' in _text(found["T2"], "content:encoded")


@pytest.mark.parametrize("box", [True, False])
def test_links_within_a_post_survive_the_importers_rewriting(box):
    html = '<p id="fn1">x</p><a href="#fn1">1</a> <a href="/2012/01/x.html#fn1">2</a>'
    channel = _channel(_blog_of(_post(1, content_html=html)))
    content = _text(channel.find("item"), "content:encoded")
    base = _text(channel, "wp:base_site_url") + "/"
    links = [_as_the_importer_rewrites(link, base, "https://new.example/") if box else link
             for link in re.findall('href="([^"]*)"', content)]  # fmt: skip

    assert [f"{'https://new.example/' if box else HOME}2012/01/x.html#fn1"] * 2 == links


def _as_the_importer_rewrites(link, base, new):
    """WPURL::replace_base_url of wordpress-importer 0.9.5: what is relative stays so, resolved against the base."""
    whole = urlsplit(urljoin(base, link))
    if (whole.scheme, whole.netloc) != urlsplit(base)[:2]:
        return link
    below = whole._replace(scheme="", netloc="").geturl()
    return below if not urlsplit(link).scheme else urljoin(new, below)


def test_redirects_are_also_a_list_for_homes_without_plugins():
    files, _ = _files(sample(), base_url="https://new.example/")

    assert f"{HOME}p/contact.html,https://new.example/contact,301" in files["redirects.csv"].decode().splitlines()
    assert "/p/contact.html -> /contact 301" in files["squarespace.txt"].decode().splitlines()
    assert "/search/label/C%2B%2B -> /tag/c-2/ 301" in files["squarespace.txt"].decode().splitlines()
    assert b"https://new.example" in files["blogger-template.xml"]


def test_the_readme_says_where_links_lead_and_which_zone_it_is():
    archive = _blog_of(_post(1), _post(7, published="2012-07-01T08:00:00+02:00"))
    archive.of_blog = replace(archive.of_blog, timezone=None)

    there = _files(archive)[0]["README.txt"].decode()
    here = _files(archive, base_url="https://new.example/")[0]["README.txt"].decode()

    assert "UTC+01:00 in one part of the year and UTC+02:00 in the other" in there or "UTC+02:00 in one" in there
    assert "--rewrite_urls" in there
    assert "--base-url" in there
    assert "Links between the posts lead to https://new.example/" in here


def test_every_size_of_a_picture_is_the_one_address_of_its_attachment():
    items = _items(sample())
    attached = [_text(item, "wp:attachment_url") for item in items if _text(item, "wp:post_type") == "attachment"]
    content = _text(_item(sample(), KEEPER), "content:encoded")

    assert [PICTURE, f"{MODERN}?m2.png"] == attached
    assert 2 == content.count(f'"{PICTURE}"')
    assert f'"{MODERN}?m2.png"' in content
    assert f'"{LOST}"' in content


def test_attachments_hang_on_the_first_post_that_uses_them():
    items = _items(sample())
    parent = next(_text(item, "wp:post_id") for item in items if _text(item, "title") == KEEPER)
    attachments = [item for item in items if _text(item, "wp:post_type") == "attachment"]

    assert [parent, parent] == [_text(item, "wp:post_parent") for item in attachments]
    assert 2 == len({_text(item, "wp:post_name") for item in attachments})
    assert {"inherit"} == {_text(item, "wp:status") for item in attachments}


def test_no_attachment_address_is_the_beginning_of_another():
    archive = sample()
    archive.of_media = [
        Media(id=f"{number:016x}", url=f"http://host.example/pic{suffix}.jpg", status=MediaStatus.SKIPPED)
        for number, suffix in enumerate(["", "2", "22"])
    ]
    archive.of_posts = [_post(1, media=tuple(media.id for media in archive.of_media), content_html="x")]

    stems = [_text(item, "wp:attachment_url").rpartition(".")[0] for item in _items(archive, "attachment")]

    assert 3 == len(stems)
    assert not any(one != other and other.startswith(one) for one in stems for other in stems)


def test_a_base_url_serves_the_held_files():
    attached = [
        _text(item, "wp:attachment_url") for item in _items(sample(), "attachment", media="https://m.example/a/")
    ]

    assert ["https://m.example/a/phare-0a1b2c3d.jpg", "https://m.example/a/AVvXsEsample-11111111.png"] == attached


def test_numbers_of_items_are_distinct_and_small():
    numbers = [int(_text(item, "wp:post_id")) for item in _items(sample())]

    assert list(range(1, 10)) == sorted(numbers)


def test_characters_that_xml_lacks_are_stripped_and_the_rest_survives():
    html = "a\x0b\x01b ]]> 😀 &amp; \\ % é\ufffe<!--more-->c"
    item = _items(_blog_of(_post(1, title="T\x00\x1f]]>", content_html=html)))[0]

    assert "T]]&gt;" == _text(item, "title")
    assert "ab ]]&gt; 😀 &amp; \\ % é<!--more-->c" == _text(item, "content:encoded")


def test_half_a_surrogate_pair_stops_no_export():
    item = _items(_blog_of(_post(1, title="a\ud83db", content_html="c\ud83dd")))[0]

    assert "ab" == _text(item, "title")


def test_lines_are_joined_but_in_code():
    html = "one<br />\n<br />\ntwo\n  three<pre>a\n\n  b</pre>\nfour"

    assert "one<br> <br> two three<pre>a\n\n  b</pre> four" == _text(
        _items(_blog_of(_post(1, content_html=html)))[0], "content:encoded"
    )


def test_the_jump_break_is_that_of_wordpress():
    assert "a<!--more-->b" == _text(
        _items(_blog_of(_post(1, content_html='a<a name="more"></a>b')))[0], "content:encoded"
    )


def test_square_brackets_make_no_shortcode():
    html = '[caption] [/b] [1] <a href="http://x.example/[gallery]">x</a>'

    assert '&#91;caption] &#91;/b] [1] <a href="http://x.example/&#91;gallery]">x</a>' == _text(
        _items(_blog_of(_post(1, content_html=html)))[0], "content:encoded"
    ).replace("%5B", "&#91;").replace("%5D", "]")


def test_what_is_empty_altogether_gets_a_space():
    item = next(item for item in _items(sample()) if (item.findtext("link") or "").endswith("vide.html"))

    assert "&nbsp;" == _text(item, "content:encoded")


def test_every_spelling_of_the_blogs_address_becomes_the_one():
    content = _text(_item(sample(), KEEPER), "content:encoded")

    assert f'href="{HOME}2012/03/blog-post.html#c801"' in content
    assert f'href="{HOME}tag/mer"' in content


def test_links_to_what_moved_lead_to_its_new_address():
    archive = sample()
    archive.of_posts = [
        *archive.of_posts,
        _post(9, content_html='<a href="/p/contact.html">a</a> <a href="/2013/03/blog-post.html#c1">b</a>'),
    ]
    content = _text(_item(archive, "T9"), "content:encoded")

    assert f'<a href="{HOME}contact">a</a>' in content
    assert f'<a href="{HOME}2012/03/blog-post-2.html#c1">b</a>' in content


def test_the_old_address_is_kept_in_the_fields_that_redirects_use():
    meta = _meta(_item(sample(), KEEPER))

    assert "lampe-a-huile.blogspot.com" == meta["blogger_blog"]
    assert "/2018/02/le-gardien.html" == meta["blogger_permalink"]
    assert "2019-01-05T10:00:00+01:00" == meta["blogger_updated"]


def test_guid_is_the_old_address():
    assert HOME + "2018/02/le-gardien.html" == _item(sample(), KEEPER).findtext("guid")


def test_a_post_that_vanished_from_the_blog_is_private():
    assert "private" == _text(_item(sample(), "null"), "wp:status")


def test_a_scheduled_page_is_a_future_page():
    item = _items(_blog_of(_post(1, status=PostStatus.SCHEDULED, type=PostType.PAGE)))[0]

    assert ("page", "future") == (_text(item, "wp:post_type"), _text(item, "wp:status"))


def test_the_date_of_the_file_is_told_from_outside_or_that_of_the_crawl():
    assert "Sun, 01 Mar 2026 09:30:00 +0000" == _channel(sample()).findtext("pubDate")
    assert "Fri, 13 Feb 2009 23:31:30 +0000" == _channel(sample(), source_date_epoch=1234567890).findtext("pubDate")
