"""A folder that some tool saved a web site into: which file stands for which address.

What a file says of itself counts before its name: the mark of the tool that saved it, HTTrack's own list, the address
that the page or feed states (`og:url`, canonical, `rel=self`); then the name below a folder whose address others told.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from migrator.addresses.join import split_url
from migrator.addresses.urls import host_of
from migrator.imports.readers.saved.marks import SavedFrom, mark_of
from migrator.imports.readers.saved.names import address_of, is_host, spelling
from migrator.imports.readers.which_blog import (
    BLOGGERS_HOSTS,
    HEAD,
    WhichBlog,
    blog_number,
    hosts_in,
    is_bloggers,
    own_url,
    whole_links,
)

_TAIL = 4_096
_SAMPLE = 50
_ASSETS = frozenset(".js .css .woff .woff2 .ttf .map .lst .cdx .orig .py .exe".split())  # noqa: SIM905 - reads better
_MEDIA = frozenset(
    ".jpg .jpeg .png .gif .webp .bmp .ico .svg .tif .tiff .avif .heic .mp3 .mp4 .m4a .ogg .webm .avi .mov"  # noqa: SIM905
    " .wav .flv .pdf".split()
)
_ROOTS = (b"<html", b"<!doctype html", b"<feed", b"<rss", b"<rdf", b"<urlset", b"<sitemapindex", b"<head", b"<body")
_JSON_FEED = (b'{"version"', b'{"encoding"', b'{"feed"', b"gdata.io.handlescriptloaded", b"// api callback")
_LISTED = "hts-cache/new.txt"


@dataclass(slots=True)
class SavedFile:
    """One file: `name` is its path below the folder, with slashes; `url` is empty while nobody tells it."""

    name: str
    path: Path
    size: int
    modified: str
    is_document: bool = False
    is_feed: bool = False
    mark: SavedFrom = field(default_factory=SavedFrom)
    stated: str = ""
    number: str = ""
    url: str = ""


@dataclass(slots=True)
class SavedSite:
    """All files of a saved folder, each with its address as far as it can be told."""

    root: Path
    which: WhichBlog
    page: str = ""
    """The name of the one page that is looked at, with the folder of its pictures; empty for all."""
    files: dict[str, SavedFile] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    """Address (ends with a slash; `http://` alone where the next folder is a host) by folder (empty: the root)."""
    schemes: dict[str, str] = field(default_factory=dict)
    """`http` or `https` by host, as most whole links write it; a folder's name does not tell."""
    refused: list[str] = field(default_factory=list)
    """Links that lead out of the folder."""

    def scan(self) -> None:
        """Look at every file, then tell the addresses."""
        listed = _httrack_list(self.root)
        for file in _walk(self.root, self.refused):
            if self.page and not _is_of_page(file.name, self.page):
                continue
            self.files[file.name] = file
            _look(file)
            file.url = listed.get(file.name, "")
        self._prefer_originals()
        self._find_schemes()
        self._find_folders()
        for file in self.files.values():
            file.url = file.url or self._told_url(file) or self.url_by_name(file.name)
        for file in self.files.values():
            if file.is_document and file.url:
                self.which.see(file.url, head_of_file(file))

    def _prefer_originals(self) -> None:
        """Take wget's copy of a page before link conversion (`-K`) in the page's place."""
        for name in [name for name in self.files if name.endswith(".orig")]:
            kept, original = name.removesuffix(".orig"), self.files.pop(name)
            for converted in (kept, f"{kept}.html"):
                if converted in self.files:
                    self.files[converted].path = original.path
                    self.files[converted].size = original.size
                    _look(self.files[converted])
                    break

    # -- addresses ----------------------------------------------------------------------------------------------------

    def _told_url(self, file: SavedFile) -> str:
        """Return the address that a document states, unless it is only the home, as some themes write on every page."""
        if file.mark.url:
            return self._with_scheme(file.mark.url)
        by_name = self.url_by_name(file.name)
        if not file.stated or not by_name or spelling(_local(file.stated)) == spelling(_local(by_name)):
            return file.stated
        is_home = _local(file.stated) in {"", "index.html"}
        return "" if is_home and _local(by_name) else file.stated

    def _with_scheme(self, url: str) -> str:
        """Complete HTTrack's way of writing addresses: without `http://`; the folder's pages may say https."""
        if "://" in url:
            return url
        return f"{self.scheme_of(url.partition('/')[0])}://{url}"

    def scheme_of(self, host: str) -> str:
        """Return the scheme under which a host was most likely saved."""
        told = next(
            (
                split_url(prefix).scheme
                for prefix in self.folders.values()
                if host_of(prefix) == host_of(f"http://{host}")
            ),
            "",
        )
        return told or self.schemes.get(host.lower(), "http")

    def _find_schemes(self) -> None:
        counted: dict[str, Counter[str]] = {}
        for file in [file for file in self.files.values() if file.is_document][:_SAMPLE]:
            for scheme, host in hosts_in(head_of_file(file)):
                counted.setdefault(host, Counter())[scheme] += 1
        self.schemes = {host: max(sorted(told), key=told.__getitem__) for host, told in counted.items()}

    def _find_folders(self) -> None:
        """Tell the address of the folders: what documents state of themselves, less what their names say, counted."""
        votes: dict[str, Counter[str]] = {}
        for file in self.files.values():
            for url in (file.url, file.stated, file.mark.url if "://" in file.mark.url else f"http://{file.mark.url}"):
                if not url.partition("://")[2]:
                    continue
                if found := _rooted(file.name, url):
                    votes.setdefault(found[0], Counter())[found[1]] += 1
                    break
        if not votes:
            votes = self._linked_folders()
        for folder, told in votes.items():
            self.folders[folder] = min(told, key=lambda prefix: (-told[prefix], prefix))
        if not self.folders and (self.which.wanted or is_host(self.root.name)):
            self.folders[""] = self.which.wanted or f"http://{self.root.name}/"

    def _linked_folders(self) -> dict[str, Counter[str]]:
        """Where no document states its own address, take where absolute links lead that are among the files."""
        names: dict[str, list[str]] = {}
        documents = [file for file in self.files.values() if file.is_document]
        for file in documents:
            names.setdefault(spelling(address_of(file.name)).rpartition("/")[2], []).append(file.name)
        votes: dict[str, Counter[str]] = {}
        links = {link for file in documents[:_SAMPLE] for link in whole_links(head_of_file(file)) if _local(link)}
        for link in sorted(links):
            for name in names.get(spelling(_local(link)).rpartition("/")[2], ()):
                if host_of(link) not in BLOGGERS_HOSTS and "/" in name and (found := _rooted(name, link)):
                    votes.setdefault(found[0], Counter())[found[1]] += 1
        return _likely(votes)

    def url_by_name(self, name: str) -> str:
        """Give the address that a name stands for below the nearest folder whose address is known; empty if none is."""
        parts = name.split("/")
        for depth in range(len(parts) - 1, -1, -1):
            prefix = self.folders.get("/".join(parts[:depth]), "")
            if prefix and not prefix.endswith("://"):
                return prefix + address_of("/".join(parts[depth:]))
            if prefix and is_host(parts[depth]):
                return self._on_host(parts[depth:])
        host = next((place for place, part in enumerate(parts[:-1]) if is_host(part)), None)
        return self._on_host(parts[host:]) if host is not None else ""

    def _on_host(self, parts: list[str]) -> str:
        return f"{self.scheme_of(parts[0])}://{parts[0]}/{address_of('/'.join(parts[1:]))}"


