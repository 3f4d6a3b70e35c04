"""Text to element tree, safely: bounded depth, no characters that XML forbids, nothing dropped in silence."""

import re
import threading
from collections.abc import Callable
from typing import cast

from lxml import etree

from migrator.content.characters import join_halves_in

# libxml2 drops the rest of a document below 2,048 levels; far less already breaks recursive consumers.
_DEEPEST = 400

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ASCII_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_NON_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"


attributes_of = cast("Callable[[etree._Element], list[tuple[str, str]]]", etree._Element.items)
"""All attributes of an element at once, as text: cheaper than to ask for two by name."""


class _Flattener:
    """Builds the same tree, but for levels below `_DEEPEST`, whose content joins the last level kept."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._depth = 0

    def start(self, tag: str | bytes, attrs: dict[str | bytes, str | bytes]) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth < _DEEPEST:
            self._builder.start(tag, attrs)

    def end(self, tag: str | bytes) -> None:
        """Close an element."""
        if self._depth < _DEEPEST:
            self._builder.end(tag)
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        """Take text."""
        self._builder.data(data)

    def comment(self, text: str | bytes) -> None:
        """Take a comment: the jump break may be one."""
        self._builder.comment(text)

    def close(self) -> etree._Element:
        """Return the root."""
        return self._builder.close()


def printable(text: str) -> str:
    """Drop the characters that no XML tool accepts: C0 controls, lone surrogates, non-characters."""
    if text.isascii():
        return text.translate(_ASCII_FORBIDDEN)
    return text if _is_printable(text) else _FORBIDDEN.sub("", text)


def _is_printable(text: str) -> bool:
    """Whether a text has none of those characters; its bytes are looked through far faster than it is."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    return not _has_controls(raw) and not any(one in raw for one in _NON_CHARACTERS)


def _has_controls(raw: bytes) -> bool:
    # To look for each of them costs half of what it costs to go through the bytes once: C has a quick way for one byte.
    return any(map(raw.__contains__, _CONTROLS))


class _Parsers(threading.local):
    """One parser a thread: making one costs a tenth of reading a page, but its log is of the page it read last."""

    def __init__(self) -> None:
        # Nobody asks for an element by its id, and to note each of them is a part of the parser's work.
        self.html = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)


_parsers = _Parsers()


def parse_bytes(utf8: bytes) -> tuple[etree._Element, bool]:
    """Parse HTML of any quality; gives the `html` element, and whether it was too deep and had to be flattened."""
    # A NUL or an empty text would end the document; a declared encoding does not count.
    source = (utf8.translate(None, _CONTROLS) if _has_controls(utf8) else utf8).strip() or b"<html></html>"
    source = join_halves_in(source)
    parser = _parsers.html
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        flattener = etree.HTMLParser(target=_Flattener(), encoding="utf-8", huge_tree=True)
        flattener.feed(source)
        return flattener.close(), True
    if root is None or isinstance(root, etree._Comment):
        # Nothing but comments, or an unfinished tag.
        return etree.Element("html"), False
    # libxml2 puts what follows `</html>` into a second root.
    while (further := root.getnext()) is not None:
        root.append(further)
    return root, False


def parse_document(text: str) -> tuple[etree._Element, bool]:
    """Parse HTML that is text already, as `parse_bytes` does."""
    return parse_bytes(text.encode("utf-8", "replace"))


def parse_fragment(html: str) -> etree._Element:
    """Parse a piece of HTML; gives an element that stands for it: its own tag and attributes mean nothing."""
    root, _ = parse_document(f"<html><body>{html}</body></html>")
    body = root.find("body")
    if body is None:
        return root
    # A stray end tag of `body` or `html` leaves the rest behind the body.
    _adopt(body, root)
    return body


def _adopt(body: etree._Element, root: etree._Element) -> None:
    text, body.tail = body.tail or "", None
    if len(body):
        body[-1].tail = printable((body[-1].tail or "") + text)
    else:
        body.text = printable((body.text or "") + text)
    body.extend(list(root)[root.index(body) + 1 :])


def inner_html(element: etree._Element) -> str:
    """Write what is inside an element as well-formed HTML, without the white space around it.

    The element loses its attributes.
    """
    element.attrib.clear()
    whole = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    tag = str(element.tag)
    # Character references can stand for what no XML tool accepts.
    return printable(whole.removeprefix(f"<{tag}>").removesuffix(f"</{tag}>").strip())


def remove(element: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        # Setting a text checks what the parser let pass as a character reference.
        if before is None:
            parent.text = printable((parent.text or "") + element.tail)
        else:
            before.tail = printable((before.tail or "") + element.tail)
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Replace an element by its content."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    before = element.getprevious()
    text = element.text or ""
    children = list(element)
    tail = element.tail or ""
    if children:
        children[-1].tail = printable((children[-1].tail or "") + tail)
    else:
        text += tail
    if before is None:
        parent.text = printable((parent.text or "") + text)
    else:
        before.tail = printable((before.tail or "") + text)
    parent[index : index + 1] = children
