"""A Google Takeout of Blogger, as it comes (`.zip`, `.tgz`, in parts) or unpacked: blogs, settings, albums.

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.sax.saxutils import escape

from migrator.addresses.urls import home_from_input
from migrator.imports.readers.atom import AtomReader, FeedFile, feed_file
from migrator.imports.readers.base import HEAD, BlogInput, Candidate, ImportedDocument, ImportedMedia, Unread
from migrator.imports.readers.files import (
    PICTURES,
    FileSource,
    Tree,
    folder_tree,
    is_tar,
    joined,
    tar_names,
    tar_tree,
    zip_tree,
)
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_FEED = "feed.atom"
_IN_MEMORY = 8 * 1024 * 1024
_SIDE_FILE = 1024 * 1024


class TakeoutReader:
    """Reads a zip or tar file or a folder with a Blogger feed in it, or with pictures of another part's."""

    def recognises(self, found: Candidate) -> bool:
        """Return a part of a Takeout by a `feed.atom`, a backup that somebody packed, or pictures below `Takeout/`."""
        try:
            if found.is_folder:
                return next(found.path.rglob(_FEED), None) is not None or _is_album(_folder_names(found.path))
            if found.head.startswith(b"PK"):
                tree = zip_tree(found.path)
                return bool(_feeds(tree)) or _is_album(tree.files)
            if not is_tar(found.text):
                return False
            names = tar_names(found.path)
            return any(PurePosixPath(name).name == _FEED for name in names) or _is_album(names)
        except (zipfile.BadZipFile, OSError):
            return False

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield each blog of the Takeout; raises UnreadableInput if no feed in it can be read."""
        yield from takeout_blogs([found.path], home)


def takeout_blogs(parts: Sequence[Path], home: str) -> Iterator[BlogInput]:
    """Yield each blog of some parts of Takeouts, with the pictures of its albums, whatever part they lie in.

    Where no part holds a feed, it is pictures of a blog that nothing names. UnreadableInput if no feed can be read.
    """
    trees = [_tree(part) for part in parts]
    tree, names = joined(trees)
    feeds = [[name for name in _feeds(tree, of_one) if not _is_elsewhere(name)] for of_one in names]
    own = [name for of_one in feeds for name in of_one]
    notices = list(tree.notices)
    elsewhere = [name for of_one in names for name in _feeds(tree, of_one) if _is_elsewhere(name)]
    notices += [Notice(code="written-elsewhere", url=tree.files[name].name) for name in elsewhere]
    shared = [name for of_one, found in zip(names, feeds, strict=True) if not found for name in _pictures(of_one)]
    if not own and shared and not elsewhere:
        yield TakeoutPictures(str(parts[0]), tree, shared, notices, home)
        return
    given = 0
    for of_one, found in zip(names, feeds, strict=True):
        for name in found:
            folder = PurePosixPath(name).parent.name
            beside = [path for path in _pictures(of_one) if len(found) == 1 or folder in PurePosixPath(path).parts]
            beside += [path for path in shared if len(own) == 1 or folder in PurePosixPath(path).parts]
            try:
                blog = _blog(tree, name, home if len(own) == 1 else "", album=beside, notices=notices)
            except (UnreadableInput, OSError) as error:
                notices.append(Notice(code="input-unreadable", url=tree.files[name].name, detail=str(error)))
                continue
            given, notices = given + 1, []
            yield blog
    if not given:
        raise UnreadableInput(f"{parts[0]} holds no feed of a blog that can be read.")


def _tree(part: Path) -> Tree:
    if part.is_dir():
        return folder_tree(part)
    return zip_tree(part) if zipfile.is_zipfile(part) else tar_tree(part)


def _is_elsewhere(name: str) -> bool:
    return "Comments" in PurePosixPath(name).parts


def _folder_names(folder: Path) -> list[str]:
    """Return the names of a folder's files, below its own."""
    root = folder.resolve()
    above = "/".join(root.parts[-4:])
    return [f"{above}/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()]


def _pictures(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(PICTURES)]


def _is_album(names: Iterable[str]) -> bool:
    """Whether files are pictures of a Takeout, and the files beside them, and nothing else."""
    listed = [PurePosixPath(name) for name in names]
    pages = any(path.suffix.lower() in {".htm", ".xml", ".php"} for path in listed)
    named = any({"Takeout", "Blogger"} & set(path.parts) for path in listed)
    return named and not pages and any(path.name.lower().endswith(PICTURES) for path in listed)


def _feeds(tree: Tree, names: Iterable[str] | None = None) -> list[str]:
    """Return the feeds among files (all by default), else the backups."""
    among = list(tree.files if names is None else names)
    found = [name for name in among if PurePosixPath(name).name == _FEED]
    if found:
        return found
    backups = [name for name in among if name.lower().endswith((".xml", ".atom"))]
    return [name for name in backups if AtomReader().recognises(_candidate(tree.files[name]))]


def _candidate(source: FileSource) -> Candidate:
    try:
        with source.opened() as file:
            return Candidate(path=Path(source.name), head=file.read(HEAD))
    except OSError:
        return Candidate(path=Path(source.name))


def _blog(tree: Tree, name: str, home: str, *, album: Sequence[str], notices: Sequence[Notice]) -> "TakeoutBlog":
    folder = PurePosixPath(name).parent
    table = tree.files.get(str(folder / "settings.csv"))
    settings = TakeoutSettings()
    if table is not None:
        with table.opened() as file:
            settings = settings_from_csv(file.read(_SIDE_FILE))
    feed = feed_file(tree.files[name], home or settings.home, settings.entries)
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
        return album_media(self._tree, self._album, wanted)


class TakeoutPictures:
    """Pictures of a part of a Takeout that holds no blog: which one they are of, whoever has it must say."""

    form = "pictures of a Takeout"
    platform_id = ""

    def __init__(self, name: str, tree: Tree, album: Sequence[str], notices: Sequence[Notice], home: str) -> None:
        self.name = name
        self.home = home
        self.size = sum(tree.files[path].size for path in album)
        self._tree = tree
        self._album = album
        self._notices = notices

    def documents(self) -> Iterator[ImportedDocument | Unread | Notice]:
        """Yield what is wrong with the part."""
        yield from self._notices

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield the pictures that a post shows."""
        return album_media(self._tree, self._album, wanted)


def album_media(tree: Tree, album: Sequence[str], wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
    """Yield the pictures that are wanted, under the address that a side file tells, or by name."""
    with tempfile.TemporaryDirectory() as folder:
        for path in album:
            title, url = _side_file(tree, path)
            name = title or PurePosixPath(path).name
            if not (url and wanted(url)) and not wanted(name):
                continue
            source = tree.files[path]
            try:
                with source.opened() as file:
                    content = _content(file, source.size, Path(folder))
            except OSError:
                continue
            yield ImportedMedia(content=content, url=url if url and wanted(url) else "", name=name)


def _side_file(tree: Tree, path: str) -> tuple[str, str]:
    """Return the title and the address that the file beside a picture tells, as in albums of Google Photos."""
    for beside in (f"{path}.json", f"{path}.supplemental-metadata.json", f"{path.rpartition('.')[0]}.json"):
        source = tree.files.get(beside)
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
