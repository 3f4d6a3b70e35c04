"""The ladder for pages whose body no mark tells: microdata-like containers, then the element with the most prose."""

import re

from lxml import etree

from migrator.themes.blocks import Zones
from migrator.themes.document import Document
from migrator.themes.index import Node

_HOLDERS = frozenset({"div", "article", "section", "td", "main"})
_LEAST_CHARACTERS = 140
_SPACES = re.compile(r"\s+")


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
