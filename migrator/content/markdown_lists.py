"""Lists: items of finished blocks to lines with markers and indents (CommonMark 0.31, section 5.2)."""

import re

from migrator.content.markdown_dialects import COMMONMARK, Dialect
from migrator.content.markdown_flow import Block

_TASK = re.compile(r"^\[[ xX]\](?=\s|$)")
# A list may follow the text of its item without a blank line only if it could also interrupt a paragraph.
_INTERRUPTS = re.compile(r"^(?:[-*]|1[.)]) +\S")
LIST_KINDS = frozenset("-*.)")


def list_text(items: list[list[Block]], marker: str, start: int, dialect: Dialect = COMMONMARK) -> str:
    """Write a list; `marker` is `-` or `*`, or `.` or `)` behind numbers that begin with `start`."""
    tight = all(_is_tight(item) for item in items)
    lines = []
    for number, item in enumerate(items, start=start):
        lead = f"{number}{marker} " if marker in ".)" else f"{marker} "
        lines.append(_item_text(item, lead.ljust(dialect.indent), dialect))
    return ("\n" if tight else "\n\n").join(lines)


def _is_tight(item: list[Block]) -> bool:
    return all(block.kind in LIST_KINDS and _INTERRUPTS.match(block.text) for block in item[1:])


def _item_text(item: list[Block], lead: str, dialect: Dialect) -> str:
    if not item:
        return (lead + dialect.empty_item).rstrip()
    separator = "\n" if _is_tight(item) else "\n\n"
    text = separator.join(block.text for block in item)
    if _TASK.match(text):
        text = f"\\{text}"
    indent = " " * len(lead)
    first, *rest = text.split("\n")
    return "\n".join([lead + first, *(indent + line if line else "" for line in rest)])


def quote_text(blocks: list[Block]) -> str:
    """Write a block quote."""
    text = "\n\n".join(block.text for block in blocks)
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
