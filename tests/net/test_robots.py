import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from loopback import reply

from migrator.net.settings import user_agent

BLOGGER = b"""User-agent: Mediapartners-Google
Disallow:

User-agent: *
Disallow: /search
Allow: /

Sitemap: http://127.0.0.1/sitemap.xml
"""


def test_keeps_to_the_robots_txt_that_blogger_serves(server, client):
    server.on("/robots.txt", reply(BLOGGER))
    assert client.allowed(server.url("/2018/02/a.html"))
    assert not client.allowed(server.url("/search?updated-max=2018"))
    assert not client.allowed(server.url("/search/label/x"))
    assert ["/robots.txt"] == server.paths()


def test_understands_wildcards(server, client):
    server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /*?updated-max=\nDisallow: /*.gif$"))
    assert not client.allowed(server.url("/search?updated-max=2018"))
    assert not client.allowed(server.url("/a.gif"))
    assert client.allowed(server.url("/a.gif?x"))


def test_listens_to_rules_for_our_own_name(server, client):
    server.on("/robots.txt", reply(b"User-agent: Blog-Migrator\nDisallow: /\n\nUser-agent: *\nDisallow:"))
    assert not client.allowed(server.url("/"))


def test_asks_once_however_many_threads_want_to_know(server, client):
    gate = threading.Event()
    server.on("/robots.txt", reply(BLOGGER, hold=gate))
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(client.allowed, server.url(f"/{number}")) for number in range(8)]
        gate.set()
    assert [True] * 8 == [answer.result() for answer in answers]
    assert ["/robots.txt"] == server.paths()


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_no_robots_txt_allows_everything(server, client, status):
    server.on("/robots.txt", reply(b"<html>", status))
    assert client.allowed(server.url("/search"))
    assert client.robots_failure(server.url()) is None


@pytest.mark.parametrize("status", ["503 Busy", "429 Slow"])
def test_a_robots_txt_that_the_server_fails_to_give_allows_nothing(server, make_client, status):
    server.on("/robots.txt", reply(b"", status))
    client = make_client(retries=1)
    assert not client.allowed(server.url("/"))
    assert "status" == client.robots_failure(server.url()).reason
    assert client.robots_page(server.url()) is None


def test_the_user_can_override_it(server, make_client):
    server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /"))
    assert make_client(robots=False).allowed(server.url("/"))
    assert [] == server.paths()


def test_embedded_pictures_are_not_asked_about(server, make_client):
    server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /"))
    assert make_client().allowed(server.url("/a.png"), embedded=True)
    assert [] == server.paths()
    assert not make_client(robots_for_media=True).allowed(server.url("/a.png"), embedded=True)


def test_keeps_to_the_crawl_delay(server, client, clock):
    server.on("/robots.txt", reply(b"User-agent: *\nCrawl-delay: 5"))
    url = server.on("/a", reply(b""))
    assert client.allowed(url)
    for _ in range(3):
        client.fetch(url)
    assert 10 <= clock.passed < 16


def test_gives_the_robots_txt_for_keeping(server, client):
    server.on("/robots.txt", reply(BLOGGER))
    assert BLOGGER == client.robots_page(server.url("/any")).body
    client.allowed(server.url("/"))
    assert 1 == len(server.heard)


def test_reads_a_robots_txt_of_nonsense_as_allowing(server, client):
    server.on("/robots.txt", reply(b"\xef\xbb\xbf<html>\xff\x00not robots</html>"))
    assert client.allowed(server.url("/"))


def test_what_is_fetched_against_robots_txt_is_known(server, make_client):
    server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /search\n"))
    client = make_client(robots=False)

    assert client.allowed(server.url("/search"))
    assert client.overrides_robots(server.url("/search"))
    assert not client.overrides_robots(server.url("/2018/"))
    assert not make_client().overrides_robots(server.url("/search"))


def test_who_crawls_can_be_reached_by_what_stands_in_the_name():
    assert "blog-migrator/1.0 (+ada@example.org; archiving at its reader's request; gzip)" == user_agent(
        "1.0", "ada@example.org"
    )
