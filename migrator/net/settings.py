"""What can be set about the network, and the small values that go in and out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Protocol

from migrator.model.documents import RawPage
from migrator.model.documents import Validators as Validators  # noqa: PLC0414 - callers of the network find it here

MIB = 1024 * 1024

CONNECTIONS = 4
"""Requests under way at once, unless the user says otherwise, and the most that he may ask for."""
MOST_CONNECTIONS = 16
DELAY = 0.0
"""Seconds between two requests to the blog, unless the user says otherwise."""

ACCEPT_DOCUMENT = "text/html,application/xhtml+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
ACCEPT_MEDIA = "image/*,video/*,audio/*,*/*;q=0.8"


def user_agent(version: str, contact: str = "") -> str:
    """Return the name that we send with every request; `contact` is where the person who crawls can be reached.

    Google's servers compress for clients they don't know only if "gzip" stands in their name, too.
    """
    who = f"+{contact}; " if contact else ""
    return f"blog-migrator/{version} ({who}archiving at its reader's request; gzip)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """Limits and manners; times are in seconds, sizes in bytes.

    `connections` holds per backend (see `politeness`); `delay` is the least time between two starts on the blog's
    backend; `max_requests` counts every request, also redirects, retries and robots.txt. `document_seconds` and
    `media_seconds` bound one attempt from connecting to the last byte. A server that asks us to wait longer than
    `longest_wait` is not waited for. `allowed_private_hosts` are hosts that the user named himself, lower case,
    at one port (`host:port`) or at any: they may be anywhere, also on this machine, and count as the blog's.
    """

    user_agent: str
    connections: int = CONNECTIONS
    delay: float = DELAY
    max_requests: int | None = None
    max_body: int = 64 * MIB
    max_media: int = 1024 * MIB
    document_seconds: float = 120.0
    media_seconds: float = 1800.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    retries: int = 6
    longest_wait: float = 1800.0
    robots: bool = True
    robots_for_media: bool = False
    allowed_private_hosts: frozenset[str] = frozenset()
    use_environment: bool = True
    """Honour HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A body that went to a file.

    `page` is the answer with an empty body; `path`, `bytes` and `sha256` tell of the file, which exists only if the
    status is 200.
    """

    page: RawPage
    path: Path | None = None
    bytes: int = 0
    sha256: str = ""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.page.status

    @property
    def final_url(self) -> str:
        """Where redirects led."""
        return self.page.final_url


class NetEventKind(StrEnum):
    """What a user who watches wants to know."""

    WAITING = "waiting"
    """The server asked us to wait, or the pace does."""
    RETRYING = "retrying"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetEvent:
    """Why nothing happens just now: `seconds` until it goes on, and the reason in a few words."""

    kind: NetEventKind
    url: str
    seconds: float
    reason: str


EventHook = Callable[[NetEvent], None]


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return monotonic()
