"""Pages that Blogger answered without what they should hold: a gadget that failed, an empty shell, a saved 404."""

import re

from lxml import etree

from migrator.pages.document import Document
from migrator.pages.elements import shown_text
from migrator.pages.index import Index, Node

MARKS = frozenset(
    {
        ".errorpage", "#errorpage", ".error-page", "#error-page", ".error_page", "#error_page", ".error-404",
        "#error-404", ".error404", "#error404", ".page-404", ".errorwrap", ".error-wrap", "#error-wrap",
        ".error-wrapper", "#error-wrapper", ".page-not-found", ".not-found", ".notfound", ".error-container",
        ".error-content",
    }
)  # fmt: skip
_FAILED = "failed to render"
_SHORTEST = 40
_NUMBERED_TITLE = re.compile(r"(?<!\d)404(?!\d)")


def _gadgets(index: Index) -> list[Node]:
    return [node for node in index.all(".widget") if "Blog" in (node.element.get("class") or "").split()]


def failed_gadget(index: Index) -> bool:
    """Whether the gadget that should show the posts holds nothing but Blogger's word that it could not be rendered."""
    for node in _gadgets(index):
        if len(text := shown_text(node.element)) < 10 * _SHORTEST:
            notes = (str(note.text) for note in node.element.iter(etree.Comment))
            if _FAILED in text.lower() or any(_FAILED in note.lower() for note in notes):
                return True
    return False


def is_empty(index: Index) -> bool:
    """Whether the gadget that should show the posts, or a page without it, shows neither text nor picture."""
    holders = [one.element for one in _gadgets(index)] or index.named("body")
    return not any(len(shown_text(one)) >= _SHORTEST or one.find(".//img") is not None for one in holders)


def leads_on(index: Index) -> bool:
    """Whether the page sends its readers to another address."""
    return any((meta.get("http-equiv") or "").lower() == "refresh" for meta in index.named("meta"))


def is_saved_error(document: Document) -> bool:
    """Whether a page without posts is what a theme shows for an address that the blog does not have."""
    return document.index.first(*MARKS) is not None or bool(_NUMBERED_TITLE.search(document.head.title))
