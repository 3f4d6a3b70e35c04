import pytest
from loopback import reply

from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed
from migrator.net import attempts


def moved(target: str, status: str = "301 Moved") -> object:
    return reply(b"moved", status, {"Location": target})


def test_follows_redirects_and_records_them(server, client):
    server.on("/c", reply(b"here"))
    server.on("/b", moved("c", "302 Found"))
    page = client.fetch(server.on("/a", moved("/b")))
    assert b"here" == page.body
    assert (server.url("/a"), server.url("/c")) == (page.url, page.final_url)
    assert [(301, server.url("/a")), (302, server.url("/b"))] == [(hop.status, hop.url) for hop in page.history]
    assert b"moved" == page.history[0].body


def test_notices_a_circle(server, client):
    server.on("/b", moved("/a"))
    with pytest.raises(FetchFailed) as caught:
        client.fetch(server.on("/a", moved("/b")))
    assert "too-many-redirects" == caught.value.reason
    assert 2 == len(server.heard)


@pytest.mark.parametrize(("hops", "arrives"), [(10, True), (11, False)])
def test_follows_ten_redirects_and_no_more(server, client, hops, arrives):
    for number in range(hops):
        server.on(f"/{number}", moved(f"/{number + 1}"))
    server.on(f"/{hops}", reply(b"end"))
    if arrives:
        assert b"end" == client.fetch(server.url("/0")).body
    else:
        with pytest.raises(FetchFailed, match="again and again") as caught:
            client.fetch(server.url("/0"))
        assert "too-many-redirects" == caught.value.reason


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://files.example/a", "javascript:alert(1)", "gopher://a/"]
)
def test_does_not_leave_http(server, client, target):
    with pytest.raises(FetchFailed) as caught:
        client.fetch(server.on("/a", moved(target)))
    assert "forbidden-address" == caught.value.reason


@pytest.mark.parametrize("headers", [{}, {"Location": ""}, {"Location": "http://[broken/"}])
def test_gives_a_redirect_to_nowhere_as_it_is(server, client, headers):
    assert 302 == client.fetch(server.on("/a", reply(b"", "302 Found", headers))).status


def test_drops_the_fragment_of_a_redirect(server, client):
    server.on("/b", reply(b"here"))
    assert server.url("/b") == client.fetch(server.on("/a", moved("/b#top"))).final_url


def test_reads_a_location_in_utf8():
    raw = "/é".encode().decode("latin-1")
    page = RawPage(url="http://a.example/", final_url="http://a.example/", status=301, headers=(("location", raw),))
    assert "http://a.example/é" == attempts.target_of(page)


def test_retries_in_the_middle_of_redirects(server, client):
    server.on("/b", reply(b"", "500 Oops"), reply(b"here"))
    assert b"here" == client.fetch(server.on("/a", moved("/b"))).body
