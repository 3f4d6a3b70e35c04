"""Pictures and files that inputs hold → the media that posts show."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from migrator.addresses.images import ORIGINAL_SIZE, data_of, media_id, size_of
from migrator.addresses.join import split_url
from migrator.imports.readers.base import BlogInput, ImportedMedia
from migrator.model.notices import Notice
from migrator.model.ports import Progress
from migrator.store import Archive


def take_media(
    archive: Archive, inputs: Sequence[BlogInput], *, run: int, progress: Progress
) -> tuple[int, list[Notice]]:
    """Keep the files that posts show and the archive lacks; give how many, and what could not be matched."""
    kept = _written_in_text(archive, run)
    wanted = MissingMedia(archive, run)
    notices: list[Notice] = []
    total = kept + wanted.count
    with tempfile.TemporaryDirectory(dir=archive.path, prefix=".media-") as folder:
        for one in inputs:
            for medium in one.media(wanted.has):
                found = wanted.match(medium)
                if len(found) > 1 and not medium.url:
                    notices.append(Notice(code="media-ambiguous", url="", detail=f"{one.name}: {medium.name}"))
                    continue
                for identity in found:
                    _keep(archive, identity, medium, Path(folder))
                    if size_of(medium.url) == ORIGINAL_SIZE:
                        wanted.settle(identity)
                    kept += 1
                    progress.step(kept, total, medium.url or medium.name)
    return kept, notices


def _written_in_text(archive: Archive, run: int) -> int:
    """Keep the pictures that posts hold in their own text (`data:`); return how many."""
    kept = 0
    for media in archive.media.wanted(run):
        if held := data_of(media.url) if media.url.startswith("data:") else None:
            archive.media.keep(media.id, held[1], final_url="", content_type=held[0], asked=False)
            kept += 1
    return kept


def _keep(archive: Archive, identity: str, medium: ImportedMedia, folder: Path) -> None:
    content = medium.content
    if isinstance(content, Path):
        # A copy: the archive would otherwise share the person's own file, and change with it.
        content = Path(shutil.copyfile(content, folder / "file"))
    final_url = medium.url or medium.name
    archive.media.keep(identity, content, final_url=final_url, content_type=medium.content_type, asked=False)
    if isinstance(content, Path):
        content.unlink()


class MissingMedia:
    """The media that posts show and the archive lacks, by id and by the file's name in their addresses."""

    def __init__(self, archive: Archive, run: int) -> None:
        self._ids: set[str] = set()
        self._names: dict[str, set[str]] = {}
        for media in archive.media.wanted(run):
            self._ids.add(media.id)
            for url in {media.url, *media.urls}:
                if name := file_name(url):
                    self._names.setdefault(name, set()).add(media.id)

    @property
    def count(self) -> int:
        """How many are wanted still."""
        return len(self._ids)

    def has(self, url: str) -> bool:
        """Whether the file at an address, or of a bare name, is wanted."""
        if "://" not in url:
            return bool(self._names.get(url.casefold(), set()) & self._ids)
        return media_id(url) in self._ids

    def match(self, medium: ImportedMedia) -> tuple[str, ...]:
        """Return the ids of the media that a file is: by its address, else by its name."""
        if medium.url:
            identity = media_id(medium.url)
            return (identity,) if identity in self._ids else ()
        return tuple(sorted(self._names.get(medium.name.casefold(), set()) & self._ids))

    def settle(self, identity: str) -> None:
        """Want a file no longer."""
        self._ids.discard(identity)


def file_name(url: str) -> str:
    """Return the file's name in an address, folded: `+` and percent-encoding stand for what an upload was called."""
    last = split_url(url).path.rpartition("/")[2]
    name = unquote(last.replace("+", " "))
    return name.casefold() if "." in name else ""
