"""The files of an export: a folder, read from where it lies."""

import hashlib
import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from migrator.model.errors import ExportDamaged, UnreadableInput

_LOSSES = "losses.json"


class ExportFolder:
    """The folder of an export. Paths are relative and POSIX."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UnreadableInput(
                f"There is no export in {folder}.", hint="Name the folder that `migrate export` wrote."
            )
        self.folder = folder
        self._digests: dict[str, str | None] = {}
        self.losses = self._losses()

    def _losses(self) -> dict[str, object]:
        """Return what the export says of itself, in the folder or next to it; empty where that is gone."""
        folder = self.folder.absolute()
        for path in (folder.with_name(f"{folder.name}.{_LOSSES}"), folder / _LOSSES):
            try:
                value = json.loads(path.read_bytes())
            except (OSError, ValueError):
                continue
            if isinstance(value, dict):
                return value
        return {}

    def files(self, suffix: str) -> Iterator[str]:
        """Yield the paths of the files with that ending, in order; links that lead elsewhere are not followed."""
        for path in sorted(self.folder.rglob(f"*{suffix}")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(self.folder).as_posix()

    def open(self, path: str) -> BinaryIO:
        """Open a file; ExportDamaged where there is none."""
        try:
            return (self.folder / path).open("rb")
        except OSError as error:
            raise ExportDamaged(f"{self.folder / path} can't be read: {error.strerror}.") from error

    def text(self, path: str) -> str:
        """Return a file as text."""
        with self.open(path) as file:
            return file.read().decode("utf-8", "replace")

    def has(self, path: str) -> bool:
        """Whether there is such a file, and inside the folder."""
        plain = posixpath.normpath(path)
        return not plain.startswith(("../", "/")) and (self.folder / plain).is_file()

    def sha256(self, path: str) -> str | None:
        """Return a file's digest; None where there is no such file."""
        path = posixpath.normpath(path)
        if path not in self._digests:
            self._digests[path] = self._digest(path) if self.has(path) else None
        return self._digests[path]

    def _digest(self, path: str) -> str:
        with (self.folder / path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
