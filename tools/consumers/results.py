"""What a consumer is asked for, and what it answers."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

COLUMNS = (
    *("posts", "pages", "bodies", "dates", "terms", "authors", "comments", "images", "links", "redirects"),
    *("all links", "feed", "hidden"),
)
_NAMED = 40


class NotInstalled(Exception):
    """The consumer could not be had from the registries: told apart from a consumer that refuses our files."""


class ConsumerFailed(Exception):
    """The consumer ran and failed on what we wrote; the message is the end of what it said."""


@dataclass(slots=True)
class Result:
    """How much of a blog one consumer holds: for each column the number held and the number expected."""

    held: dict[str, int] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, column: str, *, good: bool, problem: str = "") -> None:
        """Count one item of a column; what is not held is named."""
        self.expected[column] = self.expected.get(column, 0) + 1
        self.held[column] = self.held.get(column, 0) + good
        if not good and len(self.problems) < _NAMED:
            self.problems.append(f"{column}: {problem}")

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.held == self.expected and not self.problems


class Consumer(Protocol):
    """Installs itself into a folder that stays between runs, and tells what becomes of an archive in it."""

    name: str

    def install(self, cache: Path) -> str:
        """Install, if it is not yet; give its version. Raises NotInstalled."""
        ...

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Export the archive into `work`, let the consumer take it, compare. Raises ConsumerFailed."""
        ...
