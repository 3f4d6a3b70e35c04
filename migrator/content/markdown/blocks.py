"""Writes what stands on lines of its own: paragraphs, headings, lists, quotes, code, tables, embeds."""

import re
from typing import ClassVar

from lxml import etree

from migrator.content.markdown.dialects import COMMONMARK, Dialect
from migrator.content.markdown.flow import Block
from migrator.content.markdown.inline import NOT_ELEMENTS, InlineWriter
from migrator.content.markdown.raw import code_text, embedded_url, language, raw_html, raw_pre
from migrator.content.markdown.tables import is_layout, rows_of, strays_of, table_block
from migrator.content.markdown.text import fenced, indented

_TEXT_KINDS = frozenset({"text"})
_CLOSING_HASHES = re.compile(r"(#+)$")


_HANDLED = {
    "_anchor_element": "a",
    "_break": "br",
    "_code": "code tt samp kbd",
    "_container": (
        "div p center section article header footer aside nav main figure figcaption address form fieldset caption "
        "dl dt dd tr td th tbody thead tfoot"
    ),
    "_details": "details",
    "_embed": "iframe object embed video audio math",
    "_heading": "h1 h2 h3 h4 h5 h6",
    "_html_only": "sub sup u ins mark abbr ruby q",
    "_image": "img",
    "_item": "li",
    "_list": "ul ol menu dir",
    "_preformatted": "pre listing xmp textarea",
    "_quote": "blockquote",
    "_ruby_bracket": "rp",
    "_ruby_text": "rt",
    "_rule": "hr",
    "_skip": "script style title head noscript template meta link input select svg",
    "_styled": "b strong i em cite var s strike del span",
    "_summary": "summary",
    "_table": "table",
}


