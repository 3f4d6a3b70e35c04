"""Proving captures: every record is read, and what is damaged is named."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrator.model.errors import ArchiveError
from migrator.store.captures import warc
from migrator.store.database import Database
from migrator.store.folder import inside


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFault:
    """One damaged place of a capture file.

    `what` says it in full; of several responses that one tear took, only the first says so, for the others it is empty.
    `capture` is the number of the response that is lost, None where the place holds no response (a request, say);
    `url` is what had been asked for and `as_of` the time it counts for, both empty then.
    """

    file: str
    what: str
    capture: int | None = None
    url: str = ""
    as_of: str = ""


def damage(database: Database, folder: Path) -> Iterator[CaptureFault]:
    """Read every record and compare digests; give what fails."""
    names = database.rows("SELECT DISTINCT file FROM captures ORDER BY file")
    for name in [row["file"] for row in names]:
        query = "SELECT id, as_of, asked_url, start, length, digest, same_as FROM captures WHERE file = ? ORDER BY id"
        rows = list(database.rows(query, (name,)))
        try:
            path = inside(folder, name)
            with opened(path) as file:
                yield from _damage_in(file, path, rows)
        except ArchiveError as error:
            yield from _all_lost(folder / name, rows, error.message)


def _all_lost(path: Path, rows: list[sqlite3.Row], what: str) -> Iterator[CaptureFault]:
    for row in rows:
        yield _fault_of(path, row, what)
        what = ""


def _damage_in(file: BinaryIO, path: Path, rows: list[sqlite3.Row]) -> Iterator[CaptureFault]:
    """Check the responses that the table names, then whatever else stands in the file."""
    told: set[int] = set()
    size = path.stat().st_size
    torn = [row for row in rows if row["start"] + row["length"] > size]
    if torn:
        many = f"{len(torn)} responses are" if len(torn) > 1 else "one response is"
        yield from _all_lost(path, torn, f"{path} is torn off at byte {size}: {many} lost.")
        told = {row["start"] for row in torn}
    for row in rows:
        what = "" if row["start"] in told else _fault(file, path, row)
        if what:
            told.add(row["start"])
            yield _fault_of(path, row, f"{what} It held {row['asked_url']}")
    starts = [row["start"] for row in rows if row["start"] < size]
    for start in warc.broken_members(file, starts):
        if start not in told:
            yield CaptureFault(file=path.name, what=f"{path} is damaged at byte {start}.")


def _fault_of(path: Path, row: sqlite3.Row, what: str) -> CaptureFault:
    return CaptureFault(file=path.name, what=what, capture=row["id"], url=row["asked_url"], as_of=row["as_of"])


def _fault(file: BinaryIO, path: Path, row: sqlite3.Row) -> str:
    """Say what is wrong with one captured response; empty if nothing is."""
    try:
        digest = warc.payload_digest(file, row["start"], path)
    except ArchiveError as error:
        return error.message
    if row["same_as"] is None and digest != row["digest"]:
        return f"{path} is damaged at byte {row['start']}: the digest differs."
    return ""


def opened(path: Path) -> BinaryIO:
    """Open a WARC file to read; ArchiveError if it can't be."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{path} can't be read: {error.strerror}.") from error
