import gzip
import time
import zlib

import pytest
from loopback import Reply, reply

from migrator.model.errors import FetchFailed


def failure(client, url: str, **how: object) -> str:
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url, **how)
    return caught.value.reason


def test_refuses_a_declared_size_beyond_the_bound_without_reading_it(server, client):
    url = server.on("/a", reply(b"x", length=10**15, then="close"))
    assert "too-large" == failure(client, url)
    assert 1 == len(server.heard)


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"]
)
def test_stops_reading_at_the_bound_where_no_size_is_declared(server, client, head):
    url = server.on("/a", Reply(head + b"x" * 50_000, then="close"))
    assert "too-large" == failure(client, url, max_bytes=40_000)


def test_takes_a_body_of_just_the_bound(server, client):
    url = server.on("/a", reply(b"x" * 1000))
    assert 1000 == len(client.fetch(url, max_bytes=1000).body)
    assert "too-large" == failure(client, url, max_bytes=999)


def test_a_gzip_bomb_does_not_unfold(server, client):
    bomb = gzip.compress(bytes(200_000_000), 1)
    url = server.on("/a", reply(bomb, headers={"Content-Encoding": "gzip"}))
    assert "too-large" == failure(client, url, max_bytes=5_000_000)
    assert 1 == len(server.heard)


def test_a_bomb_of_many_gzip_members_does_not_unfold(server, client):
    url = server.on("/a", reply(gzip.compress(bytes(100_000)) * 200, headers={"Content-Encoding": "gzip"}))
    assert "too-large" == failure(client, url, max_bytes=1_000_000)


def test_a_bomb_in_a_bomb_is_not_opened(server, client):
    packed = gzip.compress(gzip.compress(bytes(1_000_000)))
    url = server.on("/a", reply(packed, headers={"Content-Encoding": "gzip, gzip"}))
    assert "encoding" == failure(client, url)


def test_takes_a_compressed_body_of_just_the_bound(server, client):
    url = server.on("/a", reply(zlib.compress(bytes(1000)), headers={"Content-Encoding": "deflate"}))
    assert 1000 == len(client.fetch(url, max_bytes=1000).body)
    assert "too-large" == failure(client, url, max_bytes=999)


@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(5000)),
        b"X-Long: " + b"y" * 100_000 + b"\r\n",
        b"".join(b"X-%d: " % number + b"y" * 60_000 + b"\r\n" for number in range(50)),
    ],
    ids=["many", "long", "large"],
)
def test_bounds_the_headers(server, client, headers):
    url = server.on("/a", Reply(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n", then="close"))
    assert "too-large" == failure(client, url)
    assert 1 == len(server.heard)


@pytest.mark.parametrize(
    "wire",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 1000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"y" * 1000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 1000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\ny\r\n" * 1000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
    ],
    ids=["headers", "body", "body-to-the-end", "chunks", "continue"],
)
def test_a_server_that_drips_is_cut_off(server, make_client, wire):
    url = server.on("/a", Reply(wire, then="close", drip=0.02))
    client = make_client(document_seconds=0.3, retries=0, read_timeout=5)
    began = time.monotonic()
    assert "timeout" == failure(client, url)
    assert time.monotonic() - began < 3


def test_a_drip_on_a_connection_used_before_is_cut_off_too(server, make_client):
    client = make_client(document_seconds=0.3, retries=0, read_timeout=5)
    client.fetch(server.on("/good", reply(b"x")))
    url = server.on("/a", reply(b"y" * 1000, drip=0.02))
    began = time.monotonic()
    assert "timeout" == failure(client, url)
    assert time.monotonic() - began < 3
    assert 1 == server.connections


def test_a_server_that_says_nothing_is_left(server, make_client):
    url = server.on("/a", Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", drip=1.0, then="close"))
    client = make_client(read_timeout=0.1, retries=0)
    assert "timeout" == failure(client, url)


def test_does_not_wait_all_day_for_one_that_always_drips(server, make_client):
    url = server.on("/a", Reply(b"HTTP/1.1 200 OK\r\n" + b"y" * 500, then="close", drip=0.02))
    client = make_client(document_seconds=0.1, retries=6)
    assert "timeout" == failure(client, url)
    assert 2 == client.requests_made
