import socket

import pytest
from loopback import reply
from urllib3.connection import HTTPConnection

from migrator.model.errors import FetchFailed
from migrator.net import guards
from migrator.net.connections import GuardedDial
from migrator.net.settings import Fault

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused, not bound to
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo for 127.0.0.1
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
]


def to_loopback(host: str, port: int) -> list[object]:
    """Resolve every name as an attacker's name server might."""
    return [(socket.AF_INET, ("127.0.0.1", port))]


@pytest.mark.parametrize("address", PRIVATE)
def test_knows_addresses_that_are_not_of_the_public_internet(address):
    assert not guards.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e", "::ffff:8.8.8.8"])
def test_knows_public_addresses(address):
    assert guards.is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "127。0。0。1",
        "[::1]",
        "::ffff:7f00:1",
        "8.8.8.8",
        "0",
    ],
)
def test_knows_numeric_hosts_in_any_spelling(host):
    assert guards.is_numeric(host)


@pytest.mark.parametrize("host", ["example.blogspot.com", "1.bp.blogspot.com", "0x.example", "1e100.net", "a.0x7f.com"])
def test_does_not_take_names_for_numbers(host):
    assert not guards.is_numeric(host)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "printer", "nas.local", "db.internal", "router.home.arpa", ""]
)
def test_knows_names_of_private_networks(host):
    assert guards.is_local_name(host)


@pytest.mark.parametrize("host", ["local.example", "internal-news.blogspot.com", "my_blog.blogspot.com", "lanolin.com"])
def test_does_not_take_public_names_for_private_ones(host):
    assert not guards.is_local_name(host)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "１２７.0.0.1", "0"],
)
def test_no_spelling_of_a_forbidden_host_is_heard(server, make_client, host):
    client = make_client(allowed_private_hosts=frozenset())
    with pytest.raises(FetchFailed) as caught:
        client.fetch(server.url("/", host))
    assert "forbidden-address" == caught.value.reason
    assert 0 == server.connections


def test_a_public_name_with_a_private_address_is_not_connected_to(server, make_client):
    client = make_client(with_={"resolver": to_loopback})
    with pytest.raises(FetchFailed, match=r"evil\.example leads to 127\.0\.0\.1") as caught:
        client.fetch(server.url("/", "evil.example"))
    assert "forbidden-address" == caught.value.reason
    assert 0 == server.connections


@pytest.mark.parametrize("host", ["evil.example", "localhost", "2130706433"])
def test_a_redirect_leads_inside_as_little(server, make_client, host):
    client = make_client(with_={"resolver": to_loopback})
    url = server.on("/a", reply(b"", "302 Found", {"Location": server.url("/inside", host)}))
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert "forbidden-address" == caught.value.reason
    assert ["/a"] == server.paths()


def test_a_host_that_the_user_named_may_be_anywhere(server, make_client):
    server.on("/", reply(b"mine"))
    client = make_client(allowed_private_hosts=frozenset({"blog.lan"}), with_={"resolver": to_loopback})
    assert b"mine" == client.fetch(server.url("/", "blog.lan")).body


def test_a_named_host_opens_no_other_service_of_its_machine(server, make_client):
    client = make_client(allowed_private_hosts=guards.named_by_user("http://127.0.0.1:1/blog/"))
    with pytest.raises(FetchFailed) as caught:
        client.fetch(server.url("/"))
    assert "forbidden-address" == caught.value.reason
    assert 0 == server.connections


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("blog.lan", {"blog.lan:80", "blog.lan:443"}),
        ("http://127.0.0.1:8080/x", {"127.0.0.1:8080"}),
        ("https://[::1]:8443/", {"::1:8443"}),
        ("http://[bad", set()),
    ],
)
def test_what_a_person_types_opens_that_host_and_port(text, named):
    assert named == guards.named_by_user(text)


def test_a_name_that_changes_its_address_is_looked_at_every_time(server):
    answers = [[(socket.AF_INET, ("127.0.0.1", server.port))], [(socket.AF_INET, ("127.0.0.2", server.port))]]
    asked = []

    def resolver(host: str, port: int) -> list[object]:
        asked.append(host)
        return answers.pop(0)

    def check(host: str, port: int, address: str) -> None:
        if address != "127.0.0.1":  # plays the only public address
            raise Fault("forbidden-address", address)

    dial = GuardedDial(resolver, check)
    connection = HTTPConnection("evil.example", server.port, timeout=5)
    with dial(connection) as sock:
        assert ("127.0.0.1", server.port) == sock.getpeername()
    assert ["evil.example"] == asked, "one lookup both to check and to connect"
    with pytest.raises(Fault, match=r"127\.0\.0\.2"):
        dial(connection)


def test_connects_to_the_public_ones_of_mixed_addresses(server):
    mixed = [(socket.AF_INET, ("127.0.0.2", server.port)), (socket.AF_INET, ("127.0.0.1", server.port))]

    def check(host: str, port: int, address: str) -> None:
        if address != "127.0.0.1":
            raise Fault("forbidden-address", address)

    with GuardedDial(lambda _host, _port: mixed, check)(HTTPConnection("a.example", server.port, timeout=5)) as sock:
        assert ("127.0.0.1", server.port) == sock.getpeername()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "data:text/html,x", "", "//a.example/", "a"])
def test_asks_only_for_http_and_https(client, url):
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert "forbidden-address" == caught.value.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///a",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a..b.example/",
        "http://a.example\\.c/",
        "http://a b.example/",
        "http://" + "a" * 9000,
    ],
)
def test_refuses_malformed_addresses(client, url):
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert "bad-url" == caught.value.reason


def test_leaves_default_ports_and_credentials_out():
    assert "https://a.example/b?c" == guards.checked("https://u:p@A.example:443/b?c#d").geturl()


def test_spells_international_names_in_ascii():
    assert "http://xn--caf-dma.example/" == guards.checked("http://café.example").geturl()
