"""The words of a piece of HTML, for comparing and for excerpts."""

import re

from lxml import etree

from migrator.content.tree import parse_fragment

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "iframe", "img", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul", "video",
    }
)  # fmt: skip
SILENT = frozenset({"script", "style", "template", "noscript"})
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")


def words_of(text: str) -> str:
    """Normalise white space (no-break spaces too) to single spaces and drop invisible marks."""
    if not text.isascii() and _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def element_text(element: etree._Element) -> str:
    """Return the visible text of an element, without its tail, words of different blocks apart."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = node.tag
        opens = event == "start"
        if opens and tag in BLOCKS:
            parts.append(" ")
        if opens and node.text and tag not in SILENT:
            parts.append(node.text)
        if not opens and tag in BLOCKS:
            parts.append(" ")
        if not opens and node.tail and node is not element:
            parts.append(node.tail)
    return words_of("".join(parts))


def plain_text(html: str) -> str:
    """Return the visible words of a piece of HTML, one space between them."""
    return element_text(parse_fragment(html))
