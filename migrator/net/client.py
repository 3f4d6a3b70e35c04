"""The network client: fetches URLs politely, guarded and with patience. Thread-safe; the seam to all that is above."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urlencode

from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed, Interrupted
from migrator.net import attempts, guards
from migrator.net.attempts import Attempts, Job
from migrator.net.bodies import ToFile, ToMemory
from migrator.net.connections import Resolver
from migrator.net.deadlines import Watch
from migrator.net.politeness import Politeness, Waiting
from migrator.net.robots import Robots
from migrator.net.settings import (
    ACCEPT_DOCUMENT,
    ACCEPT_MEDIA,
    Clock,
    Download,
    EventHook,
    Fault,
    NetEvent,
    NetSettings,
    SystemClock,
    Validators,
)
from migrator.net.transport import Transport


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
        self._stopped = threading.Event()
        self._watch = Watch()
        self._transport = Transport(settings, self._watch, resolver)
        waiting = Waiting(
            clock=clock or SystemClock(),
            sleep=sleeper or self._sleep,
            check=self._check_stopped,
            tell=self._tell,
        )
        self._politeness = Politeness(settings, waiting)
        self._robots = Robots(self.fetch, settings.user_agent)
        self._attempts = Attempts(
            self._transport,
            self._watch,
            self._politeness,
            waiting,
            max_requests=settings.max_requests,
            rng=rng or random.Random(),  # noqa: S311 - jitter, no secret
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def requests_made(self) -> int:
        """How many requests went out, redirects, retries and robots.txt included."""
        return self._attempts.made

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
        job = Job(
            url=url,
            headers=self._headers(accept, "gzip", validators),
            receiver=ToMemory(self.settings.max_body if max_bytes is None else max_bytes),
            seconds=self.settings.document_seconds,
            retries=self.settings.retries if retries is None else retries,
            suspect=suspect,
        )
        return self._follow(job)

    def post(self, url: str, fields: Mapping[str, str], *, headers: Mapping[str, str]) -> RawPage:
        """Send a form and return the answer, whatever its status; no redirect is followed. Raises as `fetch` does."""
        job = Job(
            url=url,
            headers={**self._headers("*/*", "gzip", None), **headers},
            receiver=ToMemory(self.settings.max_body),
            seconds=self.settings.document_seconds,
            retries=self.settings.retries,
            form=urlencode(fields),
        )
        return self._attempts.run(_checked(url), job)

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
        job = Job(
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
        """Whether robots.txt lets us fetch a URL; asks for it once a host, and keeps to its crawl-delay.

        What a page embeds (pictures) is fetched as browsers do, without asking, unless `robots_for_media` is set.
        """
        if not self.settings.robots or (embedded and not self.settings.robots_for_media):
            return True
        verdict = self._robots.allowed(url)
        if delay := self._robots.delay(url):
            self._politeness.backend(url).ask_gap(delay)
        return verdict

    def overrides_robots(self, url: str) -> bool:
        """Whether robots.txt asks us not to fetch a URL, and we do so at the user's request."""
        return not self.settings.robots and not self._robots.allowed(url)

    def robots_page(self, host: str) -> RawPage | None:
        """Return the robots.txt of a host (or of a URL's host) as it came, asking for it if need be; None if none came.

        A bare host is asked over http.
        """
        return self._robots.page(host if "://" in host else f"http://{host}/")

    def robots_failure(self, url: str) -> FetchFailed | None:
        """Return why a host's robots.txt could not be had, in which case nothing is allowed there; None otherwise."""
        return self._robots.failure(url)

    def know_blog_host(self, host: str) -> None:
        """Count a custom domain to Blogger's front end, so that all of a blog's hosts share one budget."""
        self._politeness.know_blog_host(host)
        self._transport.know_blog_host(host)

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
        if validators and _sendable(validators.etag):
            headers["If-None-Match"] = validators.etag
        if validators and _sendable(validators.last_modified):
            headers["If-Modified-Since"] = validators.last_modified
        return headers

    def _follow(self, job: Job) -> RawPage:
        """Fetch with redirects."""
        history: list[RawPage] = []
        seen: set[str] = set()
        target = job.url
        while True:
            parts = _checked(target)
            here = parts.geturl()
            if here in seen or len(history) > attempts.MAX_REDIRECTS:
                why = "it redirects in a circle" if here in seen else "it redirects again and again"
                raise Fault("too-many-redirects", why).failure(job.url)
            seen.add(here)
            page = self._attempts.run(parts, job)
            if self.settings.login.is_repeated_in(page):
                raise Fault("login-repeated", "the answer shows the cookie or header that was sent").failure(job.url)
            location = attempts.target_of(page)
            if location is None:
                return replace(page, url=job.url, history=tuple(history))
            history.append(page)
            if isinstance(job.receiver, ToMemory):
                self._politeness.moved(here, location)
            target = location

    def _sleep(self, seconds: float) -> None:
        """Wait, at most until stopped."""
        self._stopped.wait(seconds)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise Interrupted("Stopped")

    def _tell(self, event: NetEvent) -> None:
        if self.events:
            self.events(event)


def _sendable(value: str) -> bool:
    """Whether what a server once sent may stand in a header of ours."""
    return bool(value) and value.isascii() and value.isprintable() and len(value) < 1000


def _checked(url: str) -> SplitResult:
    try:
        return guards.checked(url)
    except Fault as fault:
        raise fault.failure(url) from None
