"""The labels of a post: links to `/search/label/` that stand at the post, whatever a theme calls their box.

Blogger's own markup says `rel=tag`. Without it, the box's name tells, or that the links stand in the post's own part
of the page; a trail of breadcrumbs tells least, because some themes show the first label alone in it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from migrator.addresses import urls
from migrator.content.boilerplate import is_clearing
from migrator.pages.elements import text_of
from migrator.pages.index import Index, Node
from migrator.pages.segment import PageSegments, PostBlock

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LABEL_WORDS = frozenset({"label", "labels", "tag", "tags", "category", "categories", "cat", "cats", "topic", "topics"})
_CRUMB_WORDS = frozenset({"breadcrumb", "breadcrumbs", "crumb", "crumbs", "bread", "itemlistelement"})
_ELSEWHERE_WORDS = frozenset(
    {"nav", "menu", "menus", "navbar", "navigation", "related", "popular", "cloud", "sidebar", "footer-menu", "drawer"}
)
_LABEL_DATA = ("data-labels", "data-post-labels", "data-tags", "data-label")
_LEVELS = 6
_CARD_LEVELS = 3
_MOST_WORDS_BESIDE = 4
_MOST_LABELS = 60
_MARK, _PLACE, _DATA, _CRUMBS = "label mark", "label links", "label data", "breadcrumbs"


@dataclass(frozen=True, slots=True)
class LabelsTold:
    """Labels in the blog's order, None where the page has no place for them; the rule; the boxes inside the body."""

    names: tuple[str, ...] | None
    rung: str = ""
    boxes: list[etree._Element] = field(default_factory=list)


def labels_of(layout: PageSegments, block: PostBlock, *, single: bool) -> LabelsTold:
    """Find the labels of a post, the best evidence first."""
    marked = sorted(layout.find(block, layout.selectors.labels, wide=not block.stretches[1:]), key=_order)
    boxes = list(_boxes_in_body(layout, block)) if block.body.element.tag != "a" else []
    if names := _names(node.element for node in marked if not single or not layout.shows_another(node.element)):
        return LabelsTold(names, _MARK, boxes)
    inside = [link for box in boxes for link in _label_links(box)]
    links = list(_links_at_post(layout, block, single=single))
    named = [link for link in links if _stands_in(link, layout, block, _LABEL_WORDS)]
    if names := _names([*named, *inside]):
        return LabelsTold(names, _MARK, boxes)
    crumbs = [link for link in links if _stands_in(link, layout, block, _CRUMB_WORDS)]
    if names := _names(link for link in links if link not in crumbs):
        return LabelsTold(names, _PLACE, boxes)
    if names := _names_in_data(block):
        return LabelsTold(names, _DATA, boxes)
    if names := _names(crumbs):
        return LabelsTold(names, _CRUMBS, boxes)
    # Only a theme that has a place for labels says with it that there are none.
    has_place = any(True for _ in layout.find(block, layout.selectors.label_place))
    return LabelsTold(() if has_place else None, _MARK if has_place else "", boxes)


def _order(node: Node) -> int:
    return node.order


def _names(links: Iterator[etree._Element] | list[etree._Element]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in links:
        address = link.get("href") or ""
        if _leads_to_label(address) or not address.startswith("http"):
            # The link holds the label as it is; the text may be shortened or capitalised by the theme.
            name = text_of(link).strip(" #,|•·")
            written = unquote(re.split("[?#]", address)[0].rpartition("/label/")[2]).removesuffix(".html")
            if label := written if written and written.casefold() in name.casefold() else name or written:
                found[label] = None
    return tuple(found)


def _leads_to_label(address: str) -> bool:
    return "/search/label/" in address or "/label/" in address


def _label_links(element: etree._Element) -> list[etree._Element]:
    links = [element, *element.iterdescendants("a")] if element.tag == "a" else element.iterdescendants("a")
    return [link for link in links if _leads_to_label(link.get("href") or "")]


def _links_at_post(layout: PageSegments, block: PostBlock, *, single: bool) -> Iterator[etree._Element]:
    """Yield the links to labels in a post's own part of the page, outside of its body."""
    index, (start, end) = layout.document.index, block.stretches[0]
    body = block.body
    if single and (gadget := layout.gadget_around(body)) is not None:
        start, end = max(start, gadget.order), min(end, gadget.end)
    for link, address in index.links_within(start, end):
        order = index.order[link]
        if not _leads_to_label(address) or body.order < order <= body.end:
            continue
        if layout.is_apart(order) and not _stands_in(link, layout, block, _CRUMB_WORDS):
            continue
        if not _stands_in(link, layout, block, _ELSEWHERE_WORDS) and not layout.shows_another(link):
            yield link


def _stands_in(link: etree._Element, layout: PageSegments, block: PostBlock, words: frozenset[str]) -> bool:
    """Whether a link or a box close around it, which does not hold the body, has one of some words in its names."""
    for element in (link, *islice(link.iterancestors(), _LEVELS)):
        if layout.document.index.node(element).holds(block.body):
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag == "nav" and "nav" in words:
            return not _names_words(names) & _CRUMB_WORDS
        if _names_words(names) & words:
            return True
    return False


def _names_words(names: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(names)} if names.strip() else set()


def _names_in_data(block: PostBlock) -> tuple[str, ...]:
    """Read labels that only an attribute at the post names, as a list with commas."""
    body = block.body.element
    for element in (body, *islice(body.iterancestors(), _CARD_LEVELS)):
        for name in _LABEL_DATA:
            if value := (element.get(name) or "").strip(" ,"):
                return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    return ()


def _boxes_in_body(layout: PageSegments, block: PostBlock) -> Iterator[etree._Element]:
    """Yield the boxes of labels that a theme put inside the element of the body: named so, or behind its end mark."""
    index, body = layout.document.index, block.body
    seen: set[etree._Element] = set()
    for link, address in index.links_within(body.order + 1, body.end):
        if not _leads_to_label(address) or not layout.document.owns(urls.absolute(address, layout.document.url) or ""):
            continue
        box = _box_around(link, body.element, index)
        if box not in seen and _is_themes(box, link):
            seen.add(box)
            yield box


def _box_around(link: etree._Element, body: etree._Element, index: Index) -> etree._Element:
    """Return the largest element around a link to a label that holds links to labels, few words, and nothing else."""
    box, orders = link, index.link_orders
    for parent in link.iterancestors():
        node = index.node(parent)
        first, last = bisect_left(orders, node.order), bisect_right(orders, node.end)
        if parent is body or last - first > _MOST_LABELS:
            break
        links = [one for one, _ in index.links[first:last]]
        if not all(_leads_to_label(address) for _, address in index.links[first:last]):
            break
        beside = len(text_of(parent).split()) - sum(len(text_of(one).split()) for one in links)
        if beside > _MOST_WORDS_BESIDE or parent.find(".//img") is not None:
            break
        box = parent
    return box


def _is_themes(box: etree._Element, link: etree._Element) -> bool:
    if box.tag == "a":
        return False
    names = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}" for one in (box, *box.iterdescendants(etree.Element))
    )
    if _names_words(names) & _LABEL_WORDS or "tag" in (link.get("rel") or "").split():
        return True
    before = box.getprevious()
    return before is not None and is_clearing(before)
