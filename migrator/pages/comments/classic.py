"""Comments of classic templates: `div.comment-body` and `p.comment-data` ("By NAME, at TIME") in a `li`, or a `dl`."""

import re
from bisect import bisect_right

from lxml import etree

from migrator.pages.comments.common import Draft, comment_number
from migrator.pages.document import Document
from migrator.pages.elements import text_of
from migrator.pages.index import Index, Node

MARKS = frozenset({".comment-body", ".comment-data", ".comment-byline", ".deleted-comment"})

_BY = re.compile(r"^\s*(?:by|von|par|por|da|di|door|av)\s+", re.IGNORECASE)
_AT = re.compile(r"\s*,?\s*(?:at|um|à|a las|alle|@|—|-)?\s*$", re.IGNORECASE)


def _time_link(byline: etree._Element) -> etree._Element | None:
    return next((link for link in byline.iter("a") if "#c" in link.get("href", "")), None)


def _name(byline: etree._Element, time: etree._Element | None) -> tuple[str, str | None]:
    for link in byline.iter("a"):
        if link is not time and link.get("href") and (text := text_of(link)):
            if "delete-comment" not in link.get("href", ""):
                return text, link.get("href")
            break
    for span in byline.iter("span"):
        if "comment-author" in span.get("class", "") and (text := text_of(span)):
            return text, None
    before = (byline.text or "") + "".join(
        (child.text or "") + (child.tail or "") for child in byline.iterchildren("span", "b", "strong", "em")
    )
    return _AT.sub("", _BY.sub("", " ".join(before.split()))), None


def _draft(body: Node, byline: Node) -> Draft:
    time = _time_link(byline.element)
    link = "" if time is None else time.get("href", "")
    name, profile = _name(byline.element, time)
    holder = body.element.getparent()
    removed = any("deleted-comment" in span.get("class", "").split() for span in body.element.iter("span"))
    return Draft(
        number=comment_number(None if holder is None else holder.get("id"), byline.element.get("id"), link),
        name=name,
        profile=profile,
        link=link,
        shown="" if time is None else text_of(time),
        body=body.element,
        removed=removed,
    )


def _in_definition_list(index: Index, bylines: list[Node]) -> list[Draft]:
    """Pair each `dt.comment-data` with the first `dd.comment-body` up to the next."""
    drafts = []
    for place, byline in enumerate(bylines):
        limit = bylines[place + 1].order if place + 1 < len(bylines) else len(index.order)
        bodies = index.within(byline.order, limit - 1, ".comment-body")
        body = next((node for node in bodies if node.element.tag == "dd"), None)
        if body is not None:
            drafts.append(_draft(body, byline))
    return drafts


def read(document: Document) -> list[Draft]:
    """Return the comments in page order: each body with the byline after it, or before it in a `dl`."""
    index = document.index
    bylines = index.all(".comment-data", ".comment-byline")
    bodies = [node for node in index.all(".comment-body") if node.element.tag != "dd"]
    titled = [node for node in bylines if node.element.tag == "dt"]
    drafts = _in_definition_list(index, titled)
    orders = [byline.order for byline in bylines]
    for place, body in enumerate(bodies):
        limit = bodies[place + 1].order if place + 1 < len(bodies) else len(index.order)
        following = bisect_right(orders, body.order)
        if following < len(orders) and orders[following] < limit:
            drafts.append(_draft(body, bylines[following]))
    return drafts
