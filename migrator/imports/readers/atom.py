"""Atom and RSS files of a blog: a classic backup, the `feed.atom` of a Takeout, saved feeds."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from urllib.parse import quote, urlunsplit

from migrator.account import Unit
from migrator.addresses.join import split_url
from migrator.addresses.urls import absolute, blog_and_post_ids, fold_host, made_up_home
from migrator.content.characters import decode_utf8
from migrator.dates import as_utc, iso_instant
from migrator.feeds import head_of, home_of
from migrator.feeds.values import FeedHead
from migrator.imports.readers.base import HEAD, BlogInput, Candidate, ImportedDocument, ImportedMedia, Unread
from migrator.imports.readers.encoding import CHUNK, Opening, head_in_utf8, opening, utf8_from_root
from migrator.imports.readers.files import FileSource, source_of
from migrator.imports.readers.slices import Slice, Slices, entries_of
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice
from migrator.parsing.document import root_name

# What must be known of a Takeout before its first entry is read, and stands nowhere in its head.
#
# One pass over the raw text, without parsing it: the newest time of any entry, and where the blog lives. A Takeout
# names no host, only each post's path; but posts link to each other by their full addresses.

_CHANGED = re.compile(rb"<(?:updated|blogger:created|modified)>\s*([0-9T:.Z+-]{20,32})\s*<")
_PATH = re.compile(rb"<blogger:filename>\s*(/[^<\s]{1,300}?)\s*<")
_LINK = re.compile(rb"(https?)://([A-Za-z0-9.-]{4,100})(/\d{4}/\d{2}/[^\s\"'<>&?#]{1,200}\.html)")
_BLOG_NUMBER = re.compile(rb"tag:blogger\.com,1999:blog-(\d{1,30})\b")
_LARGEST_ENTRY = 64 * 1024 * 1024
_OVERLAP = 600
_HOSTS, _PATHS = 500, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoutFacts:
    """The time of the newest entry, and the home URL that the blog's own links share; empty where nothing told."""

    newest: str = ""
    home: str = ""


def survey(chunks: Iterable[bytes]) -> TakeoutFacts:
    """Look through the text of a feed."""
    newest, rest = "", b""
    paths: set[bytes] = set()
    linked: dict[bytes, set[bytes]] = {}
    schemes: Counter[tuple[bytes, bytes]] = Counter()
    for chunk in chunks:
        text = rest + chunk
        newest = max(newest, *_times(text))
        paths.update(match[1] for match in _PATH.finditer(text))
        for match in _LINK.finditer(text):
            host = fold_host(match[2].decode()).encode()
            if host not in linked and len(linked) >= _HOSTS:
                continue
            found = linked.setdefault(host, set())
            if len(found) < _PATHS:
                found.add(match[3])
            schemes[host, match[1]] += 1
        rest = text[-_OVERLAP:]
    return TakeoutFacts(newest=newest, home=_home(paths, linked, schemes))


def _times(text: bytes) -> Iterator[str]:
    yield ""
    for match in _CHANGED.finditer(text):
        yield as_utc(iso_instant(match[1].decode())) or ""


def _home(paths: set[bytes], linked: dict[bytes, set[bytes]], schemes: "Counter[tuple[bytes, bytes]]") -> str:
    """Return the host under which most of the blog's own paths are linked; none if two are linked equally often."""
    votes = Counter({host: len(found & paths) for host, found in linked.items()}).most_common(2)
    if not votes or votes[0][1] == 0 or (len(votes) > 1 and votes[0][1] == votes[1][1]):
        return ""
    host = votes[0][0]
    secure = host.endswith(b".blogspot.com") or schemes[host, b"https"] > 0
    return f"{'https' if secure else 'http'}://{host.decode()}/"


_ROOTS = frozenset({"feed", "rss", "RDF", "entry"})
_WORDPRESS = b"wordpress.org/export/"


