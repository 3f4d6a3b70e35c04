"""Which reader a file or folder needs: asked one after the other, the most particular form first."""

import re
from collections.abc import Iterator
from pathlib import Path

from migrator.imports.readers.api_dump import ApiDumpReader
from migrator.imports.readers.atom import AtomReader
from migrator.imports.readers.base import BlogInput, Candidate, Reader, candidate
from migrator.imports.readers.json_feed import JsonFeedReader
from migrator.imports.readers.mhtml import MhtmlReader, WebarchiveReader
from migrator.imports.readers.own_export import ExportReader
from migrator.imports.readers.saved.folder import SavedFolderReader
from migrator.imports.readers.takeout import TakeoutReader
from migrator.imports.readers.warc.blog import WarcReader
from migrator.imports.readers.warc.wacz import WaczReader
from migrator.model.errors import UnreadableInput, UsageError

READERS: tuple[Reader, ...] = (
    WarcReader(),
    WaczReader(),
    MhtmlReader(),
    WebarchiveReader(),
    TakeoutReader(),
    ExportReader(),
    AtomReader(),
    ApiDumpReader(),
    JsonFeedReader(),
    SavedFolderReader(),
)

_HINT = (
    "migrate import reads Blogger backups (.xml), Takeouts (.zip, .tgz, folder, feed.atom), saved feeds, WARC and WACZ "
    "files, folders of these or of saved pages, dumps of Blogger's API, and blog.json."
)


def blogs_in(path: Path, home: str = "") -> Iterator[BlogInput]:
    """Yield the blogs in a file or folder; `home` is the address that the user gives, if any.

    Raises UsageError where there is no such file, UnreadableInput, naming what it looks like, for a form we don't know.
    """
    try:
        found = candidate(path)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    for reader in READERS:
        if reader.recognises(found):
            yield from reader.blogs(found, home)
            return
    raise UnreadableInput(f"{path} looks like {looks_like(found)}: there is nothing in it to import.", hint=_HINT)


# What a file looks like that is none of ours, so that the refusal can name it and say what to bring instead.

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PK\x03\x04", "a zip file without a blog in it"),
    (b"\x1f\x8b", "a gzip file without a blog in it"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file without a blog in it"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_INSIDE: tuple[tuple[bytes, str], ...] = (
    (b"wordpress.org/export/", "a WordPress export (WXR)"),
    (b"window.YTD.", "a Twitter archive"),
    (b"<livejournal", "a LiveJournal export"),
    (b"<MovableType", "a Movable Type export"),
    (b"<tumblr", "a Tumblr export"),
    (b'"mobiledoc"', "a Ghost export"),
    (b"WARC/1.", "a WARC file"),
    (b"<urlset", "a sitemap, which names posts and holds none"),
    (b"<sitemapindex", "a sitemap, which names posts and holds none"),
)
_MOVABLE_TYPE = re.compile(rb"\A(?:AUTHOR|TITLE): .*\n(?:[A-Z ]+: .*\n)+", re.MULTILINE)
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")


def looks_like(found: Candidate) -> str:
    """Say in words what a file or folder looks like."""
    if found.is_folder:
        return "a folder without any document of a Blogger blog"
    head = found.head
    if not head.strip(b"\0 \t\r\n"):
        return "an empty file"
    named = next((words for sign, words in _SIGNS if head.startswith(sign)), "")
    named = named or next((words for sign, words in _INSIDE if sign in head), "")
    return named or _text(head)


def _text(head: bytes) -> str:
    if _MOVABLE_TYPE.match(head):
        return "a Movable Type export"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return "a JSON file that is neither a feed nor our own export"
    if start.startswith(b"<"):
        root = _ROOT.search(start)
        name = root[1].decode("ascii", "ignore")[:40].lower() if root else ""
        if name in {"feed", "rss", "rdf:rdf", "entry"}:
            return "a feed, but not one of a Blogger blog"
        return "a web page" if name in {"html", "head", "body", "div"} else f"an XML file of the kind <{name}>"
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in head)
    return "a text file" if printable > 0.95 * len(head) else "a binary file of no kind we know"
