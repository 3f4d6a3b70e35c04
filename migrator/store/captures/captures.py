"""Captures: raw responses in WARC files, one file a run, and the table that finds them again."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from migrator.model.documents import RawPage
from migrator.model.errors import ArchiveError
from migrator.store.captures import warc
from migrator.store.captures.damage import CaptureFault, damage, opened
from migrator.store.database import FULL_DISK, Database
from migrator.store.folder import inside
from migrator.store.tables.runs import Runs

FOLDER = "capture"
_DOCUMENT, _REDIRECT, _FILE = 0, 1, 2
"""What the column `redirect` tells: only documents are read again."""
_SIGNED_IN = (
    "Requests to the blog were signed in with cookies or headers of the user's; their values, and those of Set-Cookie"
    " in the answers, are left blank."
)
_SYNC_EVERY = 200
"""Records between two waits for the disk: a power cut costs at most these, and they are fetched again."""


Passing = Callable[[str, str], None]
"""Told the URL of a capture that can't be read, and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A captured document, its number in the table of captures, the time that it counts for, and the run it is of."""

    page: RawPage
    as_of: str
    number: int = 0
    run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What was appended: a response and its request, of so many bytes each."""

    url: str
    response: int
    request: int
    digest: str
    kind: int
    same_as: int | None = None


def file_name(run: int, started: str) -> str:
    """Return the name of a run's WARC file: when it began, and its number."""
    digits = "".join(character for character in started if character.isdigit())
    return f"{digits[:14]:0<14}-{run:05d}.warc.gz"


