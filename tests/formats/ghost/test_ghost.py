"""Everything in the file for Ghost is such as Ghost takes: one value that it refuses leaves the site empty."""

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from archive_double import HOME, sample
from golden import assert_golden

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Author, Media, MediaStatus, Post, PostStatus, PostType
from migrator.sinks import MemorySink


def _exported(archive, base_url=None):
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, "ghost", sink, ExportOptions(base_url=base_url))
    return sink.files, report


def _zip(archive, base_url=None):
    return zipfile.ZipFile(io.BytesIO(_exported(archive, base_url)[0]["blog.ghost.zip"]))


def _data(archive, base_url=None):
    return json.loads(_zip(archive, base_url).read("blog.json"))["data"]


def _blog_of(*posts, **fields):
    archive = sample()
    archive.of_posts = list(posts)
    return replace(archive, **fields)


def _post(number=1, **fields):
    given = {"id": str(number), "platform_id": str(number), "url": f"{HOME}2012/03/x{number}.html",
             "slug": f"x{number}", "title": f"T{number}", "published": "2012-03-01T08:00:00+01:00"}  # fmt: skip
    return Post(**{**given, **fields})


def _only(archive, base_url=None):
    return _data(archive, base_url)["posts"][0]


def _body(post):
    return json.loads(post["lexical"])["root"]["children"][0].get("html", "")


def _leads_to(files, path):
    """Find a redirect as Ghost does: the first pattern that matches the path as a browser sends it."""
    for redirect in json.loads(files["redirects.json"]):
        if match := re.search(redirect["from"], path):
            return re.sub(r"\$(\d)", lambda number: match[int(number[1])], redirect["to"])
    return None


def test_the_sample_exports_as_it_always_did():
    files, _ = _exported(sample())
    unpacked = zipfile.ZipFile(io.BytesIO(files.pop("blog.ghost.zip")))

    assert_golden("ghost", {**files, **{f"zip/{name}": unpacked.read(name) for name in unpacked.namelist()}})


def test_the_same_archive_gives_the_same_bytes():
    assert _exported(sample())[0]["blog.ghost.zip"] == _exported(sample())[0]["blog.ghost.zip"]


def test_the_zip_is_whole():
    assert _zip(sample()).testzip() is None


@pytest.mark.parametrize(("title", "kept"), [("", "(Untitled)"), (" \n", "(Untitled)"), ("x" * 300, "x" * 255)])
def test_a_title_is_neither_blank_nor_too_long(title, kept):
    assert kept == _only(_blog_of(_post(title=title)))["title"]


def test_the_end_of_a_long_title_is_told():
    assert 1 == _exported(_blog_of(_post(title="x" * 300)))[1].losses["ends of long titles"]


def test_slugs_are_one_in_posts_and_pages_and_none_of_the_sites_own():
    page = _post(9, type=PostType.PAGE, url=f"{HOME}p/x1.html", slug="x1")
    about = _post(8, type=PostType.PAGE, url=f"{HOME}p/about.html", slug="about")
    slugs = [post["slug"] for post in _data(_blog_of(_post(1), page, about))["posts"]]

    assert {"x1", "x1-2", "about-2"} == set(slugs)


@pytest.mark.parametrize("slug", ["s" * 400, "море", "Ünder_Score", "a.b", "!!"])
def test_a_slug_is_one_that_ghost_leaves_alone(slug):
    assert re.fullmatch(r"[a-z0-9_-]{1,185}", _only(_blog_of(_post(slug=slug)))["slug"])


def test_a_tag_never_begins_with_what_means_something_else():
    tags = _data(_blog_of(_post(labels=("#hidden", ",comma", "#", "x" * 300))))["tags"]

    assert not [tag for tag in tags if tag["name"][0] in "#,"]
    assert 191 == max(len(tag["name"]) for tag in tags)


def test_labels_that_look_alike_get_slugs_of_their_own_and_keep_their_order():
    data = _data(_blog_of(_post(labels=("C++", "mer", "C", "Mer"))))
    names = {tag["id"]: tag["name"] for tag in data["tags"]}
    order = sorted(data["posts_tags"], key=lambda row: row["sort_order"])

    assert 4 == len({tag["slug"] for tag in data["tags"]})
    assert ["C++", "mer", "C", "Mer"] == [names[row["tag_id"]] for row in order]


def test_everybody_has_an_address_of_their_own():
    people = [Author(id=str(number), name=name) for number, name in enumerate(["A", "A", "日本", "x" * 300, ""])]
    emails = [user["email"] for user in _data(_blog_of(_post(), of_authors=people))["users"]]

    assert 5 == len(set(emails))
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}@blogger\.invalid", email) for email in emails)