class BlockWriter(InlineWriter):
    """Walks a whole tree, blocks and lines."""

    def __init__(
        self,
        *,
        html: bool,
        one_line: bool = False,
        pipes: bool = False,
        depth: int = 0,
        direction: str = "ltr",
        dialect: Dialect = COMMONMARK,
    ) -> None:
        super().__init__(html=html, one_line=one_line, pipes=pipes, depth=depth, dialect=dialect)
        self._direction = direction
        self._nested = False

    def _sub(self, *, one_line: bool = False, pipes: bool = False) -> "BlockWriter":
        """Return a writer for a container inside this one; the marks that are open here are open there."""
        inner = BlockWriter(
            html=self._html,
            one_line=one_line or self._one_line,
            pipes=pipes or self._pipes,
            depth=self._depth + 1,
            direction=self._direction,
            dialect=self._dialect,
        )
        for mark in self.flow.open_marks():
            inner.flow.mark(mark)
        inner._nested = True
        inner._active = set(self._active)
        inner._link = self._link
        return inner

    def _inside(self, element: etree._Element, *, one_line: bool = False, pipes: bool = False) -> list[Block]:
        inner = self._sub(one_line=one_line, pipes=pipes)
        inner.walk(element)
        return inner.flow.finish()

    def _container(self, element: etree._Element) -> None:
        """Write a wrapper: its content, in paragraphs of its own."""
        self.flow.end_paragraph()
        outer = self._turn(element)
        if element.get("id"):
            self._anchor(element)
        self.walk(element)
        self.flow.end_paragraph()
        self._turn_back(outer)

    def _turn(self, element: etree._Element) -> str:
        """Begin a part in the other direction, if the element asks for it; gives the direction around it."""
        outer = self._direction
        wanted = (element.get("dir") or outer).lower()
        if self._html and not self._one_line and wanted in {"ltr", "rtl"} and wanted != outer:
            self._direction = wanted
            self.flow.open_part(self._part(wanted))
        return outer

    def _part(self, direction: str) -> str:
        return f'<div dir="{direction}"{self._dialect.markdown_attribute}>'

    def _turn_back(self, outer: str) -> None:
        if self._direction != outer:
            self.flow.close_part(self._part(self._direction), "</div>")
            self._direction = outer

    def _heading(self, element: etree._Element) -> None:
        if self._one_line:
            self._container(element)
            return
        outer = self._turn(element)
        inner = self._sub(one_line=True)
        if element.get("id"):
            inner._anchor(element)
        inner.walk(element)
        blocks = inner.flow.finish()
        if {block.kind for block in blocks} <= _TEXT_KINDS:
            text = _CLOSING_HASHES.sub(r"\\\1", " ".join(block.text for block in blocks))
            self.flow.block("heading", text and f"{'#' * int(element.tag[1])} {text}")
        else:
            self._container(element)
        self._turn_back(outer)

    def _list(self, element: etree._Element) -> None:
        if self._one_line:
            self._container(element)
            return
        outer = self._turn(element)
        items: list[BlockWriter] = []
        self._stray_text(items, element.text)
        for child in element:
            if child.tag == "li":
                items.append(self._sub())
                if child.get("id"):
                    items[-1]._anchor(child)
                items[-1].walk(child)
            elif not isinstance(child, NOT_ELEMENTS):
                # Old editors nest a list directly in a list: it belongs to the item before it.
                if not items:
                    items.append(self._sub())
                items[-1]._child(child)
            self._stray_text(items, child.tail)
        blocks = [item.flow.finish() for item in items]
        if any(blocks):
            marker = self.flow.list_marker(".)" if element.tag == "ol" else "-*")
            self.flow.block(marker, list_text(blocks, marker, _start(element), self._dialect))
        self._turn_back(outer)

    def _stray_text(self, items: list["BlockWriter"], text: str | None) -> None:
        if text and text.strip():
            if not items:
                items.append(self._sub())
            items[-1]._text(text)

    def _item(self, element: etree._Element) -> None:
        """Write an `li` outside any list: browsers show it as one of a bulleted list."""
        blocks = [] if self._one_line else self._inside(element)
        if blocks:
            marker = self.flow.list_marker("-*")
            self.flow.block(marker, list_text([blocks], marker, 1, self._dialect))
        else:
            self._container(element)

    def _quote(self, element: etree._Element) -> None:
        if self._one_line:
            self._container(element)
            return
        outer = self._turn(element)
        blocks = self._inside(element)
        self.flow.block("quote", quote_text(blocks) if blocks else "")
        self._turn_back(outer)

    def _preformatted(self, element: etree._Element) -> None:
        if self._one_line:
            self._code(element)
            return
        if self._html and (element.find(".//a[@href]") is not None or element.find(".//img") is not None):
            self.flow.block("html", raw_pre(element))
            return
        code = code_text(element)
        if not code.strip():
            self.flow.block("code", "")
        elif self._nested and not self._dialect.nested_fences:
            self.flow.block("code", indented(code))
        else:
            self.flow.block("code", fenced(code, language(element)))

    def _table(self, element: etree._Element) -> None:
        for caption in element.findall("caption"):
            self._container(caption)
        for stray in strays_of(element):
            if isinstance(stray, str):
                self._text(stray)
            else:
                self._child(stray)
        if self._one_line or is_layout(element):
            for row in rows_of(element):
                for cell in row:
                    self._container(cell)
            return
        self.flow.block(*table_block(element, self._cell, html=self._html))

    def _cell(self, cell: etree._Element) -> str:
        blocks = self._inside(cell, one_line=True, pipes=True)
        return ("<br>" if self._html else " ").join(block.text for block in blocks)

    def _embed(self, element: etree._Element) -> None:
        """Write what shows another page, a video or a sound: as HTML, else as a link to it."""
        if self._html:
            html = raw_html(element)
            if self._one_line or element.tag == "embed":
                self.flow.atom(html)
            else:
                self.flow.block("html", html)
            return
        url = embedded_url(element)
        if url:
            self.flow.end_paragraph()
            self.flow.atom(f"<{url}>")
            self.flow.end_paragraph()

    def _details(self, element: etree._Element) -> None:
        """Write a fold-out part: HTML around Markdown."""
        if not self._html or self._one_line:
            self._container(element)
            return
        self.flow.block("html", f"<details{self._dialect.markdown_attribute}>")
        self.walk(element)
        self.flow.block("html", "</details>")

    def _summary(self, element: etree._Element) -> None:
        if not self._html or self._one_line:
            self._container(element)
            return
        self.flow.block("html", raw_html(element))

    def _rule(self, _element: etree._Element) -> None:
        if self._one_line:
            self.flow.text(" ")
        else:
            self.flow.block("rule", "***")

    handlers: ClassVar[dict[str, str]] = {tag: method for method, tags in _HANDLED.items() for tag in tags.split()}


def _start(element: etree._Element) -> int:
    value = (element.get("start") or "1").strip()
    return int(value) if value.isdecimal() and len(value) <= 9 else 1


# Lists: items of finished blocks to lines with markers and indents (CommonMark 0.31, section 5.2).

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
