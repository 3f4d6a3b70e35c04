"""Proving captures: every record is read, and what is damaged is named."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from migrator.errors import ArchiveError
from migrator.store import warc
from migrator.store.database import Database


def damage(database: Database, folder: Path) -> Iterator[tuple[str, str]]:
    """Read every record and compare digests; give (as_of, what is damaged) for those that fail.

    Of a file that is gone, only the first of its captures says so; `as_of` is empty where no response is concerned.
    """
    names = database.rows("SELECT DISTINCT file FROM captures ORDER BY file")
    for name in [row["file"] for row in names]:
        path = folder / name
        rows = list(database.rows("SELECT as_of, start, digest, same_as FROM captures WHERE file = ?", (name,)))
        try:
            with opened(path) as file:
                yield from _damage_in(file, path, rows)
        except ArchiveError as error:
            yield from ((row["as_of"], error.message if row is rows[0] else "") for row in rows)


def _damage_in(file: BinaryIO, path: Path, rows: list[sqlite3.Row]) -> Iterator[tuple[str, str]]:
    """Check the responses that the table names, then whatever else stands in the file."""
    told: set[int] = set()
    for row in rows:
        what = _fault(file, path, row)
        if what:
            told.add(row["start"])
            yield row["as_of"], what
    starts = [row["start"] for row in rows]
    for start in warc.broken_members(file, starts):
        if start not in told:
            yield "", f"{path} is damaged at byte {start}."


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
