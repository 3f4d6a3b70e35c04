"""Our own exports `blog.json` and `blog.jsonl`, read back into an archive."""

import json
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from migrator.account import Unit
from migrator.dates import as_utc
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.files import modified
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_CHUNK = 256 * 1024
_PORTION = 100
"""Posts in one document."""
_LONGEST = 256 * 1024 * 1024
"""Characters of one object; longer ones are no export of a blog."""

Record = dict[str, object]


def _number(digits: str) -> int | None:
    """Return a number; None for one of so many digits that Python refuses it, and that no export writes."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


_MOST_DIGITS = 30
_DECODER = json.JSONDecoder(parse_int=_number)


class ExportReader:
    """Reads `blog.json` and `blog.jsonl`."""

    def recognises(self, found: Candidate) -> bool:
        """Return an export by its first members."""
        start = found.head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith(b"{"):
            return False
        lines = start.startswith((b'{"record"', b'{ "record"'))
        return lines or (b'"schema_version"' in start[:1000] and b'"blog"' in start[:2000])

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:  # noqa: ARG002 - an export says where its blog lives
        """Yield the one blog that was exported."""
        yield ExportFile(found.path)


class ExportFile:
    """One export in a file."""

    form = "our own JSON export"

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.size = path.stat().st_size
        self._path = path
        try:
            blog = next((one for one in self._records() if one.get("record") == "blog"), None)
        except ValueError as error:
            raise UnreadableInput(f"{path} breaks before it says which blog it holds: {error}.") from error
        if blog is None or not isinstance(blog.get("url"), str):
            raise UnreadableInput(f"{path} holds no blog.")
        self._blog = blog
        self.home = str(blog["url"])
        self.platform_id = str(blog.get("platform_id") or "")
        self._as_of = as_utc(str(blog.get("crawled_at") or "")) or modified(path)

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield the posts in portions, each with the blog before it."""
        try:
            records = (one for one in self._records() if one.get("record") in {"author", "post"})
            part = 0
            while portion := list(islice(records, _PORTION)):
                yield self._document(portion, part)
                part += 1
            if part == 0:
                yield self._document([], part)
        except ValueError as error:
            yield Notice(code="truncated", url=self.name, detail=f"the export ends or breaks too early: {error}")

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield the files that lie where the export says, in its own folder or in the archive around it."""
        folders = [self._path.resolve().parent, *self._path.resolve().parents[1:3]]
        try:
            for record in self._records():
                path, url = record.get("path"), record.get("url")
                if record.get("record") != "media" or not isinstance(path, str) or not isinstance(url, str):
                    continue
                if wanted(url) and (file := _inside(folders, path)):
                    yield ImportedMedia(content=file, url=url, content_type=str(record.get("content_type") or ""))
        except ValueError:
            return  # told when the documents were read

    def _document(self, records: list[Record], part: int) -> ImportedDocument:
        url = f"{self.home}feeds/export?imported={quote(self._as_of, safe=':')}&part={part}"
        lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (self._blog, *records)]
        body = "\n".join(lines).encode("utf-8", "replace")
        page = RawPage(
            url=url,
            final_url=url,
            status=200,
            reason="OK",
            headers=(("content-type", "application/jsonl; charset=utf-8"),),
            body=body,
        )
        posts = [one for one in records if one.get("record") == "post"]
        listed = [one.get("comments") for one in posts]
        offers = {Unit.ENTRY: len(posts), Unit.COMMENT: sum(len(one) for one in listed if isinstance(one, list))}
        return ImportedDocument(page=page, as_of=self._as_of, position=f"portion {part + 1}", offers=offers)

    def _records(self) -> Iterator[Record]:
        with self._path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            text = _Text(file)
            members = text.members()
            first = next(members, None)
            if first is None:
                return
            if first[0] == "record":
                file.seek(0)
                yield from _lines(file)
                return
            for name, value in chain([first], members):
                record = {"blog": "blog", "authors": "author", "posts": "post", "media": "media"}.get(name)
                if record and isinstance(value, dict):
                    yield {"record": record, **value}


def _lines(file: TextIO) -> Iterator[Record]:
    for line in file:
        if line.strip("\ufeff \t\r\n"):
            found = _DECODER.decode(line.strip("\ufeff \t\r\n"))
            if isinstance(found, dict):
                yield found


def _inside(folders: list[Path], path: str) -> Path | None:
    """Return the file of a relative path below one of the folders; never one outside."""
    for folder in folders:
        file = (folder / path).resolve()
        if file.is_relative_to(folder) and file.is_file():
            return file
    return None


class _Text:
    """The text of one JSON object, read member by member; the members of a list come one by one."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._rest = ""
        self._decoder = _DECODER

    def members(self) -> Iterator[tuple[str, object]]:
        """Yield (name, value) of each member of the object; of a list, of each of its items."""
        self._expect("{")
        while self._peek() != "}":
            name = self._value()
            self._expect(":")
            if self._peek() == "[":
                self._expect("[")
                while self._peek() != "]":
                    yield str(name), self._value()
                    self._skip(",")
                self._expect("]")
            else:
                yield str(name), self._value()
            self._skip(",")

    def _more(self) -> bool:
        chunk = self._file.read(max(_CHUNK, len(self._rest)))
        self._rest += chunk
        return bool(chunk)

    def _peek(self) -> str:
        while True:
            self._rest = self._rest.lstrip(" \t\r\n")
            if self._rest:
                return self._rest[0]
            if not self._more():
                raise ValueError("the end is missing")

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise ValueError(f"{mark!r} expected, {self._rest[:20]!r} found")
        self._rest = self._rest[1:]

    def _skip(self, mark: str) -> None:
        if self._peek() == mark:
            self._rest = self._rest[1:]

    def _value(self) -> object:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._rest)
            except ValueError:
                end = len(self._rest)
            except RecursionError:
                raise ValueError("nested too deep") from None
            # A number at the end of what was read may go on.
            if end < len(self._rest):
                self._rest = self._rest[end:]
                return value
            if len(self._rest) > _LONGEST or not self._more():
                raise ValueError(f"{self._rest[:20]!r} is cut")
