"""The loop of a crawl: what is in flight is waited for side by side, what arrives is taken in one by one."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Protocol  # futures of several kinds are waited for together

from migrator.interruption import on_ctrl_c
from migrator.model.documents import RawPage, Reference
from migrator.model.errors import Interrupted
from migrator.net.client import Client

_PATIENT_PRESSES = 2
"""How often Ctrl-C lets what is being kept become whole first."""


class RequestLimitReached(Exception):
    """The run's request limit is reached; what is queued stays queued."""


class Work(Protocol):
    """Something that is fetched by threads of its own and settled in the one thread that writes."""

    @property
    def in_flight(self) -> Collection["Future[Any]"]:
        """What is in flight just now."""
        ...

    def start(self) -> None:
        """Start as much as there is room for; raises RequestLimitReached."""
        ...

    def settle(self, future: "Future[Any]") -> None:
        """Take one arrival and remove it from `in_flight`; raises RequestLimitReached."""
        ...


def run_until_idle(client: Client, first: Work, *beside: Work) -> None:
    """Work until `first` has nothing in flight and nothing to start; the others go on meanwhile, and afterwards.

    Ctrl-C once: what is in flight is finished and kept, then Interrupted. Twice: KeyboardInterrupt as soon as what is
    being kept is whole; a third time: at once. Raises RequestLimitReached when --max-requests is used up.
    """
    arrivals = Arrivals((first, *beside))
    with on_ctrl_c(arrivals.on_sigint):
        _run_until_idle(client, arrivals, first)
    if arrivals.pressed():
        raise _stopped()


def _run_until_idle(client: Client, arrivals: "Arrivals", first: Work) -> None:
    stopped: Exception | None = None
    while True:
        if arrivals.pressed():
            if isinstance(stopped, Interrupted):
                client.abort(in_flight=True)
                raise KeyboardInterrupt
            stopped = _stopped()
            client.abort()
        try:
            if stopped is None:
                arrivals.start()
            if not first.in_flight and (stopped is None or not arrivals.awaited):
                break
            arrivals.settle_one()
        except RequestLimitReached as limit:
            stopped = stopped or limit
    if stopped is not None:
        raise stopped


def _stopped() -> Interrupted:
    return Interrupted("Stopped; everything fetched so far is kept.")


class Arrivals:
    """What comes in, one by one, in the order in which it does: futures that are done, and Ctrl-C.

    A SimpleQueue, because a signal handler may put into it whatever the main thread is just doing; `futures.wait` takes
    the locks of all futures, and would leave them locked for ever if Ctrl-C struck there.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._queue: SimpleQueue[Future[Any] | None] = SimpleQueue()
        self._awaited: set[Future[Any]] = set()
        self._presses = self._heeded = 0

    @property
    def awaited(self) -> bool:
        """Whether anything is in flight."""
        return any(work.in_flight for work in self._works)

    def on_sigint(self) -> None:
        """Take note of Ctrl-C, in a signal handler."""
        self._presses += 1
        if self._presses > _PATIENT_PRESSES:
            raise KeyboardInterrupt
        self._queue.put(None)

    def pressed(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        self._heeded += (news := self._heeded < self._presses)
        return news

    def start(self) -> None:
        """Start as much as there is room for; raises RequestLimitReached."""
        for work in self._works:
            work.start()

    def settle_one(self) -> None:
        """Wait until something arrives, and settle it: what has room again is started before the next is settled.

        Ctrl-C ends the waiting.
        """
        for work in self._works:
            for future in [one for one in work.in_flight if one not in self._awaited]:
                self._awaited.add(future)
                future.add_done_callback(self._queue.put)
        arrived = self._queue.get()
        if arrived is not None:
            self._awaited.discard(arrived)
            next(work for work in self._works if arrived in work.in_flight).settle(arrived)


class Documents:
    """References of the frontier as work: `ahead` in flight, a few more than connections, so that none ever idles.

    `take` gives up to so many that are queued, best first; `submit` begins one, or settles it and gives None.
    """

    def __init__(
        self,
        ahead: int,
        *,
        take: Callable[[int], list[Reference]],
        submit: Callable[[Reference], "Future[RawPage] | None"],
        settle: Callable[[Reference, "Future[RawPage]"], None],
    ) -> None:
        self.in_flight: dict[Future[RawPage], Reference] = {}
        self._ahead = ahead
        self._take = take
        self._submit = submit
        self._settle = settle

    def start(self) -> None:
        """Keep every connection busy."""
        while (room := self._ahead - len(self.in_flight)) > 0:
            in_flight = {reference.url for reference in self.in_flight.values()}
            waiting = [one for one in self._take(room + len(self.in_flight)) if one.url not in in_flight]
            if not waiting:
                return
            for reference in waiting[:room]:
                if (future := self._submit(reference)) is not None:
                    self.in_flight[future] = reference

    def settle(self, future: "Future[RawPage]") -> None:
        """Keep one document."""
        self._settle(self.in_flight.pop(future), future)