class Captures:
    """Appends to this run's WARC file, and reads any record back."""

    def __init__(self, database: Database, folder: Path, software: str, runs: Runs) -> None:
        self._database = database
        self._folder = folder
        self._software = software
        self._runs = runs
        self._capturing = True
        self._note_on_file = ""
        self._file: BinaryIO | None = None
        self._name = ""
        self._end = 0
        self._unsynced = 0

    # -- writing ------------------------------------------------------------------------------------------------------

    def add(self, page: RawPage, *, run: int, as_of: str | None = None) -> int:
        """Append a response, and the redirects that led to it, to the run's file; return its number.

        `as_of` is the time that it counts for, the run's by default; 0: `stop` was called.
        """
        if not self._capturing:
            return 0
        as_of = as_of or self._runs.as_of(run)
        for hop in page.history:
            self._append(hop, hop.url, run=run, as_of=as_of, kind=_REDIRECT)
        return self._append(page, page.final_url or page.url, run=run, as_of=as_of, kind=_DOCUMENT)

    def add_once(self, page: RawPage, *, run: int, as_of: str) -> None:
        """Append a record of an import, unless the same bytes of the same address are held for the same time."""
        query = "SELECT 1 FROM captures WHERE url = ? AND as_of = ? AND digest = ?"
        digest = warc.digest_of(warc.payload_of(page))
        if self._database.row(query, (page.final_url or page.url, as_of, digest)) is None:
            self.add(page, run=run, as_of=as_of)

    def stop(self, run: int) -> None:
        """Keep no responses from now on; what this run tells is then never forgotten for a reparse."""
        self._capturing = False
        self._runs.note_uncaptured(self._runs.as_of(run))

    def leave_out_login(self) -> None:
        """Say in files begun from now on that their requests were signed in, and that the values are left out."""
        self._note_on_file = _SIGNED_IN

    def add_file(self, page: RawPage, path: Path, *, run: int) -> None:
        """Append the response that gave a media file, and the redirects that led to it."""
        as_of = self._runs.as_of(run)
        for hop in page.history:
            self._append(hop, hop.url, run=run, as_of=as_of, kind=_REDIRECT)
        page = page if page.fetched_at else replace(page, fetched_at=as_of)
        file, url = self._open(run), page.final_url or page.url
        with self._whole_or_nothing(file):
            response, request, digest = warc.write_file_exchange(file, page, url, path)
            file.flush()
        written = _Written(url=url, response=response, request=request, digest=digest, kind=_FILE)
        self._note(page, written, run=run, as_of=as_of)

    def _append(self, page: RawPage, url: str, *, run: int, as_of: str, kind: int) -> int:
        page = page if page.fetched_at else replace(page, fetched_at=as_of)
        digest = warc.digest_of(warc.payload_of(page))
        held = self._origin(url, digest, page.status)
        origin = warc.Origin(url=held[1], fetched_at=held[2]) if held else None
        response, request = warc.exchange(page, url, origin)
        file = self._open(run)
        with self._whole_or_nothing(file):
            file.write(response + request)
            file.flush()
        sizes = {"response": len(response), "request": len(request)}
        written = _Written(url=url, **sizes, digest=digest, kind=kind, same_as=held[0] if held else None)
        return self._note(page, written, run=run, as_of=as_of)

    def _note(self, page: RawPage, written: "_Written", *, run: int, as_of: str) -> int:
        """Write the row of what was appended."""
        self._unsynced += 1
        start, self._end = self._end, self._end + written.response + written.request
        if self._unsynced >= _SYNC_EVERY:
            self.sync()
        return self._database.insert(
            "INSERT INTO captures (run, as_of, url, asked_url, status, fetched_at, file, start, length, file_end,"
            " digest, same_as, redirect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(run, as_of, written.url, page.url, page.status, page.fetched_at, self._name, start),
                *(written.response, self._end, written.digest, written.same_as, written.kind),
            ),
        )

    @contextmanager
    def _whole_or_nothing(self, file: BinaryIO) -> Iterator[None]:
        """Append inside; of what does not go through whole, nothing stays."""
        try:
            yield
        except OSError as error:
            self._file = None
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                os.truncate(self._folder / FOLDER / self._name, self._end)
            raise ArchiveError(f"The capture can't be written: {error.strerror}.", hint=FULL_DISK) from error

    def _origin(self, url: str, digest: str, status: int) -> tuple[int, str, str] | None:
        """Find the capture of the same URL whose payload this one repeats: (number, URL, time)."""
        if status == 304:
            wanted, values = "status = 200", [url]
        elif status == 200:
            wanted, values = "status = 200 AND digest = ?", [url, digest]
        else:
            return None
        row = self._database.row(
            f"SELECT id, url, fetched_at, file, file_end FROM captures WHERE url = ? AND {wanted} AND same_as IS NULL"
            " ORDER BY id DESC LIMIT 1",
            values,
        )
        # A body that is lost must not be taken for held because the same one comes again.
        if row is None or (status == 200 and (self._size(row["file"]) or 0) < row["file_end"]):
            return None
        return row["id"], row["url"], row["fetched_at"]

    def _open(self, run: int) -> BinaryIO:
        started = self._runs.started(run)
        name = file_name(run, started)
        if self._file is None or name != self._name:
            self.close()
            folder = self._folder / FOLDER
            folder.mkdir(exist_ok=True)
            self._file = (folder / name).open("ab")
            self._name, self._end = name, self._file.tell()
            if self._end == 0:
                self._end = self._file.write(warc.warcinfo(name, self._software, started, self._note_on_file))
        return self._file

    def sync(self) -> None:
        """Wait until what was appended is on the disk."""
        self._unsynced = 0
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close this run's file."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    # -- after a crash ------------------------------------------------------------------------------------------------

    def heal(self, run: int, started: str) -> None:
        """Cut what a run that was killed, and was the last, left after its last committed record.

        A file that is shorter than its rows tell is damage, however it came about, and so is one that is gone: the rows
        stay, for `verify` to tell and `repair` to mend.
        """
        path = self._folder / FOLDER / file_name(run, started)
        size = self._size(path.name)
        committed = self._committed(path.name)
        if size is None or size <= committed:
            return
        if committed == 0:
            path.unlink()
        else:
            os.truncate(path, committed)

    def _size(self, name: str) -> int | None:
        try:
            return inside(self._folder / FOLDER, name).stat().st_size
        except (OSError, ArchiveError):
            return None

    def _committed(self, name: str) -> int:
        return self._database.number("SELECT max(file_end) FROM captures WHERE file = ?", (name,))

    # -- reading ------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Count captured documents, redirects left out."""
        return self._database.number("SELECT count(*) FROM captures WHERE redirect = 0")

    def documents(self, *, latest_only: bool = False, passing: Passing | None = None) -> Iterator[Captured]:
        """Return captured documents in the order of capture, bodies decoded; an unchanged one with its earlier body.

        `latest_only` leaves out what a later capture of the same URL replaced. Raises ArchiveError at a damaged record,
        unless `passing` is told of it.
        """
        latest = " AND c.id IN (SELECT max(id) FROM captures WHERE redirect = 0 AND status IN (200, 304) GROUP BY url)"
        condition = f"WHERE c.redirect = 0{latest if latest_only else ''} ORDER BY c.id"
        return self._read(condition, (), passing)

    def of_time(self, as_of: str) -> Iterator[Captured]:
        """Return the captured documents that count for a time, in the order of capture."""
        return self._read("WHERE c.redirect = 0 AND c.as_of = ? ORDER BY c.id", (as_of,))

    def latest(self, url: str, first_run: int, last_run: int) -> Captured | None:
        """Return the last response to a URL that was asked for in some runs; None if there is none that can be read."""
        condition = "WHERE c.asked_url = ? AND c.run BETWEEN ? AND ? AND c.redirect = 0 ORDER BY c.id DESC LIMIT 1"
        with closing(self._read(condition, (url, first_run, last_run))) as found, suppress(ArchiveError):
            return next(found, None)
        return None

    def one(self, number: int) -> Generator[Captured]:
        """Return the capture of a number, if there is one; ArchiveError at a damaged record."""
        return self._read("WHERE c.id = ?", (number,))

    def _read(
        self, condition: str, values: tuple[str | int, ...], passing: Passing | None = None
    ) -> Generator[Captured]:
        rows = self._database.rows(
            "SELECT c.*, o.file AS origin_file, o.start AS origin_start, o.status AS origin_status"
            f" FROM captures c LEFT JOIN captures o ON o.id = c.same_as {condition}",
            values,
        )
        with ExitStack() as stack:
            files: dict[str, BinaryIO] = {}
            for row in rows:
                repeated = row["origin_file"] is not None
                name = row["origin_file"] if repeated else row["file"]
                try:
                    path = inside(self._folder / FOLDER, name)
                    if name not in files:
                        files[name] = stack.enter_context(opened(path))
                    record = warc.read_record(files[name], row["origin_start"] if repeated else row["start"], path)
                except ArchiveError as error:
                    if passing is None:
                        raise
                    passing(row["asked_url"], error.message)
                    continue
                page = RawPage(
                    url=row["asked_url"],
                    final_url=row["url"],
                    status=record.status,
                    reason=record.reason,
                    headers=record.headers,
                    body=warc.decoded(record),
                    payload=record.payload,
                    fetched_at=row["fetched_at"],
                )
                yield Captured(page=page, as_of=row["as_of"], number=row["id"], run=row["run"])

    def damage(self) -> Iterator[CaptureFault]:
        """Read every record and compare digests; give those that fail."""
        return damage(self._database, self._folder / FOLDER)
