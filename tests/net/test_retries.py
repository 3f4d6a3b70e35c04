import gzip
import random
import socket
from datetime import timedelta
from email.utils import format_datetime

import pytest
from loopback import START, Reply, reply

from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed
from migrator.net import attempts
from migrator.net.settings import Fault, NetEventKind

GOOD = reply(b"good")


def page(status: int = 503, **headers: str) -> RawPage:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return RawPage(url="http://a.example/", final_url="http://a.example/", status=status, headers=pairs)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Late", "429 Too Many Requests"])
def test_asks_again_where_the_status_may_pass(server, client, status):
    assert b"good" == client.fetch(server.on("/a", reply(b"", status), GOOD)).body
    assert 2 == client.requests_made


@pytest.mark.parametrize(
    "broken",
    [
        reply(b"half", length=4000, then="close"),
        Reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", then="close"),
        Reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n", then="close"),
        reply(gzip.compress(b"text" * 1000)[:-20], headers={"Content-Encoding": "gzip"}),
        reply(gzip.compress(b"text" * 1000)[:12] + b"\xff" * 40, headers={"Content-Encoding": "gzip"}),
    ],
    ids=["short", "chunked-short", "chunked-broken", "gzip-short", "gzip-damaged"],
)
def test_asks_again_for_a_body_cut_short(server, client, broken):
    assert b"good" == client.fetch(server.on("/a", broken, GOOD)).body


def test_does_not_choose_between_contradicting_lengths(server, client):
    url = server.on("/a", Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"))
    with pytest.raises(FetchFailed, match="contradict") as caught:
        client.fetch(url)
    assert "truncated" == caught.value.reason


def test_reports_a_body_that_always_comes_short(server, make_client):
    url = server.on("/a", reply(b"half", length=4000, then="close"))
    with pytest.raises(FetchFailed) as caught:
        make_client(retries=2).fetch(url)
    assert "truncated" == caught.value.reason
    assert 3 == len(server.heard)


@pytest.mark.parametrize("broken", [Reply(b"", then="reset"), Reply(b"", then="close"), Reply(b"HTT", then="close")])
def test_asks_again_after_a_reset(server, client, broken):
    assert b"good" == client.fetch(server.on("/a", broken, GOOD)).body


def test_waits_as_many_seconds_as_retry_after_says(server, client, clock):
    client.fetch(server.on("/a", reply(b"", "503 Busy", {"Retry-After": "77"}), GOOD))
    assert clock.passed >= 77


def test_waits_until_the_date_that_retry_after_gives(server, client, clock):
    until = format_datetime(START + timedelta(seconds=77), usegmt=True)
    client.fetch(server.on("/a", reply(b"", "429 Slow", {"Retry-After": until}), GOOD))
    assert 77 <= clock.passed <= 90


def test_measures_a_retry_after_date_from_the_servers_own_clock():
    asked = page(date="Fri, 01 Jan 2100 00:00:00 GMT", retry_after="Fri, 01 Jan 2100 00:00:30 GMT")
    assert 30.0 == attempts.retry_after(asked, START)


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0.0), ("soon", None), ("-5", None), ("", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)]
)
def test_reads_odd_forms_of_retry_after(text, seconds):
    assert seconds == attempts.retry_after(page(retry_after=text), START)


def test_does_not_wait_for_a_server_that_asks_for_hours(server, client, clock):
    url = server.on("/a", reply(b"", "429 Slow", {"Retry-After": "7200"}))
    with pytest.raises(FetchFailed) as caught:
        client.fetch(url)
    assert ("status", 429) == (caught.value.reason, caught.value.status)
    assert clock.passed < 60
    assert 1 == len(server.heard)


def test_backs_off_ever_longer_with_full_jitter():
    most = [attempts.backoff(failed, lambda _low, high: high) for failed in range(1, 9)]
    assert [1, 2, 4, 8, 16, 32, 60, 60] == most
    assert [0.0] * 3 == [attempts.backoff(failed, lambda low, _high: low) for failed in range(1, 4)]
    drawn = {attempts.backoff(3, random.Random(seed).uniform) for seed in range(20)}  # noqa: S311 - jitter
    assert len(drawn) == 20


