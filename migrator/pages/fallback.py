"""The ladder's last rungs, for pages whose body no mark tells: the place that a general extractor finds, else prose.

The extractor (readability-lxml) rewrites what it takes, so only its judgement is used: the smallest element that holds
the text which it chose becomes the body, in the author's own markup.
"""

import re
from bisect import bisect_left, bisect_right
from copy import deepcopy
from itertools import accumulate, islice

from lxml import etree

from migrator.content.tree import parse_document
from migrator.pages.document import Document
from migrator.pages.index import Node, Zones

_HOLDERS = frozenset({"div", "article", "section", "td", "main"})
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "title"})
_LEAST_CHARACTERS = 140
# A general extractor needs time that grows faster than the page; a blog's page is far smaller than this.
_MOST_ELEMENTS = 20_000
# It measures the texts of all links in each box around a paragraph: some 30 million characters a second.
_MOST_LINK_TEXT = 5_000_000
_EDGE = 8
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


def general(document: Document, excluded: list[Node]) -> Node | None:
    """Find the element that holds what a general extractor takes for the page's article; None if it finds none."""
    from readability import Document as Article  # noqa: PLC0415 - loads slowly; only unknown themes need it
    from readability.readability import Unparseable  # noqa: PLC0415

    root = document.index.root
    if len(document.index.order) > _MOST_ELEMENTS or _link_text_to_measure(document) > _MOST_LINK_TEXT:
        return None
    source = etree.tostring(_without(root, excluded), encoding="unicode", method="html")
    try:
        summary = Article(source).summary(html_partial=True)
    except (Unparseable, ValueError, RecursionError):
        return None
    found, _ = parse_document(summary)
    wanted = [word for word, _ in _words(found)]
    return _holding(document, wanted) if sum(map(len, wanted)) > _LEAST_CHARACTERS else None


def _link_text_to_measure(document: Document) -> int:
    """Return how many characters of link texts the boxes around paragraphs hold: those in nested boxes count again."""
    index = document.index
    before, total = [0], 0
    for element in index.order:
        total += len(element.text or "") + len(element.tail or "")
        before.append(total)
    links = [index.node(link) for link, _ in index.links]
    sums = [0, *accumulate(before[link.end + 1] - before[link.order] for link in links)]
    boxes = {
        parent
        for paragraph in index.root.iter("p", "td", "pre", "div", "section")
        for parent in islice(paragraph.iterancestors(), 2)
    }
    orders = index.link_orders
    nodes = (index.node(box) for box in boxes)
    return sum(sums[bisect_right(orders, node.end)] - sums[bisect_left(orders, node.order)] for node in nodes)


def _without(root: etree._Element, excluded: list[Node]) -> etree._Element:
    """Return a copy of the page without some elements; their text stays where it was in the original."""
    places = {node.element for node in excluded}
    numbers = [number for number, element in enumerate(root.iter()) if element in places]
    copy = deepcopy(root)
    elements = list(copy.iter())
    for number in numbers:
        parent = elements[number].getparent()
        if parent is not None:
            elements[number].tail = None
            parent.remove(elements[number])
    return copy


def _words(root: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return the words that a reader sees, in order, each with the element that holds it."""
    found: list[tuple[str, etree._Element]] = []
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            if silent is None and element.tag in _SILENT:
                silent = element
            if silent is None and element.text:
                found += ((word, element) for word in _WORD.findall(element.text.casefold()))
            continue
        if silent is element:
            silent = None
        parent = element.getparent()
        if silent is None and element is not root and element.tail and parent is not None:
            found += ((word, parent) for word in _WORD.findall(element.tail.casefold()))
    return found


def _holding(document: Document, wanted: list[str]) -> Node | None:
    """Return the smallest element that holds a text from its first words to its last."""
    there = _words(document.index.root)
    words = [word for word, _ in there]
    start = _find(words, wanted[:_EDGE], 0)
    if start is None:
        return None
    end = _find(words, wanted[-_EDGE:], start + max(0, len(wanted) // 2 - _EDGE))
    if end is None:
        return None
    last = there[min(end + len(wanted[-_EDGE:]), len(there)) - 1][1]
    above = {last, *last.iterancestors()}
    first = there[start][1]
    common = next(element for element in (first, *first.iterancestors()) if element in above)
    while common.tag not in _HOLDERS and (parent := common.getparent()) is not None:
        common = parent
    return document.index.node(common) if common.tag in _HOLDERS else None


def _find(words: list[str], wanted: list[str], start: int) -> int | None:
    for place in range(start, len(words) - len(wanted) + 1):
        if words[place] == wanted[0] and words[place : place + len(wanted)] == wanted:
            return place
    return None


def _own_prose(element: etree._Element) -> int:
    """Count the characters of text that stand in an element and its inline and paragraph children, links aside."""
    total = len(_SPACES.sub(" ", element.text or "").strip())
    for child in element:
        total += len(_SPACES.sub(" ", child.tail or "").strip())
        if child.tag in {"p", "blockquote", "pre", "ul", "ol"} or (
            child.tag in {"b", "i", "em", "strong", "span", "font"} and child.find(".//a") is None
        ):
            total += sum(len(str(text).strip()) for text in child.itertext())
    return total


def densest(document: Document, excluded: Zones) -> Node | None:
    """Find the element whose own text and paragraphs are the most prose of the page; None if nothing is worth it."""
    index = document.index
    best: etree._Element | None = None
    most = _LEAST_CHARACTERS
    for element in index.root.iter(*_HOLDERS):
        if index.order[element] in excluded:
            continue
        prose = _own_prose(element)
        if prose > most:
            best, most = element, prose
    if best is None:
        return None
    # Paragraphs that are `div`s lie side by side below the element that holds the whole text.
    parent = best.getparent()
    if parent is not None and parent.tag in _HOLDERS:
        siblings = sum(_own_prose(child) for child in parent if child is not best and child.tag == "div")
        if siblings > most / 2:
            best = parent
    return index.node(best)
