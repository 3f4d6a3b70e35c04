"""A copy elsewhere: a folder, a bucket, any fsspec URL; only what differs is sent, and what arrived is read back."""

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import fsspec

from migrator.export.losses import NAME as LOSSES
from migrator.job.settings import PushSettings
from migrator.model.errors import ConfigError, ExportFailed, MigratorError
from migrator.store import Archive

MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_TRIES = 4
_SAVED_EVERY = 200
_EXPORTS = "export/"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Local:
    """A file to send: its name at the target, and where it lies."""

    name: str
    path: Path


class _Target:
    """The place elsewhere, for one archive; its manifest says what it should hold: name → [bytes, SHA-256]."""

    def __init__(self, push: PushSettings, name: str) -> None:
        try:
            self._system, root = fsspec.core.url_to_fs(push.to, **dict(push.options))
        except (ImportError, ValueError, TypeError) as error:
            raise ConfigError(
                f"{push.to}: {error}.", hint="For s3:// install the extra: pip install 'blog-migrator[s3]'"
            ) from error
        self.root = f"{root.rstrip('/')}/{name}"
        self._is_local = "file" in _protocols(self._system)
        self.manifest: dict[str, list[Any]] = self._read_manifest()

    def sizes(self) -> dict[str, int]:
        """Return what lies there: name → bytes."""
        try:
            found: dict[str, dict[str, Any]] = self._system.find(self.root, detail=True)
        except FileNotFoundError:
            return {}
        start = len(self.root) + 1
        return {path[start:]: int(info.get("size") or 0) for path, info in found.items()}

    def send(self, local: _Local, digest: str) -> None:
        """Send a file, and read it back: what arrived must have the digest of what was sent."""
        place = f"{self.root}/{local.name}"
        fresh = f"{place}.new" if self._is_local else place  # an object appears whole; a file of a folder does not
        self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
        self._system.put_file(str(local.path), fresh)
        with self._system.open(fresh, "rb") as arrived:
            if _digest(arrived) != digest:
                raise ExportFailed(f"{place} did not arrive as it was sent.")
        if fresh != place:
            self._system.mv(fresh, place)
        self.manifest[local.name] = [local.path.stat().st_size, digest]

    def drop(self, name: str) -> None:
        """Take away a file that an earlier copy of an export brought."""
        if self._system.exists(f"{self.root}/{name}"):
            self._system.rm_file(f"{self.root}/{name}")
        del self.manifest[name]

    def write_manifest(self) -> None:
        """Say at the target what it holds."""
        told = json.dumps(dict(sorted(self.manifest.items())), indent=1).encode()
        self._system.makedirs(self.root, exist_ok=True)
        self._system.pipe_file(f"{self.root}/{MANIFEST}", told)

    def _read_manifest(self) -> dict[str, list[Any]]:
        self._system.invalidate_cache()
        try:
            told = json.loads(self._system.cat_file(f"{self.root}/{MANIFEST}"))
        except (FileNotFoundError, ValueError):
            return {}  # nothing there yet, or a torn file: everything is compared by what lies there, that is, sent
        return told if isinstance(told, dict) else {}


def push_folder(
    folder: Path,
    push: PushSettings,
    *,
    exports: Iterable[Path],
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Copy an archive and its exports to their place elsewhere; give how many files were sent.

    Files that are there already, with the digest that they have here, are not sent again. Exports become there what
    they are here; of the archive nothing is ever taken away. Raises OSError or ExportFailed after some tries; what
    arrived until then counts for the next run.
    """
    with tempfile.TemporaryDirectory(prefix="migrate-push-") as scratch:
        wanted = list(_wanted(folder, push, exports, Path(scratch)))
        target = _patiently(lambda: _Target(push, folder.resolve().name), pause)
        there = _patiently(target.sizes, pause)
        try:
            sent = _send_what_differs(target, wanted, there, pause)
            if "exports" in push.what:
                names = {local.name for local in wanted}
                for name in [name for name in target.manifest if name.startswith(_EXPORTS) and name not in names]:
                    _patiently(partial(target.drop, name), pause)
        except BaseException:
            with suppress(Exception):  # what arrived is not to be sent again, if the place still takes anything
                target.write_manifest()
            raise
        _patiently(target.write_manifest, pause)
    return sent


def _send_what_differs(
    target: _Target, wanted: Iterable[_Local], there: Mapping[str, int], pause: Callable[[float], None]
) -> int:
    sent = 0
    for local in wanted:
        with local.path.open("rb") as file:
            digest = _digest(file)
        size = local.path.stat().st_size
        if target.manifest.get(local.name) == [size, digest] and there.get(local.name) == size:
            continue
        _patiently(partial(target.send, local, digest), pause)
        sent += 1
        if sent % _SAVED_EVERY == 0:
            _patiently(target.write_manifest, pause)
    return sent


def _is_own(path: Path, folder: Path) -> bool:
    """Whether a file lies in the folder that is copied; what a symbolic link leads out to is nobody's to publish."""
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _exported(folder: Path) -> Iterator[_Local]:
    """Return the files of an export, and what lies next to its folder."""
    beside = folder.with_name(f"{folder.name}.{LOSSES}")
    for path in (*sorted(folder.rglob("*")), beside):
        if _is_own(path, folder.parent if path == beside else folder):
            yield _Local(f"{_EXPORTS}{path.relative_to(folder.parent).as_posix()}", path)


def _wanted(folder: Path, push: PushSettings, exports: Iterable[Path], scratch: Path) -> Iterator[_Local]:
    """Yield what is to be there, the database last: a copy that was cut off must not tell of files that it lacks."""
    copy = scratch / "archive.db"
    if "archive" in push.what:
        with Archive.open_existing(folder, write=False) as archive:
            archive.copy_database(copy)
        for part in ("capture", "media"):
            for path in sorted((folder / part).rglob("*")):
                if _is_own(path, folder) and not path.name.startswith("."):
                    yield _Local(f"{part}/{path.relative_to(folder / part).as_posix()}", path)
    if "exports" in push.what:
        for export in exports:
            yield from _exported(export)
    if "archive" in push.what:
        yield _Local("archive.db", copy)


def _patiently(work: Callable[[], Result], pause: Callable[[float], None]) -> Result:
    """Try some times: a network that is cut comes back, mostly."""
    for attempt in range(_TRIES):
        try:
            return work()
        except ConfigError:
            raise
        except Exception as error:
            if attempt == _TRIES - 1:
                raise _as_ours(error) from error
            pause(2.0**attempt)
    raise AssertionError


def _as_ours(error: Exception) -> Exception:
    """Return a failure of the place elsewhere in our words."""
    if isinstance(error, MigratorError | OSError):
        return error
    return ExportFailed(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}.")


def _digest(file: Any) -> str:
    told = hashlib.sha256()
    while block := file.read(_CHUNK):
        told.update(block)
    return told.hexdigest()


def _protocols(system: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    named = system.protocol
    return (named,) if isinstance(named, str) else tuple(named)
