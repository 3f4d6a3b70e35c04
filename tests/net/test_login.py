import gzip
import ssl
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from commandline import migrate
from loopback import LoopbackServer, reply, serving

from migrator.model.errors import ConfigError, FetchFailed
from migrator.net.login import header_lines, read_login

SECRET = "kX93-secret-of-the-reader-77Qz"  # noqa: S105 - invented
TOKEN = "tok-4711-secret-of-the-header-a9"  # noqa: S105 - invented
RENEWED = "renewed-secret-of-the-server-b3"
BLOG = "private.example"
COOKIES = (
    "# Netscape HTTP Cookie File\n\n"
    f"#HttpOnly_.{BLOG}\tTRUE\t/\tTRUE\t0\tSID\t{SECRET}\n"
    f"other.example\tFALSE\t/\tFALSE\t4102444800\tTHEIRS\tnot-of-this-blog\n"
)
FEED = f"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
 xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'><id>tag:blogger.com,1999:blog-77</id>
<updated>2020-05-02T10:00:00.000+02:00</updated><title>Closed harbour</title>
<link rel='alternate' type='text/html' href='https://{BLOG}/'/>
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator><openSearch:totalResults>1</openSearch:totalResults>
<entry><id>tag:blogger.com,1999:blog-77.post-1</id><published>2020-05-01T10:00:00.000+02:00</published>
<updated>2020-05-01T10:00:00.000+02:00</updated><title>Low water</title>
<content type='html'>&lt;p&gt;Mud and gulls.&lt;/p&gt;&lt;img src="https://other.example/gull.png"&gt;</content>
<link rel='alternate' type='text/html' href='https://{BLOG}/2020/05/low-water.html'/>
<author><name>Nell</name></author></entry></feed>""".encode()
HOME = f"""<!DOCTYPE html><html><head><meta content='blogger' name='generator'/><title>Closed harbour</title>
<link rel='alternate' type='application/atom+xml' href='https://{BLOG}/feeds/posts/default'/>
<link rel='canonical' href='https://{BLOG}/'/></head><body><div class='main'></div></body></html>""".encode()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def private(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackServer]:
    """A blog that answers over https, and whoever has the cookie; every other host answers everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(BLOG, f"www.{BLOG}", "other.example").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    (tmp_path / "cookies.txt").write_text(COOKIES)
    with serving(context) as started:
        monkeypatch.setenv("HTTP_PROXY", started.url())
        monkeypatch.setenv("HTTPS_PROXY", started.url())
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        started.wants = f"{BLOG} SID={SECRET}"
        renewing = {"Set-Cookie": f"SID={RENEWED}; Path=/"}
        started.on("/", reply(HOME, headers={"Content-Type": "text/html"} | renewing))
        started.on("/feeds/posts/default", reply(FEED, headers={"Content-Type": "application/atom+xml"} | renewing))
        started.on("/2020/05/low-water.html", reply(HOME, headers={"Content-Type": "text/html"} | renewing))
        yield started


