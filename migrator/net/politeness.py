"""Decides when a request may start: how many at once and how fast, per backend and by how the backend feels.

A backend is what carries the load, not a host name: all of Blogger's blogs, whatever their names, are one front end at
Google; its image hosts are another; every other host is its own.

Adaptation is that of TCP: down by a share on a sign of overload, up again in small steps.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from migrator.addresses import images, urls
from migrator.net.settings import Clock, Fault, NetEvent, NetEventKind, NetSettings

BLOG_BACKEND = "blog"
IMAGE_BACKEND = "images"

_PORT = re.compile(r":\d+$")
_BLOGGER = re.compile(r"^(?:[a-z]+\.)?blogger\.com$")
_IMAGES = re.compile(r"^(?:[a-z0-9-]+\.)*(?:googleusercontent\.com|ggpht\.com|bp\.blogspot\.com|blogblog\.com)$")

_FIRST_GAP = 0.1
_LONGEST_GAP = 10.0
_GAP_GROWTH = 1.6
_GAP_DECAY = 0.85
_GAP_NONE = 0.01
# A backend that is overloaded again and again and does not say for how long gets pauses of 1, 2, 4, … seconds.
_LONGEST_PAUSE = 300.0
# Latency counts as risen when it is so many times the best seen, and so many seconds above it.
_SLOW_FACTOR = 3.0
_SLOW_MARGIN = 0.25
_SMOOTHING = 0.2
# Waits that are worth telling the user about.
_WORTH_TELLING = 2.0


def backend_of(url: str, blog_hosts: frozenset[str]) -> str:
    """Name the backend of a URL; `blog_hosts` are the folded hosts known to be Blogger's under a custom domain."""
    host = urls.host_of(url)
    if images.is_image_host(url) or _IMAGES.match(host):
        return IMAGE_BACKEND
    if _PORT.sub("", host) in blog_hosts or host.endswith(".blogspot.com") or _BLOGGER.match(host):
        return BLOG_BACKEND
    return host


@dataclass(frozen=True, slots=True)
class Waiting:
    """How to wait: the clock, a sleeper that ends early when stopped, a check that raises then, and who is told."""

    clock: Clock
    sleep: Callable[[float], None]
    check: Callable[[], None]
    tell: Callable[[NetEvent], None]


