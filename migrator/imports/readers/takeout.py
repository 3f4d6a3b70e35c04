"""A Google Takeout of Blogger, as it comes (`.zip`) or unpacked: blogs, their settings, albums of pictures.

`Takeout/Blogger/Blogs/<blog>/feed.atom` and `settings.csv`; `Takeout/Blogger/Albums/<blog>/` pictures with side files;
`Takeout/Blogger/Comments/…/feed.atom` what the person wrote on other people's blogs. The folders' names are translated
in some languages, so a blog is known by its feed, not by where it lies.
"""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.sax.saxutils import escape

from migrator.addresses.urls import home_from_input
from migrator.imports.readers.atom import AtomReader, FeedFile, feed_file
from migrator.imports.readers.base import HEAD, BlogInput, Candidate, ImportedDocument, ImportedMedia, Unread
from migrator.imports.readers.files import FileSource, Tree, folder_tree, zip_tree
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_FEED = "feed.atom"
_PICTURES = (
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".webp",
    ".bmp",
    ".svg",
    ".avif",
    ".heic",
    ".tif",
    ".tiff",
    ".mp4",
    ".mov",
)
_IN_MEMORY = 8 * 1024 * 1024
_SIDE_FILE = 1024 * 1024


class TakeoutReader:
    """Reads a zip file or folder with a Blogger feed in it."""

    def recognises(self, found: Candidate) -> bool:
        """Return a Takeout by a `feed.atom`, or a backup that somebody packed, among its files."""
        if found.is_folder:
            return next(found.path.rglob(_FEED), None) is not None
        if not found.head.startswith(b"PK"):
            return False
        try:
            return bool(_feeds(zip_tree(found.path)))
        except (zipfile.BadZipFile, OSError):
            return False

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield each blog of the Takeout; raises UnreadableInput if no feed in it can be read."""
        tree = folder_tree(found.path) if found.is_folder else zip_tree(found.path)
        named = _feeds(tree)
        elsewhere = [name for name in named if "Comments" in PurePosixPath(name).parts]
        own = [name for name in named if name not in elsewhere]
        notices = list(tree.notices)
        notices += [Notice(code="written-elsewhere", url=tree.files[name].name) for name in elsewhere]
        given = 0
        for name in own:
            try:
                blog = _blog(tree, name, home if len(own) == 1 else "", alone=len(own) == 1, notices=notices)
            except (UnreadableInput, OSError) as error:
                notices.append(Notice(code="input-unreadable", url=tree.files[name].name, detail=str(error)))
                continue
            given, notices = given + 1, []
            yield blog
        if not given:
            raise UnreadableInput(f"{found.path} holds no feed of a blog that can be read.")


def _feeds(tree: Tree) -> list[str]:
    found = [name for name in tree.files if PurePosixPath(name).name == _FEED]
    if found:
        return found
    backups = [name for name in tree.files if name.lower().endswith((".xml", ".atom"))]
    return [name for name in backups if AtomReader().recognises(_candidate(tree.files[name]))]


def _candidate(source: FileSource) -> Candidate:
    try:
        with source.opened() as file:
            return Candidate(path=Path(source.name), head=file.read(HEAD))
    except OSError:
        return Candidate(path=Path(source.name))


def _blog(tree: Tree, name: str, home: str, *, alone: bool, notices: Sequence[Notice]) -> "TakeoutBlog":
    folder = PurePosixPath(name).parent
    table = tree.files.get(str(folder / "settings.csv"))
    settings = TakeoutSettings()
    if table is not None:
        with table.opened() as file:
            settings = settings_from_csv(file.read(_SIDE_FILE))
    feed = feed_file(tree.files[name], home or settings.home, settings.entries)
    album = [
        path
        for path in tree.files
        if path.lower().endswith(_PICTURES) and (alone or folder.name in PurePosixPath(path).parts)
    ]
    return TakeoutBlog(feed, tree, album, notices)


class TakeoutBlog:
    """One blog of a Takeout: its feed, with the pictures of its albums."""

    def __init__(self, feed: FeedFile, tree: Tree, album: Sequence[str], notices: Sequence[Notice]) -> None:
        self._feed = feed
        self._tree = tree
        self._album = album
        self._notices = notices
        self.name = feed.name
        self.form = "a Takeout" if feed.form == "a Takeout feed" else feed.form
        self.home = feed.home
        self.platform_id = feed.platform_id
        self.size = feed.size

    def documents(self) -> Iterator[ImportedDocument | Unread | Notice]:
        """Yield what is wrong with the Takeout, then the feed."""
        yield from self._notices
        yield from self._feed.documents()

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield the pictures of the albums that a post shows, under the address that a side file tells, or by name."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self._album:
                title, url = self._side_file(path)
                name = title or PurePosixPath(path).name
                if not (url and wanted(url)) and not wanted(name):
                    continue
                source = self._tree.files[path]
                try:
                    with source.opened() as file:
                        content = _content(file, source.size, Path(folder))
                except OSError:
                    continue
                yield ImportedMedia(content=content, url=url if url and wanted(url) else "", name=name)

    def _side_file(self, path: str) -> tuple[str, str]:
        """Return the title and the address that the file beside a picture tells, as in albums of Google Photos."""
        for beside in (f"{path}.json", f"{path}.supplemental-metadata.json", f"{path.rpartition('.')[0]}.json"):
            source = self._tree.files.get(beside)
            if source is None or source.size > _SIDE_FILE:
                continue
            try:
                with source.opened() as file:
                    told = json.loads(file.read())
            except (OSError, ValueError, RecursionError):
                continue
            if isinstance(told, dict):
                return tuple(str(told.get(key) or "") for key in ("title", "url"))  # type: ignore[return-value]  # two keys, two texts
        return "", ""


def _content(file: BinaryIO, size: int, folder: Path) -> Path | bytes:
    if size <= _IN_MEMORY:
        return file.read(_IN_MEMORY)
    target = folder / "member"
    with target.open("wb") as copy:
        while chunk := file.read(_SIDE_FILE):
            copy.write(chunk)
    return target


# The `settings.csv` of a Takeout → the settings that a classic backup would list.
#
# Google describes neither its columns nor its layout, and it has changed: names are compared without their
# spelling, and both layouts are read, a row of names above a row of values, or a name and a value in each row.

_KEYS = {
    "timezone": "BLOG_TIME_ZONE",
    "locale": "BLOG_LOCALE",
    "language": "BLOG_LOCALE",
    "description": "BLOG_DESCRIPTION",
    "convertlinebreaks": "BLOG_CONVERT_LINE_BREAKS",
}
_ADDRESSES = ("customdomain", "domain", "url", "address", "blogaddress", "subdomain")
_ENTRY = (
    "<entry><id>tag:blogger.com,1999:blog.settings.{key}</id>"
    "<category scheme='http://schemas.google.com/g/2005#kind'"
    " term='http://schemas.google.com/blogger/2008/kind#settings'/><content type='text'>{value}</content></entry>"
)


@dataclass(frozen=True, slots=True)
class TakeoutSettings:
    """The blog's home URL, empty if not told, and the rest as entries of a backup."""

    home: str = ""
    entries: bytes = b""


def settings_from_csv(content: bytes) -> TakeoutSettings:
    """Read what is known of a settings table; what is not is left alone."""
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error:
        return TakeoutSettings()
    if not rows:
        return TakeoutSettings()
    wide = len(rows) == 2 and len(rows[0]) > 2
    pairs = zip(*rows, strict=False) if wide else (row[:2] for row in rows if len(row) >= 2)
    told = {_plain(name): value for name, value in pairs if value}
    found = {_KEYS[name]: value for name, value in told.items() if name in _KEYS}
    entries = "".join(_ENTRY.format(key=key, value=escape(value)) for key, value in sorted(found.items()))
    home = next((home for name in _ADDRESSES if (home := _home(told.get(name, "")))), "")
    return TakeoutSettings(home, entries.encode("utf-8", "replace"))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower()).removeprefix("blog")


def _home(value: str) -> str:
    if not value or not re.fullmatch(r"[\w:/.-]{1,200}", value, re.ASCII):
        return ""
    named = value if "." in value or "://" in value else f"https://{value}.blogspot.com/"
    try:
        home = home_from_input(named)
    except ValueError:
        return ""
    return home if home.endswith("/") else f"{home}/"
