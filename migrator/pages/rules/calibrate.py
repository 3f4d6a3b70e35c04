"""Learning a theme from one known text: where a feed or list tells how a post begins, the element that holds it is it.

The selector learnt from one page holds for all pages of the blog, because Blogger fills one template for all of them.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from migrator.content.text import element_text, plain_text
from migrator.content.tree import parse_document
from migrator.model.documents import Hints, RawPage
from migrator.pages.decoding import decode
from migrator.pages.rules.css import selector_of
from migrator.pages.rules.locate import dated, holding
from migrator.pages.rules.rules import PostRules, Rules

_HOLDERS = ("div", "article", "section", "td", "main", "span")
_LEAST_WORDS = 8
_MOST_WORDS = 40
# Every element's text is read, so a page far larger than any blog's is left to the other rungs.
_MOST_ELEMENTS = 20_000
_LEVELS = 4


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holders(root: etree._Element, wanted: list[str]) -> Iterator[tuple[int, etree._Element]]:
    """Yield the elements whose text begins with the wanted words, with the number of their words."""
    for element in root.iter(*_HOLDERS):
        words = _words(element_text(element))
        if words[: len(wanted)] == wanted:
            yield len(words), element


def body_holder(root: etree._Element, known_html: str) -> etree._Element | None:
    """Find the element that holds a post's body, by a text that it begins with, whole or cut.

    None if the text is too short to prove anything, or no element with a lasting name begins with it.
    """
    # A text cut by its length may end inside a word.
    wanted = _words(plain_text(known_html))[:-1][:_MOST_WORDS]
    if len(wanted) < _LEAST_WORDS or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    # An author's paragraphs have no names as a rule, so the smallest element with one is the template's.
    found = sorted(_holders(root, wanted), key=lambda found: found[0])
    return next((element for _, element in found if selector_of(element)), None)


def calibrate(page: RawPage, known: Hints) -> Rules | None:
    """Learn where a blog's pages have body, title, date and author, from what is known of the post of one page.

    None if its body is not found. The others are looked for near the body: a name in a sidebar is no byline.
    """
    root, _ = parse_document(decode(page))
    body = body_holder(root, known.html)
    if body is None:
        return None
    selector = selector_of(body)
    around = [one for one in islice(body.iterancestors(), _LEVELS) if one.tag not in {"body", "html"}]
    if not around:
        return Rules(post=PostRules(body=selector))
    # What the author wrote may tell a name or a day as well, and goes; its tail is the template's.
    for child in list(body):
        body.remove(child)
    body.text = None
    near = around[-1]
    return Rules(
        post=PostRules(
            body=selector,
            title=holding(near, known.title),
            date=dated(near, known.published),
            author=holding(near, known.author),
        )
    )