def test_the_time_is_utc_with_the_part_of_a_second():
    assert (
        "2018-02-12T22:30:00.001Z" == _only(_blog_of(_post(published="2018-02-12T23:30:00.001+01:00")))["published_at"]
    )


@pytest.mark.parametrize(
    ("status", "there"),
    [
        (PostStatus.PUBLISHED, "published"),
        (PostStatus.DRAFT, "draft"),
        (PostStatus.SCHEDULED, "scheduled"),
        (PostStatus.REMOVED, "draft"),
    ],
)
def test_each_status_has_its_own_there(status, there):
    assert there == _only(_blog_of(_post(status=status)))["status"]


def test_a_body_is_one_card_of_html():
    assert '<a href="http://x.example/"><img src="http://y.example/"></a><pre>a\n  b</pre>' == _body(
        _only(
            _blog_of(
                _post(content_html='<a href="http://x.example/"><img src="http://y.example/"></a><pre>a\n  b</pre>')
            )
        )
    )


def test_an_empty_body_is_an_empty_paragraph():
    assert "paragraph" == json.loads(_only(_blog_of(_post()))["lexical"])["root"]["children"][0]["type"]


def test_links_lead_to_the_new_places():
    body = (
        f'<a href="{HOME}2012/03/x2.html?m=1">a</a><a href="{HOME}search/label/C%2B%2B">b</a><a href="{HOME}">c</a>'
        f'<a href="{HOME}p/about.html">d</a>'
    )
    about = _post(8, type=PostType.PAGE, url=f"{HOME}p/about.html", slug="about")
    archive = _blog_of(_post(1, content_html=body, labels=("C++",)), _post(2), about)
    found = _body(next(post for post in _data(archive, "https://new.example/")["posts"] if post["slug"] == "x1"))

    assert ["x2/", "tag/c/", "", "about-2/"] == re.findall(r'href="https://new\.example/([^"]*)"', found)


def test_files_have_names_that_ghost_leaves_alone():
    names = ["jetée d’été-00000000.jpg", "a-11111111.mp4", "b-22222222.pdf", "c-33333333.json"]
    media = [
        Media(id=str(number), url=f"http://p.example/{number}", path=f"media/{name}", sha256=f"{number}" * 64, bytes=1,
              status=MediaStatus.HELD)
        for number, name in enumerate(names)
    ]  # fmt: skip
    archive = _blog_of(
        _post(media=tuple(one.id for one in media)), of_media=media, contents={one.id: b"x" for one in media}
    )
    names = _zip(archive).namelist()

    assert "blog.json" == names[0]
    assert all(re.fullmatch(r"content/(images|media|files)/blogger/[\w@.-]+", name, re.ASCII) for name in names[1:])
    assert {"images", "media", "files"} == {name.split("/")[1] for name in names[1:]}
    assert ["media-remote"] == [notice.code for notice in _exported(archive)[1].notices]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2012/03/x1.html", "/x1/"),
        ("/p/about.html", "/about-2/"),
        ("/search/label/C%2B%2B", "/tag/c-2/"),
        ("/search/label/C++", "/tag/c-2/"),
        ("/search/label/C", "/tag/c/"),
        ("/search/label/%C3%A9t%c3%a9%20vert", "/tag/ete-vert/"),
        ("/2012/03/M%C3%B6re.html", "/more/"),
        ("/2012/03/m%c3%b6re.html", None),
        ("/2012_03_01_archive.html", "/"),
        ("/2012/03/", "/"),
        ("/feeds/posts/default", "/rss/"),
        ("/x1/", None),
    ],
)
def test_old_addresses_lead_on(old, new):
    about = _post(8, type=PostType.PAGE, url=f"{HOME}p/about.html", slug="about")
    other = _post(7, url=f"{HOME}2012/03/M%C3%B6re.html", slug="Möre")
    files, _ = _exported(_blog_of(_post(1, labels=("C", "C++", "été vert")), about, other))

    assert new == _leads_to(files, old)


def test_comments_are_counted_as_lost_post_by_post():
    _, report = _exported(sample())

    assert 4 == report.losses["comments"]


def test_no_general_redirect_matches_an_address_that_a_post_has_now():
    archive = sample()
    archive.of_posts = [
        _post(1, title="2012", slug="2012", url=f"{HOME}2012/05/2012.html"),
        _post(2, type=PostType.PAGE, slug="search", url=f"{HOME}p/search.html"),
        _post(3, slug="2013", url=f"{HOME}2013/01/2013.html", status=PostStatus.DRAFT),
    ]
    files, _ = _exported(archive)

    assert [None] * 6 == [
        _leads_to(files, path) for path in ("/2012/", "/2012", "/search/", "/search", "/2013/", "/2013")
    ]
    assert ["/", "/", "/2012/"] == [_leads_to(files, path) for path in ("/2012/07/", "/2014/", "/2012/05/2012.html")]
