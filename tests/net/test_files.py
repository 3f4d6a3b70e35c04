import gzip
import hashlib

import pytest
from loopback import Reply, reply

from migrator.model.errors import FetchFailed
from migrator.net.settings import Validators

PICTURE = bytes(range(256)) * 4000


def test_streams_a_file_and_tells_its_size_and_digest(server, client, tmp_path):
    url = server.on("/a", reply(PICTURE, headers={"Content-Type": "image/png"}))
    download = client.fetch_to_file(url, tmp_path / "new")
    assert PICTURE == (tmp_path / "new").read_bytes()
    assert (200, len(PICTURE)) == (download.status, download.bytes)
    assert hashlib.sha256(PICTURE).hexdigest() == download.sha256
    assert "image/png" == download.page.content_type
    assert b"" == download.page.body


def test_starts_anew_after_a_cut(server, client, tmp_path):
    url = server.on("/a", reply(PICTURE[:70_000], length=len(PICTURE), then="close"), reply(PICTURE))
    client.fetch_to_file(url, tmp_path / "new")
    assert PICTURE == (tmp_path / "new").read_bytes()


@pytest.mark.parametrize(
    "answer",
    [reply(PICTURE, length=len(PICTURE) + 1, then="close"), Reply(b"HTTP/1.1 200 OK\r\n\r\n" + PICTURE, then="close")],
    ids=["cut", "too-large"],
)
def test_leaves_no_file_behind_a_failure(server, make_client, tmp_path, answer):
    client = make_client(retries=1, max_media=500_000 if b"Length" not in answer.wire[:100] else 10**9)
    with pytest.raises(FetchFailed):
        client.fetch_to_file(server.on("/a", answer), tmp_path / "new")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("status", ["404 Not Found", "304 Not Modified"])
def test_makes_no_file_of_another_status(server, client, tmp_path, status):
    url = server.on("/a", reply(b"" if status.startswith("304") else b"<html>", status))
    download = client.fetch_to_file(url, tmp_path / "new", validators=Validators(etag='"1"'))
    assert int(status[:3]) == download.status
    assert download.path is None
    assert [] == list(tmp_path.iterdir())


def test_refuses_a_declared_size_beyond_the_bound(server, make_client, tmp_path):
    url = server.on("/a", reply(b"x", length=10**12, then="close"))
    with pytest.raises(FetchFailed) as caught:
        make_client().fetch_to_file(url, tmp_path / "new")
    assert "too-large" == caught.value.reason
    assert 1 == len(server.heard)


def test_expands_what_comes_compressed_unasked(server, client, tmp_path):
    url = server.on("/a", reply(gzip.compress(PICTURE), headers={"Content-Encoding": "gzip"}))
    download = client.fetch_to_file(url, tmp_path / "new")
    assert "Accept-Encoding: identity" in server.heard[0]
    assert PICTURE == (tmp_path / "new").read_bytes()
    assert len(PICTURE) == download.bytes


def test_a_compressed_bomb_does_not_fill_the_disk(server, client, tmp_path):
    url = server.on("/a", reply(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchFailed) as caught:
        client.fetch_to_file(url, tmp_path / "new", max_bytes=1_000_000)
    assert "too-large" == caught.value.reason
    assert [] == list(tmp_path.iterdir())


def test_trouble_with_our_own_disk_is_no_fault_of_the_server(server, client, tmp_path):
    url = server.on("/a", reply(PICTURE))
    with pytest.raises(OSError, match="No such file"):
        client.fetch_to_file(url, tmp_path / "missing" / "new")
    assert 1 == len(server.heard)


def test_follows_redirects_to_the_file(server, client, tmp_path):
    server.on("/b", reply(PICTURE))
    url = server.on("/a", reply(b"x" * 200_000, "302 Found", {"Location": "/b"}))
    download = client.fetch_to_file(url, tmp_path / "new")
    assert server.url("/b") == download.final_url
    assert [302] == [hop.status for hop in download.page.history]
