"""Mending what `verify` finds damaged: the damaged original goes to `damaged/`, what is sound of it stays in place.

What can't be mended here is forgotten in such a way that it counts as missing, so that it is fetched again; what it had
told stays, because a time of which a capture is lost is never read again from captures.
"""

import filecmp
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrator.model.errors import ArchiveError
from migrator.model.schema import MediaStatus
from migrator.store.captures import warc
from migrator.store.captures.damage import CaptureFault, opened
from migrator.store.database import Database
from migrator.store.folder import inside
from migrator.store.media.files import FOLDER as MEDIA
from migrator.store.media.files import MediaFiles, readable
from migrator.store.repair.integrity import strange_values
from migrator.store.tables.runs import Runs

DAMAGED = "damaged"
"""The folder, inside the archive's, of what was damaged."""
_CAPTURE = "capture"
_DOCUMENT = 0
_CHUNK = 1024 * 1024
_ROW_LOST = "what was known of it was damaged"
# Tables whose rows a reading of the captures makes anew: (table, column that refers, table that it refers to, its key).
_CHILDREN = (
    ("post_urls", "post", "posts", "number"),
    ("post_labels", "post", "posts", "number"),
    ("post_media", "post", "posts", "number"),
    ("post_media", "media", "media", "id"),
    ("post_references", "post", "posts", "number"),
    ("media_urls", "media", "media", "id"),
    ("comments", "post", "posts", "number"),
    ("revisions", "post", "posts", "number"),
    ("notices", "run", "runs", "id"),
    ("captures", "same_as", "captures", "id"),
)
_EMPTIED = {"media": "status = NULL, path = NULL, tried_in_run = NULL", "runs": "counts = '{}'"}
"""Rows that others refer to, or that no capture tells: they stay, without what is wrong in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A damaged file: where it was and where it is kept now, both below the archive's folder; empty if it was gone."""

    was: str
    kept: str


class Mending:
    """Mends capture files and lets go of damaged media. One transaction a file: a crash leaves it to be mended."""

    def __init__(self, database: Database, folder: Path, runs: Runs) -> None:
        self._database = database
        self._folder = folder
        self._runs = runs

    # -- captures -----------------------------------------------------------------------------------------------------

    def captures(self, faults: Iterable[CaptureFault]) -> tuple[list[Aside], list[str]]:
        """Write each damaged file anew without what is damaged in it; give the files and the URLs that were lost."""
        by_file: dict[str, set[int]] = {}
        for fault in faults:
            by_file.setdefault(fault.file, set()).update({fault.capture} if fault.capture is not None else ())
        asides: list[Aside] = []
        urls: dict[str, None] = {}
        for name, lost in by_file.items():
            aside, gone = self._mend(name, lost)
            asides.append(aside)
            urls |= dict.fromkeys(gone)
        return asides, list(urls)

    def _mend(self, name: str, lost: set[int]) -> tuple[Aside, list[str]]:
        path = _own(self._folder / _CAPTURE, name)
        aside = put_aside(self._folder, path) if path else Aside(was=f"{_CAPTURE}/{name}", kept="")
        mended, places = self._without(path, lost) if path and path.exists() else (name, {})
        rows = list(self._database.rows("SELECT id, start FROM captures WHERE file = ?", (name,)))
        lost = lost | {row["id"] for row in rows if row["start"] not in places}
        with self._database.transaction():
            for row in rows:
                if row["id"] not in lost:
                    start, end = places[row["start"]]
                    self._database.execute(
                        "UPDATE captures SET file = ?, start = ?, file_end = ? WHERE id = ?",
                        (mended, start, end, row["id"]),
                    )
            urls = self._forget(lost)
            if path and mended != name:
                self._database.after_commit(lambda: path.unlink(missing_ok=True))
        return aside, urls

    def _without(self, path: Path, lost: set[int]) -> tuple[str, dict[int, tuple[int, int]]]:
        """Copy the sound members into a new file; give its name and, by old start, the new start and end of responses.

        The end of a response is where the next one begins: its request, and what else stands between, belong to it.
        """
        query = "SELECT id, start FROM captures WHERE file = ? ORDER BY start"
        responses = {row["start"]: row["id"] for row in self._database.rows(query, (path.name,))}
        starts: dict[int, int] = {}
        target = path.with_name(_mended_name(path))
        with opened(path) as file, target.open("wb") as out:
            skipping = False
            for start, length in warc.members(file, list(responses)):
                number = responses.get(start)
                if number is not None:
                    skipping = number in lost or length is None
                if length is None or skipping:
                    continue
                if number is not None:
                    starts[start] = out.tell()
                _copy(file, start, length, out)
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        sound = sorted(starts.items())
        ends = [*(new for _, new in sound[1:]), size]
        return target.name, {old: (new, end) for (old, new), end in zip(sound, ends, strict=False)}

    def _forget(self, lost: set[int]) -> list[str]:
        """Drop the rows of lost responses, and of those that repeat one; give the URLs that had been asked for."""
        gone = set(lost)
        for number in lost:
            gone |= {row["id"] for row in self._database.rows("SELECT id FROM captures WHERE same_as = ?", (number,))}
        urls: list[str] = []
        # Those that repeat others first: a row may only go when nothing refers to it.
        for number in sorted(gone, reverse=True):
            row = self._database.row("SELECT asked_url, as_of, redirect FROM captures WHERE id = ?", (number,))
            if row is None:
                continue
            self._runs.note_uncaptured(row["as_of"])
            self._database.execute("DELETE FROM captures WHERE id = ?", (number,))
            if row["redirect"] == _DOCUMENT:
                urls.append(row["asked_url"])
                # Asked "has it changed?", the blog would not give it again.
                self._database.execute(
                    "UPDATE frontier SET etag = NULL, last_modified = NULL WHERE url = ?", (row["asked_url"],)
                )
        return list(dict.fromkeys(reversed(urls)))

    # -- media --------------------------------------------------------------------------------------------------------

    def media(self, path: str) -> Aside:
        """Put a damaged media file aside; those that show it count as missing from now on, and are asked for again."""
        file = _own(self._folder, path)
        aside = put_aside(self._folder, file) if file else Aside(was=path, kept="")
        error = f"it was damaged; what is left of it is kept as {aside.kept}" if aside.kept else "its file was gone"
        with self._database.transaction():
            self._database.execute(
                "UPDATE media SET status = 'missing', path = NULL, sha256 = NULL, bytes = NULL, content_type = NULL,"
                " width = NULL, height = NULL, fetched_from = NULL, error = ?, tried_in_run = 0 WHERE path = ?",
                (error, path),
            )
            if file:
                self._database.after_commit(lambda: file.unlink(missing_ok=True))
        return aside

    def media_again(self) -> None:
        """Take the files of media whose rows were lost for held again; what has no file any more counts as missing.

        A file's name tells the address and the content; one that would fit several media is taken for none of them.
        """
        media = MediaFiles(self._database, self._folder, self._runs)
        files = self._whole_files(media.unnamed())
        query = (
            "SELECT id, min(url) AS url FROM media JOIN media_urls ON media = id AND original"
            " WHERE status IS NULL GROUP BY id ORDER BY id"
        )
        lost = {str(row["id"]): str(row["url"]) for row in self._database.rows(query)}
        stems = Counter(readable(url) for url in lost.values())
        with self._database.transaction():
            for number, url in lost.items():
                found = files.get(readable(url), [])
                if len(found) == stems[readable(url)] == 1:
                    media.keep(number, found[0], final_url=url)
                else:
                    media.failed(number, MediaStatus.MISSING, _ROW_LOST)

    def _whole_files(self, names: list[str]) -> dict[str, list[Path]]:
        """Give the media files whose content is the one that their name tells, by the readable part of the name."""
        found: dict[str, list[Path]] = {}
        for name in names:
            stem, _, digest = name.rpartition(".")[0].rpartition("-")
            path = self._folder / MEDIA / name
            with path.open("rb") as file:
                if digest and hashlib.file_digest(file, "sha256").hexdigest().startswith(digest):
                    found.setdefault(stem, []).append(path)
        return found

    # -- the database -------------------------------------------------------------------------------------------------

    def dangling(self) -> bool:
        """Drop the rows that refer to none or hold what we never write; a reading of the captures makes them anew.

        Whether rows of media were among them: `media_again` is to follow that reading.
        """
        with self._database.transaction():
            return drop_dangling(self._database)


