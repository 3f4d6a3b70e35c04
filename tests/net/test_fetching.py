import gzip
import zlib

import pytest
from loopback import Reply, reply

from migrator.model.errors import FetchFailed
from migrator.net.settings import Validators


def test_gives_status_headers_in_lower_case_and_the_body(server, client):
    url = server.on("/a", reply(b"<p>hello</p>", headers={"Content-Type": "text/html; charset=UTF-8", "ETag": '"1"'}))
    page = client.fetch(url)
    assert (200, "OK") == (page.status, page.reason)
    assert b"<p>hello</p>" == page.body
    assert page.payload is None
    assert ("etag", '"1"') in page.headers
    assert "text/html" == page.content_type
    assert "2026-01-02T03:04:05Z" == page.fetched_at


def test_says_who_asks_and_tells_what_it_sent(server, client):
    page = client.fetch(server.on("/a", reply(b"x")))
    assert "User-Agent: blog-migrator/9.9 (archiving at its reader's request; gzip)" in server.heard[0]
    sent = dict(page.request_headers)
    assert f"127.0.0.1:{server.port}" == sent["host"]
    assert "gzip" == sent["accept-encoding"]
    heard = {line.partition(":")[0].lower(): line.partition(": ")[2] for line in server.heard[0].splitlines()[1:]}
    assert heard == sent


def test_keeps_a_repeated_header_apart(server, client):
    wire = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nLink: <a>\r\nLink: <b>\r\n\r\n"
    page = client.fetch(server.on("/a", Reply(wire)))
    assert ["<a>", "<b>"] == [value for name, value in page.headers if name == "link"]


def test_keeps_the_compressed_payload_beside_the_body(server, client):
    packed = gzip.compress(b"text " * 1000)
    page = client.fetch(server.on("/a", reply(packed, headers={"Content-Encoding": "gzip"})))
    assert b"text " * 1000 == page.body
    assert packed == page.payload


def test_reads_gzip_in_several_members(server, client):
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    page = client.fetch(server.on("/a", reply(packed, headers={"Content-Encoding": "gzip"})))
    assert b"one two" == page.body


@pytest.mark.parametrize("window_bits", [15, -15])
def test_reads_deflate_with_and_without_zlib_frame(server, client, window_bits):
    packer = zlib.compressobj(wbits=window_bits)
    packed = packer.compress(b"some text") + packer.flush()
    page = client.fetch(server.on("/a", reply(packed, headers={"Content-Encoding": "deflate"})))
    assert b"some text" == page.body


def test_takes_plain_text_that_claims_to_be_gzip(server, client):
    page = client.fetch(server.on("/a", reply(b"plain", headers={"Content-Encoding": "gzip"})))
    assert b"plain" == page.body


def test_refuses_an_encoding_that_was_not_asked_for(server, client):
    url = server.on("/a", reply(b"\x1b\x03", headers={"Content-Encoding": "br"}))
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert "encoding" == caught.value.reason


def test_reads_chunked_bodies(server, client):
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert b"abcde" == client.fetch(server.on("/a", Reply(wire))).body


@pytest.mark.parametrize(
    "status", ["404 Not Found", "410 Gone", "401 Unauthorized", "403 Forbidden", "400 Bad Request"]
)
def test_returns_final_statuses_at_the_first_try(server, client, status):
    page = client.fetch(server.on("/a", reply(b"sorry", status)))
    assert int(status[:3]) == page.status
    assert b"sorry" == page.body
    assert 1 == client.requests_made


def test_asks_conditionally_and_takes_304_for_an_answer(server, client):
    url = server.on("/a", reply(b"", "304 Not Modified", {"ETag": 'W/"7"'}))
    page = client.fetch(url, validators=Validators(etag='W/"7"', last_modified="Fri, 02 Jan 2026 03:04:05 GMT"))
    assert 304 == page.status
    assert b"" == page.body
    assert 'If-None-Match: W/"7"' in server.heard[0]
    assert "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT" in server.heard[0]


@pytest.mark.parametrize("etag", ['"a\r\nX: y"', '"é"', '"' + "x" * 5000 + '"', ""])
def test_does_not_send_back_an_etag_that_is_none(server, client, etag):
    assert 200 == client.fetch(server.on("/a", reply(b"x")), validators=Validators(etag=etag)).status
    assert "if-none-match" not in server.heard[0].lower()


def test_reuses_a_connection_after_every_kind_of_complete_answer(server, client):
    client.fetch(server.on("/ok", reply(b"x" * 100_000)))
    client.fetch(server.on("/none", reply(b"", "304 Not Modified")))
    client.fetch(server.on("/gone", reply(b"gone", "410 Gone")))
    client.fetch(server.on("/moved", reply(b"moved", "302 Found", {"Location": "/ok"})))
    assert 5 == len(server.heard)
    assert 1 == server.connections


def test_keeps_no_cookies(server, client):
    url = server.on("/a", reply(b"", headers={"Set-Cookie": "id=1; Path=/"}))
    client.fetch(url)
    client.fetch(url)
    assert "cookie" not in server.heard[1].lower()


def test_sends_no_credentials_from_the_url(server, client):
    server.on("/a", reply(b""))
    page = client.fetch(f"http://user:secret@127.0.0.1:{server.port}/a")
    assert "authorization" not in server.heard[0].lower()
    assert "secret" not in page.final_url


def test_keeps_the_spelling_of_the_path_and_escapes_only_what_must_be(server, client):
    client.fetch(server.url("/2018/02/Caf%c3%A9_~a b+c.html?q=%2F&x='é'"))
    assert ["/2018/02/Caf%C3%A9_~a%20b+c.html?q=%2F&x='%C3%A9'"] == server.paths()


def test_stops_at_the_limit_of_requests(server, make_client):
    url = server.on("/a", reply(b""))
    client = make_client(max_requests=2)
    client.fetch(url)
    client.fetch(url)
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert "budget" == caught.value.reason
    assert 2 == len(server.heard)
