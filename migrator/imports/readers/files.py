"""The files of a folder or a zip file, by their relative names; nothing is ever written, so no name can lead outside.

A zip file is bounded: a member that claims to grow more than a text ever does is not opened.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from migrator.model.notices import Notice

_MOST_FILES = 200_000
_GROWTH = 250
"""The best that the zip format makes of a text that repeats itself is about a thousandth; of a real feed, a tenth."""
_FREE = 10 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


class Tree:
    """Files by name (`Takeout/Blogger/…`, always with `/`), and what is wrong with some of them."""

    def __init__(self) -> None:
        self.files: dict[str, FileSource] = {}
        self.notices: list[Notice] = []


def folder_tree(folder: Path) -> Tree:
    """Look at a folder; links that lead out of it are not followed."""
    tree, root = Tree(), folder.resolve()
    for path in sorted(folder.rglob("*")):
        if len(tree.files) >= _MOST_FILES:
            tree.notices.append(
                Notice(code="skipped-by-bound", url=str(folder), detail=f"more than {_MOST_FILES} files")
            )
            break
        if path.is_file() and path.resolve().is_relative_to(root):
            name = path.relative_to(folder).as_posix()
            tree.files[name] = FileSource(str(path), _opener(path), path.stat().st_size, modified(path))
    return tree


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def zip_tree(path: Path) -> Tree:
    """Look at a zip file; raises zipfile.BadZipFile or OSError where it is none or is damaged."""
    tree = Tree()
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
    for member in members[:_MOST_FILES]:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir():
            continue
        fault = ""
        if not name.parts:
            fault = "it has no name"
        elif name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            fault = "its name leads out of the zip file"
        elif member.file_size > _FREE + _GROWTH * member.compress_size:
            fault = f"it would grow from {member.compress_size} to {member.file_size} bytes"
        elif member.flag_bits & 1:
            fault = "it is encrypted"
        if fault:
            tree.notices.append(
                Notice(code="skipped-by-bound", url=str(path), detail=f"{member.filename[:200]}: {fault}")
            )
            continue
        shown = f"{path}/{name}"
        tree.files[name.as_posix()] = FileSource(shown, _member(path, member), member.file_size, _changed(member))
    if len(members) > _MOST_FILES:
        tree.notices.append(Notice(code="skipped-by-bound", url=str(path), detail=f"more than {_MOST_FILES} files"))
    return tree


def _changed(member: zipfile.ZipInfo) -> str:
    year, month, day, hour, minute, second = member.date_time
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"


def _member(path: Path, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", io.BufferedReader(_Member(path, member)))


class _Member(io.RawIOBase):
    """A member of a zip file that ends where it is damaged, instead of failing."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self._packed = zipfile.ZipFile(path)
        try:
            self._file = self._packed.open(member)
        except _BROKEN:
            self._packed.close()
            raise OSError(f"{member.filename} in {path} is damaged") from None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed's type is wider
        """Read on; nothing more where the member is damaged."""
        try:
            # Little at a time: of a piece in which something is broken, nothing comes.
            read = self._file.read(min(len(buffer), 4_096))
        except _BROKEN:
            return 0
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        """Close the zip file too."""
        if not self.closed:
            self._file.close()
            self._packed.close()
        super().close()


# Files and members of zip files as what can be opened again and again, to be read from the start.


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, or a member of one: `opened` gives it to read from the start; `changed` is in RFC 3339 UTC."""

    name: str
    opened: Callable[[], BinaryIO]
    size: int
    changed: str


def modified(path: Path) -> str:
    """Return when a file was last changed, in RFC 3339 UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def source_of(path: Path) -> FileSource:
    """Return a file on disk."""
    return FileSource(str(path), lambda: path.open("rb"), path.stat().st_size, modified(path))
