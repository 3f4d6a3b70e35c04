"""The browsable copy: every link inside leads somewhere, nothing is loaded from elsewhere."""

import posixpath
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from archive_double import HOME, MemoryArchive, sample
from golden import assert_golden
from lxml import html

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Post, PostStatus
from migrator.sinks import MemorySink


def exported(archive: MemoryArchive) -> dict[str, bytes]:
    sink = MemorySink(archive.open_media)
    export_archive(archive, "html", sink, ExportOptions())
    return sink.files


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return exported(sample())


def pages(site: dict[str, bytes]) -> dict[str, html.HtmlElement]:
    return {path: html.fromstring(content.decode()) for path, content in site.items() if path.endswith(".html")}


def test_the_sample_exports_as_it_always_did(site: dict[str, bytes]):
    # The scripts are files of templates/ as they are: nothing to compare with.
    as_they_are = {"search/minisearch.js", "search/search.js", "style.css"}
    assert_golden("html", {path: content for path, content in site.items() if path not in as_they_are})


def test_every_post_lies_at_its_old_path(site: dict[str, bytes]):
    old = [urlsplit(post.url).path.lstrip("/") for post in sample().posts() if post.status is PostStatus.PUBLISHED]

    assert [] == [
        path
        for path in old
        if path.endswith(".html") and unquote(path) not in site and "?" not in path and not _odd(path)
    ]


def _odd(path: str) -> bool:
    """A name that some file system forbids."""
    return unquote(path).rpartition("/")[2].partition(".")[0].lower() in {"con", "prn", "aux", "nul"}


def test_every_link_inside_leads_to_a_file_and_an_element(site: dict[str, bytes]):
    parsed = pages(site)
    dead = []
    for path, page in parsed.items():
        for element, attribute, link, _ in page.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            named = (
                not parts.fragment
                or target not in parsed
                or parsed[target].get_element_by_id(unquote(parts.fragment), None) is not None
            )
            if target not in site or not named:
                dead.append((path, element.tag, attribute, link))

    # The sample's one link to a comment that the blog does not have, either.
    assert ["../../2012/03/blog-post.html#c801"] == [link for *_, link in dead]


def test_nothing_is_loaded_from_elsewhere(site: dict[str, bytes]):
    loading = [
        (path, link)
        for path, page in pages(site).items()
        for element, attribute, link, _ in page.iterlinks()
        if "://" in link and not (attribute == "href" and (element.tag == "a" or element.get("rel") == "canonical"))
    ]

    assert [] == loading


def test_pages_are_html_that_a_browser_reads_without_mending(site: dict[str, bytes]):
    parser = html5lib.HTMLParser()
    faults = []
    for path, content in site.items():
        if path.endswith(".html"):
            parser.parse(content.decode())
            faults += [(path, error) for error in parser.errors]

    assert [] == faults


def test_a_draft_is_left_out_and_said():
    archive = sample()
    report = export_archive(archive, "html", MemorySink(archive.open_media), ExportOptions())

    assert 1 == report.losses["drafts and scheduled posts"]


def test_two_posts_of_one_old_file_are_found_through_it():
    archive = sample()
    archive.of_posts = [
        Post(
            id=f"5{number}",
            url=f"{HOME}2003_05_01_archive.html#{number}",
            title=f"T{number}",
            published="2003-05-02",
            content_html="x",
        )
        for number in (11, 22)
    ]
    listed = html.fromstring(exported(archive)["2003_05_01_archive.html"].decode())

    assert ["T11"] == listed.xpath("//li[@id='11']/a/text()")


def test_a_title_that_is_markup_stays_text():
    archive = sample()
    archive.of_posts = [replace(archive.of_posts[0], title="</script><script>alert(1)</script>")]
    page = html.fromstring(
        next(content for path, content in exported(archive).items() if path.startswith("2018/02/")).decode()
    )

    assert ["application/ld+json"] == page.xpath("//script/@type")
    assert "</script><script>alert(1)</script>" == page.xpath("string(//h1)")
