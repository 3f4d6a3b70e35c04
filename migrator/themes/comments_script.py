"""Threaded comments that only the page's script holds: `var items = [{"id": …, "body": …, "timestamp": …}, …];` (2012).

Later pages say `var items = null` and have the comments in the HTML.
"""

import json
import re

from migrator.content.tree import parse_fragment
from migrator.themes.comments import Draft
from migrator.themes.document import Document

_ITEMS = re.compile(r"\bitems\s*=\s*(?=\[)")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_LONGEST = 4_000_000


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _draft(item: dict[str, object]) -> Draft | None:
    number = _text(item.get("id"))
    author = item.get("author")
    known = author if isinstance(author, dict) else {}
    body = _text(item.get("body"))
    if not number.isdigit():
        return None
    removed = bool(item.get("deleted")) or "deleted-comment" in body
    milliseconds = _text(item.get("timestamp"))
    parent = _text(item.get("parentId"))
    avatar = _text(known.get("avatarUrl"))
    return Draft(
        number=number,
        name=_text(known.get("name")),
        profile=_text(known.get("profileUrl")) or None,
        avatar=avatar or None,
        by_blog_author="blog-author" in _text(known.get("authorClass")),
        link=f"?showComment={milliseconds}" if milliseconds.isdigit() else _text(item.get("permalink")),
        shown=_text(item.get("displayTime")),
        body=parse_fragment(body),
        removed=removed,
        parent=parent if parent.isdigit() else None,
    )


def read(document: Document) -> list[Draft]:
    """Give the comments in the script's order."""
    for script in document.index.marked.get("script", ()):
        text = script.text or ""
        match = _ITEMS.search(text) if len(text) < _LONGEST else None
        if not match:
            continue
        try:
            items, _ = json.JSONDecoder(strict=False).raw_decode(_HEX.sub(r"\\u00\1", text[match.end() :]))
        except (ValueError, RecursionError):
            continue
        drafts = [_draft(item) for item in items if isinstance(item, dict)]
        return [draft for draft in drafts if draft is not None]
    return []
