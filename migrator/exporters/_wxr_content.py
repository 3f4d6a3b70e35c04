"""Bodies for WordPress's classic editor, which makes breaks of line ends and shortcodes of square brackets."""

import re

from lxml import etree

from migrator.content.links import Rewrite, rewrite_tree
from migrator.content.tree import inner_html, parse_fragment, remove
from migrator.exporters._xml import legal

_SHORTCODE = re.compile(r"\[(?=/?[A-Za-z])")
# What WordPress draws as a face where it stands alone (`smilies_init` in its functions); Blogger shows it as typed.
_FACE = re.compile(
    r"([:;8])(?<![^\s>].)(?=(?:-?[()?|DPOox]|mrgreen:|neutral:|twisted:|arrow:|shock:|smile:|cool:|evil:|grin:|idea:"
    r"|oops:|razz:|roll:|wink:|cry:|eek:|lol:|mad:|sad:|\?\?\?:|\?:|!:)(?:[\s<]|$))"
)
_KEEPS_LINES = frozenset({"pre", "textarea", "listing"})
_HAS_LINES = re.compile("<(?:pre|textarea|listing)", re.IGNORECASE)


def classic(html: str, rewrite: Rewrite) -> str:
    """Give a body that shows in WordPress as it did: links rewritten, lines joined outside `pre`, `<!--more-->`."""
    if "<" not in html:  # most comments
        return _literal(_on_one_line(legal(html).strip()))
    root = parse_fragment(html)
    rewrite_tree(root, rewrite)
    for anchor in list(root.iter("a")):
        if "more" in {anchor.get("name"), anchor.get("id")} and not anchor.get("href"):
            _jump_break(anchor)
    if not _HAS_LINES.search(html):  # nearly all: the quick way gives the same
        return _literal(_on_one_line(inner_html(root)))
    _join_lines(root)
    return _literal(inner_html(root))


def _on_one_line(text: str) -> str:
    """Put a space in the place of each line end and of the space around it."""
    if "\n" not in text and "\r" not in text:
        return text
    first, *others = text.replace("\r", "\n").split("\n")
    *between, last = others
    parts = [first.rstrip(" \t"), *filter(None, (part.strip(" \t") for part in between)), last.lstrip(" \t")]
    return " ".join(parts)


def _literal(html: str) -> str:
    """Write by a reference what WordPress would take for more than text."""
    return _FACE.sub(lambda face: f"&#{ord(face[1])};", _SHORTCODE.sub("&#91;", html))


def spoken(html: str, rewrite: Rewrite) -> str:
    """Give a comment as WordPress keeps its own: a line end behind each break, which is one where tags are refused."""
    return classic(html, rewrite).replace("<br>", "<br />\n")


def _jump_break(anchor: etree._Element) -> None:
    """Put WordPress's own jump break before the anchor that Blogger shows for it; an empty anchor goes."""
    anchor.addprevious(etree.Comment("more"))
    if len(anchor) == 0 and not (anchor.text or "").strip():
        remove(anchor)


def _join_lines(root: etree._Element) -> None:
    kept: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            if kept is None and node.tag in _KEEPS_LINES:
                kept = node
            elif kept is None and node.text and "\n" in node.text:
                node.text = _on_one_line(node.text)
            continue
        if node is kept:
            kept = None
        if kept is None and node.tail and "\n" in node.tail:
            node.tail = _on_one_line(node.tail)
