"""Where exported files land: a folder or a zip file that changes all at once or not at all, or memory."""

import contextlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from migrator.model.errors import ArchiveLocked, ExportFailed, UsageError
from migrator.model.ports import OutputFile
from migrator.model.schema import Media
from migrator.portable import folded, is_portable

MARKER = ".migrate-export.json"
_MARKER_TEXT = json.dumps({"made_by": "blog-migrator"}).encode() + b"\n"
_CHUNK = 1 << 16

Opener = Callable[[Media], BinaryIO]


def no_media(media: Media) -> BinaryIO:
    """Refuse to open: the opener of a sink that is never given media."""
    raise FileNotFoundError(media.url)


class PathGuard:
    """Lets every path through once, and only such that stay inside and are legal and distinct on every system."""

    def __init__(self) -> None:
        # Digests and not paths: an export may have a quarter of a million of them.
        self._seen: set[int] = {hash(MARKER)}

    def check(self, path: str) -> str:
        """Return the path back; ExportFailed if it must not be written."""
        parts = path.split("/")
        if not all(map(is_portable, parts)):
            raise ExportFailed(f"The export wanted to write to {path!r}, which is no safe path.")
        known = hash(folded(path))
        if known in self._seen:
            raise ExportFailed(f"The export wanted to write {path!r} twice.")
        self._seen.add(known)
        return path


def _chunks(file: OutputFile, opener: Opener) -> Iterator[bytes]:
    content = file.content
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Media):
        with opener(content) as source:
            while block := source.read(_CHUNK):
                yield block
    else:
        yield from content


def _same(chunks: Iterator[bytes], earlier: Path, target: Path) -> bool:
    """Compare content with an earlier file; only if it differs is anything written, to `target`."""
    matched = 0
    with earlier.open("rb") as old:
        for chunk in chunks:
            if old.read(len(chunk)) == chunk:
                matched += len(chunk)
                continue
            _write_from(earlier, matched, target, chain((chunk,), chunks))
            return False
        if not old.read(1):
            return True
    _write_from(earlier, matched, target, iter(()))
    return False


def _write_from(earlier: Path, matched: int, target: Path, rest: Iterator[bytes]) -> None:
    with earlier.open("rb") as old, target.open("wb") as stream:
        while matched:
            block = old.read(min(matched, _CHUNK))
            stream.write(block)
            matched -= len(block)
        stream.writelines(rest)


def _keep(earlier: Path, target: Path) -> None:
    """Put the earlier file itself into the new folder; where a file can't be in two folders, a copy with its time."""
    try:
        target.hardlink_to(earlier)
    except OSError:
        shutil.copy2(earlier, target)


