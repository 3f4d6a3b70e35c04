"""A feed of any size cut into small feeds: each has the head and some whole entries, and can be read alone.

The archive keeps these as the raw records of an import, so a later `migrate reparse` reads them like any captured
feed, in little memory. Cutting happens before XML is parsed: an entry that is broken breaks no other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from migrator.account import entries_in
from migrator.feeds.balance import balanced_head
from migrator.feeds.repair import MendedText

_OPEN = re.compile(rb"<(?:entry|item)[\s>/]")
_EVENT = re.compile(rb"<!\[CDATA\[|<(/?)(entry|item)(?=[\s>/])[^<>]*>")
_CLOSING = (b"</entry>", b"</item>")
_BEGUN = b"<entry>"
_ID = re.compile(rb"<(?:id|guid)[\s>]")
_ROOT_ENDS = re.compile(rb"(?:</(?:[\w.-]+:)?(?:feed|rss|RDF|channel)>)+")
_KEPT_SETTING = re.compile(rb"\.settings\.BLOG_CONVERT_LINE_BREAKS\s*</id>")

SLICE = 256 * 1024
"""Bytes of entries in a slice, unless one entry alone is longer."""
_LONGEST_HEAD = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Slice:
    """A small feed: `content` from byte `start` and line `line` of the text on; lines and entries count from 1."""

    head: bytes
    content: bytes
    tail: bytes
    start: int
    line: int
    first: int

    @property
    def entries(self) -> int:
        """How many entries the slice begins, those of its head left out."""
        return entries_in(b"<" + self.content)

    @property
    def repeated(self) -> int:
        """How many entries stand in its head, so that the others are understood: settings."""
        return entries_in(self.head)

    @property
    def document(self) -> bytes:
        """The bytes of a feed that stands alone."""
        return self.head + self.content + self.tail


class Slices:
    """Cuts the UTF-8 text of a feed, without what stands before its root element.

    `mended`: what stands before the first entry was not well-formed. Used up, `trailing` is what follows the root
    element, `cut` where an unfinished entry begins: (byte, line, number), `unfinished` how many entries begin from
    there on.
    """

    def __init__(self, chunks: Iterable[bytes], *, start: int = 0, line: int = 1, size: int = SLICE) -> None:
        self._chunks = iter(chunks)
        self._buffer = bytearray()
        self._start = start
        self._line = line
        self._first = 1
        self._size = size
        self.head = b""
        self.tail = b""
        self.trailing = b""
        self.mended = False
        self.cut: tuple[int, int, int] | None = None
        self.unfinished = 0

    def __iter__(self) -> Iterator[Slice]:
        """Yield the slices; a feed without whole entries is one slice of none."""
        if not self._read_head():
            yield self._slice(b"")
            return
        wanted, begun = self._size, self._start
        for chunk in self._chunks:
            self._buffer += chunk
            if len(self._buffer) >= wanted:
                if end := _last_end(bytes(self._buffer)):
                    yield self._take(end)
                # One entry longer than all this is looked at again only when there is much more of it.
                wanted = max(self._size, len(self._buffer) * 3 // 2)
        if end := _last_end(bytes(self._buffer)):
            yield self._take(end)
        elif self._start == begun:
            yield self._slice(b"")  # the file ends in its first entry: its head is all that it tells
        self._finish()

    def _read_head(self) -> bool:
        found = None
        for chunk in self._chunks:
            self._buffer += chunk
            found = _OPEN.search(self._buffer)
            if found or len(self._buffer) > _LONGEST_HEAD:
                break
        end = found.start() if found else len(self._buffer)
        self.head = bytes(self._buffer[:end])
        del self._buffer[:end]
        if found:
            self._buffer[:0] = lost = self._lost_entries()
            end -= len(lost) - lost.count(_BEGUN) * len(_BEGUN)
        self._start += end
        self._line += self.head.count(b"\n")
        if found:
            self._balance_head()
        return found is not None

    def _lost_entries(self) -> bytes:
        """Take the entries out of the head that have an end tag and no other, and give each its start tag."""
        last = max(self.head.rfind(mark) + len(mark) if mark in self.head else 0 for mark in _CLOSING)
        ids = [match.start() for match in _ID.finditer(self.head, 0, last)]
        if len(ids) < 2:
            return b""
        lost = self.head[ids[1] : last]
        self.head, behind = self.head[: ids[1]], self.head[last:]
        return with_starts(lost) + behind

    def _balance_head(self) -> None:
        """Make the head one that every entry can stand behind, whatever its owner's editor did to it."""
        self.tail = _closing(self.head)
        if _ROOT_ENDS.fullmatch(self.tail) and _is_well_formed(self.head + self.tail):
            return
        mended = b"".join(MendedText([self.head])).decode("utf-8", "replace")
        head, ends = balanced_head(mended)
        self.head, self.tail, self.mended = head.encode(), ends.encode(), True

    def _slice(self, content: bytes) -> Slice:
        return Slice(self.head, content, self.tail, self._start, self._line, self._first)

    def _take(self, end: int) -> Slice:
        content = bytes(self._buffer[:end])
        del self._buffer[:end]
        made = self._slice(with_starts(content))
        self._start += end
        self._line += content.count(b"\n")
        self._first += sum(content.count(mark) for mark in _CLOSING)
        if _KEPT_SETTING.search(content):
            kept = [entry.content for entry in entries_of(made) if _KEPT_SETTING.search(entry.content)]
            self.head += b"".join(kept)
        return made

    def _finish(self) -> None:
        """Look at what is left behind the last whole entry: an entry that is cut, or the end of the root element."""
        rest = bytes(self._buffer)
        opened = _OPEN.search(rest)
        if opened:
            self.unfinished = entries_in(b"<" + rest)
            before = rest[: opened.start()]
            self.cut = (self._start + opened.start(), self._line + before.count(b"\n"), self._first)
            return
        end = re.search(rb"</(?:[\w.-]+:)?(?:feed|rss|RDF)\s*>", rest)
        if end is None:
            self.cut = (self._start + len(rest), self._line + rest.count(b"\n"), self._first)
        else:
            self.trailing = rest[end.end() :].strip()


