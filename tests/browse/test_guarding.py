"""What must not get in, and what must not get out: other hosts, other methods, paths that climb, scripts that run."""

import shutil
import sqlite3
from pathlib import Path
from urllib.parse import urljoin

import pytest
from browse_parts import Browser, served
from lxml import html

from migrator.browse import open_browsing
from migrator.browse.captured import harmless
from migrator.browse.library import Closed

PAGES = ["/", "/2018/02/hostile.html", "/~/report", "/~/search?q=lamp", "/~/revisions/1", "/~/capture/1", "/~/notices"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:80", "", "localhost", "[::1]"]
)
def test_a_name_that_is_not_ours_is_refused(browser: Browser, host: str):
    assert 421 == browser.get("/", host=host).status


def test_this_machine_by_name_is_answered(browser: Browser):
    assert 200 == browser.get("/", host=f"localhost:{browser.port}").status


def test_only_loopback_is_listened_on(shelf: Path):
    with open_browsing(shelf, port=0, crashed=print) as browsing:
        assert "127.0.0.1" == browsing.listens_on


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_changed(browser: Browser, method: str):
    assert 405 == browser.get("/~/notices", method=method, Content_Length="0").status


def test_the_head_of_a_page_comes_without_its_body(browser: Browser):
    reply = browser.get("/", method="HEAD")

    assert (200, b"") == (reply.status, reply.body)


@pytest.mark.parametrize(
    "path",
    [
        "/media/../archive.db",
        "/media/..%2farchive.db",
        "/media/%2e%2e/archive.db",
        "/../../../../etc/passwd",
        "/media//etc/passwd",
        "/media/%00",
        "/archive.db",
        "/capture/20240501100000-00001.warc.gz",
        "/.lock",
        "/media/.",
        "/media/",
        "//evil.example/",
        "/%5c%5cevil.example",
    ],
)
def test_no_path_leads_out_of_what_is_shown(browser: Browser, path: str):
    reply = browser.get(path)

    assert 404 == reply.status or (302 == reply.status and reply.headers["location"].startswith("/~/"))
    assert b"SQLite" not in reply.body
    assert [] == browser.faults


def test_a_database_that_names_a_file_outside_does_not_open_it(shelf: Path, tmp_path: Path):
    shutil.copytree(shelf, tmp_path / "forged")
    (tmp_path / "secret.txt").write_text("secret")
    database = sqlite3.connect(tmp_path / "forged" / "archive.db")
    database.execute("UPDATE media SET path = 'media/../../secret.txt' WHERE path LIKE '%png'")
    database.commit()
    database.close()
    with served(tmp_path / "forged") as asking:
        assert 404 == asking.get("/media/../../secret.txt").status
        assert 404 == asking.get("/media/..%2f..%2fsecret.txt").status


@pytest.mark.parametrize("path", PAGES)
def test_no_page_may_run_or_load_anything_of_others(browser: Browser, path: str):
    policy = browser.get(path).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_what_the_web_said_is_text(browser: Browser, path: str):
    page = html.document_fromstring(browser.get(path).text)
    scripts = [one for one in page.iter("script") if one.get("type") != "application/ld+json"]

    assert [] == scripts
    assert [] == [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert [] == page.xpath("//*[starts-with(@src, 'http') or starts-with(@href, 'javascript')]")


def test_a_drawing_with_a_script_is_shut_in(browser: Browser):
    page = html.document_fromstring(browser.get("/2018/02/pictures.html").text)
    reply = browser.get(urljoin("/2018/02/", page.xpath("//img/@src[contains(., 'svg')]")[0]))

    assert "image/svg+xml" in reply.headers["content-type"]
    assert reply.headers["content-security-policy"].endswith("sandbox")


def test_no_other_site_may_read_or_frame(browser: Browser):
    headers = browser.get("/").headers

    assert "same-origin" == headers["cross-origin-resource-policy"]
    assert "nosniff" == headers["x-content-type-options"]
    assert "no-referrer" == headers["referrer-policy"]
    assert "access-control-allow-origin" not in headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_who_asks_while_it_ends_is_told_so(shelf: Path):
    with open_browsing(shelf, port=0, crashed=print) as browsing:
        reading = browsing.reading
    with pytest.raises(Closed):
        reading.ask(lambda library: library.plan())


def test_the_archive_stays_as_it_is(browser: Browser, shelf: Path):
    before = (shelf / "archive.db").read_bytes()
    for path in PAGES:
        browser.get(path)

    assert before == (shelf / "archive.db").read_bytes()


@pytest.mark.parametrize(
    "markup",
    [
        "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
        "<link rel=preconnect href=https://evil.example>",
        "<base href=https://evil.example/>",
        "<iframe src=https://evil.example></iframe>",
        "<svg><image href=https://evil.example xlink:href=https://evil.example /></svg>",
        "<video poster=https://evil.example src=https://evil.example></video>",
        "<body background=https://evil.example>",
        "<a ping=https://evil.example href=https://kept.example>a</a>",
        "<form action=https://evil.example><button formaction=https://evil.example>a</button></form>",
        "<frameset><frame src=https://evil.example></frameset>",
        "<math><mtext><script>evil.example</script></mtext></math>",
        "<input type=image src=https://evil.example>",
        "<!--[if gte IE 4]><script>evil.example</script><![endif]-->",
        "<a href=' java\nscript:evil.example'>a</a>",
        "<img srcset='https://evil.example 2x'>",
        "<style>@import 'https://evil.example/x.css'; b { background: URL( https://evil.example/y.png ) }</style>",
        "<p style='background:url(https://evil.example/y.png)'>a</p>",
    ],
)
def test_a_captured_page_loads_nothing_and_leads_nowhere_by_itself(markup: str):
    assert b"evil.example" not in harmless(f"<p>before</p>{markup}<p>after</p>")


def test_a_captured_page_keeps_no_script_in_an_attribute():
    shown = harmless("<body onload='a()'><p OnClick='b()' class='c'>x</p><svg onload=d()></svg>")

    assert ["c"] == html.document_fromstring(shown).xpath("//body//@*")
    assert b"onload" not in shown


@pytest.mark.parametrize(
    "text", ["", "\0", "plain", "<html>", "<" * 5000, "<div>" * 5000, "<?xml version='1.0'?><feed/>"]
)
def test_anything_captured_can_be_looked_at(text: str):
    assert harmless(text).startswith(b"<!DOCTYPE html>")


def test_words_around_what_is_taken_out_stay():
    shown = html.document_fromstring(harmless("<p>one<script>x</script>two<img alt=sea src=x>three<!-- c -->four</p>"))

    assert "onetwo[sea]threefour" == "".join(shown.text_content().split())


@pytest.mark.parametrize(
    "markup", ["<p {>kept</p>", "<p {x}y=1>kept</p>", "<p }=2 class=c>kept</p>", "<p a{b=1>kept</p>"]
)
def test_a_captured_attribute_whose_name_nobody_can_write_takes_nothing_else_with_it(markup: str):
    assert b"kept" in harmless(markup)


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 20, "9" * 400])
@pytest.mark.parametrize("path", ["/~/capture/{}", "/~/capture/{}/text", "/~/capture/{}/shown", "/~/run/{}"])
def test_a_number_that_no_row_can_have_is_not_found(browser: Browser, path: str, digits: str):
    assert 404 == browser.get(path.format(digits)).status
    assert [] == browser.faults
