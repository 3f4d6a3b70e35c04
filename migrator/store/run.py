"""A run from its beginning to its end, which is noted however it comes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from migrator.model.errors import ArchiveError, Interrupted, MigratorError
from migrator.store.database import FULL_DISK

_CRASHED = 1


class End(Protocol):
    """Notes how a run ended."""

    def __call__(self, run: int, *, ended: str, exit_code: int, counts: Mapping[str, int]) -> None:
        """Note it."""
        ...


@dataclass(slots=True)
class ActiveRun:
    """A run while it works: its number, when it began, and what is noted of it at its end."""

    number: int
    started: str
    exit_code: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def stamp(moment: datetime) -> str:
    """Return a time in UTC as tables hold it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def recorded(run: ActiveRun, end: End, clock: Callable[[], datetime]) -> Iterator[ActiveRun]:
    """Note the end of a run: with its own exit code, or that of what stopped it.

    Files of an archive are written outside SQLite, which tells of its own failures: an OSError becomes ArchiveError.
    """
    code = _CRASHED
    try:
        yield run
        code = run.exit_code
    except (Interrupted, KeyboardInterrupt):
        code = Interrupted.exit_code
        raise
    except MigratorError as error:
        code = error.exit_code
        raise
    except OSError as error:
        code = ArchiveError.exit_code
        reason = error.strerror or error
        raise ArchiveError(f"The archive can't be written: {reason}.", hint=FULL_DISK) from error
    finally:
        end(run.number, ended=stamp(clock()), exit_code=code, counts=run.counts)
