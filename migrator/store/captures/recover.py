"""Finding again, from the capture files, the responses of which a damaged database tells nothing, or wrongly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from migrator.model.errors import ArchiveError
from migrator.store.captures import warc
from migrator.store.captures.damage import opened
from migrator.store.captures.warc import UNREADABLE
from migrator.store.database import Database

_NAME = re.compile(r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-(\d+)(?:\.mended)*\.warc\.gz$")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MEDIA = ("image/", "video/", "audio/")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    """A response as its record tells it; `repeats` is the URL and time of the one whose payload it repeats."""

    start: int
    length: int
    url: str
    status: int
    fetched_at: str
    digest: str
    content_type: str
    repeats: tuple[str, str] | None


def recapture(database: Database, folder: Path) -> None:
    """Make the rows of captures anew from the files that are there; what the table told rightly is taken from it.

    A file's name tells the run and when it began; of a response of which the table tells nothing any more, that is
    taken to be the time that it counts for.
    """
    for path in sorted((folder / "capture").glob("*.warc.gz")):
        named = _NAME.match(path.name)
        if named is None:
            continue
        year, month, day, hour, minute, second, number = named.groups()
        started = f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
        database.execute(
            "INSERT OR IGNORE INTO runs (id, command, started, exit_code) VALUES (?, 'crawl', ?, 3)",
            (int(number), started),
        )
        _rows(database, path, int(number), started)


def _rows(database: Database, path: Path, run: int, started: str) -> None:
    query = "SELECT start, url, asked_url, as_of FROM captures WHERE file = ?"
    known = {row["start"]: row for row in database.rows(query, (path.name,))}
    with opened(path) as file:
        found = list(_responses(file, path, sorted(known)))
        size = file.seek(0, 2)
    database.execute("DELETE FROM captures WHERE file = ?", (path.name,))
    asked = ""
    for at, one in enumerate(found):
        asked = asked or one.url
        redirect = 1 if one.status in _REDIRECTS else 2 if one.content_type.startswith(_MEDIA) else 0
        row = known.get(one.start)
        told = row if row is not None and row["url"] and warc.ascii_url(row["url"]) == one.url else None
        url, asked_url = (told["url"], told["asked_url"]) if told is not None else (one.url, asked)
        end = found[at + 1].start if at + 1 < len(found) else size
        database.insert(
            "INSERT INTO captures (run, as_of, url, asked_url, status, fetched_at, file, start, length, file_end,"
            " digest, same_as, redirect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(run, told["as_of"] if told is not None else started, url, asked_url, one.status, one.fetched_at),
                *(path.name, one.start, one.length, end, one.digest, _origin(database, one), redirect),
            ),
        )
        # The redirects that led to a response stand before it.
        asked = asked if redirect == 1 else ""


def _origin(database: Database, one: _Response) -> int | None:
    if one.repeats is None:
        return None
    query = "SELECT id FROM captures WHERE url = ? AND fetched_at = ? AND same_as IS NULL ORDER BY id DESC LIMIT 1"
    row = database.row(query, one.repeats)
    return int(row["id"]) if row is not None else None


def _responses(file: BinaryIO, path: Path, starts: list[int]) -> Iterator[_Response]:
    """Yield the sound responses of a file; `starts` are places where reading can begin again behind a broken one."""
    for start, length in warc.members(file, starts):
        if length is None:
            continue
        try:
            head = read_head(file, start, path)
        except ArchiveError:
            continue
        if head.kind in {"response", "revisit"}:
            yield _Response(
                start=start,
                length=length,
                url=head.url,
                status=head.status,
                fetched_at=head.fetched_at,
                digest=warc.payload_digest(file, start, path),
                content_type=head.content_type,
                repeats=head.repeats if head.kind == "revisit" else None,
            )


# The heads of WARC records: what a record is, without its payload.


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """What the head of a record tells; `repeats` is the URL and time of the record whose payload it stands for."""

    kind: str
    url: str
    status: int
    fetched_at: str
    content_type: str
    repeats: tuple[str, str]


def read_head(file: BinaryIO, start: int, path: Path) -> RecordHead:
    """Read the head of the record that starts at an offset; ArchiveError if none can be read there."""
    try:
        file.seek(start)
        record: ArcWarcRecord = next(iter(ArchiveIterator(file)))
        told, http = record.rec_headers, record.http_headers
        code = str(http.get_statuscode()) if http is not None else ""
        return RecordHead(
            kind=str(record.rec_type),
            url=str(told.get_header("WARC-Target-URI") or ""),
            status=int(code) if code.isdecimal() else 0,
            fetched_at=str(told.get_header("WARC-Date") or ""),
            content_type=str(http.get_header("content-type") or "") if http is not None else "",
            repeats=(
                str(told.get_header("WARC-Refers-To-Target-URI") or ""),
                str(told.get_header("WARC-Refers-To-Date") or ""),
            ),
        )
    except UNREADABLE as error:
        raise ArchiveError(f"{path} is damaged at byte {start}: {error or type(error).__name__}.") from error
