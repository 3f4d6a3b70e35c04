"""HTML of a post to CommonMark with GFM's tables and strikethrough. Pure.

Blogger's HTML has few paragraphs: line breaks, wrappers and tables stand for them. What Markdown can't say stays HTML,
or is left out where HTML is forbidden. `markdown_blocks` and `markdown_inline` walk the tree, `markdown_flow` makes
paragraphs of what they find, `markdown_marks` finds the delimiters, `markdown_text` escapes.
"""

from lxml import etree

from migrator.content.markdown.blocks import BlockWriter
from migrator.content.markdown.dialects import COMMONMARK, KRAMDOWN, PYTHON_MARKDOWN, Dialect
from migrator.content.misnested import mended
from migrator.content.tree import parse_fragment

__all__ = ["COMMONMARK", "KRAMDOWN", "PYTHON_MARKDOWN", "Dialect", "to_markdown", "tree_to_markdown"]


def to_markdown(html: str, *, raw_html: bool = True) -> str:
    """Convert the HTML of a body to Markdown, ending in one line end; an empty string for an empty body.

    `raw_html=False` writes no HTML but the jump break `<!--more-->`, which site generators read before Markdown does.
    """
    return tree_to_markdown(parse_fragment(mended(html)), raw_html=raw_html)


def tree_to_markdown(element: etree._Element, *, raw_html: bool = True, dialect: Dialect = COMMONMARK) -> str:
    """Convert what is inside an element; it is not changed. `dialect`: what the reader of the Markdown understands."""
    writer = BlockWriter(html=raw_html, dialect=dialect)
    writer.walk(element)
    text = "\n\n".join(block.text for block in writer.flow.finish())
    return f"{text}\n" if text else ""