def _is_of_page(name: str, page: str) -> bool:
    """Whether a file is a page, or lies in the folder that a browser made beside it."""
    folder = name.partition("/")[0]
    return name == page or ("/" in name and folder.startswith(PurePosixPath(page).stem) and folder[-1:].isalpha())


def _likely(votes: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Drop folders inside another whose address says the same."""
    kept: dict[str, Counter[str]] = {}
    for folder in sorted(votes, key=lambda name: (name.count("/") + bool(name), name)):
        best = max(votes[folder].values())
        if not any(max(told.values()) >= best for above, told in kept.items() if folder.startswith(above)):
            kept[folder] = votes[folder]
    return kept


def _local(url: str) -> str:
    """Return path and query of an address, without the leading slash."""
    parts = split_url(url)
    return parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _rooted(name: str, url: str) -> tuple[str, str] | None:
    """Part a file's name and its address where both become the same: (folder, address of that folder)."""
    parts = name.split("/")
    for depth in range(len(parts)):
        tail = "/".join(parts[depth:])
        folder = "/".join(parts[:depth])
        if is_host(parts[depth]) and parts[depth].lower() == split_url(url).netloc.lower().replace(":", "+"):
            return folder, f"{split_url(url).scheme}://"
        guess, local = spelling(address_of(tail)), spelling(_local(url))
        whole = local == guess or (guess and local.endswith(f"/{guess}")) or (not guess and depth == len(parts) - 1)
        if whole and not (guess == "" and local and not url.endswith("/")):
            kept = (
                local[: len(local) - len(guess)]
                if guess
                else (local if local.endswith("/") or not local else f"{local}/")
            )
            return folder, f"{split_url(url).scheme}://{split_url(url).netloc}/{kept}"
    return None


def _walk(root: Path, refused: list[str]) -> Iterator[SavedFile]:
    """Yield every file in a fixed order; links that lead out of the folder are not followed."""
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "hts-cache")
        for name in sorted(names):
            path = Path(folder, name)
            local = PurePosixPath(path.relative_to(root)).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                refused.append(local)
                continue
            try:
                stat = path.stat()
            except OSError:
                refused.append(local)
                continue
            if path.is_file():
                modified = datetime.fromtimestamp(int(stat.st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                yield SavedFile(name=local, path=path, size=stat.st_size, modified=modified)


def head_of_file(file: SavedFile) -> bytes:
    """Return the beginning of a file."""
    with file.path.open("rb") as content:
        return content.read(HEAD)


def _look(file: SavedFile) -> None:
    """Note whether a file is a document, and what it says of itself."""
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix in _MEDIA or suffix in _ASSETS or file.name.endswith("robots.txt"):
        return
    with file.path.open("rb") as content:
        head = content.read(HEAD)
        content.seek(max(0, file.size - _TAIL))
        tail = content.read(_TAIL) if file.size > HEAD else b""
    start = head[:4_096].lstrip(b"\xef\xbb\xbf\0 \r\n\t").lower()
    is_json = start.startswith(_JSON_FEED)
    if not is_json and not (start.startswith(b"<") and any(root in head[:8_192].lower() for root in _ROOTS)):
        return
    file.is_document = True
    file.is_feed = is_json or not any(root in head[:8_192].lower() for root in (b"<html", b"<!doctype html", b"<body"))
    file.mark = mark_of(head + tail)
    file.stated = own_url(head)
    file.number = blog_number(head) if file.is_feed else ""


def shows_blogger(path: Path) -> bool:
    """Whether a file is a page that Blogger made."""
    file = SavedFile(name=path.name, path=path, size=path.stat().st_size, modified="")
    _look(file)
    return file.is_document and not file.is_feed and is_bloggers(head_of_file(file))


def _httrack_list(root: Path) -> dict[str, str]:
    """Read HTTrack's own list of what it saved: address by file name; empty where there is none.

    Its columns are tab-separated: date, sizes, flags, status, message, type, etag, address, local file (whole path of
    the machine that saved it), where the link stood.
    """
    try:
        text = (root / _LISTED).read_text("utf-8", "surrogateescape")
    except OSError:
        return {}
    listed: dict[str, str] = {}
    for line in text.splitlines()[1:]:
        columns = line.split("\t")
        if len(columns) < 9 or columns[3] != "200" or "://" not in columns[7]:
            continue
        local = columns[8].replace("\\", "/")
        place = local.rfind(f"/{split_url(columns[7]).netloc}/")
        if place >= 0:
            listed[local[place + 1 :]] = columns[7]
    return listed
