"""Letting go of what an owner no longer wants kept: earlier texts that an edit replaced, and superseded captures.

Never taken: what a reparse of what is held needs, and anything of a post that is gone from the blog.
"""

import os
import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from migrator.model.errors import ArchiveError
from migrator.store.captures import warc
from migrator.store.database import Database
from migrator.store.folder import inside
from migrator.store.settings import Settings
from migrator.store.tables.ranks import tellers
from migrator.store.tables.runs import Runs

_NEW = ".new-"
_NAME = re.compile(r"^(\d{14}-\d{5}.*?)(?:-(\d+))?\.warc\.gz$")
_LOOKED_AT = "retention looked at "

# A capture that a later one of the same URL replaces: a document that came whole only by another that did.
_REPLACED = (
    "redirect < 2 AND EXISTS (SELECT 1 FROM captures later WHERE later.url = captures.url AND later.id > captures.id"
    " AND later.redirect = captures.redirect AND (captures.status <> 200 OR later.status IN (200, 304)))"
)
_OLD = (
    "noted < :before AND post NOT IN (SELECT number FROM posts WHERE status = 'removed')"
    " AND EXISTS (SELECT 1 FROM revisions newer WHERE newer.post = revisions.post AND newer.field = revisions.field"
    " AND (newer.noted, newer.id) > (revisions.noted, revisions.id))"
)


