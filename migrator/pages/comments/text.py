"""Where the text of one comment is, in a theme's own markup: what is said to be it, else what holds no other part."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from migrator.content.text import words_of
from migrator.content.tree import printable
from migrator.pages.comments.parts import BODY_WORDS, Parts, has_text, is_control, itemprops, words_in
from migrator.pages.elements import text_of

_BOXES = frozenset({"div", "section", "table", "tbody", "tr", "td", "p", "span"})

_Stretch = list["etree._Element | str"]


def find_body(own: Parts) -> etree._Element | None:
    """Find the text of a comment: what is said to be it, else the longest stretch without any other part in it."""
    for element in own.elements:
        if itemprops(element) & {"text", "commentText"} or element.get("data-comment-body-id"):
            return element
    parts = {one for one in (own.author, own.time) if one is not None}
    parts.update(own.replies, (one for one in own.elements if is_control(one)))
    above = {own.holder, *(ancestor for part in parts for ancestor in part.iterancestors())}
    own_elements = set(own.elements)
    stretches = [
        stretch
        for parent in (own.holder, *own.elements)
        if parent in above and parent not in parts
        for stretch in _stretches(parent, above | parts, own_elements)
    ]
    stretches = [one for one in stretches if _length(one)]
    said = [
        one
        for one in stretches
        if any(isinstance(part, etree._Element) and words_in(part) & BODY_WORDS for part in one)
    ]
    best = max(said or stretches, key=_length, default=None)
    if best is None:
        return None
    elements = [part for part in best if not isinstance(part, str)]
    if len(elements) == 1 and all(part is elements[0] or not str(part).strip() for part in best):
        return _innermost(elements[0])
    return _wrapped(best)


def _innermost(element: etree._Element) -> etree._Element:
    """Return what a theme put its boxes around."""
    while len(element) == 1 and element[0].tag in _BOXES:
        if (element.text or "").strip() or (element[0].tail or "").strip():
            break
        element = element[0]
    return element


def _stretches(parent: etree._Element, apart: set[etree._Element], own: set[etree._Element]) -> Iterator[_Stretch]:
    """Yield the runs of texts and elements inside an element, cut at the parts of a comment and what holds such."""
    run: _Stretch = [parent.text or ""]
    for child in parent:
        if child in own and child not in apart:
            run.append(child)
        elif child in apart:
            yield _trimmed(run)
            run = []
        run.append(child.tail or "")
    yield _trimmed(run)


def _trimmed(run: _Stretch) -> _Stretch:
    """Take what shows nothing off both ends of a stretch."""
    shown = [place for place, part in enumerate(run) if (part.strip() if isinstance(part, str) else has_text(part))]
    return run[shown[0] : shown[-1] + 1] if shown else []


def _length(stretch: _Stretch) -> int:
    return sum(
        len(words_of(part)) if isinstance(part, str) else len(text_of(part)) + has_text(part) for part in stretch
    )


def _wrapped(stretch: _Stretch) -> etree._Element:
    """Return an element with copies of a stretch."""
    body = etree.Element("div")
    for part in stretch:
        if not isinstance(part, str):
            copied = deepcopy(part)
            copied.tail = None
            body.append(copied)
        elif len(body):
            body[-1].tail = printable((body[-1].tail or "") + part)
        else:
            body.text = printable((body.text or "") + part)
    return body
