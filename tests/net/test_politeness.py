import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from loopback import FakeClock, reply

from migrator.net.politeness import BLOG_BACKEND, IMAGE_BACKEND, Backend, Politeness, Waiting, backend_of
from migrator.net.settings import Fault, NetEventKind, NetSettings


def backend(clock: FakeClock, told: list[object] | None = None, **settings: object) -> Backend:
    waiting = Waiting(
        clock=clock, sleep=clock.sleep, check=lambda: None, tell=(told if told is not None else []).append
    )
    gap = settings.pop("gap", 0.0)
    return Backend(NetSettings(user_agent="x", **settings), waiting, gap=gap)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://example.blogspot.com/", BLOG_BACKEND),
        ("https://www.example.blogspot.co.uk/", BLOG_BACKEND),
        ("https://www.blogger.com/feeds/1/posts/default", BLOG_BACKEND),
        ("http://blog.example.org/2018/02/a.html", BLOG_BACKEND),
        ("https://1.bp.blogspot.com/-a/b/c/d/s320/x.jpg", IMAGE_BACKEND),
        ("https://blogger.googleusercontent.com/img/a/x=s320", IMAGE_BACKEND),
        ("https://lh3.ggpht.com/x", IMAGE_BACKEND),
        ("https://pictures.example/x.jpg", "pictures.example"),
    ],
)
def test_knows_which_hosts_are_one_backend(url, name):
    assert name == backend_of(url, frozenset({"blog.example.org"}))


@pytest.mark.parametrize("connections", [1, 4])
def test_never_asks_more_at_once_than_it_may(server, make_client, connections):
    gate = threading.Event()
    url = server.on("/a", reply(b"x", hold=gate))
    client = make_client(connections=connections)
    with ThreadPoolExecutor(16) as pool:
        pages = [pool.submit(client.fetch, url) for _ in range(32)]
        while server.busy < connections:
            threading.Event().wait(0.001)
        gate.set()
    assert [200] * 32 == [page.result().status for page in pages]
    assert connections == server.most_busy


def test_keeps_the_delay_between_starts_on_the_blog(clock):
    blog = backend(clock, gap=2.0)
    for _ in range(4):
        with blog.turn("http://a.example/"):
            pass
    assert 6.0 == clock.passed


def test_keeps_the_delay_on_the_host_that_the_user_named(server, make_client, clock):
    url = server.on("/a", reply(b"x"))
    client = make_client(delay=5.0)
    for _ in range(3):
        client.fetch(url)
    assert 10.0 == clock.passed


def test_keeps_the_delay_where_the_blog_moved_to(clock):
    waiting = Waiting(clock=clock, sleep=clock.sleep, check=lambda: None, tell=lambda _event: None)
    polite = Politeness(NetSettings(user_agent="x", delay=5.0), waiting)
    before = polite.backend("http://blog.example.org/")
    polite.moved("http://example.blogspot.com/", "http://blog.example.org/")
    polite.moved("http://pictures.example/", "http://other.example/")
    assert 0.0 == before.gap
    assert 5.0 == polite.backend("http://blog.example.org/").gap
    assert 0.0 == polite.backend("http://other.example/").gap


def test_goes_slower_after_an_overload_and_comes_back(clock):
    polite = backend(clock, connections=8)
    polite.overloaded(0.0, 1.0)
    assert 6 == polite.limit
    assert polite.gap > 0
    for _ in range(100):
        polite.answered(0.05)
    assert 8 == polite.limit
    assert 0.0 == polite.gap


def test_counts_what_was_under_way_together_as_one_overload(clock):
    polite = backend(clock, connections=8)
    clock.passed = 10.0
    for _ in range(5):
        polite.overloaded(9.0, None)
    assert 6 == polite.limit


def test_brakes_harder_when_overloads_follow_each_other(clock):
    polite = backend(clock, connections=8)
    gaps = []
    for _ in range(4):
        clock.passed += 1.0
        polite.overloaded(clock.passed, None)
        gaps.append(polite.gap)
    assert 1 == polite.limit
    assert gaps == sorted(set(gaps)), "each gap is longer than the one before"


def test_pauses_ever_longer_when_a_server_stays_overloaded(clock):
    polite = backend(clock)
    pauses = []
    for _ in range(6):
        with polite.turn("http://a.example/") as started:
            pass
        before = clock.passed
        polite.overloaded(started, None)
        with polite.turn("http://a.example/"):
            pauses.append(clock.passed - before)
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 16


def test_holds_everyone_back_while_the_server_wants_a_pause(clock):
    told = []
    polite = backend(clock, told)
    polite.overloaded(0.0, 30.0)
    with polite.turn("http://a.example/"):
        assert clock.passed >= 30.0
    assert [NetEventKind.WAITING] == [event.kind for event in told]


def test_does_not_wait_for_hours(clock):
    polite = backend(clock, longest_wait=600.0)
    polite.overloaded(0.0, 601.0)
    with pytest.raises(Fault, match="601 seconds"), polite.turn("http://a.example/"):
        pass
    assert 0.0 == clock.passed


def test_goes_down_when_the_answers_get_slow_and_up_again(clock):
    polite = backend(clock, connections=8)
    for _ in range(10):
        polite.answered(0.05)
    assert 8 == polite.limit
    for _ in range(20):
        clock.passed += 3.0
        polite.answered(1.0)
    assert polite.limit <= 2
    for _ in range(100):
        polite.answered(0.05)
    assert 8 == polite.limit


def test_a_small_rise_of_latency_changes_nothing(clock):
    polite = backend(clock, connections=8)
    for latency in (0.05, 0.12, 0.2, 0.1, 0.25, 0.15):
        clock.passed += 1.0
        polite.answered(latency)
    assert 8 == polite.limit
