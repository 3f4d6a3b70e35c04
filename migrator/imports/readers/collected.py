"""What a person names, sorted out: each blog's files by themselves, and the parts of a Takeout together.

Google cuts a large Takeout into parts (`….zip`, `….tgz`), which people keep side by side, in a folder, or unpacked.
A folder that is neither a saved blog nor a Takeout is a heap of files, each of which is looked at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.imports.readers.base import Candidate, Reader, candidate
from migrator.imports.readers.files import PICTURES
from migrator.imports.readers.recognise import READERS
from migrator.imports.readers.saved.folder import SavedFolderReader
from migrator.imports.readers.takeout import TakeoutReader
from migrator.imports.readers.warc.blog import WarcReader
from migrator.model.notices import Notice

_MOST_FILES = 20_000
_SHOWN = 5


@dataclass(slots=True)
class Collected:
    """`alone` are files and folders that are read by themselves, `parts` those of Takeouts, by name."""

    alone: list[Path] = field(default_factory=list)
    parts: list[Path] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def collected(paths: Iterable[Path]) -> Collected:
    """Sort out what was named; what can't be read is left to the one who reads it."""
    found = Collected()
    for path in paths:
        if path.is_dir():
            _look_into(path, found)
        elif isinstance(_reader_of(path), TakeoutReader):
            found.parts.append(path)
        else:
            found.alone.append(path)
    # By name, so that no order in which they are named makes a difference.
    found.parts = sorted(dict.fromkeys(found.parts), key=lambda part: (part.name, str(part)))
    return found


def _reader_of(path: Path) -> Reader | None:
    try:
        looked_at = candidate(path)
    except OSError:
        return None
    return _recognising(looked_at)


def _recognising(looked_at: Candidate) -> Reader | None:
    return next((reader for reader in READERS if reader.recognises(looked_at)), None)


def _look_into(folder: Path, found: Collected) -> None:
    """Sort out a folder: a Takeout or saved blog as a whole; else, and beside it, the files that lie in it."""
    whole = _recognising(Candidate(path=folder))
    if isinstance(whole, SavedFolderReader):
        found.alone.append(folder)
        return
    if isinstance(whole, TakeoutReader):
        found.parts.append(folder)
    elif whole is not None:
        found.alone.append(folder)
    before = len(found.alone) + len(found.parts)
    unknown = []
    for path in _files(folder, found.notices):
        reader = _reader_of(path)
        if isinstance(reader, TakeoutReader):
            found.parts.append(path)
        elif reader is None:
            unknown.append(path.relative_to(folder).as_posix())
        elif not _is_read_with(whole, reader, path):
            found.alone.append(path)
    if whole is None and len(found.alone) + len(found.parts) == before:
        found.alone.append(folder)  # nothing in it: whoever reads it says so
    elif whole is None and unknown:
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        detail = f"{', '.join(unknown[:_SHOWN])}{more}"
        found.notices.append(Notice(code="left-alone", url=str(folder), detail=detail))


def _is_read_with(whole: Reader | None, reader: Reader, path: Path) -> bool:
    """Whether a file is read already with the folder that it lies in."""
    if isinstance(whole, TakeoutReader):
        return isinstance(reader, SavedFolderReader) or path.suffix.lower() in {".atom", ".json"}
    return whole is not None and isinstance(reader, (WarcReader, SavedFolderReader))


def _files(folder: Path, notices: list[Notice]) -> Iterator[Path]:
    """Yield the files in a folder, in order; no hidden ones, and none that a link leads out to."""
    root, count = folder.resolve(), 0
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        if path.suffix.lower() in PICTURES:  # what posts show is found by whoever reads the posts
            continue
        if not path.resolve().is_relative_to(root):
            continue
        count += 1
        if count > _MOST_FILES:
            notices.append(Notice(code="skipped-by-bound", url=str(folder), detail=f"more than {_MOST_FILES} files"))
            return
        yield path