def test_names_the_last_status_when_retries_run_out(server, make_client):
    url = server.on("/a", reply(b"", "503 Busy"))
    with pytest.raises(FetchFailed) as caught:
        make_client(retries=3).fetch(url)
    assert ("status", 503) == (caught.value.reason, caught.value.status)
    assert 4 == len(server.heard)


def test_takes_googles_unusual_traffic_page_for_a_429(server, client):
    sorry = reply(b"", "302 Found", {"Location": "https://www.google.com/sorry/index?continue=x"})
    assert b"good" == client.fetch(server.on("/a", sorry, GOOD)).body


def test_gives_up_soon_on_a_host_that_never_answered(make_client):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = make_client()
    with pytest.raises(FetchFailed) as caught:
        client.fetch(f"http://127.0.0.1:{port}/")
    assert "connect" == caught.value.reason
    assert 3 == client.requests_made


def test_asks_a_dead_host_only_once_for_the_next_file(make_client):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = make_client()
    for _ in range(2):
        with pytest.raises(FetchFailed):
            client.fetch(f"http://127.0.0.1:{port}/")
    assert 4 == client.requests_made


@pytest.mark.parametrize(("status", "requests"), [("503 Busy", 7), ("502 Bad Gateway", 4), ("500 Oops", 4)])
def test_has_more_patience_with_overload_than_with_defects(server, client, status, requests):
    with pytest.raises(FetchFailed):
        client.fetch(server.on("/a", reply(b"", status)))
    assert requests == client.requests_made


def test_does_not_ask_again_for_an_unknown_name(make_client):
    def resolver(host: str, port: int) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    client = make_client(with_={"resolver": resolver})
    with pytest.raises(FetchFailed) as caught:
        client.fetch("http://nowhere.example/")
    assert "dns" == caught.value.reason
    assert 1 == client.requests_made


def test_has_patience_with_a_host_that_answered_before():
    lost = Fault("dns", "unknown", heals=False, at_most=2, reached=False)
    assert not attempts.may_retry(lost, 1, 6, host_reached=False)
    assert attempts.may_retry(lost, 6, 6, host_reached=True)


def test_outlasts_a_failure_of_our_own_connection(server, make_client):
    outage: list[str] = []

    def resolver(host: str, port: int) -> list[object]:
        if outage:
            raise socket.gaierror(socket.EAI_NONAME, outage.pop())
        return [(socket.AF_INET, ("127.0.0.1", port))]

    client = make_client(with_={"resolver": resolver})
    url = server.on("/a", reply(b"good", then="close", headers={"Connection": "close"}))
    client.fetch(url)
    outage.extend(["unknown"] * 5)
    assert b"good" == client.fetch(url).body


def test_tells_of_every_retry(server, make_client):
    told = []
    client = make_client(with_={"events": told.append})
    client.fetch(server.on("/a", reply(b"", "500 Oops"), GOOD))
    assert [NetEventKind.RETRYING] == [event.kind for event in told]
    assert "500 Oops" in told[0].reason


def test_keeps_control_characters_of_a_server_out_of_messages(server, make_client):
    url = server.on("/a", reply(b"", "503 \x1b[2Jgone"))
    with pytest.raises(FetchFailed) as caught:
        make_client(retries=0).fetch(url)
    assert "\x1b" not in caught.value.message


def test_asks_again_for_what_the_caller_suspects_and_gives_it_in_the_end(server, client):
    url = server.on("/a", reply(b"<html>cut"))
    assert b"<html>cut" == client.fetch(url, suspect=lambda page: b"</html>" not in page.body).body
    assert 3 == len(server.heard)


def test_is_content_as_soon_as_the_caller_is(server, client):
    url = server.on("/a", reply(b"<html>cut"), reply(b"<html></html>"))
    assert b"<html></html>" == client.fetch(url, suspect=lambda page: b"</html>" not in page.body).body
    assert 2 == len(server.heard)
