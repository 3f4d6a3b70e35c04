"""The network client: fetches URLs politely, guarded and with patience. Thread-safe; the seam to all that is above."""

import contextlib
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

from migrator.documents import RawPage
from migrator.errors import FetchFailed, Interrupted
from migrator.net import guards, retries
from migrator.net.bodies import Receiver, ToFile, ToMemory
from migrator.net.connections import Resolver
from migrator.net.deadlines import Watch
from migrator.net.faults import Fault
from migrator.net.politeness import Backend, Politeness, Waiting
from migrator.net.robots import Robots
from migrator.net.settings import (
    ACCEPT_DOCUMENT,
    ACCEPT_MEDIA,
    Clock,
    Download,
    EventHook,
    NetEvent,
    NetEventKind,
    NetSettings,
    SystemClock,
    Validators,
)
from migrator.net.transport import Transport

_MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Signs of a server that has too much to do, so that we slow down.
_OVERLOAD_STATUS = frozenset({429, 503})
_SUSPECT_RETRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What stays the same over the redirects and retries of one fetch."""

    url: str
    headers: Mapping[str, str]
    receiver: Receiver
    seconds: float
    retries: int
    suspect: Callable[[RawPage], bool] | None = None


class Client:
    """Fetches documents and files; one per run, shared by all threads.

    `sleeper` must end early once `abort` was called; the default does. `resolver` looks names up.
    """

    def __init__(
        self,
        settings: NetSettings,
        *,
        clock: Clock | None = None,
        sleeper: Callable[[float], None] | None = None,
        rng: random.Random | None = None,
        events: EventHook | None = None,
        resolver: Resolver = guards.resolve,
    ) -> None:
        self.settings = settings
        self.events = events
        self._clock = clock or SystemClock()
        self._stopped = threading.Event()
        self._sleep: Callable[[float], object] = sleeper or self._stopped.wait
        self._uniform = (rng or random.Random()).uniform  # noqa: S311 - jitter, no secret
        self._watch = Watch()
        self._transport = Transport(settings, self._watch, resolver)
        waiting = Waiting(clock=self._clock, sleep=self._pause, check=self._check_stopped, tell=self._tell)
        self._politeness = Politeness(settings, waiting)
        self._robots = Robots(self.fetch, settings.user_agent)
        self._count_lock = threading.Lock()
        self._requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def requests_made(self) -> int:
        """How many requests went out, redirects, retries and robots.txt included."""
        return self._requests

    def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = ACCEPT_DOCUMENT,
        max_bytes: int | None = None,
        retries: int | None = None,
        suspect: Callable[[RawPage], bool] | None = None,
    ) -> RawPage:
        """Fetch a document, whatever its final status.

        With `validators` the answer may be a 304 without body. `suspect` tells of an answer that looks like a fault in
        spite of its status (an end cut off): it is asked for again up to twice, then given as it is. Raises
        `FetchFailed` if no usable answer came, `Interrupted` after `abort`.
        """
        job = _Job(
            url=url,
            headers=self._headers(accept, "gzip", validators),
            receiver=ToMemory(self.settings.max_body if max_bytes is None else max_bytes),
            seconds=self.settings.document_seconds,
            retries=self.settings.retries if retries is None else retries,
            suspect=suspect,
        )
        return self._follow(job)

    def fetch_to_file(
        self,
        url: str,
        path: Path,
        *,
        validators: Validators | None = None,
        accept: str = ACCEPT_MEDIA,
        max_bytes: int | None = None,
        retries: int | None = None,
    ) -> Download:
        """Stream a large body into a file, replacing it; no file is left unless the final status is 200.

        The file is closed but not synced. Raises as `fetch` does.
        """
        receiver = ToFile(path, self.settings.max_media if max_bytes is None else max_bytes)
        job = _Job(
            url=url,
            headers=self._headers(accept, "identity", validators),
            receiver=receiver,
            seconds=self.settings.media_seconds,
            retries=self.settings.retries if retries is None else retries,
        )
        page = self._follow(job)
        if page.status != 200:
            return Download(page=page)
        return Download(page=page, path=path, bytes=receiver.bytes, sha256=receiver.sha256)

    def allowed(self, url: str, *, embedded: bool = False) -> bool:
        """Tell whether robots.txt lets us fetch a URL; asks for it once a host, and keeps to its crawl-delay.

        What a page embeds (pictures) is fetched as browsers do, without asking, unless `robots_for_media` is set.
        """
        if not self.settings.robots or (embedded and not self.settings.robots_for_media):
            return True
        verdict = self._robots.allowed(url)
        if delay := self._robots.delay(url):
            self._politeness.backend(url).ask_gap(delay)
        return verdict

    def robots_page(self, host: str) -> RawPage | None:
        """Give the robots.txt of a host (or of a URL's host) as it came, asking for it if need be; None if none came.

        A bare host is asked over http.
        """
        return self._robots.page(host if "://" in host else f"http://{host}/")

    def robots_failure(self, url: str) -> FetchFailed | None:
        """Give why a host's robots.txt could not be had, in which case nothing is allowed there; None otherwise."""
        return self._robots.failure(url)

    def know_blog_host(self, host: str) -> None:
        """Count a custom domain to Blogger's front end, so that all of a blog's hosts share one budget."""
        self._politeness.know_blog_host(host)

    def abort(self, *, in_flight: bool = False) -> None:
        """Stop: whoever waits raises `Interrupted` at once; with `in_flight` open requests are cut off, too."""
        self._stopped.set()
        self._politeness.wake()
        if in_flight:
            self._watch.cut_all()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()
        self._watch.close()

    def _headers(self, accept: str, encoding: str, validators: Validators | None) -> dict[str, str]:
        headers = {"User-Agent": self.settings.user_agent, "Accept": accept, "Accept-Encoding": encoding}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        return headers

    def _follow(self, job: _Job) -> RawPage:
        """Fetch with redirects."""
        history: list[RawPage] = []
        seen: set[str] = set()
        target = job.url
        while True:
            parts = self._checked(target)
            here = parts.geturl()
            if here in seen or len(history) > _MAX_REDIRECTS:
                why = "it redirects in a circle" if here in seen else f"more than {_MAX_REDIRECTS} redirects"
                raise Fault("too-many-redirects", why).failure(job.url)
            seen.add(here)
            page = self._attempts(parts, job)
            location = redirect_target(page)
            if location is None:
                return replace(page, url=job.url, history=tuple(history)) if history else replace(page, url=job.url)
            history.append(page)
            target = location

    def _checked(self, url: str) -> SplitResult:
        try:
            return guards.checked(url)
        except Fault as fault:
            raise fault.failure(url) from None

    def _attempts(self, parts: SplitResult, job: _Job) -> RawPage:
        """Fetch one URL, again and again if that can help."""
        url = parts.geturl()
        backend = self._politeness.backend(url)
        failed = suspects = 0
        while True:
            try:
                page = self._attempt(parts, job, backend)
                if suspects >= _SUSPECT_RETRIES or not (job.suspect and job.suspect(page)):
                    return page
                suspects += 1
                fault = Fault("truncated", "the answer looks cut short", heals=True)
            except Fault as found:
                fault = found
            failed += 1
            if not retries.may_retry(fault, failed, max(job.retries, suspects)):
                raise fault.failure(url) from None
            seconds = retries.backoff(failed, self._uniform)
            self._tell(NetEvent(kind=NetEventKind.RETRYING, url=url, seconds=seconds, reason=fault.detail))
            self._pause(seconds)

    def _attempt(self, parts: SplitResult, job: _Job, backend: Backend) -> RawPage:
        """Make one request in its turn; raises `Fault`, also for a status that may pass."""
        with backend.turn(parts.geturl()) as turn:
            self._count()
            started = self._clock.monotonic()
            try:
                page, first_byte = self._exchange(parts, job)
            except Fault as fault:
                if fault.reason == "timeout" or fault.status in _OVERLOAD_STATUS:
                    backend.overloaded(turn.started, fault.retry_after)
                raise
            backend.answered(first_byte - started)
            return page

    def _exchange(self, parts: SplitResult, job: _Job) -> tuple[RawPage, float]:
        """Send and receive; give the page and the moment at which its first bytes came."""
        sent_at = self._clock.now()
        fetched_at = sent_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._watch.flight(job.seconds):
            arrival = self._transport.send(parts, job.headers, fetched_at)
            first_byte = self._clock.monotonic()
            complete = False
            try:
                page = job.receiver.receive(arrival)
                complete = True
            finally:
                arrival.close(reuse=complete)
        if fault := retries.status_fault(page, sent_at):
            raise fault
        return page, first_byte

    def _count(self) -> None:
        with self._count_lock:
            limit = self.settings.max_requests
            if limit is not None and self._requests >= limit:
                raise Fault("budget", f"the limit of {limit} requests is reached")
            self._requests += 1

    def _pause(self, seconds: float) -> None:
        self._check_stopped()
        self._sleep(seconds)
        self._check_stopped()

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise Interrupted("Stopped")

    def _tell(self, event: NetEvent) -> None:
        if self.events:
            self.events(event)


def redirect_target(page: RawPage) -> str | None:
    """Give where an answer redirects to, absolute; None if it does not, or names nothing that is a URL."""
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