class Backend:
    """The state of one backend; thread-safe."""

    def __init__(self, settings: NetSettings, waiting: Waiting, *, gap: float = 0.0) -> None:
        self._connections = float(max(1, settings.connections))
        self._longest_wait = settings.longest_wait
        self._waiting = waiting
        self._changed = threading.Condition()
        self._active = 0
        self._limit = self._connections
        self._asked_gap = gap
        self._gap = 0.0
        self._next_start = 0.0
        self._paused_until = 0.0
        self._slowed_at = float("-inf")
        self._bad_in_row = 0
        self._best = float("inf")
        self._usual = 0.0

    @property
    def limit(self) -> int:
        """How many requests may be on their way at once just now."""
        return max(1, int(self._limit))

    @property
    def gap(self) -> float:
        """The least seconds between two starts just now."""
        return max(self._gap, self._asked_gap)

    def ask_gap(self, seconds: float) -> None:
        """Keep at least so many seconds between two starts from now on."""
        with self._changed:
            self._asked_gap = max(self._asked_gap, seconds)

    @contextlib.contextmanager
    def turn(self, url: str) -> Iterator[float]:
        """Wait for leave and hold it inside, giving the time of its start on the monotonic clock.

        Raises `Fault` if the server wants us to wait too long.
        """
        with self._changed:
            while self._active >= self.limit:
                self._changed.wait()
                self._waiting.check()
            self._active += 1
        try:
            self._pace(url)
            yield self._waiting.clock.monotonic()
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify()

    def _pace(self, url: str) -> None:
        """Sleep until the next start is due, and on while the server's pause lasts."""
        clock = self._waiting.clock
        with self._changed:
            now = clock.monotonic()
            due = max(now, self._next_start)
            self._next_start = due + self.gap
        while (due := max(due, self._paused_until)) > now:
            paused = self._paused_until > now
            if paused and due - now > self._longest_wait:
                raise Fault("status", f"the server asks us to wait for {due - now:,.0f} seconds", status=429)
            if paused and due - now >= _WORTH_TELLING:
                why = "the server is overloaded or asked us to wait"
                self._waiting.tell(NetEvent(kind=NetEventKind.WAITING, url=url, seconds=due - now, reason=why))
            self._waiting.sleep(due - now)
            self._waiting.check()
            now = clock.monotonic()
        self._waiting.check()

    def answered(self, latency: float) -> None:
        """Learn from a good answer how long its first byte took."""
        with self._changed:
            self._best = min(latency, self._best * 1.01)
            self._bad_in_row = 0
            self._usual += _SMOOTHING * (latency - self._usual) if self._usual else latency
            self._gap = self._gap * _GAP_DECAY if self._gap > _GAP_NONE else 0.0
            now = self._waiting.clock.monotonic()
            if self._usual > _SLOW_FACTOR * self._best + _SLOW_MARGIN:
                if now - self._slowed_at > 2 * self._usual:
                    self._slowed_at = now
                    self._limit = max(1.0, self._limit * 0.75)
            else:
                self._limit = min(self._connections, self._limit + 1.0 / self._limit)
            self._changed.notify()

    def overloaded(self, started: float, retry_after: float | None) -> None:
        """Learn that a request met an overloaded server; what was under way at the same time counts once."""
        with self._changed:
            now = self._waiting.clock.monotonic()
            if retry_after:
                self._paused_until = max(self._paused_until, now + retry_after)
            if started < self._slowed_at:
                return
            self._bad_in_row += 1
            if retry_after is None and self._bad_in_row > 1:
                pause = min(_LONGEST_PAUSE, 2.0 ** min(self._bad_in_row - 2, 16))
                self._paused_until = max(self._paused_until, now + pause)
            self._slowed_at = now
            # A single stumble among good answers brakes gently, a second one in a row hard.
            alone = self._bad_in_row == 1
            self._limit = max(1.0, self._limit * (0.75 if alone else 0.5))
            self._gap = min(_LONGEST_GAP, max(_FIRST_GAP, self._gap * (1.0 if alone else _GAP_GROWTH)))

    def wake(self) -> None:
        """Let all who wait for leave look whether they were stopped."""
        with self._changed:
            self._changed.notify_all()


class Politeness:
    """All backends; thread-safe."""

    def __init__(self, settings: NetSettings, waiting: Waiting) -> None:
        self._settings = settings
        self._waiting = waiting
        self._lock = threading.Lock()
        self._backends: dict[str, Backend] = {}
        self._blog_hosts = frozenset(_PORT.sub("", urls.fold_host(host)) for host in settings.allowed_private_hosts)

    def know_blog_host(self, host: str) -> None:
        """Count a custom domain to Blogger's front end."""
        with self._lock:
            self._blog_hosts |= {_PORT.sub("", urls.fold_host(host))}

    def moved(self, url: str, target: str) -> None:
        """Learn from a redirect of a document: a blog that has its own domain sends us there, and stays at Google."""
        if backend_of(url, self._blog_hosts) == BLOG_BACKEND:
            self.know_blog_host(urls.host_of(target))

    def backend(self, url: str) -> Backend:
        """Return the backend that answers a URL."""
        name = backend_of(url, self._blog_hosts)
        with self._lock:
            if name not in self._backends:
                gap = self._settings.delay if name == BLOG_BACKEND else 0.0
                self._backends[name] = Backend(self._settings, self._waiting, gap=gap)
            return self._backends[name]

    def wake(self) -> None:
        """Wake all who wait."""
        with self._lock:
            backends = tuple(self._backends.values())
        for backend in backends:
            backend.wake()
