"""Fetches one URL, without redirects: in its turn, within its time, again and again where that can help."""

import contextlib
import random
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urljoin, urlsplit

from migrator.model.documents import RawPage
from migrator.net.bodies import Receiver
from migrator.net.deadlines import Watch
from migrator.net.politeness import Backend, Politeness, Waiting
from migrator.net.settings import Fault, NetEvent, NetEventKind
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
            self._wait(backoff(failed + _SUSPECT_RETRIES - patience, self._uniform), url, fault)

    def _may_retry(self, fault: Fault, failed: int, host: str, bound: int) -> bool:
        """Whether to try again; a dead host gets its retries once, not for each of the pictures it held."""
        reached = host in self._hosts_reached
        if host in self._hosts_lost and not reached:
            return False
        again = may_retry(fault, failed, bound, host_reached=reached)
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
                if fault.reason == "timeout" or fault.status in OVERLOAD_STATUS:
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
        if fault := status_fault(page, sent_at):
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


# Where an answer sends us on to.

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Google's page for callers that it takes for robots gone wild: a 429 in the clothes of a redirect.
_SORRY = re.compile(r"^https?://(?:[a-z0-9]+\.)?google\.[a-z.]+/sorry/", re.ASCII)


def target_of(page: RawPage) -> str | None:
    """Return where an answer redirects to, absolute; None if it does not, or names nothing that is a URL."""
    location = page.header("location").strip()
    if page.status not in _REDIRECTS or not location:
        return None
    # Servers send UTF-8 here, which http.client reads as Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urljoin(page.final_url, location)
        urlsplit(target)
    except ValueError:
        return None
    return target


def is_refusal(page: RawPage) -> bool:
    """Whether a redirect leads to Google's "unusual traffic" page."""
    return bool(_SORRY.match(target_of(page) or ""))


# When to try again, and how long to wait before. Pure.

# Answers of a server that is not well now; any other status is an answer to live with.
PASSING_STATUS = frozenset({429, 500, 502, 503, 504})
# Signs of a server that has too much to do, so that we slow down.
OVERLOAD_STATUS = frozenset({429, 503})
_BASE = 1.0
_CAP = 60.0


def _when(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def retry_after(page: RawPage, now: datetime) -> float | None:
    """Return the seconds that a server asks us to wait, from either form of Retry-After; None if it does not ask.

    A date is measured from the server's own Date: its clock may be wrong (RFC 9110 section 10.2.3).
    """
    text = page.header("retry-after").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    until = _when(text) if text else None
    if until is None:
        return None
    return max(0.0, (until - (_when(page.header("date")) or now)).total_seconds())


def status_fault(page: RawPage, now: datetime) -> Fault | None:
    """Return the fault of an answer whose status may pass, else None."""
    if is_refusal(page):
        return Fault("status", "the server takes us for a robot gone wild", heals=True, status=429)
    if page.status not in PASSING_STATUS:
        return None
    said = f"the server answered {page.status} {page.reason}".rstrip()
    # The other statuses are as often a lasting defect of one document, or of a proxy, as a passing one.
    at_most = None if page.status in OVERLOAD_STATUS else 3
    return Fault("status", said, heals=True, at_most=at_most, status=page.status, retry_after=retry_after(page, now))


def may_retry(fault: Fault, failed: int, retries: int, *, host_reached: bool) -> bool:
    """Whether to try again after so many failed attempts.

    A host that never answered is soon given up. One that did and can't be reached any more gets all patience, whatever
    the resolver says: our own connection may be down, which some systems report as an unknown name.
    """
    if not fault.reached and fault.reason != "tls" and host_reached:
        return failed <= retries
    return fault.heals and failed <= (retries if fault.at_most is None else min(retries, fault.at_most))


def backoff(failed: int, uniform: Callable[[float, float], float]) -> float:
    """Return the seconds to wait after so many failures: exponential with full jitter, at most a minute."""
    return uniform(0.0, min(_CAP, _BASE * 2.0 ** min(failed - 1, 16)))