def _is_well_formed(document: bytes) -> bool:
    try:
        etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return False
    return True


def with_starts(content: bytes) -> bytes:
    """Return entries with a start tag for each end tag that has none: what stands before it is its entry."""
    if sum(content.count(mark) for mark in _CLOSING) <= entries_in(b"<" + content):
        return content
    done, position, begun = [], 0, False
    for event in _EVENT.finditer(content):
        if event[0].startswith(b"<!"):
            continue
        if not event[1]:
            begun = not event[0].endswith(b"/>")
            continue
        if not begun and _ID.search(content, position, event.start()):
            done.append(content[position : event.end()].replace(b"<", _BEGUN + b"<", 1))
        elif begun:
            done.append(content[position : event.end()])
        begun, position = False, event.end()
    return b"".join([*done, content[position:]])


def _last_end(buffer: bytes) -> int:
    """Return where the last whole entry in a buffer ends, 0 if there is none."""
    if b"<![CDATA[" in buffer:
        return max((end for _, end in _entries(buffer)), default=0)
    return max(buffer.rfind(mark) + len(mark) if mark in buffer else 0 for mark in _CLOSING)


def _entries(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each whole entry begins and ends; marks inside CDATA count for nothing.

    A start inside an open entry begins a new one: the one before never ended.
    """
    begun, position = -1, 0
    while event := _EVENT.search(content, position):
        position = event.end()
        if event[0].startswith(b"<!"):
            closed = content.find(b"]]>", position)
            if closed < 0:
                return
            position = closed + 3
        elif event[1]:
            if begun >= 0:
                yield begun, event.end()
            begun = -1
        elif not event[0].endswith(b"/>"):
            if begun >= 0:
                yield begun, event.start()
            begun = event.start()


def entries_of(whole: Slice) -> Iterator[Slice]:
    """Yield each entry of a slice as a slice of its own."""
    for number, (begin, end) in enumerate(_entries(whole.content)):
        line = whole.line + whole.content.count(b"\n", 0, begin)
        yield Slice(whole.head, whole.content[begin:end], whole.tail, whole.start + begin, line, whole.first + number)


def _closing(head: bytes) -> bytes:
    """Return the end tags of the elements that a head leaves open."""
    parser = etree.XMLPullParser(events=("start", "end"), recover=True, resolve_entities=False, no_network=True)
    parser.feed(head)
    opened: list[str] = []
    for event, element in parser.read_events():
        if isinstance(element, etree._Element):
            prefix = f"{element.prefix}:" if element.prefix else ""
            name = f"{prefix}{str(element.tag).rpartition('}')[2]}"
            if event == "start":
                opened.append(name)
            elif opened:
                opened.pop()
    return "".join(f"</{name}>" for name in reversed(opened)).encode()
