"""Media files: each content once, under a name that no order of arrival changes."""

import hashlib
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from migrator.addresses.images import ORIGINAL_SIZE, poster_id, size_of
from migrator.content.images import leads_to_file
from migrator.model.errors import ArchiveError
from migrator.model.schema import Media, MediaKind, MediaStatus
from migrator.store.database import FULL_DISK, Database
from migrator.store.folder import inside
from migrator.store.media.sniff import FileType, sniff
from migrator.store.tables.bodies import Bodies
from migrator.store.tables.runs import Runs

FOLDER = "media"
_CHUNK = 1024 * 1024
_COLUMNS = (
    "SELECT m.id, m.status, m.path, m.sha256, m.bytes, m.content_type, m.width, m.height, m.error,"
    " min(CASE WHEN u.original THEN u.url END) AS url, min(u.kind) AS kind,"
    " json_group_array(u.url) FILTER (WHERE NOT u.original) AS urls"
    " FROM media m JOIN media_urls u ON u.media = m.id"
)
# Not held and not asked for yet; or held in a smaller size than the original, from an import, and not asked for yet.
_WANTED = "(m.tried_in_run IS NULL OR (m.status IS NOT 'held' AND m.tried_in_run < ?))"
_OF_WHOLE_POSTS = (
    " AND EXISTS (SELECT 1 FROM post_media p JOIN posts ON number = p.post WHERE p.media = m.id AND extent = 'full')"
)


