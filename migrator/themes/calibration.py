"""Learning a theme from one known text: where a feed or list tells how a post begins, the element that holds it is it.

The selector learnt from one page holds for all pages of the blog, because Blogger fills one template for all of them.
"""

import re
from collections.abc import Iterator

from lxml import etree

from migrator.content.text import element_text, plain_text
from migrator.content.tree import parse_document
from migrator.documents import RawPage
from migrator.themes.decoding import decode
from migrator.themes.naming import selector_of
from migrator.themes.rules import PostRules, Rules

_HOLDERS = ("div", "article", "section", "td", "main", "span")
_LEAST_WORDS = 8
_MOST_WORDS = 40
# Every element's text is read, so a page far larger than any blog's is left to the other rungs.
_MOST_ELEMENTS = 20_000


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holders(root: etree._Element, wanted: list[str]) -> Iterator[tuple[int, etree._Element]]:
    """Give the elements whose text begins with the wanted words, with the number of their words."""
    for element in root.iter(*_HOLDERS):
        words = _words(element_text(element))
        if words[: len(wanted)] == wanted:
            yield len(words), element


def calibrate(page: RawPage, known_html: str) -> Rules | None:
    """Learn where the body is from a post page and the post's text, whole or cut, as a feed gives it.

    None if the text is too short to prove anything, or no named element of the page begins with it.
    """
    # A text cut by its length may end inside a word.
    wanted = _words(plain_text(known_html))[:-1][:_MOST_WORDS]
    root, _ = parse_document(decode(page))
    if len(wanted) < _LEAST_WORDS or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    # An author's paragraphs have no names as a rule, so the smallest element with one is the template's.
    for _, element in sorted(_holders(root, wanted), key=lambda found: found[0]):
        if selector := selector_of(element):
            return Rules(post=PostRules(body=selector))
    return None
