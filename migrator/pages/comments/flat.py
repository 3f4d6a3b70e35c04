"""Flat comments, 2004 to 2012 and later where threading is off: `dl#comments-block` of `dt`, `dd`, `dd`."""

import re

from lxml import etree

from migrator.pages.comments.common import Draft, avatar_of, comment_number
from migrator.pages.document import Document
from migrator.pages.elements import first_link, text_of
from migrator.pages.index import Node

MARKS = frozenset(
    {
        "#comments-block", ".comment-author", ".comment-poster", ".comment-body", ".comment-footer",
        ".comment-timestamp", ".deleted-comment", ".avatar-image-container", ".blog-author", ".blog-author-comment",
    }
)  # fmt: skip

_PARTS = (".comment-body", ".blog-author-comment", ".comment-timestamp", ".comment-footer")

# "… said" in Blogger's languages, where name and verb stand in one text without a line break.
SAID = re.compile(
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
    return SAID.sub("", lines[0]) if lines else ""


def _profile(author: etree._Element) -> str | None:
    for link in author.iter("a"):
        if link.get("href") and text_of(link):
            return link.get("href")
    return None


def _is_flagged(element: etree._Element) -> bool:
    return not {"blog-author", "blog-author-comment"}.isdisjoint(element.get("class", "").lower().split())


def _draft(document: Document, author: Node, last: int) -> Draft:
    """Read a comment whose parts end at the place `last`."""
    index, element = document.index, author.element
    one, start = index.one, author.order + 1
    # So older templates mark what the blog's author answers.
    body = one(start, last, ".comment-body", ".blog-author-comment")
    time = one(start, last, ".comment-timestamp")
    when = None if time is None else first_link(time)
    anchor = next((link.get("name") for link in element.iter("a") if link.get("name")), None)
    link = "" if when is None else when.get("href", "")
    removed = body is not None and any(
        "deleted-comment" in span.get("class", "").split() for span in body.iter("span", "p", "i")
    )
    flagged = _is_flagged(element) or (
        one(start, last, ".blog-author", ".blog-author-comment") is not None
        and any(_is_flagged(node.element) for node in index.within(start, last, *_PARTS))
    )
    avatar = one(author.order, author.end, ".avatar-image-container")
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
    """Return the comments in page order: each `dt` with what follows it up to the next."""
    index = document.index
    authors = [n for n in index.all(".comment-author", ".comment-poster") if n.element.tag == "dt"]
    drafts = []
    for place, author in enumerate(authors):
        limit = authors[place + 1].order if place + 1 < len(authors) else len(index.order)
        draft = _draft(document, author, limit - 1)
        # The form of unexpanded template tags is no comment.
        if "<$" not in draft.name and (draft.body is not None or draft.number):
            drafts.append(draft)
    return drafts
