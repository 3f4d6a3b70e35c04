"""The heads of WARC records: what a record is, without its payload."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from migrator.errors import ArchiveError
from migrator.store.warc import UNREADABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a record tells; `repeats` is the URL and time of the record whose payload it stands for."""

    kind: str
    url: str
    status: int
    fetched_at: str
    content_type: str
    repeats: tuple[str, str]


def read_head(file: BinaryIO, start: int, path: Path) -> Head:
    """Read the head of the record that starts at an offset; ArchiveError if none can be read there."""
    try:
        file.seek(start)
        record: ArcWarcRecord = next(iter(ArchiveIterator(file)))
        told, http = record.rec_headers, record.http_headers
        code = str(http.get_statuscode()) if http is not None else ""
        return Head(
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
