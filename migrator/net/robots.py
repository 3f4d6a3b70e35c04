"""What robots.txt allows, by RFC 9309, with the wildcards that `urllib.robotparser` does not know.

A robots.txt that can't be had because the server is ill or can't be reached disallows everything (section 2.3.1.4);
one that does not exist allows everything (2.3.1.3).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from migrator.addresses.urls import host_of
from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed

# RFC 9309 section 2.5: at least 500 KiB must be read.
MAX_ROBOTS = 512 * 1024
_LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class _Answer:
    rules: Protego | None
    page: RawPage | None = None
    failure: FetchFailed | None = None


class Robots:
    """The robots.txt of every host asked about, fetched once each; thread-safe."""

    def __init__(self, fetch: Callable[[str], RawPage], user_agent: str) -> None:
        self._fetch = fetch
        # Rules are looked up by the product token alone (RFC 9309 section 2.2.1).
        self._token = user_agent.partition("/")[0].strip()
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._answers: dict[str, _Answer] = {}

    def allowed(self, url: str) -> bool:
        """Whether a URL may be fetched."""
        answer = self._answer(url)
        if answer.failure:
            return False
        return answer.rules is None or answer.rules.can_fetch(url, self._token)

    def delay(self, url: str) -> float:
        """Return the crawl-delay that holds for us, in seconds; 0 if none, at most a minute."""
        rules = self._answer(url).rules
        delay = rules.crawl_delay(self._token) if rules else None
        return min(float(delay or 0.0), _LONGEST_DELAY)

    def page(self, url: str) -> RawPage | None:
        """Return robots.txt as it came; None if nothing came."""
        return self._answer(url).page

    def failure(self, url: str) -> FetchFailed | None:
        """Return why robots.txt could not be had; None if it could, or does not exist."""
        return self._answer(url).failure

    def _answer(self, url: str) -> _Answer:
        host = host_of(url)
        with self._lock:
            answer = self._answers.get(host)
            lock = self._locks.setdefault(host, threading.Lock())
        if answer is None:
            with lock:
                answer = self._answers.get(host) or self._ask(url)
                self._answers[host] = answer
        return answer

    def _ask(self, url: str) -> _Answer:
        parts = urlsplit(url)
        try:
            page = self._fetch(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt")
        except FetchFailed as error:
            if error.reason == "budget":
                raise
            return _Answer(None, failure=error)
        if page.status != 200:
            return _Answer(None, page)
        return _Answer(Protego.parse(page.body[:MAX_ROBOTS].decode("utf-8", "replace").removeprefix("\ufeff")), page)
