"""The one place that talks to SQLite: opening, transactions, and its failures told as ours."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from migrator.interruption import ctrl_c_waits
from migrator.model.errors import ArchiveError, MigratorError

SqlValue = str | int | float | bytes | None
Values = Sequence[SqlValue] | Mapping[str, SqlValue]
"""What stands in the places of a statement, by order or by name."""

APPLICATION_ID = 0x424C4F47
"""Marks the file as one of ours (`PRAGMA application_id`): the letters BLOG."""

FULL_DISK = "Free some space on the disk, then run the same command again: it goes on where it was."


def as_our_error(error: sqlite3.Error) -> MigratorError:
    """Return a failure of SQLite in our words."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return ArchiveError(f"The archive can't be written: {text}.", hint=FULL_DISK)
    if "locked" in text or "busy" in text:
        return ArchiveError("Another program keeps the archive's database locked.", hint="Close it, then try again.")
    return ArchiveError(f"The archive's database can't be read: {text}.")


class Database:
    """A connection, used by one thread. Statements outside a transaction commit at once."""

    def __init__(self, path: Path, *, write: bool, in_memory: bool = False) -> None:
        """Open a file; with `in_memory`, a copy of it that may be changed, and goes with this connection."""
        self._depth = 0
        self._after_commit: list[Callable[[], None]] = []
        self._after_rollback: list[Callable[[], None]] = []
        mode = "mode=rwc" if write else "mode=rw"
        if not write and not os.access(path.parent, os.W_OK):
            # On a medium where no -wal file can be made, SQLite reads only what it may take as unchanging.
            mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
        address = f"file:{quote(str(path.resolve()))}?{mode}"
        try:
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30.0)
            if in_memory:
                self._connection = _copied_to_memory(self._connection)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA cache_size = -16000")
            if write:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
            elif not in_memory:
                self._connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise as_our_error(error) from error

    def close(self) -> None:
        """Close; what is not committed is undone."""
        self._connection.close()

    # -- statements ---------------------------------------------------------------------------------------------------

    def execute(self, statement: str, values: Sequence[SqlValue] = ()) -> int:
        """Run a statement that changes something; give how many rows it changed."""
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise as_our_error(error) from error

    def insert(self, statement: str, values: Sequence[SqlValue] = ()) -> int:
        """Run an INSERT; give the number of the new row."""
        try:
            number = self._connection.execute(statement, values).lastrowid
        except sqlite3.Error as error:
            raise as_our_error(error) from error
        return number or 0

    def execute_many(self, statement: str, rows: Iterable[Sequence[SqlValue]]) -> int:
        """Run a statement for each row; give how many rows it changed in all."""
        try:
            return self._connection.executemany(statement, rows).rowcount
        except sqlite3.Error as error:
            raise as_our_error(error) from error

    def rows(self, statement: str, values: Sequence[SqlValue] | Mapping[str, SqlValue] = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query one by one, as they are read from the file."""
        try:
            yield from self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise as_our_error(error) from error

    def row(self, statement: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query."""
        try:
            found: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise as_our_error(error) from error
        return found

    def number(self, statement: str, values: Values = ()) -> int:
        """Return the one number that a query counts; 0 where it finds nothing."""
        found = self.row(statement, values)
        return int(found[0] or 0) if found is not None else 0

    def problems(self) -> Iterator[str]:
        """Let SQLite check the whole file; give what it finds wrong."""
        try:
            found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
        except sqlite3.Error as error:
            found = [str(error)]
        return (problem for problem in found if problem != "ok")

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole database to a new file, consistent even while others write."""
        try:
            copy = sqlite3.connect(path)
            try:
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise as_our_error(error) from error

    # -- transactions -------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen, or nothing; inside another one, only this part is undone by an exception.

        A Ctrl-C meanwhile takes effect once the outermost one has been committed or undone.
        """
        with ctrl_c_waits(), self._savepoint() if self._depth else self._outermost():
            yield

    @contextmanager
    def _outermost(self) -> Iterator[None]:
        if self._connection.in_transaction:
            # A second Ctrl-C struck between a statement that begins or ends a transaction and our note of it.
            self._undo("ROLLBACK")
        self.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._undo("ROLLBACK")
            raise
        finally:
            self._depth = 0
        waiting, self._after_commit = self._after_commit, []
        for act in waiting:
            act()

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        name, waiting = f"inner{self._depth}", len(self._after_commit)
        self.execute(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
            self.execute(f"RELEASE {name}")
        except BaseException:
            with suppress(sqlite3.OperationalError):  # a second Ctrl-C, after RELEASE: the outermost one undoes all
                self._undo(f"ROLLBACK TO {name}", waiting)
            raise
        finally:
            self._depth -= 1

    def _undo(self, statement: str, waiting: int = 0) -> None:
        """Undo, also when SQLite has done so itself (full disk); of what waits for the commit, `waiting` acts stay."""
        if self._connection.in_transaction:
            self._connection.execute(statement)
        del self._after_commit[waiting:]
        for act in self._after_rollback:
            act()

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once the open transaction is safely on disk; at once if none is open."""
        if self._depth:
            self._after_commit.append(act)
        else:
            act()

    def on_rollback(self, act: Callable[[], None]) -> None:
        """Do something whenever a transaction is undone, for as long as this connection lives."""
        self._after_rollback.append(act)


def _copied_to_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        source.backup(copy)
    finally:
        source.close()
    return copy