class FolderSink:
    """Writes a folder: staged beside its destination, then renamed into place.

    A destination that holds something else than an earlier export of ours is refused (UsageError) before anything is
    written. Files that did not change are not written again.
    """

    def __init__(self, destination: Path, opener: Opener) -> None:
        self._opener = opener
        self._guard = PathGuard()
        self._made = {""}
        self._next_to: dict[Path, Path] = {}
        self.unchanged = 0
        """Files that are as they were in the earlier export; nothing of them is written."""
        self._destination = destination.absolute().resolve()
        name, parent = self._destination.name, self._destination.parent
        if not name:
            raise UsageError(f"{destination} can't be the folder of an export.")
        self._staged = parent / f".{name}.staged"
        self._replaced = parent / f".{name}.replaced"
        self._lock = FileLock(parent / f".{name}.lock")
        try:
            parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise ArchiveLocked(f"Another export to {destination} is running.") from None
        except OSError as error:
            raise UsageError(f"{destination} can't be written: {error.strerror}.") from error
        try:
            self._recover()
            self._refuse_what_is_not_ours()
            self._staged.mkdir()
            (self._staged / MARKER).write_bytes(_MARKER_TEXT)
            self._replaces = self._destination.exists()
        except UsageError:
            self._unlock()
            raise
        except OSError as error:
            self._unlock()
            raise UsageError(f"{destination} can't be written: {error.strerror}.") from error

    def _recover(self) -> None:
        """Undo what a killed run left behind."""
        if self._replaced.exists() and not self._destination.exists():
            self._replaced.rename(self._destination)
        for leftover in (self._staged, self._replaced):
            if leftover.exists():
                shutil.rmtree(leftover)

    def _refuse_what_is_not_ours(self) -> None:
        place = self._destination
        if not place.exists() or (place.is_dir() and ((place / MARKER).is_file() or not any(place.iterdir()))):
            return
        raise UsageError(
            f"{place} holds something that this program did not export; nothing in it was touched.",
            hint="Name another folder with --output, or an empty one.",
        )

    def write(self, file: OutputFile) -> None:
        """Stage one file; ExportFailed for a path that is not safe."""
        if file.beside:
            self._write_beside(file)
            return
        folder, _, name = self._guard.check(file.path).rpartition("/")
        place = self._staged / folder
        if folder not in self._made:
            place.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        target = place / name
        chunks = _chunks(file, self._opener)
        earlier = self._destination / file.path if self._replaces else None
        if earlier is None or earlier.is_symlink() or not earlier.is_file():
            # Unbuffered: most files are one piece.
            with target.open("wb", buffering=0 if isinstance(file.content, bytes) else -1) as stream:
                for chunk in chunks:
                    stream.write(chunk)
        elif _same(chunks, earlier, target):
            _keep(earlier, target)
            self.unchanged += 1

    def _write_beside(self, file: OutputFile) -> None:
        """Stage a file that lies next to the folder; UsageError where something else has its name."""
        self._guard.check(file.path)
        target = self._destination.with_name(f"{self._destination.name}.{file.path}")
        if target.exists() and not self._replaces_own(target):
            raise UsageError(f"{target} is none of this program's files; nothing was touched.")
        staged = target.with_name(f".{target.name}.staged")
        self._next_to[target] = staged
        with staged.open("wb") as stream:
            stream.writelines(_chunks(file, self._opener))

    def _replaces_own(self, path: Path) -> bool:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"{ \n").startswith(b'"format"')

    def commit(self) -> None:
        """Put the staged folder into place."""
        try:
            if self._destination.exists():
                self._destination.rename(self._replaced)
            try:
                self._staged.rename(self._destination)
            except OSError:
                if self._replaced.exists():
                    self._replaced.rename(self._destination)
                raise
        except OSError as error:
            self.abort()
            raise ExportFailed(f"{self._destination} can't be replaced: {error.strerror}.") from error
        for target, staged in self._next_to.items():
            staged.replace(target)
        shutil.rmtree(self._replaced, ignore_errors=True)
        self._unlock()

    def abort(self) -> None:
        """Remove the staged folder."""
        shutil.rmtree(self._staged, ignore_errors=True)
        for staged in self._next_to.values():
            staged.unlink(missing_ok=True)
        self._unlock()

    def _unlock(self) -> None:
        # Removed while still held, so that nobody finds an abandoned file; Windows removes no open file.
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()


class MemorySink:
    """Keeps files in memory: `files` is filled by `commit`; what lies next to the export is there as `../name`."""

    def __init__(self, opener: Opener = no_media) -> None:
        self._opener = opener
        self._guard = PathGuard()
        self._staged: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}

    def write(self, file: OutputFile) -> None:
        """Stage one file."""
        path = self._guard.check(file.path)
        if file.beside:
            path = f"../{path}"
        buffer = io.BytesIO()
        for chunk in _chunks(file, self._opener):
            buffer.write(chunk)
        self._staged[path] = buffer.getvalue()

    def commit(self) -> None:
        """Show the files."""
        self.files = dict(self._staged)

    def abort(self) -> None:
        """Forget them."""
        self._staged.clear()
