"""WARC files of whatever tool: every page, feed and picture of one blog in them, the newest capture of each counting.

What the file format leaves open is what tools differ in: wget puts addresses in angle brackets, browsers' tools write
`resource` records, Wayback downloads carry the machine's own addresses and toolbar. All of it is undone here.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from migrator.addresses import images
from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, is_robots
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.warc import wayback
from migrator.imports.readers.warc.index import CaptureEntry, WarcIndex
from migrator.imports.readers.warc.payloads import TooLarge, body_of, headers_of
from migrator.imports.readers.warc.records import WarcFile, first_unpacked
from migrator.imports.readers.warc.sessions import counted_for, session_ends
from migrator.imports.readers.which_blog import WhichBlog
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_BEGINS = re.compile(rb"^\s*(?:WARC/[01]\.\d+\r?\n|filedesc://\S+ )")
_FILE_NAME = re.compile(r"\.w?arc(?:\.gz|\.zst)?$", re.IGNORECASE)
_HEAD = 65_536
_LARGEST_MEDIA = 1024**3


class WarcBlog:
    """One blog in some WARC files."""

    def __init__(self, index: WarcIndex, address: BlogAddress, form: str) -> None:
        self.name = index.names[0]
        self.form = form
        self.home = address.home
        self.platform_id = index.which.number
        self.aliases = address.aliases
        self.size = sum(path.stat().st_size for path in index.paths)
        self._index = index
        self._address = address
        self._originals = {(e.url, e.digest): e for e in index.entries if not e.revisit}
        self._by_digest = {e.digest: e for e in reversed(index.entries) if e.digest and not e.revisit}

    def add_notices(self, notices: list[Notice]) -> None:
        """Tell these too, before all documents."""
        self._index.notices[:0] = notices

    # -- documents ----------------------------------------------------------------------------------------------------

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield the captures that differ: the newest of each address, and earlier ones with another content."""
        yield from self._index.notices
        yield from self._left_out()
        chosen = self._chosen()
        open_files: dict[int, WarcFile] = {}
        try:
            for number, (entry, as_of) in enumerate(chosen, 1):
                yield self._document(entry, as_of, self.size * number // len(chosen), open_files)
        finally:
            for file in open_files.values():
                file.close()

    def _chosen(self) -> list[tuple[CaptureEntry, str]]:
        """Pick the captures to read, with the time that each counts for, in the order of the files."""
        by_key: dict[str, list[CaptureEntry]] = {}
        times: dict[int, list[str]] = {}
        for entry in self._index.entries:
            if self._is_ours(entry):
                by_key.setdefault(self._key(entry.url), []).append(entry)
                times.setdefault(entry.file, []).append(entry.time)
        ends = {number: session_ends(told) for number, told in times.items()}
        chosen: list[tuple[CaptureEntry, str]] = []
        for captures in by_key.values():
            captures.sort(
                key=lambda entry: (entry.time, entry.file, entry.place.member, entry.place.inside), reverse=True
            )
            seen: set[str] = set()
            for entry in captures:
                if entry.digest and entry.digest in seen:
                    continue
                seen.add(entry.digest)
                newest = captures[0].time if captures[0].file == entry.file else entry.time
                chosen.append((entry, counted_for(entry.time, newest, ends[entry.file])))
        chosen.sort(key=lambda pair: (pair[0].file, pair[0].place.member, pair[0].place.inside))
        return chosen

    def _is_ours(self, entry: CaptureEntry) -> bool:
        if entry.media or is_robots(entry.url):
            return False
        if self._address.owns(entry.url):
            origin = self._origin(entry) if entry.revisit else entry
            return origin is None or not origin.media
        return bool(self.platform_id) and self._index.feeds.get(entry.url) == self.platform_id

    def _key(self, url: str) -> str:
        # A mobile copy of a page, or one led to a comment, is captured beside the page itself: each is a document.
        parts = split_url(url)
        return f"{parts.path}?{parts.query}" if self._address.owns(url) else url

    def _document(
        self, entry: CaptureEntry, as_of: str, read: int, files: dict[int, WarcFile]
    ) -> ImportedDocument | Notice:
        origin = self._origin(entry) if entry.revisit else entry
        if origin is None:
            detail = f"{self._where(entry)} repeats a capture that no given file holds"
            return Notice(code="input-damaged", url=entry.url, detail=detail)
        if origin.file not in files:
            files[origin.file] = WarcFile(self._index.paths[origin.file])
        try:
            record = files[origin.file].at(origin.place)
            body = body_of(record)
        except TooLarge:
            return Notice(
                code="skipped-by-bound", url=entry.url, detail=f"{self._where(entry)}: larger than a page may be"
            )
        except (ValueError, OSError) as error:
            return Notice(code="input-damaged", url=entry.url, detail=f"{self._where(entry)}: {error}")
        if wayback.is_replayed(body):
            body = wayback.undone(body)
        page = RawPage(
            url=entry.url, final_url=entry.url, status=200, reason="OK", headers=_plain(headers_of(record)), body=body,
            fetched_at=entry.time,
        )  # fmt: skip
        return ImportedDocument(page=page, as_of=as_of, read=read, position=self._where(entry))

    def _origin(self, entry: CaptureEntry) -> CaptureEntry | None:
        """Find the capture that a revisit record repeats."""
        target = wayback.original_url(entry.refers)[0] if entry.refers else entry.url
        return self._originals.get((target, entry.digest)) or self._by_digest.get(entry.digest)

    def _where(self, entry: CaptureEntry) -> str:
        inside = f"+{entry.place.inside}" if entry.place.inside else ""
        return f"{self._index.names[entry.file]}, byte {entry.place.member}{inside}"

    def _left_out(self) -> Iterator[Notice]:
        """Count what is of other blogs."""
        for host, count in self._index.which.others().items():
            detail = f"{count} pages looked at are of another blog, {host}; name it with --url to import that one"
            yield Notice(code="other-blog", url=self.name, detail=detail)

    # -- media --------------------------------------------------------------------------------------------------------

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield wanted pictures and files, of each the largest size that is held."""
        sizes: dict[str, list[CaptureEntry]] = {}
        for entry in self._index.entries:
            if (entry.media or entry.revisit) and wanted(entry.url):
                sizes.setdefault(images.key(entry.url), []).append(entry)
        for entries in sizes.values():
            found = (self._picture(entry) for entry in sorted(entries, key=_worth, reverse=True))
            if picture := next(filter(None, found), None):
                yield picture

    def _picture(self, entry: CaptureEntry) -> ImportedMedia | None:
        """Read one file; None where it is empty or damaged."""
        origin = self._origin(entry) if entry.revisit else entry
        if origin is None or not origin.media:
            return None
        file = WarcFile(self._index.paths[origin.file])
        try:
            record = file.at(origin.place)
            content = body_of(record, _LARGEST_MEDIA)
        except (ValueError, OSError, TooLarge):
            return None
        finally:
            file.close()
        content_type = dict(headers_of(record)).get("content-type", "")
        return ImportedMedia(url=entry.url, content=content, content_type=content_type) if content else None


def _worth(entry: CaptureEntry) -> tuple[int, str, str]:
    """Rank captures of one picture: the larger size, then the newer."""
    return images.size_of(entry.url), entry.time, entry.url


def _plain(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Leave out what only spoke of codings that are undone."""
    return tuple(pair for pair in headers if pair[0] not in {"content-encoding", "transfer-encoding", "content-length"})


class WarcReader:
    """Reads `.warc`, `.warc.gz`, `.warc.zst` and ARC files."""

    def recognises(self, found: Candidate) -> bool:
        """Tell by the first record, unpacked if need be; a folder, by a file in it that begins so."""
        return bool(warc_files(found.path)) if found.is_folder else begins_warc(found.head)

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the blog that most pages are of, or the one that the user names."""
        paths = warc_files(found.path) if found.is_folder else [found.path]
        names = [path.relative_to(found.path).as_posix() if found.is_folder else path.name for path in paths]
        blog = warc_blog(paths, names, home, "WARC files" if found.is_folder else "a WARC file")
        blog.name = found.path.resolve().name
        yield blog


def warc_files(folder: Path) -> list[Path]:
    """Return the WARC files in a folder that holds some, such as the one of an archive of ours."""
    found = []
    for path in sorted(folder.rglob("*")):
        if _FILE_NAME.search(path.name) and path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if begins_warc(file.read(_HEAD)):
                    found.append(path)
    return found


def warc_blog(paths: list[Path], names: list[str], home: str, form: str) -> WarcBlog:
    """Read through some WARC files together; UnreadableInput where nothing in them is of a Blogger blog."""
    index = WarcIndex(paths=paths, names=names, which=WhichBlog(home or None))
    index.read()
    address = index.which.address()
    if address is None or (home and not any(address.owns(entry.url) for entry in index.entries)):
        seen = ", ".join(host for host, _ in index.hosts.most_common(3)) or "no web page at all"
        raise UnreadableInput(
            f"{names[0]} holds no page of {'that' if home else 'a Blogger'} blog.",
            hint=f"It holds captures of: {seen}.",
        )
    return WarcBlog(index, address, form)


def begins_warc(head: bytes) -> bool:
    """Whether bytes are the beginning of a WARC or ARC file, packed or not."""
    if _BEGINS.match(head):
        return True
    return bool(_BEGINS.match(first_unpacked(head)))
