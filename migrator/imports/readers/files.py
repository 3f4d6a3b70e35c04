"""The files of a folder or a zip file, by their relative names; nothing is ever written, so no name can lead outside.

Packed files are bounded: what claims to grow more than a text ever does is not opened, what grows so is cut. A tar file
can only be read from its start, so that what is of use in it is unpacked, under names of our own.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast
from weakref import finalize

from migrator.model.notices import Notice

_MOST_FILES = 200_000
_STEP = 1024 * 1024
PICTURES = (
    *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".avif", ".heic", ".tif", ".tiff"),
    *(".mp4", ".mov"),
)
_GROWTH = 250
"""The best that the zip format makes of a text that repeats itself is about a thousandth; of a real feed, a tenth."""
_FREE = 10 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


class Tree:
    """Files by name (`Takeout/Blogger/…`, always with `/`), and what is wrong with some of them."""

    def __init__(self) -> None:
        self.files: dict[str, FileSource] = {}
        self.notices: list[Notice] = []
        self.joined: list[Tree] = []
        """The trees that this one is made of: what they have unpacked stays as long as it does."""


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
    # Open for as long as any of its members can be asked for: its list is long, and is read once.
    packed = zipfile.ZipFile(path)
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
        tree.files[name.as_posix()] = FileSource(
            shown, _member(packed, path, member), member.file_size, _changed(member)
        )
    if len(members) > _MOST_FILES:
        tree.notices.append(Notice(code="skipped-by-bound", url=str(path), detail=f"more than {_MOST_FILES} files"))
    return tree


def _changed(member: zipfile.ZipInfo) -> str:
    year, month, day, hour, minute, second = member.date_time
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"


def _member(packed: zipfile.ZipFile, path: Path, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", io.BufferedReader(_Member(packed, path, member)))


class _Member(io.RawIOBase):
    """A member of a zip file that ends where it is damaged, instead of failing."""

    def __init__(self, packed: zipfile.ZipFile, path: Path, member: zipfile.ZipInfo) -> None:
        try:
            self._file = packed.open(member)
        except _BROKEN:
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
        """Close the member; the zip file stays open for the others."""
        if not self.closed:
            self._file.close()
        super().close()


_OF_USE = (".atom", ".xml", ".json", ".csv", ".html", *PICTURES)
"""Endings of what is taken out of a tar file."""
_TAR_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


def is_tar(head: bytes) -> bool:
    """Whether the first bytes, unpacked, are those of a tar file."""
    return head[257:262] == b"ustar"


def tar_names(path: Path) -> list[str]:
    """Return the names of the files in a tar file, as far as it can be read."""
    names: list[str] = []
    try:
        with tarfile.open(path, "r|*") as packed:
            for member in packed:
                if member.isreg() and len(names) < _MOST_FILES:
                    names.append(PurePosixPath(member.name).as_posix())
    except _TAR_BROKEN:
        pass
    return names


def tar_tree(path: Path) -> Tree:
    """Look at a tar file, packed or not, and unpack what is of use; the unpacked files go with the tree."""
    tree, folder = Tree(), TemporaryDirectory(prefix="migrate-")
    finalize(tree, folder.cleanup)
    left = _FREE + _GROWTH * path.stat().st_size
    try:
        with tarfile.open(path, "r|*") as packed:
            for number, member in enumerate(packed):
                name = PurePosixPath(member.name)
                if not member.isreg() or not name.name.lower().endswith(_OF_USE):
                    continue
                left -= member.size
                if fault := _tar_fault(name, number, left):
                    tree.notices.append(
                        Notice(code="skipped-by-bound", url=str(path), detail=f"{str(name)[:200]}: {fault}")
                    )
                    if number >= _MOST_FILES or left < 0:
                        break
                    continue
                _unpack(packed, member, target := Path(folder.name) / str(number))
                changed = datetime.fromtimestamp(max(0, min(member.mtime, 2**33)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                tree.files[name.as_posix()] = FileSource(f"{path}/{name}", _opener(target), member.size, changed)
    except _TAR_BROKEN as error:
        tree.notices.append(Notice(code="input-damaged", url=str(path), detail=f"it ends or breaks early: {error}"))
    return tree


def _tar_fault(name: PurePosixPath, number: int, left: int) -> str:
    if name.is_absolute() or ".." in name.parts:
        return "its name leads out of the file"
    if left < 0:
        return "it would grow beyond reason"
    return f"more than {_MOST_FILES} files" if number >= _MOST_FILES else ""


def _unpack(packed: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = packed.extractfile(member)
    if source is None:
        return
    with source, target.open("wb") as copy:
        while chunk := source.read(_STEP):
            copy.write(chunk)


def joined(trees: Sequence[Tree]) -> tuple[Tree, list[list[str]]]:
    """Return the files of several trees as one, and what those of each are called in it."""
    whole, names = Tree(), list[list[str]]()
    for number, tree in enumerate(trees):
        # Two Takeouts of one blog have files of the same names, which must not mix.
        prefix = f"{number}/" if any(name in whole.files for name in tree.files) else ""
        names.append([f"{prefix}{name}" for name in tree.files])
        whole.files |= {f"{prefix}{name}": source for name, source in tree.files.items()}
        whole.notices += tree.notices
        whole.joined.append(tree)
    return whole, names


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
    """Return a file on disk; what gzip has packed is read unpacked."""
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            opened = lambda: cast("BinaryIO", io.BufferedReader(_Unpacked(path)))  # noqa: E731 - as below
            return FileSource(str(path), opened, path.stat().st_size, modified(path))
    return FileSource(str(path), lambda: path.open("rb"), path.stat().st_size, modified(path))


class _Unpacked(io.RawIOBase):
    """A file that gzip packed; it ends where it is damaged, or has grown beyond reason."""

    def __init__(self, path: Path) -> None:
        self._left = _FREE + _GROWTH * path.stat().st_size
        self._file = gzip.GzipFile(path, "rb")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed's type is wider
        """Read on; nothing more where the file is damaged."""
        try:
            read = self._file.read(min(len(buffer), 4_096, self._left))
        except _BROKEN:
            return 0
        self._left -= len(read)
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()