class AtomReader:
    """Reads a file whose root element is a feed that Blogger made."""

    def recognises(self, found: Candidate) -> bool:
        """Return a feed by its root element, Blogger's by the ids that all of its feeds have in common."""
        if found.is_folder:
            return False
        head = head_in_utf8(found.text)
        if _WORDPRESS in head or root_name(_page("", found.text)) not in _ROOTS:
            return False
        return b"blogger" in head.lower() or b"blogspot" in head

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the one blog that the file is of."""
        yield feed_file(source_of(found.path), home)


def feed_file(source: FileSource, home: str = "", settings: bytes = b"") -> "FeedFile":
    """Look at a feed; UnreadableInput if it is none.

    `home` is the blog's address where something else tells it; `settings` are entries to stand in the feed's head.
    """
    with source.opened() as file:
        head_bytes = file.read(HEAD)
    if root_name(_page("", head_bytes)) == "entry":
        source = _as_feed(source)
        with source.opened() as file:
            head_bytes = file.read(HEAD)
    name, opened = source.name, source.opened
    begun = opening(head_bytes)
    if begun is None:
        raise UnreadableInput(f"{name} holds no XML element.")
    with opened() as file:
        cut = Slices(utf8_from_root(file, begun), size=0)
        next(iter(cut), None)
    head = head_of(cut.head + cut.tail)
    if head is None:
        raise UnreadableInput(f"{name} is no feed.")
    seen = TakeoutFacts()
    if head.takeout or head.updated is None:
        with opened() as file:
            seen = survey(utf8_from_root(file, begun))
    return FeedFile(source, begun=begun, head=head, seen=seen, home=home, settings=settings)


def _as_feed(source: FileSource) -> FileSource:
    """Return a document of a single entry as a feed of one: as it is, in a head that says of which blog it is."""
    with source.opened() as file:
        begun = opening(file.read(HEAD))
    if begun is None or source.size > _LARGEST_ENTRY:
        raise UnreadableInput(f"{source.name} holds no entry that can be read.")
    with source.opened() as file:
        text = b"".join(islice(utf8_from_root(file, begun), _LARGEST_ENTRY // CHUNK))
    number, link = _BLOG_NUMBER.search(text), _LINK.search(text)
    head = b"<feed xmlns='http://www.w3.org/2005/Atom'>"
    head += b"<id>tag:blogger.com,1999:blog-" + number[1] + b"</id>" if number else b""
    if link:
        home = link[1] + b"://" + link[2] + b"/"
        head += b"<link rel='alternate' type='text/html' href='" + home + b"'/>"
    whole = head + text + b"</feed>"
    return replace(source, opened=lambda: BytesIO(whole), size=len(whole))


class FeedFile:
    """One feed in a file."""

    def __init__(
        self,
        source: "FileSource",
        *,
        begun: Opening,
        head: FeedHead,
        seen: TakeoutFacts,
        home: str,
        settings: bytes,
    ) -> None:
        self._settings = settings
        self.name = source.name
        self.size = source.size
        self._opened = source.opened
        self._begun = begun
        self.platform_id = blog_and_post_ids(head.atom_id)[0] or ""
        own = home_of(head, _page("", b"")) or seen.home
        self.home = home or own or (made_up_home(self.platform_id) if self.platform_id else "")
        self.form = _form(head)
        self._as_of = as_utc(head.updated) or as_utc(seen.newest) or source.changed
        self._address = _address(head, self.home)

    def documents(self) -> Iterator[ImportedDocument | Unread | Notice]:
        """Yield the feed slice by slice."""
        if self._begun.remark:
            yield self._fault("xml-repaired", self._begun.remark)
        with self._opened() as file:
            slices = Slices(utf8_from_root(file, self._begun), start=self._begun.start, line=self._begun.line)
            for part, one in enumerate(slices):
                yield self._document(replace(one, head=one.head + self._settings), f"{part}")
        if slices.mended:
            yield self._fault("xml-repaired", "what stands before the first entry is not well-formed")
        if slices.cut:
            start, line, number = slices.cut
            notice = self._fault(
                "truncated", f"the file ends in entry {number}, which begins in line {line}, byte {start}"
            )
            place = f"entry {number}, line {line}, byte {start}"
            yield Unread(notice=notice, unit=Unit.ENTRY, count=slices.unfinished, place=place)
        if slices.trailing:
            yield self._fault("xml-repaired", f"{len(slices.trailing)} bytes behind the end of the feed were left out")

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:  # noqa: ARG002 - the seam's signature
        """Return nothing: a feed holds the addresses of pictures alone."""
        return iter(())

    def _document(self, one: Slice, part: str) -> ImportedDocument:
        return ImportedDocument(
            page=_page(f"{self._address}imported={quote(self._as_of, safe=':')}&part={part}", one.document),
            as_of=self._as_of,
            read=one.start + len(one.content),
            position=f"entry {one.first}, line {one.line}, byte {one.start}",
            parts=lambda: self._parts(one, part),
            offers={Unit.ENTRY: one.entries},
            repeated=one.repeated,
        )

    def _parts(self, whole: Slice, part: str) -> Iterator[ImportedDocument | Notice]:
        """Yield each entry by itself."""
        for number, one in enumerate(entries_of(whole)):
            entry, remark = _in_utf8(one)
            made = self._document(entry, f"{part}.{number}")
            if remark:
                yield self._fault("xml-repaired", f"{made.position}: {remark}")
            yield replace(made, parts=None, offers={})

    def _fault(self, code: str, detail: str) -> Notice:
        return Notice(code=code, url=self.name, detail=detail)


def _in_utf8(one: Slice) -> tuple[Slice, str]:
    """Return an entry in UTF-8, and what had to be assumed; pasted words may be in Windows' Western encoding."""
    try:
        one.content.decode("utf-8")
    except UnicodeDecodeError as error:
        content = decode_utf8(one.content).encode("utf-8", "replace")
        return replace(one, content=content), f"not UTF-8 from its byte {error.start} on: read as Windows-1252 there"
    return one, ""


def _form(head: FeedHead) -> str:
    if head.takeout:
        return "a Takeout feed"
    return "a Blogger backup" if head.atom_id.endswith(".archive") else "a saved feed"


def _address(head: FeedHead, home: str) -> str:
    """Return the address under which slices are kept, up to the query that tells them apart.

    The feed's own where it names one, because its path tells feeds of comments and of pages.
    """
    own = absolute(head.link("self") or "", home) if head.link("self") and not head.takeout else None
    parts = split_url(own or f"{home}feeds/posts/default")
    query = f"{parts.query}&" if parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")) + f"?{query}"


def _page(url: str, body: bytes) -> RawPage:
    headers = (("content-type", "application/atom+xml; charset=utf-8"),)
    return RawPage(url=url, final_url=url, status=200, reason="OK", headers=headers, body=body)
