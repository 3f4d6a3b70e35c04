"""What an import is asked to do, and whom it tells how it goes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from migrator.model.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """One import. `output` None means `root/<host>/`, or the archive under `root` that holds the same blog already.

    `home` is where the blog lives, for inputs that do not say; empty if the user says nothing.
    """

    paths: tuple[Path, ...]
    output: Path | None = None
    root: Path = Path("output")
    home: str = ""
    dry_run: bool = False


class Progress(Protocol):
    """Told how a run goes; never asked anything."""

    def phase(self, name: str) -> None:
        """A new part of the work begins."""
        ...

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` kilobytes are behind us; `what` is being read."""
        ...

    def notice(self, notice: Notice) -> None:
        """Something went imperfectly."""
        ...


class Silent:
    """A progress that nobody watches."""

    def phase(self, name: str) -> None:
        """Say nothing."""

    def step(self, done: int, total: int, what: str) -> None:
        """Say nothing."""

    def notice(self, notice: Notice) -> None:
        """Say nothing."""
