"""What can be set about the network, and the small values that go in and out of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Protocol

from migrator.model.documents import RawPage
from migrator.model.documents import Validators as Validators  # noqa: PLC0414 - callers of the network find it here
from migrator.model.errors import FetchFailed
from migrator.net.login import NO_LOGIN, Login

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
    `login` goes to the blog's own hosts, over https.
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
    login: Login = NO_LOGIN
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


# One attempt that came to nothing: why, and whether trying again can help.

_HINTS = {
    "budget": "Raise --max-requests, or run the same command again: it goes on where it was.",
    "forbidden-address": "Only the public internet is asked. A blog in a private network must be named itself.",
    "login-repeated": "A page that shows your cookie or header would put it into the archive.",
    "tls": "If your network has its own certificates, name their file in REQUESTS_CA_BUNDLE.",
    "status": "The server can't or won't answer now. Run the same command again later: it goes on where it was.",
}


class Fault(Exception):
    """A failed attempt; `reason` as in `errors.FetchFailed`, `heals` whether another attempt may succeed.

    `at_most` bounds the retries where each costs much time; `reached` is false where no request reached the server;
    `retry_after` is what the server asked us to wait, in seconds.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        heals: bool = False,
        at_most: int | None = None,
        reached: bool = True,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        # Servers write into this; nothing of it may steer a terminal.
        self.detail = "".join(char if char.isprintable() else "\ufffd" for char in detail)
        self.heals = heals
        self.at_most = at_most
        self.reached = reached
        self.status = status
        self.retry_after = retry_after

    def failure(self, url: str) -> FetchFailed:
        """Return the error for the rest of the program."""
        shown = "".join(char for char in url if char.isprintable())
        return FetchFailed(
            f"{shown} could not be fetched: {self.detail}.",
            reason=self.reason,
            status=self.status,
            hint=_HINTS.get(self.reason),
        )


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk down to what really happened: requests and urllib3 wrap it several times, each in its own way."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        inner = [found.__cause__, found.__context__, getattr(found, "reason", None), *found.args]
        waiting.extend(item for item in inner if isinstance(item, BaseException))
