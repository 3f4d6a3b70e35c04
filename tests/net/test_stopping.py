import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from loopback import Reply, reply

from migrator.model.errors import Interrupted


class Longest(random.Random):
    """Always draws ten minutes."""

    def uniform(self, _a: float, _b: float) -> float:
        return 600.0


def test_who_waits_for_a_retry_stops_at_once(server, make_client):
    retrying = threading.Event()
    client = make_client(with_={"sleeper": None, "rng": Longest(), "events": lambda _event: retrying.set()})
    url = server.on("/a", reply(b"", "503 Busy"))
    with ThreadPoolExecutor(1) as pool:
        page = pool.submit(client.fetch, url)
        assert retrying.wait(5)
        client.abort()
        with pytest.raises(Interrupted):
            page.result(5)


def test_who_waits_for_a_turn_stops_at_once_and_what_is_in_flight_ends_well(server, make_client):
    gate = threading.Event()
    url = server.on("/a", reply(b"whole", hold=gate))
    client = make_client(connections=1)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(client.fetch, url)
        while not server.busy:
            time.sleep(0.001)
        waiting = [pool.submit(client.fetch, url) for _ in range(2)]
        client.abort()
        gate.set()
        assert b"whole" == first.result(5).body
        for page in waiting:
            with pytest.raises(Interrupted):
                page.result(5)
    assert 1 == len(server.heard)


def test_an_open_request_can_be_cut_off(server, make_client):
    url = server.on("/a", Reply(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, drip=0.02, then="close"))
    client = make_client()
    with ThreadPoolExecutor(1) as pool:
        page = pool.submit(client.fetch, url)
        while not server.busy:
            time.sleep(0.001)
        began = time.monotonic()
        client.abort(in_flight=True)
        with pytest.raises(Interrupted):
            page.result(5)
    assert time.monotonic() - began < 3


def test_nothing_starts_after_a_stop(server, client):
    client.abort()
    with pytest.raises(Interrupted):
        client.fetch(server.on("/a", reply(b"x")))
    assert [] == server.heard


def test_nothing_starts_after_closing(server, client):
    client.close()
    with pytest.raises(Interrupted):
        client.fetch(server.on("/a", reply(b"x")))
    assert [] == server.heard
