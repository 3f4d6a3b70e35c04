"""Threaded comments that only the page's script holds: `[{'id': …, 'body': …, 'timestamp': …}, …]`.

So templates without a rendered list have them since 2012 (`var items = […];`, strings in single quotes, at first in
double ones), and widgets of version 2 (`blogger.widgets.blog.initThreadedComments([…], …)`).

Pages that have the comments in the HTML say `null` in place of the list.
"""

import re

from migrator.content.tree import parse_fragment
from migrator.pages.comments.common import Draft, avatar_at
from migrator.pages.document import Document
from migrator.pages.jsliteral import read_literal

_ITEMS = re.compile(r"(?:\bitems\s*=|\binitThreadedComments\s*\()\s*(?=\[)")
_LONGEST = 4_000_000


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _draft(item: dict[str, object], base: str) -> Draft | None:
    number = _text(item.get("id"))
    author = item.get("author")
    known = author if isinstance(author, dict) else {}
    body = _text(item.get("body"))
    if not number.isdigit():
        return None
    removed = bool(item.get("deleted")) or "deleted-comment" in body
    milliseconds = _text(item.get("timestamp"))
    parent = _text(item.get("parentId"))
    return Draft(
        number=number,
        name=_text(known.get("name")),
        profile=_text(known.get("profileUrl")) or None,
        avatar=avatar_at(_text(known.get("avatarUrl")), base),
        by_blog_author="blog-author" in _text(known.get("authorClass")),
        link=f"?showComment={milliseconds}" if milliseconds.isdigit() else _text(item.get("permalink")),
        shown=_text(item.get("displayTime")),
        body=parse_fragment(body),
        removed=removed,
        parent=parent if parent.isdigit() else None,
    )


def read(document: Document) -> list[Draft]:
    """Return the comments in the script's order."""
    for _, _, text in document.index.scripts():
        said = ("items" in text or "initThreadedComments" in text) and len(text) < _LONGEST
        match = _ITEMS.search(text) if said else None
        if not match:
            continue
        try:
            items = read_literal(text[match.end() :])
        except (ValueError, RecursionError):
            continue
        found = [item for item in (items if isinstance(items, list) else []) if isinstance(item, dict)]
        return [draft for item in found if (draft := _draft(item, document.url)) is not None]
    return []
