"""Fetches one URL, without redirects: in its turn, within its time, again and again where that can help."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult

from migrator.model.documents import RawPage
from migrator.net import retries
from migrator.net.bodies import Receiver
from migrator.net.deadlines import Watch
from migrator.net.faults import Fault
from migrator.net.politeness import Backend, Politeness, Waiting
from migrator.net.settings import NetEvent, NetEventKind
from migrator.net.transport import Transport

_SUSPECT_RETRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What stays the same over the redirects and retries of one fetch; `seconds` bound one attempt.

    `form` is what a POST sends, URL-encoded; without any it is a GET.
    """

    url: str
    headers: Mapping[str, str]
    receiver: Receiver
    seconds: float
    retries: int
    suspect: Callable[[RawPage], bool] | None = None
    form: str = ""


class Attempts:
    """Makes the attempts of all jobs and counts them; thread-safe."""

    def __init__(
        self,
        transport: Transport,
        watch: Watch,
        politeness: Politeness,
        waiting: Waiting,
        *,
        max_requests: int | None,
        rng: random.Random,
    ) -> None:
        self._transport = transport
        self._watch = watch
        self._politeness = politeness
        self._waiting = waiting
        self._max_requests = max_requests
        self._uniform = rng.uniform
        self._lock = threading.Lock()
        self._hosts_reached: set[str] = set()
        self._hosts_lost: set[str] = set()
        self.made = 0

    def run(self, parts: SplitResult, job: Job) -> RawPage:
        """Return the answer to one URL; raises `FetchFailed` if no usable one comes, `Interrupted` when stopped."""
        url = parts.geturl()
        backend = self._politeness.backend(url)
        failed, patience = 0, _SUSPECT_RETRIES
        while True:
            try:
                page = self._attempt(parts, job, backend)
                if not patience or page.status != 200 or not (job.suspect and job.suspect(page)):
                    return page
                patience -= 1
                fault = Fault("truncated", "the answer looks cut short", heals=True)
            except Fault as found:
                failed += 1
                if not self._may_retry(found, failed, parts.netloc, job.retries):
                    raise found.failure(url) from None
                fault = found
            self._wait(retries.backoff(failed + _SUSPECT_RETRIES - patience, self._uniform), url, fault)

    def _may_retry(self, fault: Fault, failed: int, host: str, bound: int) -> bool:
        """Whether to try again; a dead host gets its retries once, not for each of the pictures it held."""
        reached = host in self._hosts_reached
        if host in self._hosts_lost and not reached:
            return False
        again = retries.may_retry(fault, failed, bound, host_reached=reached)
        if not (again or fault.reached):
            self._hosts_lost.add(host)
        return again

    def _attempt(self, parts: SplitResult, job: Job, backend: Backend) -> RawPage:
        """Make one request in its turn; raises `Fault`, also for a status that may pass."""
        with backend.turn(parts.geturl()) as started:
            self._count()
            try:
                page, first_byte = self._exchange(parts, job)
            except Fault as fault:
                if fault.reason == "timeout" or fault.status in retries.OVERLOAD_STATUS:
                    backend.overloaded(started, fault.retry_after)
                raise
            backend.answered(first_byte - started)
            return page

    def _exchange(self, parts: SplitResult, job: Job) -> tuple[RawPage, float]:
        """Send and receive; give the page and the moment at which its first bytes came."""
        sent_at = self._waiting.clock.now()
        with self._watch.flight(job.seconds):
            arrival = self._transport.send(parts, job.headers, sent_at.strftime("%Y-%m-%dT%H:%M:%SZ"), job.form)
            first_byte = self._waiting.clock.monotonic()
            self._hosts_reached.add(parts.netloc)
            try:
                page = job.receiver.receive(arrival)
            finally:
                arrival.close()
        if fault := retries.status_fault(page, sent_at):
            raise fault
        return page, first_byte

    def _count(self) -> None:
        with self._lock:
            if self._max_requests is not None and self.made >= self._max_requests:
                raise Fault("budget", f"the limit of {self._max_requests} requests is reached")
            self.made += 1

    def _wait(self, seconds: float, url: str, fault: Fault) -> None:
        self._waiting.check()
        self._waiting.tell(NetEvent(kind=NetEventKind.RETRYING, url=url, seconds=seconds, reason=fault.detail))
        self._waiting.sleep(seconds)
        self._waiting.check()
