"""The folder of an archive: is it one, may we make one there, and who is working on it."""

import errno
import logging
import os
from pathlib import Path

from filelock import FileLock, Timeout

from migrator.model.errors import ArchiveError, ArchiveLocked, NotAnArchive, UsageError
from migrator.model.unforeseen import LOGGER

DATABASE = "archive.db"
ERROR_LOG = "errors.log"
_LOCK, _OWNER = ".lock", ".lock-owner"


def require_archive(folder: Path) -> None:
    """Raise NotAnArchive unless the folder holds an archive."""
    if not (folder / DATABASE).is_file():
        raise NotAnArchive(f"There is no archive in {folder}.", hint="Make one first: migrate crawl URL")


def prepare(folder: Path) -> None:
    """Make the folder if need be.

    Raises NotAnArchive where it holds something else, UsageError where it can't be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise NotAnArchive(f"{folder} is a file.", hint="Name a folder with --output.")
        if folder.is_dir() and not (folder / DATABASE).exists() and _foreign(folder):
            raise NotAnArchive(f"{folder} holds other files and no archive; nothing in it was touched.")
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{folder} can't be written: {reason}.", hint="Name another folder with --output.") from error


def _foreign(folder: Path) -> bool:
    """Whether anything is in the folder but what we leave in one ourselves before the database exists."""
    return any(entry.name not in {_LOCK, _OWNER, ".DS_Store", "desktop.ini"} for entry in folder.iterdir())


def inside(folder: Path, name: str) -> Path:
    """Return where a file lies that an archive names, relative to `folder`.

    Every path that is read out of an archive goes through here before anything is opened, moved or removed: an archive
    may come from a stranger. Raises ArchiveError for one that leads out of the folder, also by a symbolic link.
    """
    path = folder / name
    try:
        resolved = path.resolve()
    except (OSError, ValueError, RuntimeError):
        resolved = None
    if resolved is None or resolved == folder.resolve() or not resolved.is_relative_to(folder.resolve()):
        raise ArchiveError(
            f"The archive names a file that does not lie in its folder: {name[:200]!r}.",
            hint="It was left alone. Something else than this program has written that; migrate repair takes it out.",
        )
    return path


class ErrorLog:
    """The file in which faults of this program are told with their tracebacks, from when an archive is written on."""

    def __init__(self, folder: Path) -> None:
        # Made only when there is something to tell.
        self._handler = logging.FileHandler(folder / ERROR_LOG, encoding="utf-8", errors="backslashreplace", delay=True)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logging.getLogger(LOGGER).addHandler(self._handler)

    def close(self) -> None:
        """Tell no more."""
        logging.getLogger(LOGGER).removeHandler(self._handler)
        self._handler.close()


class Lock:
    """The right to write an archive, for one process at a time; the system frees it when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._owner = folder / _OWNER
        self._lock = FileLock(folder / _LOCK, timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise ArchiveLocked(f"Another run is working on {folder}{self._who()}.") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"{folder} can't be written: {reason}.", hint="Name another folder.") from error
        self._owner.write_text(f"process {os.getpid()}", encoding="utf-8")

    def note(self, text: str) -> None:
        """Tell others what this process is doing."""
        self._owner.write_text(f"process {os.getpid()}, {text}", encoding="utf-8")

    def release(self) -> None:
        """Let others write."""
        self._owner.unlink(missing_ok=True)
        self._lock.release()

    def _who(self) -> str:
        try:
            said = self._owner.read_text(encoding="utf-8")[:200]
        except OSError:
            return ""
        return f" ({said})" if said and said.isprintable() else ""