class MediaFiles:
    """The table of media and the folder that holds them."""

    def __init__(self, database: Database, folder: Path, runs: Runs) -> None:
        self._database = database
        self._folder = folder
        self._runs = runs

    # -- asking -------------------------------------------------------------------------------------------------------

    def wanted(self, run: int, *, of_whole_posts: bool = False) -> Iterator[Media]:
        """Return media that posts show, by id, that are not held, or only in a small size.

        Those tried in this run, or in those it goes on with, are left out; with `of_whole_posts` also those that no
        whole post shows. Read in portions, so that what was given may be kept before the next is asked for.
        """
        since = self._runs.since(run)
        last, condition = "", f"WHERE {_WANTED} AND m.id > ?{_OF_WHOLE_POSTS if of_whole_posts else ''}"
        while portion := list(self._all(condition, (since, last), limit=500)):
            yield from portion
            last = portion[-1].id

    def wanted_count(self, run: int) -> int:
        """Count what `wanted` gives."""
        query = f"SELECT count(*) FROM media m WHERE {_WANTED} AND EXISTS (SELECT 1 FROM media_urls WHERE media = m.id)"
        return self._database.number(query, (self._runs.since(run),))

    def asked(self, media_id: str) -> str | None:
        """Return the address at which asking for a file was interrupted; None where it begins anew."""
        query = "SELECT fetched_from FROM media WHERE id = ? AND status IS NULL AND tried_in_run IS NULL"
        row = self._database.row(query, (media_id,))
        return row["fetched_from"] if row is not None else None

    def stepped(self, media_id: str, url: str) -> None:
        """Note how far the addresses of a file were asked in vain."""
        self._database.execute(
            "UPDATE media SET status = NULL, error = NULL, tried_in_run = NULL, fetched_from = ?"
            " WHERE id = ? AND status IS NOT 'held'",
            (url, media_id),
        )

    def lost(self, run: int) -> Iterator[tuple[Media, tuple[str, ...]]]:
        """Return media that this run, or those it goes on with, asked for in vain, each with the posts that show it."""
        since = self._runs.since(run)
        posts = (
            "SELECT DISTINCT posts.url AS url FROM post_media JOIN posts ON number = post WHERE media = ? ORDER BY 1"
        )
        for media in list(self._all("WHERE m.status IN ('missing', 'skipped') AND m.tried_in_run >= ?", (since,))):
            yield media, tuple(row["url"] for row in self._database.rows(posts, (media.id,)))

    def shown(self) -> Iterator[Media]:
        """Return the media of shown posts, by id."""
        return self._all("", ())

    def by_id(self, media_id: str) -> Media | None:
        """Return one."""
        return next(self._all("WHERE m.id = ?", (media_id,)), None)

    def _all(self, condition: str, values: tuple[str | int, ...], limit: int = -1) -> Iterator[Media]:
        query = f"{_COLUMNS} {condition} GROUP BY m.id ORDER BY m.id LIMIT ?"
        for row in self._database.rows(query, (*values, limit)):
            yield Media(
                id=row["id"],
                kind=MediaKind(row["kind"]),
                url=row["url"],
                urls=_urls(row["urls"]),
                path=row["path"],
                sha256=row["sha256"],
                bytes=row["bytes"],
                content_type=row["content_type"],
                width=row["width"],
                height=row["height"],
                status=MediaStatus(row["status"] or MediaStatus.SKIPPED),
                error=row["error"],
            )

    # -- keeping ------------------------------------------------------------------------------------------------------

    def keep(
        self, media_id: str, content: Path | bytes, *, final_url: str, content_type: str = "", asked: bool = True
    ) -> Media:
        """Take a file in; return what is held then: a web page in a picture's place is `missing`, not held.

        A larger size that is held already stays. `content_type` is what the server said; it counts only where the
        bytes tell nothing. Not `asked`: the file is from an import, and a size smaller than the original stays wanted.
        A path stays the caller's to remove, and must not be written to afterwards. KeyError: no post named that id.
        """
        run = self._runs.current if asked or size_of(final_url) == ORIGINAL_SIZE else None
        with self._database.transaction():
            return self._keep(media_id, content, final_url, content_type, run)

    def keep_poster(self, video_id: str, content: Path, *, final_url: str) -> None:
        """Take in the picture that stands for a video; it counts as shown by every post that shows the video."""
        poster = poster_id(video_id)
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO media (id, fetched_from) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET"
                " fetched_from = excluded.fetched_from WHERE status IS NOT 'held'",
                (poster, final_url),
            )
            Bodies(self._database).show_poster(video_id)
            self._keep(poster, content, final_url, "", self._runs.current)

    def _keep(self, media_id: str, content: Path | bytes, fetched_from: str, declared: str, run: int | None) -> Media:
        media = self.by_id(media_id)
        if media is None:
            raise KeyError(media_id)
        held = self._database.row("SELECT fetched_from FROM media WHERE id = ? AND status = 'held'", (media_id,))
        if held is not None and size_of(held["fetched_from"] or "") > size_of(fetched_from):
            return media
        temporary = self._taken_in(content)
        try:
            kind = sniff(temporary, declared)
            if kind.content_type == "text/html" and (media.kind is not MediaKind.FILE or leads_to_file(media.url)):
                self._failed(media_id, MediaStatus.MISSING, "a web page came instead of the file", run)
            else:
                self._hold(media, temporary, kind, fetched_from, run)
        finally:
            temporary.unlink(missing_ok=True)
        return self.by_id(media_id) or media

    def failed(self, media_id: str, status: MediaStatus, error: str) -> None:
        """Note why a file is not held; what is held already stays."""
        self._failed(media_id, status, error, self._runs.current)

    def _failed(self, media_id: str, status: MediaStatus, error: str, run: int | None) -> None:
        self._database.execute(
            "UPDATE media SET status = ?, error = ?, tried_in_run = ?, fetched_from = NULL"
            " WHERE id = ? AND status IS NOT 'held'",
            (status.value, " ".join(error.split())[:300], run, media_id),
        )
        self._database.execute("UPDATE media SET tried_in_run = ? WHERE id = ? AND status = 'held'", (run, media_id))

    def open(self, media: Media) -> Path:
        """Return where the bytes of a held file are."""
        if media.path is None:
            raise FileNotFoundError(media.url)
        return inside(self._folder, media.path)

    def _taken_in(self, content: Path | bytes) -> Path:
        """Bring content into the folder under a temporary name, on the disk for good."""
        temporary = self._folder / FOLDER / f".new-{uuid4().hex}"
        try:
            temporary.parent.mkdir(exist_ok=True)
            if isinstance(content, bytes):
                temporary.write_bytes(content)
            else:
                _link_or_copy(content, temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise ArchiveError(f"A media file can't be written: {error.strerror}.", hint=FULL_DISK) from error
        return temporary

    def _hold(self, media: Media, temporary: Path, kind: FileType, fetched_from: str, run: int | None) -> None:
        """Give a file its place in the table and in the folder; what it replaces goes, unless others show it too."""
        sha256, size = _digest(temporary)
        own = file_name(media.url, sha256, kind.extension)
        before = self._database.row("SELECT path FROM media WHERE sha256 = ? AND status = 'held' LIMIT 1", (sha256,))
        held = self._own_name(str(before["path"])) if before is not None else None
        # The name that sorts first wins, so that two media of one content give one name in whatever order they come.
        name = own if held is None else min(own, held)
        if held != name or not (self._folder / FOLDER / name).exists():
            self._place(temporary, name)
        path = f"{FOLDER}/{name}"
        self._database.execute(
            "UPDATE media SET status = 'held', path = ?, sha256 = ?, bytes = ?, content_type = ?, width = ?,"
            " height = ?, fetched_from = ?, error = NULL, tried_in_run = ? WHERE id = ?",
            (path, sha256, size, kind.content_type, kind.width, kind.height, fetched_from, run, media.id),
        )
        if held is not None and held != name:
            self._database.execute("UPDATE media SET path = ? WHERE sha256 = ?", (path, sha256))
            old = self._folder / FOLDER / held
            self._database.after_commit(lambda: old.unlink(missing_ok=True))
        unused = media.path and not self._database.number("SELECT count(*) FROM media WHERE path = ?", (media.path,))
        if unused and media.path and (before_it := self._own_name(media.path)):
            replaced = self._folder / FOLDER / before_it
            self._database.after_commit(lambda: replaced.unlink(missing_ok=True))

    def _own_name(self, path: str) -> str | None:
        """Return the name of a file in our folder of media; None for a path that leads anywhere else."""
        with suppress(ArchiveError):
            if inside(self._folder, path).parent == self._folder / FOLDER:
                return path.removeprefix(f"{FOLDER}/")
        return None

    def _place(self, temporary: Path, name: str) -> None:
        """Give a file its name; the database follows, so that a crash leaves at most a file that nothing names."""
        try:
            temporary.replace(self._folder / FOLDER / name)
        except OSError as error:
            raise ArchiveError(f"{name} can't be written: {error.strerror}.", hint=FULL_DISK) from error

    def settle_names(self) -> None:
        """Give every held file the name that its media's addresses, all known now, ask for.

        A file is named when it arrives, by what was known of it then.
        """
        query = (
            "SELECT m.sha256, m.path, min(u.url) AS url FROM media m JOIN media_urls u ON u.media = m.id AND u.original"
            " WHERE m.status = 'held' GROUP BY m.id ORDER BY m.sha256, m.id"
        )
        wrong: list[tuple[str, str, str]] = []
        for sha256, rows in groupby(self._database.rows(query), key=lambda row: str(row["sha256"])):
            of_one = [(str(row["path"]), str(row["url"])) for row in rows]
            path = of_one[0][0]
            extension = path.rpartition(".")[2]
            name = f"{FOLDER}/" + min(file_name(url, sha256, extension) for _, url in of_one)
            if name != path:
                wrong.append((sha256, path, name))
        with self._database.transaction():
            for sha256, path, name in wrong:
                self._rename(sha256, path, name)

    def _rename(self, sha256: str, path: str, name: str) -> None:
        """Give a file a second name, and take the first away once the database follows."""
        try:
            old, new = inside(self._folder, path), inside(self._folder, name)
            new.unlink(missing_ok=True)
            _link_or_copy(old, new)
        except (OSError, ArchiveError):
            return  # a file that is gone is for `verify` to tell
        self._database.execute("UPDATE media SET path = ? WHERE sha256 = ?", (name, sha256))
        self._database.after_commit(lambda: old.unlink(missing_ok=True))

    def heal(self) -> None:
        """Remove what a crash left half-written."""
        for path in (self._folder / FOLDER).glob(".new-*"):
            path.unlink(missing_ok=True)

    def unnamed(self) -> list[str]:
        """Return the files that no row names."""
        folder = self._folder / FOLDER
        names = {row["path"] for row in self._database.rows("SELECT path FROM media WHERE path IS NOT NULL")}
        files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        return [name for name in files if f"{FOLDER}/{name}" not in names and not name.startswith(".")]

    # -- proving ------------------------------------------------------------------------------------------------------

    def damage(self) -> Iterator[tuple[str, str]]:
        """Read every held file and compare its digest; give (path, what is wrong) of the damaged and the gone."""
        query = "SELECT DISTINCT path, sha256 FROM media WHERE status = 'held' AND path IS NOT NULL ORDER BY path"
        for row in self._database.rows(query):
            try:
                path = inside(self._folder, row["path"])
                sha256, _ = _digest(path)
            except ArchiveError as error:
                yield row["path"], error.message
                continue
            except OSError as error:
                yield row["path"], f"{self._folder / row['path']}: {error.strerror}"
                continue
            if sha256 != row["sha256"]:
                yield row["path"], f"{path}: its content is not what was fetched"


def _link_or_copy(source: Path, target: Path) -> None:
    """Let a file have a second name; a copy where the file system knows no second names, or the source is elsewhere."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _urls(packed: str) -> tuple[str, ...]:
    return tuple(sorted(set(json.loads(packed))))


# Names of media files: legal and distinct on every file system, made of what the web calls the file. Pure.

_MAX_BYTES = 120
"""Of the readable part: with digest and extension a name stays below 200 bytes."""

# Characters that some file system forbids, and those that look like nothing.
_FORBIDDEN = re.compile(r"[^\w.-]+", re.UNICODE)
# What Blogger calls a picture that never had a name.
_TOKEN = re.compile(r"^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[\w-]{30,}$", re.ASCII)
_WINDOWS = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def readable(url: str) -> str:
    """Return the readable part of a name: the last part of a URL's path without its extension.

    >>> readable("https://1.bp.blogspot.com/-x/s0/Ma%20photo.JPG")
    'ma-photo'
    """
    if url.startswith("data:"):
        return "image"
    try:
        last = unquote(urlsplit(url).path, errors="replace").rstrip("/").rpartition("/")[2]
    except ValueError:
        last = ""
    name = _EXTENSION.sub("", last.partition("=")[0])
    if _TOKEN.match(name):
        return "image"
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", name).lower()).strip("-._")
    # Cut between characters, and never between one and the mark that stands on it.
    name = name.encode("utf-8", "replace")[:_MAX_BYTES].decode("utf-8", "ignore").strip("-._")
    name = unicodedata.normalize("NFC", name)
    return "file" if not name or _WINDOWS.match(name.partition(".")[0]) else name


def file_name(url: str, sha256: str, extension: str) -> str:
    """Return the name of a file by its URL, its content and its type.

    Lower case, so that names that differ do so on every file system; the digest stands before the only extension, so
    that no name begins with another.
    """
    return f"{readable(url)}-{sha256[:8]}.{extension}"
