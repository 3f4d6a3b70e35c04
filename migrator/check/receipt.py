"""The receipt of a verification: what was counted and compared, and digests by which it can be checked later.

The digest of the content is made of what the archive holds, never of when or in what order it came: two archives of one
blog, or one before and after a reparse, give the same. That of the files is the SHA-256 of the list that `sha256sum`
would print of the media and capture files.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from migrator.check.report import VerifyReport, report_to_json
from migrator.formats.json import (
    JsonObject,
    JsonValue,
    author_to_json,
    blog_to_json,
    json_line,
    media_to_json,
    post_to_json,
)
from migrator.model.errors import UnreadableInput, UsageError
from migrator.store import Archive

VERSION = "1.0"
JSON_NAME, HTML_NAME = "receipt.json", "receipt.html"
_FOLDERS = ("capture", "media")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDigest:
    """A post, and the SHA-256 of all that is held of it, comments included."""

    id: str
    url: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigest:
    """A media or capture file: path below the archive's folder, SHA-256, size in bytes."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What an archive holds, by digests: post by post and file by file."""

    posts: tuple[PostDigest, ...]
    files: tuple[FileDigest, ...]
    rest: str
    """SHA-256 of blog, authors and media as the JSON export writes them, without the time of the crawl."""

    @property
    def content(self) -> str:
        """One digest of everything that the archive tells."""
        lines = [f"{self.rest}  archive\n", *(f"{post.sha256}  {post.id}\n" for post in self.posts)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def tree(self) -> str:
        """One digest of the files, as `sha256sum` lists them."""
        lines = "".join(f"{one.sha256}  {one.path}\n" for one in self.files)
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def digests_of(archive: Archive) -> Digests:
    """Read everything that an archive holds; one post is in memory at a time."""
    view = archive.view()
    rest = hashlib.sha256(json_line(blog_to_json(replace(view.blog(), crawled_at=None))))
    for author in view.authors():
        rest.update(json_line(author_to_json(author)))
    for media in view.media():
        rest.update(json_line(media_to_json(media)))
    posts = tuple(
        PostDigest(
            id=post.id,
            url=post.url,
            title=post.title,
            sha256=hashlib.sha256(json_line(post_to_json(post))).hexdigest(),
        )
        for post in view.posts()
    )
    return Digests(posts=posts, files=tuple(_files(archive.path)), rest=rest.hexdigest())


def _files(folder: Path) -> Iterator[FileDigest]:
    for name in _FOLDERS:
        for path in sorted((folder / name).glob("*")):
            own = path.is_file() and path.resolve().is_relative_to(folder.resolve())
            if own and not path.name.startswith("."):
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                yield FileDigest(path=f"{name}/{path.name}", sha256=digest, bytes=path.stat().st_size)


def receipt_of(archive: Archive, report: VerifyReport, *, made_by: str, made_at: str) -> JsonObject:
    """Return the receipt of a verification; `made_at` is RFC 3339."""
    digests, totals = digests_of(archive), archive.declared.totals()
    return {
        "receipt_version": VERSION,
        "made_by": made_by,
        "made_at": made_at,
        "blog": blog_to_json(archive.view().blog()),
        "verdict": {0: "complete", 3: "incomplete", 7: "damaged"}[report.exit_code],
        "totals": {
            "posts": totals.posts,
            "pages": totals.pages,
            "comments": totals.comments,
            "labels": totals.labels,
            "authors": totals.authors,
            "entries": len(digests.posts),
            "files": len(digests.files),
            "bytes": sum(one.bytes for one in digests.files),
        },
        "digest": {"content": digests.content, "files": digests.tree, "rest": digests.rest},
        "feed": dict(archive.settings.feed_belief()) or None,
        "verification": report_to_json(report),
        "posts": [
            {"id": post.id, "url": post.url, "title": post.title, "sha256": post.sha256} for post in digests.posts
        ],
        "files": [{"path": one.path, "sha256": one.sha256, "bytes": one.bytes} for one in digests.files],
    }


def write_receipt(receipt: JsonObject, folder: Path) -> tuple[Path, Path]:
    """Write `receipt.json` and `receipt.html` into a folder, each whole or not at all; UsageError if that can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(receipt, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
        return _placed(folder / JSON_NAME, text), _placed(folder / HTML_NAME, _page(receipt))
    except OSError as error:
        raise UsageError(
            f"The receipt can't be written to {folder}: {error.strerror}.", hint="Name another folder with --output."
        ) from error


def _placed(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _page(receipt: JsonObject) -> bytes:
    source = files("migrator.check").joinpath("receipt.html.j2").read_text(encoding="utf-8")
    return _environment().from_string(source).render(receipt=receipt).encode("utf-8", "replace")


def read_receipt(path: Path) -> tuple[JsonObject, Digests]:
    """Read a receipt; UnreadableInput where it is none, or where its lists are not what its digests say."""
    try:
        value = json.loads(path.read_bytes())
        receipt: JsonObject = value if isinstance(value, dict) else {}
        said = receipt["digest"]
        digests = Digests(
            posts=tuple(PostDigest(**_texts(one)) for one in _list(receipt["posts"])),
            files=tuple(_file(one) for one in _list(receipt["files"])),
            rest=str(said["rest"]) if isinstance(said, dict) else "",
        )
    except OSError as error:
        raise UnreadableInput(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"{path} is no receipt of this program.", hint="Name a receipt.json.") from error
    if not isinstance(said, dict) or (said.get("content"), said.get("files")) != (digests.content, digests.tree):
        raise UnreadableInput(
            f"{path} was changed since it was written: its lists are not what its digests say.",
            hint="Take another copy of the receipt.",
        )
    return receipt, digests


def _list(value: JsonValue) -> list[JsonObject]:
    if not isinstance(value, list):
        raise TypeError(type(value).__name__)
    return [one for one in value if isinstance(one, dict)]


def _texts(value: JsonObject) -> dict[str, str]:
    return {name: str(value[name]) for name in ("id", "url", "title", "sha256")}


def _file(value: JsonObject) -> FileDigest:
    size = value["bytes"]
    return FileDigest(path=str(value["path"]), sha256=str(value["sha256"]), bytes=size if isinstance(size, int) else 0)


# An archive beside the receipt of an earlier day: what is gone, what is otherwise, what has come.


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What differs from a receipt; each names a post by its URL or a file by its path.

    `added` is what came since: an archive grows. `changed` may be an edit that a later crawl found; `gone` never is:
    nothing leaves an archive.
    """

    made_at: str
    same: bool
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 all that the receipt lists is as it was, 3 something of it is gone or otherwise."""
        return 3 if self.changed or self.gone else 0


def compare_with_receipt(archive: Archive, path: Path) -> Since:
    """Compare an archive with a receipt; UnreadableInput where that is none, or was changed itself."""
    receipt, then = read_receipt(path)
    now = digests_of(archive)
    before, after = dict(_named(then)), dict(_named(now))
    changed = [name for name in before if name in after and before[name] != after[name]]
    if then.rest != now.rest:
        changed.append("the blog's own data, its authors or the state of its media")
    return Since(
        made_at=str(receipt.get("made_at", "")),
        same=(then.content, then.tree) == (now.content, now.tree),
        changed=tuple(changed),
        gone=_only_in(before, after),
        added=_only_in(after, before),
    )


def _only_in(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in one if name not in other)


def _named(digests: Digests) -> Iterator[tuple[str, str]]:
    yield from ((post.url or post.id, post.sha256) for post in digests.posts)
    yield from ((file.path, file.sha256) for file in digests.files)
