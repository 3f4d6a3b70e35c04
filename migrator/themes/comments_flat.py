"""Flat comments, 2004 to 2012 and later where threading is off: `dl#comments-block` of `dt`, `dd`, `dd`."""

import re
from bisect import bisect_left, bisect_right

from lxml import etree

from migrator.themes.comments import Draft, avatar_of, comment_number
from migrator.themes.document import Document
from migrator.themes.elements import text_of
from migrator.themes.index import Node

MARKS = frozenset(
    {
        "#comments-block", ".comment-author", ".comment-poster", ".comment-body", ".comment-footer",
        ".comment-timestamp", ".deleted-comment", ".avatar-image-container", ".blog-author", ".blog-author-comment",
    }
)  # fmt: skip

# "… said" in Blogger's languages, where name and verb stand in one text without a line break.
_SAID = re.compile(
    r"\s*(?:said|wrote|a dit|hat gesagt|dijo|ha detto|disse|pisze|zei|sa|sagde|sanoi|kirjoitti|je rekel|kaže|dedi ki"
    r"|řekl\(a\)|povedal\(a\)|írta|spunea|каза|каже|пишет|комментирует|είπε"
    r"|mengatakan|berkata|さん(?:のコメント)?|님의 말"
    r"|提到|说|說|يقول|گفت|אמר/ה|กล่าวว่า|nói|va dir|ha dit)\s*(?:\.\.\.|…|:)?\s*$",
    re.IGNORECASE,
)


def _name(author: etree._Element) -> str:
    """Read the name: the text of the link, else the first line of the text."""
    for link in author.iter("a"):
        if link.get("href") and (text := text_of(link)):
            return text
    for bold in author.iter("strong", "b", "span", "cite"):
        if not bold.get("class") and (text := text_of(bold)):
            return text
    lines = [line.strip() for line in "".join(str(text) for text in author.itertext()).splitlines() if line.strip()]
    return _SAID.sub("", lines[0]) if lines else ""


def _profile(author: etree._Element) -> str | None:
    for link in author.iter("a"):
        if link.get("href") and text_of(link):
            return link.get("href")
    return None


def _first(nodes: list[Node], mark_class: str) -> etree._Element | None:
    for node in nodes:
        if mark_class in node.element.get("class", "").lower().split():
            return node.element
    return None


def _draft(document: Document, author: Node, rest: list[Node]) -> Draft:
    element = author.element
    body = _first(rest, "comment-body")
    if body is None:
        # So older templates mark what the blog's author answers.
        body = _first(rest, "blog-author-comment")
    time = _first(rest, "comment-timestamp")
    when = None if time is None else time.find(".//a[@href]")
    anchor = next((link.get("name") for link in element.iter("a") if link.get("name")), None)
    link = "" if when is None else when.get("href", "")
    removed = body is not None and any(
        "deleted-comment" in span.get("class", "").split() for span in body.iter("span", "p", "i")
    )
    flagged = any(
        not {"blog-author", "blog-author-comment"}.isdisjoint(node.element.get("class", "").lower().split())
        for node in (author, *rest)
    )
    avatar = next((n.element for n in document.index.within(author.order, author.end, ".avatar-image-container")), None)
    return Draft(
        number=comment_number(element.get("id"), anchor, link),
        name=_name(element),
        profile=_profile(element),
        avatar=avatar_of(avatar, document.url),
        by_blog_author=flagged,
        link=link,
        shown="" if when is None else text_of(when),
        body=body,
        removed=removed,
    )


def read(document: Document) -> list[Draft]:
    """Give the comments in page order: each `dt` with what follows it up to the next."""
    index = document.index
    authors = [n for n in index.all(".comment-author", ".comment-poster") if n.element.tag == "dt"]
    parts = index.all(".comment-body", ".blog-author-comment", ".comment-timestamp", ".comment-footer")
    drafts = []
    orders = [part.order for part in parts]
    for place, author in enumerate(authors):
        limit = authors[place + 1].order if place + 1 < len(authors) else len(index.order)
        draft = _draft(document, author, parts[bisect_right(orders, author.order) : bisect_left(orders, limit)])
        # The form of unexpanded template tags is no comment.
        if "<$" not in draft.name and (draft.body is not None or draft.number):
            drafts.append(draft)
    return drafts
