"""Threaded comments in the page, since January 2012: `li.comment#c<id>`, replies inside `div.comment-replies`."""

from migrator.pages.comments.common import Draft, avatar_of, comment_number
from migrator.pages.document import Document
from migrator.pages.elements import first_link, text_of
from migrator.pages.index import Node

MARKS = frozenset(
    {
        ".comment", ".comment-block", ".comment-header", ".comment-content", ".comment-replies", ".comment-body",
        ".datetime", ".user", ".avatar-image-container", ".blog-author", ".deleted-comment",
    }
)  # fmt: skip


def _own_end(document: Document, node: Node) -> int:
    """Return the order of the last element that is the comment's own and not of a reply to it."""
    index = document.index
    replies = index.one(node.order + 1, node.end, ".comment-replies")
    inner = index.one(node.order + 1, node.end, ".comment")
    return min((index.order[one] - 1 for one in (replies, inner) if one is not None), default=node.end)


def _draft(document: Document, node: Node, parent: str | None) -> Draft | None:
    one, start, end = document.index.one, node.order + 1, _own_end(document, node)
    body = one(start, end, ".comment-content", ".comment-body")
    user = one(start, end, ".user")
    time = one(start, end, ".datetime")
    if body is None and user is None:
        return None
    link = None if user is None else first_link(user)
    when = None if time is None else (time if time.tag == "a" else first_link(time))
    # With nothing but a removal notice inside.
    removed = one(start, end, ".deleted-comment") is not None
    return Draft(
        number=comment_number(node.element.get("id")),
        name="" if user is None else text_of(user),
        profile=None if link is None else link.get("href"),
        avatar=avatar_of(one(start, end, ".avatar-image-container"), document.url),
        by_blog_author=one(start, end, ".blog-author") is not None,
        link="" if when is None else when.get("href", ""),
        shown="" if time is None else text_of(time),
        body=body,
        removed=removed,
        parent=parent,
    )


def read(document: Document) -> list[Draft]:
    """Return the comments in page order."""
    drafts: list[Draft] = []
    above: list[tuple[Node, str | None]] = []
    for node in document.index.all(".comment"):
        number = comment_number(node.element.get("id"))
        if number is None or node.element.tag not in {"li", "div", "article"}:
            continue
        while above and not above[-1][0].holds(node):
            above.pop()
        draft = _draft(document, node, above[-1][1] if above else None)
        if draft is not None:
            drafts.append(draft)
            above.append((node, number))
    return drafts
