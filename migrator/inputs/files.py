"""Files and members of zip files as what can be opened again and again, to be read from the start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, or a member of one: `opened` gives it to read from the start; `changed` is in RFC 3339 UTC."""

    name: str
    opened: Callable[[], BinaryIO]
    size: int
    changed: str


def modified(path: Path) -> str:
    """Give when a file was last changed, in RFC 3339 UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def source_of(path: Path) -> FileSource:
    """Give a file on disk."""
    return FileSource(str(path), lambda: path.open("rb"), path.stat().st_size, modified(path))
