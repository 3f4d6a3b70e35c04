"""A feed of any size, entry by entry, in little memory: bytes → values."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from lxml import etree

from migrator.feeds.atom import read_entry, read_head
from migrator.feeds.balance import balanced
from migrator.feeds.repair import MendedText, root_start
from migrator.feeds.rss import read_channel, read_item
from migrator.feeds.values import FeedEntry, FeedHead

_CHUNK = 65_536
_ENTRIES = frozenset({"entry", "item"})
_HARMLESS = frozenset({"ERR_DOCUMENT_END", "NS_ERR_UNDEFINED_NAMESPACE"})
"""What stands behind the root, and elements of a prefix that nobody declared: nothing of ours is lost."""
_ROOTS = frozenset({"feed", "rss", "RDF", "entry"})


def new_parser(*events: Literal["start", "end"]) -> etree.XMLPullParser:
    """Make a parser that expands nothing, fetches nothing, and goes on behind an error."""
    return etree.XMLPullParser(
        events=events,
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class FeedReader:
    """Reads one Atom or RSS document. `entries` first; then the other attributes are known.

    `balance`: tags that do not match are made to, which needs the whole text in memory.

    `head` is None if the document is no feed; `repaired` says that broken XML was read with repairs, `truncated` that
    the document ends too early (an entry that is cut is not given).
    """

    def __init__(self, chunks: Iterable[bytes], *, balance: bool = False) -> None:
        self._text = MendedText(chunks)
        self._balance = balance
        self._root: etree._Element | None = None
        self.head: FeedHead | None = None
        self.repaired = False
        self.truncated = False
        self._unbalanced = False

    def entries(self) -> Iterator[FeedEntry]:
        """Yield the entries as they come."""
        parser = new_parser("start", "end")
        for piece in self._balanced() if self._balance else self._text:
            parser.feed(piece)
            yield from self._completed(parser)
        self._finish(parser)

    def _balanced(self) -> Iterator[bytes]:
        """Yield the whole text in one piece: where an element ends is known only behind it."""
        text = b"".join(self._text).decode("utf-8", "replace")
        mended = balanced(text)
        self._unbalanced = mended != text
        yield mended.encode("utf-8", "replace")

    def _completed(self, parser: etree.XMLPullParser) -> Iterator[FeedEntry]:
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element):
                continue
            if self._root is None:
                self._root = element
            if event != "end" or not self._is_entry(element, self._root):
                continue
            yield read_item(element) if local_name(element) == "item" else read_entry(element)
            _forget(element)

    @staticmethod
    def _is_entry(element: etree._Element, root: etree._Element) -> bool:
        if local_name(element) not in _ENTRIES or local_name(root) not in _ROOTS:
            return False
        parent = element.getparent()
        return parent is None or parent is root or local_name(parent) == "channel"

    def _finish(self, parser: etree.XMLPullParser) -> None:
        try:
            parser.close()
        except etree.XMLSyntaxError:
            self.truncated = True
        errors = {error.type_name for error in parser.feed_error_log}
        self.truncated |= bool(errors & {"ERR_TAG_NOT_FINISHED", "ERR_RESOURCE_LIMIT"})
        self.repaired = self._text.repaired or self._unbalanced or bool(errors - _HARMLESS and not self.truncated)
        root = self._root
        if root is None or local_name(root) not in _ROOTS:
            return
        self.head = FeedHead() if local_name(root) == "entry" else self._read_head(root)

    @staticmethod
    def _read_head(root: etree._Element) -> FeedHead:
        return read_head(root) if local_name(root) == "feed" else read_channel(root)


def read_strictly(body: bytes) -> tuple[FeedHead, list[FeedEntry]] | None:
    """Read a feed that is well-formed UTF-8 as it stands, at the speed of the XML parser; None if it is not.

    Says nothing about what is wrong: `FeedReader` reads such a document with repairs, and tells.
    """
    start = root_start(body)
    if start < 0:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body[start:], parser)
    except etree.XMLSyntaxError:
        return None
    name = local_name(root)
    if name == "feed":
        return read_head(root), [read_entry(child) for child in root if local_name(child) == "entry"]
    if name in {"rss", "RDF"}:
        channels = [root, *(child for child in root if local_name(child) == "channel")]
        items = [item for channel in channels for item in channel if local_name(item) == "item"]
        return read_channel(root), [read_item(item) for item in items]
    return None


def _forget(element: etree._Element) -> None:
    """Free a read entry, and its place among its siblings."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    while (before := element.getprevious()) is not None and local_name(before) in _ENTRIES:
        parent.remove(before)


def chunks_of(body: bytes) -> Iterator[bytes]:
    """Cut bytes that are already in memory into pieces."""
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]


def iter_entries(stream: BinaryIO) -> Iterator[FeedEntry]:
    """Yield the entries of a feed, backup or Takeout of any size from an open file."""
    return FeedReader(iter(lambda: stream.read(_CHUNK), b"")).entries()
