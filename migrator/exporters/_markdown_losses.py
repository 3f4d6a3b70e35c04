"""What of a body's HTML Markdown has no place for, counted."""

import re
from collections.abc import Iterator

from migrator.protocols import Loss
from migrator.schema import Post

# Literal beginnings: this runs over every body, and an expression that could begin anywhere takes longer than the rest.
_STYLE = re.compile(r"style=[\"']([^\"']*)")
_LOOKS = re.compile(
    r"(?<![\w-])(?:color|background(?:-color)?|font-(?:size|family)|text-align|float)\s*:", re.IGNORECASE
)
_NEEDS_HTML = re.compile(
    r"<(?:iframe|object|embed|video|audio|sub|sup|u|ins|mark|details|math)\b|\b(?:col|row)span=", re.IGNORECASE
)


def markdown_losses(post: Post, *, raw_html: bool) -> Iterator[Loss]:
    """Yield what of a post is nothing but looks, and without HTML what only HTML can say."""
    html = post.content_html
    styles = html.count("<font") + html.count(" align=")
    if "style=" in html:
        styles += sum(len(_LOOKS.findall(style)) for style in _STYLE.findall(html))
    if styles:
        yield Loss(what="colours, fonts, sizes and alignments", url=post.url, count=styles)
    simplified = 0 if raw_html else len(_NEEDS_HTML.findall(html))
    if simplified:
        yield Loss(what="things that only HTML can say, simplified", url=post.url, count=simplified)
