"""How a run goes: told to whoever watches, never asked anything; and where a run has its time from."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from migrator.model.notices import Notice

Now = Callable[[], datetime]
"""Returns the present time, in UTC; tests hand in one that stands still."""


class Progress(Protocol):
    """Told how a run goes; never asked anything."""

    def phase(self, name: str) -> None:
        """A new part of the work begins."""
        ...

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` known so far are settled (documents of a crawl, kilobytes of an import); `what` is last."""
        ...

    def notice(self, notice: Notice) -> None:
        """Something went imperfectly."""
        ...


class NullProgress:
    """A progress that nobody watches."""

    def phase(self, name: str) -> None:
        """Say nothing."""

    def step(self, done: int, total: int, what: str) -> None:
        """Say nothing."""

    def notice(self, notice: Notice) -> None:
        """Say nothing."""