def _own(folder: Path, name: str) -> Path | None:
    """Return where a damaged file lies; None if what the archive names is no file of its own: it is left alone."""
    try:
        return inside(folder, name)
    except ArchiveError:
        return None


def drop_dangling(database: Database) -> bool:
    """Drop the rows that refer to none or hold what we never write; whether media were among them."""
    strange = list(strange_values(database))
    for table, condition in strange:
        emptied = _EMPTIED.get(table)
        change = f"UPDATE {table} SET {emptied}" if emptied else f"DELETE FROM {table}"
        database.execute(f"{change} WHERE {condition}")
    for table, column, wanted, key in _CHILDREN:
        database.execute(
            f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {key} FROM {wanted} WHERE {key} IS NOT NULL)"
        )
    return any(table == "media" for table, _ in strange)


def _mended_name(path: Path) -> str:
    """Name the mended file after the damaged one, so that both can be there until the database follows."""
    name, _, suffix = path.name.partition(".")
    return f"{name}.mended.{suffix}"


def _copy(file: BinaryIO, start: int, length: int, out: BinaryIO) -> None:
    file.seek(start)
    while length:
        chunk = file.read(min(length, _CHUNK))
        out.write(chunk)
        length -= len(chunk)


def put_aside(folder: Path, path: Path) -> Aside:
    """Copy a damaged file of an archive to its folder of such, beside those that were put there before."""
    was = path.relative_to(folder).as_posix()
    if not path.exists():
        return Aside(was=was, kept="")
    place = folder / DAMAGED / path.parent.relative_to(folder)
    place.mkdir(parents=True, exist_ok=True)
    target, number = place / path.name, 1
    while target.exists():
        if filecmp.cmp(path, target, shallow=False):
            break  # a run that was stopped had come so far
        number += 1
        target = place / f"{number}-{path.name}"
    else:
        temporary = place / f".new-{path.name}"
        shutil.copyfile(path, temporary)
        temporary.replace(target)
    return Aside(was=was, kept=target.relative_to(folder).as_posix())
