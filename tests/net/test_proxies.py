import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from loopback import LoopbackServer, reply, serving

from migrator.model.errors import FetchFailed


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


@pytest.fixture
def proxy(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """A proxy that every client here goes through, for http and https."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("blog.example").configure_cert(context)
    with serving(context) as started:
        monkeypatch.setenv("HTTP_PROXY", started.url())
        monkeypatch.setenv("HTTPS_PROXY", started.url())
        yield started


def test_goes_through_the_proxy_of_the_environment(proxy, make_client):
    proxy.on("http://blog.example/a", reply(b"by proxy"))
    assert b"by proxy" == make_client().fetch("http://blog.example/a").body


def test_goes_through_it_for_https_and_trusts_the_bundle_of_the_environment(proxy, make_client, bundle, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    proxy.on("/a", reply(b"by tunnel"))
    client = make_client()
    assert b"by tunnel" == client.fetch("https://blog.example/a").body
    client.fetch("https://blog.example/a")
    assert 1 == proxy.connections, "the tunnel is used again"


def test_does_not_trust_any_other_certificate(proxy, make_client):
    with pytest.raises(FetchFailed, match="certificate") as caught:
        make_client().fetch("https://blog.example/a")
    assert "tls" == caught.value.reason
    assert ["CONNECT"] == [head.split()[0] for head in proxy.heard], "asked once, and sent nothing"


def test_does_not_trust_a_certificate_for_another_host(proxy, make_client, bundle, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    with pytest.raises(FetchFailed) as caught:
        make_client().fetch("https://other.example/a")
    assert "tls" == caught.value.reason


def test_says_which_certificates_can_not_be_read(proxy, make_client, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(FetchFailed, match=r"/nowhere/ca\.pem") as caught:
        make_client().fetch("https://blog.example/a")
    assert "tls" == caught.value.reason


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "１２７.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "3232235777",
        "8.8.8.8",
        "localhost",
        "LOCALHOST.",
        "%6cocalhost",
        "printer",
        "nas.local",
        "db.internal",
    ],
)
def test_hosts_that_can_not_be_judged_are_refused_before_anything_is_sent(proxy, make_client, scheme, host):
    with pytest.raises(FetchFailed) as caught:
        make_client(allowed_private_hosts=frozenset()).fetch(f"{scheme}://{host}/")
    assert "forbidden-address" == caught.value.reason
    assert 0 == proxy.connections


def test_the_same_holds_for_redirects(proxy, make_client):
    proxy.on("http://blog.example/a", reply(b"", "302 Found", {"Location": "http://169.254.169.254/latest/"}))
    with pytest.raises(FetchFailed) as caught:
        make_client().fetch("http://blog.example/a")
    assert "forbidden-address" == caught.value.reason
    assert 1 == len(proxy.heard)


def test_a_host_that_the_user_named_is_asked_through_the_proxy(proxy, make_client):
    proxy.on("http://blog.lan/a", reply(b"mine"))
    assert b"mine" == make_client(allowed_private_hosts=frozenset({"blog.lan"})).fetch("http://blog.lan/a").body


def test_no_proxy_goes_directly_and_is_guarded_there(proxy, server, make_client, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    server.on("/a", reply(b"direct"))
    client = make_client()
    assert b"direct" == client.fetch(server.url("/a")).body
    with pytest.raises(FetchFailed):
        client.fetch(server.url("/a", "localhost"))
    assert 0 == proxy.connections


def test_follows_a_redirect_from_http_to_https_and_back(proxy, make_client, bundle, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    proxy.on("http://blog.example/a", reply(b"", "301 Moved", {"Location": "https://blog.example/b"}))
    proxy.on("/b", reply(b"", "301 Moved", {"Location": "http://blog.example/c"}))
    proxy.on("http://blog.example/c", reply(b"end"))
    page = make_client().fetch("http://blog.example/a")
    assert b"end" == page.body
    assert ["http", "https"] == [hop.url.partition(":")[0] for hop in page.history]


def test_a_proxy_that_is_down_is_named_as_the_reason(make_client, monkeypatch):
    with serving() as gone:
        port = gone.port
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    with pytest.raises(FetchFailed, match="proxy") as caught:
        make_client().fetch("http://blog.example/")
    assert "connect" == caught.value.reason


def test_the_environment_can_be_left_out(proxy, server, make_client):
    server.on("/a", reply(b"direct"))
    assert b"direct" == make_client(use_environment=False).fetch(server.url("/a")).body
    assert 0 == proxy.connections


def test_a_dripping_tunnel_is_cut_off(proxy, make_client, bundle, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    proxy.on("/a", reply(b"x" * 500, drip=0.02))
    with pytest.raises(FetchFailed) as caught:
        make_client(document_seconds=0.4, retries=0).fetch("https://blog.example/a")
    assert "timeout" == caught.value.reason