class Thinning:
    """Takes old revisions and captures away; a crash at any instant leaves the archive whole."""

    def __init__(self, database: Database, folder: Path, software: str) -> None:
        self._database = database
        self._folder = folder
        self._software = software
        self._runs = Runs(database)
        self._settings = Settings(database)

    # -- revisions ----------------------------------------------------------------------------------------------------

    def old_revisions(self, before: str) -> int:
        """Count the revisions that were replaced before a time; the newest of each field always stays."""
        return self._database.number(f"SELECT count(*) FROM revisions WHERE {_OLD}", {"before": before})

    def drop_revisions(self, before: str) -> int:
        """Forget them; give how many."""
        rows = self._database.rows(f"SELECT id FROM revisions WHERE {_OLD}", {"before": before})
        return self._database.execute_many("DELETE FROM revisions WHERE id = ?", [(row["id"],) for row in rows])

    # -- captures: what is needed -------------------------------------------------------------------------------------

    def replaced(self, before: str, *, looked_at_before: str) -> dict[str, tuple[int, ...]]:
        """Give, by the time for which they count, the captures before a time that later ones replace.

        Times that were looked at lately (at or after `looked_at_before`) are left out.
        """
        query = f"SELECT id, as_of FROM captures WHERE as_of < :before AND {_REPLACED} ORDER BY id"
        found: dict[str, list[int]] = {}
        for row in self._database.rows(query, {"before": before}):
            found.setdefault(row["as_of"], []).append(row["id"])
        return {
            as_of: tuple(numbers)
            for as_of, numbers in found.items()
            if self._settings.get(_LOOKED_AT + as_of, "") < looked_at_before
        }

    def claims(self, as_of: str) -> frozenset[tuple[int, str]]:
        """Return (number of a post, source) of all that is held by what documents of a time told, comments included."""
        claims: set[tuple[int, str]] = set()
        for table, column in (("posts", "number"), ("comments", "post")):
            query = f"SELECT {column} AS post, evidence FROM {table} WHERE instr(evidence, ?)"
            for row in self._database.rows(query, (f' {as_of}"',)):
                claims |= {(row["post"], source) for source, when in tellers(row["evidence"]) if when == as_of}
        return frozenset(claims)

    def gone(self) -> frozenset[int]:
        """Return the numbers of the posts that are gone from the blog."""
        rows = self._database.rows("SELECT number FROM posts WHERE status = 'removed'")
        return frozenset(row["number"] for row in rows)

    def told_by_feeds(self) -> frozenset[int]:
        """Return the numbers of the posts of which feeds tell, too."""
        rows = self._database.rows("SELECT number FROM posts WHERE instr(evidence, '\"feed ')")
        return frozenset(row["number"] for row in rows)

    def free(self, numbers: Collection[int]) -> tuple[int, ...]:
        """Return those captures of which no capture that stays is a mere repetition."""
        chosen = set(numbers)
        while True:
            marks = ", ".join(str(number) for number in sorted(chosen))
            query = f"SELECT DISTINCT same_as FROM captures WHERE same_as IN ({marks}) AND id NOT IN ({marks})"
            held = {int(row["same_as"]) for row in self._database.rows(query)}
            if not held:
                return tuple(sorted(chosen))
            chosen -= held

    def size(self, numbers: Collection[int]) -> int:
        """Return how many bytes their records take."""
        marks = ", ".join(str(number) for number in numbers)
        return self._database.number(f"SELECT sum(file_end - start) FROM captures WHERE id IN ({marks})")

    # -- captures: taking them away -----------------------------------------------------------------------------------

    def looked_at(self, as_of: str, now: str) -> None:
        """Remember that the captures of a time were looked at."""
        self._settings.set(_LOOKED_AT + as_of, now)

    def drop_captures(self, as_of: str, numbers: Collection[int]) -> None:
        """Take captures of one time away.

        What is left of their files is written beside them under other names and brought to the disk; then the rows
        change over in one transaction; then the old files go. A crash leaves files without rows, which go at the next
        opening.
        """
        marks = ", ".join(str(number) for number in numbers)
        files = [
            row["file"] for row in self._database.rows(f"SELECT DISTINCT file FROM captures WHERE id IN ({marks})")
        ]
        moved = []
        for name in files:
            rows = self._database.rows("SELECT * FROM captures WHERE file = ? ORDER BY start", (name,))
            if kept := [row for row in rows if row["id"] not in numbers]:
                moved.append((kept, self._rewritten(name, kept)))
        with self._database.transaction():
            self._runs.note_thinned(as_of)
            # The newest first: a repetition goes before what it repeats.
            latest_first = [(number,) for number in sorted(numbers, reverse=True)]
            self._database.execute_many("DELETE FROM captures WHERE id = ?", latest_first)
            for kept, fresh in moved:
                self._move(kept, fresh)
        for name in files:
            with suppress(OSError, ArchiveError):
                inside(self._folder, name).unlink()

    def _rewritten(self, name: str, kept: list[sqlite3.Row]) -> str:
        """Write the records that stay to a file of another name, as they are; give that name."""
        match = _NAME.match(name)
        stem, turn = (match[1], int(match[2] or 1)) if match else (name.removesuffix(".warc.gz"), 1)
        fresh = f"{stem}-{turn + 1}.warc.gz"
        started = self._runs.started(kept[0]["run"])
        scratch = self._folder / f"{_NEW}{fresh}"
        with inside(self._folder, name).open("rb") as source, scratch.open("wb") as target:
            target.write(warc.warcinfo(fresh, self._software, started))
            for row in kept:
                _copy(source, target, row["start"], row["file_end"] - row["start"])
            target.flush()
            os.fsync(target.fileno())
        scratch.replace(self._folder / fresh)
        _sync_folder(self._folder)
        return fresh

    def _move(self, kept: list[sqlite3.Row], fresh: str) -> None:
        """Let the rows tell where their records are now."""
        end = (self._folder / fresh).stat().st_size
        places = []
        for row in reversed(kept):
            size = row["file_end"] - row["start"]
            places.append((fresh, end - size, end, row["id"]))
            end -= size
        self._database.execute_many("UPDATE captures SET file = ?, start = ?, file_end = ? WHERE id = ?", places)

    def heal(self) -> None:
        """Remove what a run that was killed while it took captures away left: files half-written, or not yet told of.

        A file is written anew and told of before the one that it replaces goes: without that one, it may be the last.
        """
        for path in self._folder.glob(f"{_NEW}*"):
            path.unlink(missing_ok=True)
        for path in self._folder.glob("*.warc.gz"):
            match = _NAME.match(path.name)
            query = "SELECT DISTINCT file FROM captures WHERE file GLOB ?"
            names = [row["file"] for row in self._database.rows(query, (f"{match[1]}[.-]*",))] if match else []
            whole = all((self._folder / name).exists() for name in names)
            if match and match[2] and path.name not in names and whole:
                path.unlink(missing_ok=True)


def _copy(source: BinaryIO, target: BinaryIO, start: int, size: int) -> None:
    source.seek(start)
    target.writelines(_pieces(source, size))


def _pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0:
        piece = source.read(min(size, 1 << 20))
        if not piece:
            raise OSError("the file ends before its last record")
        size -= len(piece)
        yield piece


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system lets one."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
