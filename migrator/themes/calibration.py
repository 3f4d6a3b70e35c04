"""Learning a theme from one known text: where a feed tells how a post begins, the element that holds it is the body.

The selector learnt from one page holds for all pages of the blog, because Blogger fills one template for all of them.
"""

import re
from collections.abc import Iterator

from lxml import etree

from migrator.content.text import element_text, plain_text
from migrator.content.tree import parse_document
from migrator.documents import RawPage
from migrator.themes.decoding import decode
from migrator.themes.rules import PostRules, Rules

_HOLDERS = ("div", "article", "section", "td", "main", "span")
_NAME = re.compile(r"^[A-Za-z_][\w-]*$")
_LEAST_WORDS = 8


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holders(root: etree._Element, wanted: list[str]) -> Iterator[tuple[int, etree._Element]]:
    """Give the elements whose text begins with the wanted words, with the number of their words."""
    for element in root.iter(*_HOLDERS):
        words = _words(element_text(element))
        if words[: len(wanted)] == wanted:
            yield len(words), element


def selector_of(element: etree._Element) -> str:
    """Write a CSS selector of an element's own id or classes; empty if it has none that other pages share."""
    name = element.get("id") or ""
    if _NAME.match(name) and not re.search(r"\d{4}", name):
        return f"#{name}"
    classes = [one for one in (element.get("class") or "").split() if _NAME.match(one) and not re.search(r"\d{4}", one)]
    return f"{element.tag}.{'.'.join(classes)}" if classes else ""


def calibrate(page: RawPage, known_html: str) -> Rules | None:
    """Learn where the body is from a post page and the post's text, whole or cut, as a feed gives it.

    None if the text is too short to prove anything, or no named element of the page begins with it.
    """
    wanted = _words(plain_text(known_html))
    if len(wanted) < _LEAST_WORDS:
        return None
    root, _ = parse_document(decode(page))
    # An author's paragraphs have no names as a rule, so the smallest element with one is the template's.
    found = [(size, element) for size, element in _holders(root, wanted) if selector_of(element)]
    if not found:
        return None
    fewest = min(size for size, _ in found)
    element = next(element for size, element in found if size == fewest)
    return Rules(post=PostRules(body=selector_of(element)))
