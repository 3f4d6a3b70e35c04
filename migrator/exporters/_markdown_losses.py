"""What of a body's HTML Markdown has no place for, counted."""

import re
from collections.abc import Iterator

from migrator.protocols import Loss
from migrator.schema import Post

_STYLES = re.compile(
    r"<font\b|\balign=|(?:[\s\";](?:color|background(?:-color)?|font-(?:size|family)|text-align|float)\s*:)",
    re.IGNORECASE,
)
_NEEDS_HTML = re.compile(
    r"<(?:iframe|object|embed|video|audio|sub|sup|u|ins|mark|details|math)\b|\b(?:col|row)span=", re.IGNORECASE
)


def markdown_losses(post: Post, *, raw_html: bool) -> Iterator[Loss]:
    """Yield what of a post is nothing but looks, and without HTML what only HTML can say."""
    styles = len(_STYLES.findall(post.content_html))
    if styles:
        yield Loss(what="colours, fonts, sizes and alignments", url=post.url, count=styles)
    simplified = 0 if raw_html else len(_NEEDS_HTML.findall(post.content_html))
    if simplified:
        yield Loss(what="things that only HTML can say, simplified", url=post.url, count=simplified)
