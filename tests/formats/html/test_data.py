"""What the pages of the copy tell machines: feeds, microformats, JSON-LD."""

import json
from dataclasses import replace

import feedparser
import pytest
from archive_double import MemoryArchive, sample
from lxml import html

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Blog, Comment, Commenter, Location, Post
from migrator.sinks import MemorySink

HOME = "https://pier.blogspot.com/"


def exported(archive: MemoryArchive, base_url: str | None = None) -> dict[str, bytes]:
    sink = MemorySink(archive.open_media)
    export_archive(archive, "html", sink, ExportOptions(base_url=base_url))
    return sink.files


def archive_of(post: Post) -> MemoryArchive:
    return MemoryArchive(of_blog=Blog(url=HOME, title="Pier", language="en"), of_posts=[post])


POST = Post(
    id="1",
    url=f"{HOME}2018/02/lamp.html",
    title="The <lamp>",
    published="2018-02-12T08:05:00+01:00",
    updated="2018-02-13T08:05:00+01:00",
    labels=("Lamps",),
    author="Marthe",
    location=Location(name="The pier"),
    content_html=f'<p>Lit <a href="{HOME}2018/02/lamp.html">again</a>.</p>',
    comments=(
        Comment(
            id="9",
            author=Commenter(name="Basile", url="https://basile.example/"),
            published="2018-02-12T09:00:00+01:00",
            content_html="Seen.",
        ),
    ),
)


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.fromstring(exported(archive_of(POST))["2018/02/lamp.html"].decode())


def test_the_feed_holds_the_newest_posts_as_a_feed_reader_understands_them():
    feed = feedparser.parse(exported(archive_of(POST), "https://new.example/blog")["feed.xml"])

    assert not feed.bozo
    assert [("The <lamp>", "2018-02-12T08:05:00+01:00")] == [(one.title, one.published) for one in feed.entries]
    assert "https://new.example/blog/2018/02/lamp.html" == feed.entries[0].link


def test_a_feed_of_a_folder_has_links_from_its_own_place_on():
    content = exported(archive_of(POST))["feed.xml"].decode()

    assert '<link rel="alternate" type="text/html" href="2018/02/lamp.html"/>' in content
    assert "&lt;a href=&quot;2018/02/lamp.html&quot;&gt;again" in content


def test_a_feed_of_posts_without_any_time_is_a_feed():
    feed = feedparser.parse(exported(archive_of(replace(POST, published=None, updated=None)))["feed.xml"])

    assert not feed.bozo
    assert ["1970-01-01T00:00:00Z"] == [one.updated for one in feed.entries]


def test_the_json_feed_tells_the_same():
    feed = json.loads(exported(archive_of(POST), "https://new.example/")["feed.json"])

    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert ["https://new.example/2018/02/lamp.html"] == [one["url"] for one in feed["items"]]
    assert ["Lamps"] == feed["items"][0]["tags"]


def test_every_page_names_the_feeds():
    files = exported(sample())
    named = {
        path: html.fromstring(content.decode()).xpath("count(//link[@rel='alternate'])")
        for path, content in files.items()
        if path.endswith(".html")
    }

    assert {2.0} == set(named.values())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("string(//article[contains(@class,'h-entry')]//h1[contains(@class,'p-name')])", "The <lamp>"),
        ("string(//*[contains(@class,'dt-published')]/@datetime)", "2018-02-12T08:05:00+01:00"),
        ("string(//*[contains(@class,'dt-updated')]/@value)", "2018-02-13T08:05:00+01:00"),
        ("string(//*[contains(@class,'u-url')]/@value)", f"{HOME}2018/02/lamp.html"),
        ("string(//*[contains(@class,'p-author') and contains(@class,'h-card')])", "Marthe"),
        ("string(//*[contains(@class,'p-category')])", "Lamps"),
        ("string(//li[contains(@class,'p-comment') and contains(@class,'h-cite')]/@id)", "c9"),
        ("string(//li[contains(@class,'h-cite')]//a[contains(@class,'h-card')]/@href)", "https://basile.example/"),
    ],
)
def test_a_post_is_marked_with_microformats(page: html.HtmlElement, path: str, value: str):
    assert value == page.xpath(path)


def test_json_ld_tells_of_the_post_and_its_comments(page: html.HtmlElement):
    told = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))

    assert ("BlogPosting", "The <lamp>", "en", 1) == (
        *(told["@type"], told["headline"], told["inLanguage"], told["commentCount"]),
    )
    assert "The pier" == told["contentLocation"]["name"]
    assert [{"@type": "Person", "name": "Basile"}] == [one["author"] for one in told["comment"]]


def test_an_address_that_is_no_web_address_links_nowhere():
    comment = replace(POST.comments[0], author=Commenter(name="Basile", url="javascript:alert(1)"))
    content = exported(archive_of(replace(POST, comments=(comment,))))["2018/02/lamp.html"]

    assert b"javascript:" not in content


def test_an_excerpt_does_not_begin_with_the_name_of_a_picture_that_is_missing():
    lost = '<img src="https://photos.example/harbour.jpg"><p>The lamp was lit.</p>'
    files = exported(archive_of(replace(POST, content_html=lost)))
    home = html.fromstring(files["index.html"].decode())

    assert ["The lamp was lit."] == [one.text_content() for one in home.find_class("p-summary")]
    assert "The lamp was lit." == json.loads(files["feed.json"])["items"][0]["summary"]
    assert b"<summary>The lamp was lit.</summary>" in files["feed.xml"]
    assert not [path for path, text in files.items() if path.startswith("search/texts") and b"harbour.jpg" in text]
    assert "harbour.jpg" in files["2018/02/lamp.html"].decode()
