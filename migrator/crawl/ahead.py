"""Parsing of what arrives, begun in a second process while the crawl still keeps what came before.

Keeping is the one part of a crawl that nothing else can do meanwhile, and the interpreter lock makes parsing take from
its time and from that of the connections. So a response goes to the other process as soon as it is whole. What it tells
is used only after the response has been captured, as if it had been parsed then.
"""

import os
import threading

from migrator.documents import Parsed, RawPage
from migrator.elsewhere import Reader

WORTH = 100
"""Documents that a blog must have to be worth a second process, whose start costs about as much as parsing them."""


class Ahead:
    """Documents on their way through the other process; without it, or once it has died, there are none.

    `begun` may be called from any thread, the rest only from the one that keeps.
    """

    def __init__(self, *, worth: int = WORTH) -> None:
        self._spare = worth if (os.cpu_count() or 1) > 1 else None
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        # A response stays here with its number, so that no other can have its identity meanwhile.
        self._begun: dict[int, tuple[RawPage, int]] = {}
        self._answers: dict[int, Parsed] = {}
        self._sent = self._received = 0

    def begun(self, page: RawPage) -> RawPage:
        """Let a response be parsed, if it is a document and the crawl is long enough; never waits, gives it back."""
        with self._lock:
            if page.status == 200 and self._spare is not None:
                if self._spare > 0:
                    self._spare -= 1
                elif (reader := self._started()) is not None:
                    self._begun[id(page)] = page, self._sent
                    self._sent += 1
                    reader.begin(page)
        return page

    def _started(self) -> Reader | None:
        if self._reader is None:
            try:
                self._reader = Reader()
            except OSError:
                self._spare = None
        return self._reader

    def parsed(self, page: RawPage) -> Parsed | None:
        """Wait for what a document tells; None where it was not begun, or the process has died."""
        with self._lock:
            begun, reader = self._begun.pop(id(page), None), self._reader
        if begun is None or reader is None:
            return None
        _, number = begun
        while number not in self._answers:
            answer = reader.next()
            if answer is None:
                self.close()
                return None
            self._answers[self._received] = answer
            self._received += 1
        return self._answers.pop(number)

    def close(self) -> None:
        """Let the other process go, for good."""
        with self._lock:
            self._spare = None
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            self._begun.clear()
            self._answers.clear()
