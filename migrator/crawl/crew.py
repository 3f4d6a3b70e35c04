"""The loop of a crawl: what is in flight is waited for side by side, what arrives is taken in one by one."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Protocol  # futures of several kinds are waited for together

from migrator.documents import RawPage, Reference
from migrator.errors import Interrupted
from migrator.net.client import Client


class OutOfBudget(Exception):
    """The run's request limit is reached; what is queued stays queued."""


class Work(Protocol):
    """Something that is fetched by threads of its own and settled in the one thread that writes."""

    @property
    def flying(self) -> Collection["Future[Any]"]:
        """What is in flight just now."""
        ...

    def launch(self) -> None:
        """Start as much as there is room for; raises OutOfBudget."""
        ...

    def settle(self, future: "Future[Any]") -> None:
        """Take one arrival and remove it from `flying`; raises OutOfBudget."""
        ...


def work_off(client: Client, first: Work, *beside: Work) -> None:
    """Work until `first` has nothing in flight and nothing to start; the others go on meanwhile, and afterwards.

    Ctrl-C once: what is in flight is finished and kept, then Interrupted. Twice: KeyboardInterrupt at once.
    Raises OutOfBudget when --max-requests is used up.
    """
    works = (first, *beside)
    stopped: BaseException | None = None
    while True:
        try:
            if stopped is None:
                for work in works:
                    work.launch()
            if not first.flying and (stopped is None or not any(work.flying for work in works)):
                break
            _take_arrival(works)
        except KeyboardInterrupt:
            if isinstance(stopped, Interrupted):
                client.abort(in_flight=True)
                raise
            stopped = Interrupted("Stopped; everything fetched so far is kept.")
            client.abort()
        except OutOfBudget as limit:
            stopped = stopped or limit
    if stopped is not None:
        raise stopped


def _take_arrival(works: Sequence[Work]) -> None:
    """Wait until something arrives, and settle one thing: what has room again is started before the next is settled."""
    done, _ = wait({future for work in works for future in work.flying}, return_when=FIRST_COMPLETED)
    future = next(iter(done))
    next(work for work in works if future in work.flying).settle(future)


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
        self.flying: dict[Future[RawPage], Reference] = {}
        self._ahead = ahead
        self._take = take
        self._submit = submit
        self._settle = settle

    def launch(self) -> None:
        """Keep every connection busy."""
        while (room := self._ahead - len(self.flying)) > 0:
            in_flight = {reference.url for reference in self.flying.values()}
            waiting = [one for one in self._take(room + len(self.flying)) if one.url not in in_flight]
            if not waiting:
                return
            for reference in waiting[:room]:
                if (future := self._submit(reference)) is not None:
                    self.flying[future] = reference

    def settle(self, future: "Future[RawPage]") -> None:
        """Keep one document."""
        self._settle(self.flying.pop(future), future)
