"""The live pages, asked over a real socket: what the blog had, and what the archive knows besides."""

import re
import shutil
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from browse_parts import HOME, PNG, SECOND, WORDS, Browser, keep, post, served
from lxml import html

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.store import Archive


def links(page: str, at: str) -> set[str]:
    found = html.document_fromstring(page).xpath("//@href | //@src | //@action")
    targets = {urlsplit(urljoin(f"http://here{at}", one)) for one in found}
    return {f"{one.path}{'?' + one.query if one.query else ''}" for one in targets if one.netloc == "here"}


def test_every_link_of_every_page_leads_to_a_page(browser: Browser):
    waiting, seen = ["/"], {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        reply = browser.get(path)
        seen[path] = reply.status
        if reply.headers["content-type"].startswith("text/html") and not path.endswith("/shown"):
            waiting += links(reply.text, path)

    assert {"/search/index.html": 302} == {path: status for path, status in seen.items() if status != 200}
    assert {"/2018/02/old.html", "/~/report", "/~/capture/1/shown", "/~/post/5.html", "/p/about.html"} <= set(seen)
    assert [] == browser.faults


def test_a_post_looks_as_the_copy_shows_it(browser: Browser, shelf: Path):
    with Archive.open_existing(shelf, write=False) as archive:
        view = archive.view()
        sink = MemorySink(view.open_media)
        export_archive(view, "html", sink, ExportOptions())
    copy = html.document_fromstring(sink.files["2018/02/pictures.html"].decode())
    live = html.document_fromstring(browser.get("/2018/02/pictures.html").text)

    assert html.tostring(copy.find(".//main")) == html.tostring(live.find(".//main"))


def test_the_blogs_own_addresses_lead_to_its_pages(browser: Browser):
    asked = ["/2018/02/old.html?m=1", "/2018/02/", "/2018", "/search/label/Sea%2FSky", "/search?q=lamp"]
    places = [browser.get(path).headers.get("location", "") for path in asked]

    assert [200] * 5 == [browser.get(place).status for place in places if place] + [
        browser.get(path).status for path, place in zip(asked, places, strict=True) if not place
    ]


def test_what_the_archive_does_not_have_is_not_found(browser: Browser):
    assert 404 == browser.get("/2018/02/nothing.html").status
    assert 404 == browser.get("/~/capture/999").status
    assert 404 == browser.get("/~/run/999").status
    assert 404 == browser.get("/~/revisions/999").status
    assert 404 == browser.get("/~/nothing").status


def test_a_draft_is_shown_and_no_list_of_the_blog_names_it(browser: Browser):
    assert "secret words" in browser.get("/~/post/5.html").text
    assert "Not yet" in browser.get("/~/drafts").text
    assert "Not yet" not in browser.get("/").text + browser.get("/archive.html").text


@pytest.mark.parametrize("language", WORDS)
def test_search_finds_a_word_of_each_language(browser: Browser, language: str):
    title, _ = WORDS[language]
    word = {
        "ar": "ذهبنا",
        "zh": "海边",
        "ja": "東京",
        "ko": "바닷가",
        "th": "เมื่อวาน",
        "fr": "crepes",
        "de": "pfutzen",
    }.get(language, "МАЯК")
    page = html.document_fromstring(browser.get(f"/~/search?q={quote(word)}").text)

    assert [title] == [heading.text_content() for heading in page.xpath("//ol//h2")]
    assert page.xpath("//mark")


@pytest.mark.parametrize("asked", ["said", "SAI", "odile", "well -zeppelin"])
def test_search_finds_a_comment_and_leads_to_it(browser: Browser, asked: str):
    page = html.document_fromstring(browser.get(f"/~/search?q={quote(asked)}").text)

    assert ["/2018/02/pictures.html#c91"] == page.xpath("//ol//a/@href[contains(., '#')]")


@pytest.mark.parametrize("asked", ["aid", "well -odile", "said zeppelin"])
def test_search_finds_no_comment_that_does_not_hold_it(browser: Browser, asked: str):
    assert "#c91" not in browser.get(f"/~/search?q={quote(asked)}").text


def test_search_says_what_it_found_nothing_of(browser: Browser):
    assert "0 posts" in browser.get("/~/search?q=zeppelin").text


@pytest.mark.parametrize("asked", ['"', "'", "a AND", "*", "NEAR(", "%00", "\\", "x" * 5000, "%F0%28"])
def test_any_search_is_answered(browser: Browser, asked: str):
    assert 200 == browser.get(f"/~/search?q={quote(asked, safe='%')}").status


def test_two_versions_stand_side_by_side_word_by_word(browser: Browser):
    page = html.document_fromstring(browser.get("/~/revisions/1").text)
    sides = [tuple(cell.text_content() for cell in row.xpath("td")) for row in page.xpath("//table//tr[td]")]

    assert ("The lamp is red and bright.", "The lamp is green and bright.") in sides
    assert ("The old lamp", "The new lamp") in sides
    assert ("", "Four") in sides
    assert ["old", "red"] == sorted(one.text for one in page.xpath("//del"))
    assert ["Four", "green", "new"] == sorted(one.text for one in page.xpath("//ins"))


def test_a_post_that_changed_is_listed(browser: Browser):
    assert ["The new lamp"] == html.document_fromstring(browser.get("/~/revisions").text).xpath("//tbody//a/bdi/text()")


def test_a_captured_page_is_shown_as_text_and_as_it_looks(browser: Browser):
    asked = browser.get("/~/captures/1").text
    place = re.search(r"/~/capture/\d+", asked)[0]
    text, shown = browser.get(f"{place}/text"), browser.get(f"{place}/shown")

    assert "text/plain; charset=utf-8" == text.headers["content-type"]
    assert "<script>alert(4)</script>" in text.text
    assert "alert" not in shown.text
    assert "t.example" not in shown.text
    assert "[a lamp]" in shown.text


def test_a_capture_that_is_no_text_is_saved_and_not_shown(browser: Browser):
    saved = browser.get("/~/capture/2/text")

    assert b"\0\1\2" == saved.body
    assert saved.headers["content-disposition"].startswith("attachment")


def test_a_run_tells_what_it_changed_and_noted(browser: Browser):
    assert "media-missing" in browser.get("/~/run/1").text
    assert "title changed" in browser.get("/~/run/2").text


def test_a_picture_is_sent_whole_in_parts_and_not_twice(browser: Browser):
    page = html.document_fromstring(browser.get("/2018/02/pictures.html").text)
    place = urljoin("/2018/02/", page.xpath("//img/@src[contains(., 'png')]")[0])
    whole = browser.get(place)
    part = browser.get(place, Range="bytes=1-3")

    assert PNG == whole.body
    assert (206, b"PNG") == (part.status, part.body)
    assert 304 == browser.get(place, If_None_Match=whole.headers["etag"]).status


def test_the_report_leads_back_to_the_archive(browser: Browser):
    page = html.document_fromstring(browser.get("/~/report").text)

    assert "/" in page.xpath("//header//a/@href")
    assert "no file was held against its digest" in page.text_content()


def test_a_read_only_archive_is_shown(shelf: Path, tmp_path: Path):
    shutil.copytree(shelf, tmp_path / "disc")
    for path in [*(tmp_path / "disc").rglob("*"), tmp_path / "disc"]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with served(tmp_path / "disc") as asking:
            assert "The new lamp" in asking.get("/").text
            assert "1 post<" in asking.get("/~/search?q=lamp").text
            assert 200 == asking.get("/~/report").status
        assert {"archive.db", "capture", "media", ".lock"} == {path.name for path in (tmp_path / "disc").iterdir()}
    finally:
        for path in [tmp_path / "disc", *(tmp_path / "disc").rglob("*")]:
            path.chmod(0o755)


def test_a_run_that_writes_is_seen_while_it_writes(shelf: Path, tmp_path: Path):
    shutil.copytree(shelf, tmp_path / "live")
    with served(tmp_path / "live") as asking, Archive.open_existing(tmp_path / "live", write=True) as archive:
        run = archive.begin_run("crawl", "2024-07-01T10:00:00Z")
        before = asking.get("/2018/02/fresh.html").status
        keep(archive, run, "2024-07-01T10:00:00Z", post("fresh", 50))
        with archive.transaction():
            keep(archive, run, "2024-07-01T10:00:00Z", post("unfinished", 51))
            during = asking.get("/2018/02/unfinished.html").status
            fresh = asking.get("/2018/02/fresh.html").status

        assert (404, 404, 200) == (before, during, fresh)
        assert "at work, or killed" in asking.get("/~/runs").text


def test_an_archive_without_a_blog_says_so(tmp_path: Path):
    with Archive.create_or_open(tmp_path / "new"):
        pass
    with served(tmp_path / "new") as asking:
        reply = asking.get("/")

    assert 503 == reply.status
    assert "holds no blog yet" in reply.text


def test_a_damaged_capture_is_told_and_the_rest_goes_on(shelf: Path, tmp_path: Path):
    shutil.copytree(shelf, tmp_path / "torn")
    for path in (tmp_path / "torn" / "capture").iterdir():
        path.write_bytes(path.read_bytes()[:400] + b"torn")
    with served(tmp_path / "torn") as asking:
        torn = asking.get("/~/capture/1")

        assert 500 == torn.status
        assert "is damaged" in torn.text
        assert 200 == asking.get("/2018/02/old.html").status
        assert [] == asking.faults


def test_the_home_page_of_a_blog_elsewhere_is_named_by_its_address(browser: Browser):
    assert f'href="{HOME}2018/02/old.html"' in browser.get("/2018/02/old.html").text
    assert SECOND[:10] in browser.get("/~/runs").text
