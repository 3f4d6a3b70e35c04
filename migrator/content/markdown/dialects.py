"""What readers of Markdown understand otherwise than CommonMark with GFM's extensions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A reader's ways. The defaults are CommonMark 0.31 with tables and strikethrough of GFM."""

    line_end: str = "  \n"
    """Breaks a line inside a paragraph."""
    indent: int = 0
    """What stands in a list item is indented by at least so many spaces."""
    bars: bool = False
    """A `|` anywhere may make a table."""
    braces: bool = False
    """Braces may be attributes."""
    dollars: bool = False
    """Two dollars are mathematics."""
    markdown_attribute: str = ""
    """What an HTML block needs so that the Markdown in it is read."""
    whole_code: bool = False
    """Nothing is read inside a `code` element."""
    tildes: bool = True
    """`~~` strikes out, and a backslash keeps a tilde."""
    nested_fences: bool = True
    """Fences are read in lists and quotes, too."""
    empty_item: str = ""
    """What an empty item of a list needs inside."""
    loose_headings: bool = False
    """A heading needs no space behind its `#`."""
    entities: frozenset[str] = frozenset()
    """Characters that no backslash keeps at the start of a line."""


COMMONMARK = Dialect()
KRAMDOWN = Dialect(
    bars=True,
    braces=True,
    dollars=True,
    markdown_attribute=' markdown="1"',
    whole_code=True,
    empty_item="&nbsp;",
    entities=frozenset("^"),
)
"""Jekyll's own reader (kramdown.gettalong.org/syntax.html)."""
PYTHON_MARKDOWN = Dialect(
    indent=4,
    bars=True,
    braces=True,
    markdown_attribute=' markdown="1"',
    whole_code=True,
    tildes=False,
    nested_fences=False,
    loose_headings=True,
    empty_item="&nbsp;",
    entities=frozenset("=:~^"),
)
"""Python-Markdown with its extension `extra`, which Pelican uses (python-markdown.github.io)."""
