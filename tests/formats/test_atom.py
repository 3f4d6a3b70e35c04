"""A blog in the form of Blogger's own backup: what our readers and feedparser see in it is what the archive holds."""

from dataclasses import replace

import feedparser
import pytest
from archive_double import HOME, sample
from golden import assert_golden
from lxml import etree

from migrator.content.text import plain_text
from migrator.export import export_archive
from migrator.model.documents import RawPage
from migrator.model.ports import ExportOptions
from migrator.model.schema import Author, Comment, Commenter, Location, Post, PostStatus, PostType
from migrator.parsing.document import parse_document
from migrator.sinks import MemorySink

ATOM = "{http://www.w3.org/2005/Atom}"


def _exported(archive):
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, "atom", sink, ExportOptions())
    return sink.files["blog.atom.xml"], report


def _seen(archive):
    """Read the file as `migrate import` would; give the posts by address or title, with their comments."""
    content, _ = _exported(archive)
    parsed = parse_document(RawPage(url="", final_url="", status=200, body=content))
    posts = {}
    for seen in parsed.posts:
        key = seen.post.id
        posts[key] = replace(posts[key], comments=seen.post.comments) if key in posts else seen.post
    return parsed, posts


def _blog_of(*posts):
    archive = sample()
    archive.of_posts = list(posts)
    return archive


def _post(**fields):
    given = {"id": "1", "platform_id": "1", "url": f"{HOME}2012/03/x.html", "slug": "x", "title": "T",
             "published": "2012-03-01T08:00:00+01:00", "updated": "2012-04-01T08:00:00+02:00"}  # fmt: skip
    return Post(**{**given, **fields})


def test_the_sample_exports_as_it_always_did():
    assert_golden("atom", {"blog.atom.xml": _exported(sample())[0]})


def test_our_readers_see_the_posts_that_were_written():
    posts = _seen(sample())[1]

    for post in sample().posts():
        if post.platform_id is None:
            continue
        seen = posts[post.id]
        assert (post.title, post.type, post.url, post.labels) == (seen.title, seen.type, seen.url, seen.labels)
        assert (post.location, post.comment_count) == (seen.location, seen.comment_count)
        assert plain_text(post.content_html) == plain_text(seen.content_html)


def test_our_readers_see_the_comments_with_what_they_answer():
    keeper = next(post for post in sample().posts() if post.id == "101")
    told = [(one.id, one.parent_id, one.author.name, one.published, one.status) for one in keeper.comments]

    assert told == [
        (one.id, one.parent_id, one.author.name, one.published, one.status)
        for one in _seen(sample())[1]["101"].comments
    ]


def test_feedparser_sees_the_same():
    found = feedparser.parse(_exported(sample())[0])
    entries = {entry.id.rpartition("-")[2]: entry for entry in found.entries}

    assert not found.bozo
    assert "La lampe à huile" == found.feed.title
    for post in sample().posts():
        if post.platform_id is not None:
            assert post.title == entries[post.id].title
            assert not post.published or "T" not in post.published or entries[post.id].published == post.published


@pytest.mark.parametrize("status", [PostStatus.DRAFT, PostStatus.SCHEDULED, PostStatus.PUBLISHED])
def test_a_draft_stays_a_draft_and_a_scheduled_post_scheduled(status):
    assert status == _seen(_blog_of(_post(status=status)))[1]["1"].status


def test_what_was_removed_becomes_a_draft_and_is_told():
    archive = _blog_of(_post(status=PostStatus.REMOVED))

    assert PostStatus.DRAFT == _seen(archive)[1]["1"].status
    assert 1 == _exported(archive)[1].losses["removals (drafts in the file)"]


@pytest.mark.parametrize("title", ["Q &amp; A", "a < b & c > d", "&#65;", "[x] {{ y }}", '"quoted"', ""])
def test_a_title_is_read_as_it_was_written(title):
    assert title == _seen(_blog_of(_post(title=title)))[1]["1"].title


def test_what_never_had_a_number_gets_one_and_its_comments_find_it():
    odile = Commenter(name="Odile")
    post = _post(
        id="u-1",
        platform_id=None,
        comments=(
            Comment(id="a", author=odile, content_html="A", published="2012-03-02T08:00:00+01:00"),
            Comment(id="b", parent_id="a", author=odile, content_html="B", published="2012-03-03T08:00:00+01:00"),
        ),
    )
    seen = next(iter(_seen(_blog_of(post))[1].values()))

    assert seen.platform_id.isdecimal()
    assert [None, seen.comments[0].id] == [comment.parent_id for comment in seen.comments]


def test_a_bare_day_stands_at_noon_and_is_told():
    content, report = _exported(_blog_of(_post(published="2012-03-01")))

    assert "2012-03-01T12:00:00-00:00" == etree.fromstring(content).findall(f"{ATOM}entry")[-1].findtext(
        f"{ATOM}published"
    )
    assert 1 == report.losses["dates of which only the day is known"]


def test_characters_that_xml_lacks_stop_no_reader():
    content, _ = _exported(_blog_of(_post(title="a\x00\x0bb\ud83d", content_html="c\x1b\ufffed")))

    assert "ab" == etree.fromstring(content).findall(f"{ATOM}entry")[-1].findtext(f"{ATOM}title")


def test_pages_authors_and_the_language_are_told():
    marthe = Author(id="a", name="Marthe & fils", url="https://www.blogger.com/profile/5")
    page = _post(type=PostType.PAGE, author="a", location=Location(name="Ouessant"))
    archive = replace(_blog_of(page), of_authors=[marthe])
    parsed, posts = _seen(archive)

    assert PostType.PAGE == posts["1"].type
    assert ("5", Location(name="Ouessant")) == (posts["1"].author, posts["1"].location)
    assert ("La lampe à huile", "fr") == (parsed.blog.title, parsed.blog.language)
