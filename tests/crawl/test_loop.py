"""The loop of a crawl, with threads of its own and a real signal."""

import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from migrator.crawl.loop import run_until_idle
from migrator.model.errors import Interrupted
from migrator.net.client import Client
from migrator.net.settings import NetSettings


class Numbers:
    """Works off the numbers below `many`, two at once; `on` is called with each that is settled."""

    def __init__(self, pool, many, on=int, wait=int):
        self.in_flight: dict[Future, int] = {}
        self.settled = []
        self._pool, self._left, self._on, self._wait = pool, list(range(many)), on, wait

    def start(self):
        while self._left and len(self.in_flight) < 2:
            number = self._left.pop(0)
            self.in_flight[self._pool.submit(self._wait, number)] = number

    def settle(self, future):
        self.settled.append(self.in_flight.pop(future))
        self._on(self.settled[-1])


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.fixture
def client():
    with Client(NetSettings(user_agent="test")) as made:
        yield made


def test_everything_is_settled_once(client, pool):
    first, beside = Numbers(pool, 30), Numbers(pool, 5)
    run_until_idle(client, first, beside)
    run_until_idle(client, beside)

    assert list(range(30)) == sorted(first.settled)
    assert list(range(5)) == sorted(beside.settled)


@pytest.mark.parametrize("at", [0, 1, 7, 28])
def test_ctrl_c_while_something_is_kept_lets_what_flies_come_in(heeding_ctrl_c, client, pool, at):
    work = Numbers(pool, 30, on=lambda number: signal.raise_signal(signal.SIGINT) if number == at else None)
    with pytest.raises(Interrupted):
        run_until_idle(client, work)

    assert at in work.settled
    assert {} == work.in_flight
    assert len(work.settled) <= at + 3


def test_ctrl_c_while_waiting_ends_once_what_flies_is_in(heeding_ctrl_c, client, pool):
    def wait(number):
        if number == 5:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    work = Numbers(pool, 10**6, wait=wait)
    with pytest.raises(Interrupted):
        run_until_idle(client, work)

    assert {} == work.in_flight
    assert 5 in work.settled


def test_ctrl_c_twice_waits_for_nothing_that_flies(heeding_ctrl_c, client, pool):
    held = threading.Event()

    def press_twice(_number):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    work = Numbers(pool, 30, on=press_twice, wait=lambda number: number == 1 and held.wait(30))
    try:
        with pytest.raises(KeyboardInterrupt):
            run_until_idle(client, work)
    finally:
        held.set()

    assert [0] == work.settled


def test_afterwards_ctrl_c_is_again_what_it_was(heeding_ctrl_c, client, pool):
    run_until_idle(client, Numbers(pool, 3))

    assert signal.default_int_handler is signal.getsignal(signal.SIGINT)
