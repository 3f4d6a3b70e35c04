"""Finding again, from the capture files alone, the responses of which the database knows nothing any more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrator.errors import ArchiveError
from migrator.store import warc
from migrator.store.capture_damage import opened
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


def recapture(database: Database, folder: Path) -> int:
    """Make rows for the responses in capture files that have none; give how many.

    A file's name tells the run and when it began; what a response counts for is taken to be that time.
    """
    made = 0
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
        made += _rows(database, path, int(number), started)
    return made


def _rows(database: Database, path: Path, run: int, started: str) -> int:
    known = {row["start"] for row in database.rows("SELECT start FROM captures WHERE file = ?", (path.name,))}
    with opened(path) as file:
        found = list(_responses(file, path))
        size = file.seek(0, 2)
    asked, made = "", 0
    for at, one in enumerate(found):
        asked = asked or one.url
        redirect = 1 if one.status in _REDIRECTS else 2 if one.content_type.startswith(_MEDIA) else 0
        if one.start not in known:
            end = found[at + 1].start if at + 1 < len(found) else size
            place = (path.name, one.start, one.length, end)
            database.insert(
                "INSERT INTO captures (run, as_of, url, asked_url, status, fetched_at, file, start, length, file_end,"
                " digest, same_as, redirect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(run, started, one.url, asked, one.status, one.fetched_at, *place),
                    *(one.digest, _origin(database, one), redirect),
                ),
            )
            made += 1
        # The redirects that led to a response stand before it.
        asked = asked if redirect == 1 else ""
    return made


def _origin(database: Database, one: _Response) -> int | None:
    if one.repeats is None:
        return None
    query = "SELECT id FROM captures WHERE url = ? AND fetched_at = ? AND same_as IS NULL ORDER BY id DESC LIMIT 1"
    row = database.row(query, one.repeats)
    return int(row["id"]) if row is not None else None


def _responses(file: BinaryIO, path: Path) -> Iterator[_Response]:
    """Give the responses of a file, up to the first place that is broken."""
    for start, length in warc.members(file, []):
        if length is None:
            return
        try:
            head = warc.read_head(file, start, path)
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