def heads(server: LoopbackServer, host: str) -> list[str]:
    """The heads of requests for a host, without those that ask the proxy for a tunnel."""
    return [head for head in server.heard if f"Host: {host}" in head and not head.startswith("CONNECT")]


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and of all gzip members in it."""
    data = found = path.read_bytes()
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(31)
        found += member.decompress(data) + member.flush()
        data = member.unused_data
    return found


def crawl(tmp_path: Path, *more: str) -> str:
    done = migrate(
        "crawl", f"https://{BLOG}/", *more, "--output", tmp_path / "run" / "archive", "--json", "--delay", "0",
        cwd=tmp_path,
    )  # fmt: skip
    (tmp_path / "run").mkdir(exist_ok=True)
    (tmp_path / "run" / "said.txt").write_text(done.stdout + done.stderr)
    return done.stdout


def test_a_private_blog_is_read_with_the_cookies_of_its_reader(private, tmp_path):
    assert '"posts": 1' in crawl(tmp_path, "--cookies", str(tmp_path / "cookies.txt"))


def test_without_cookies_it_is_said_that_it_is_private_and_what_helps(private, tmp_path):
    assert "--cookies FILE" in crawl(tmp_path)


def test_no_file_of_the_run_holds_the_cookie_or_the_header(private, tmp_path):
    crawl(tmp_path, "--cookies", str(tmp_path / "cookies.txt"), "--header", f"Authorization: Bearer {TOKEN}")
    migrate("report", tmp_path / "run" / "archive", cwd=tmp_path / "run")
    migrate("verify", tmp_path / "run" / "archive", "--offline", "--receipt", cwd=tmp_path / "run")
    left = {path: unpacked(path) for path in (tmp_path / "run").rglob("*") if path.is_file()}

    assert any(TOKEN in head for head in heads(private, BLOG)), "it was sent"
    assert any(path.name.endswith(".warc.gz") and b"SID" not in data for path, data in left.items())
    assert [] == [path for path, data in left.items() for secret in (SECRET, TOKEN, RENEWED) if secret.encode() in data]


def test_the_capture_says_that_it_left_something_out(private, tmp_path):
    crawl(tmp_path, "--cookies", str(tmp_path / "cookies.txt"))
    captured = b"".join(unpacked(path) for path in (tmp_path / "run").rglob("*.warc.gz"))

    assert b"description: Requests to the blog were signed in" in captured
    assert b"\r\ncookie: \r\n" in captured, "the header's name is kept, without its value"
    assert b"\r\nset-cookie: \r\n" in captured


def test_another_host_gets_nothing(private, tmp_path):
    crawl(tmp_path, "--cookies", str(tmp_path / "cookies.txt"), "--header", f"X-Token: {TOKEN}")

    assert heads(private, "other.example"), "a picture was asked for there"
    assert [] == [head for head in heads(private, "other.example") if "ookie:" in head or TOKEN in head]


def signed_in(make_client, tmp_path: Path):
    login = read_login(f"https://{BLOG}/", tmp_path / "cookies.txt", [f"X-Token: {TOKEN}"])
    return make_client(login=login, robots=False)


def test_a_redirect_to_another_host_carries_nothing(private, make_client, tmp_path):
    private.on("/away", reply(b"", "302 Found", {"Location": "https://other.example/there"}))
    private.on("/there", reply(b"there"))
    signed_in(make_client, tmp_path).fetch(f"https://{BLOG}/away")

    assert [True] == [SECRET in head and TOKEN in head for head in heads(private, BLOG)]
    assert [False] == [SECRET in head or TOKEN in head for head in heads(private, "other.example")]


def test_a_host_that_the_blog_leads_to_gets_no_header_and_no_cookie_that_is_not_for_it(private, make_client, tmp_path):
    client = signed_in(make_client, tmp_path)
    client.know_blog_host("other.example")
    client.fetch("https://other.example/")

    assert ["THEIRS=not-of-this-blog"] == [
        line.partition(": ")[2]
        for head in heads(private, "other.example")
        for line in head.splitlines()
        if line.lower().startswith("cookie:")
    ]
    assert not any(TOKEN in head for head in heads(private, "other.example"))


def test_http_carries_nothing(private, make_client, tmp_path):
    private.on(f"http://{BLOG}/plain", reply(b"plain"))
    signed_in(make_client, tmp_path).fetch(f"http://{BLOG}/plain")

    assert [False] == [SECRET in head or TOKEN in head for head in heads(private, BLOG)]


def test_an_answer_that_shows_the_cookie_is_not_taken(private, make_client, tmp_path):
    private.on("/echo", reply(gzip.compress(f"<p>You sent {SECRET}".encode()), headers={"Content-Encoding": "gzip"}))

    with pytest.raises(FetchFailed) as caught:
        signed_in(make_client, tmp_path).fetch(f"https://{BLOG}/echo")
    assert "login-repeated" == caught.value.reason
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"# Netscape HTTP Cookie File\n.{BLOG} TRUE / TRUE 0 SID {SECRET}\n",
        f'[{{"name": "SID", "value": "{SECRET}"}}]',
        f"# Netscape HTTP Cookie File\n.{BLOG}\tTRUE\t/\tTRUE\tsoon\tSID\t{SECRET}\n",
        f"# Netscape HTTP Cookie File\n.{BLOG}\tTRUE\t/\tTRUE\t0\tSID\t{SECRET}é\n",
    ],
    ids=["no-tabs", "json", "no-time", "not-ascii"],
)
def test_a_file_that_holds_no_cookies_is_refused_without_being_quoted(text, private, tmp_path):
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    done = migrate("crawl", f"https://{BLOG}/", "--cookies", tmp_path / "odd.txt", "--debug", cwd=tmp_path)

    assert 4 == done.returncode
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("line", ["no colon", "Host: elsewhere.example", "X-A: b\nX-B: c", "Bad name: x", "X-A:"])
def test_a_header_that_can_not_be_sent_is_refused(line):
    with pytest.raises(ConfigError):
        read_login(f"https://{BLOG}/", None, [line])


def test_headers_come_from_a_file_without_its_comments(tmp_path):
    (tmp_path / "headers").write_text("# mine\nX-A: 1\n\nX-B: 2\n")
    assert ["X-A: 1", "X-B: 2"] == header_lines(tmp_path / "headers")


def test_a_login_shows_no_value_of_its_own(private, tmp_path):
    login = read_login(f"https://{BLOG}/", tmp_path / "cookies.txt", [f"X-Token: {TOKEN}"])
    assert SECRET not in repr(login)
    assert TOKEN not in repr(login)
