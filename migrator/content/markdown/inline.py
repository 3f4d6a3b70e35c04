"""Writes what stands inside a line: text, links, pictures, emphasis, code, and what only HTML can say."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from lxml import etree

from migrator.content.markdown.dialects import COMMONMARK, Dialect
from migrator.content.markdown.flow import Delimiter, Flow
from migrator.content.markdown.marks import render_pieces, styled_marks
from migrator.content.markdown.raw import attribute, code_text, whole_code
from migrator.content.markdown.text import collapse, destination, escape, title_part

# Far deeper than any real page (64 levels); below it text, pictures and line breaks are kept, structure is not.
_DEEPEST = 150

# Ids that editors leave behind and nothing links to.
_EDITOR_ID = re.compile(
    r"^(?:docs-internal-guid|BLOGGER_PHOTO_ID|BLOGGER-|BLOG_video|yui_|ext-gen|goog_|scid:|OLE_LINK|_GoBack)"
)
_AUTOLINK = re.compile(r"https?://[^\s<>|]+")
_BARE_URL = re.compile(r"(?<![A-Za-z])https?://[^\s<>|]+|(?<![A-Za-z0-9.@/])www\.[^\s<>|]+")
_AFTER_URL = ".,;:!?'\")]*"
_PLAIN_CODE = frozenset({"span", "font", "br", "wbr"})
NOT_ELEMENTS = (etree._Comment, etree._ProcessingInstruction)
_MORE = "<!--more-->"


class InlineWriter:
    """Walks a tree into a flow; `html`: HTML is allowed; `one_line`: no line may end (headings, cells of tables)."""

    handlers: ClassVar[dict[str, str]]
    """The names of the methods by tag; what is in it under no tag is walked through."""

    def __init__(
        self,
        *,
        html: bool,
        one_line: bool = False,
        pipes: bool = False,
        depth: int = 0,
        dialect: Dialect = COMMONMARK,
    ) -> None:
        self.flow = Flow(partial(render_pieces, raw_html=html, one_line=one_line, dialect=dialect))
        self._dialect = dialect
        self._html = html
        self._one_line = one_line
        self._pipes = pipes or dialect.bars
        self._depth = depth
        self._active: set[str] = set()
        self._link: Delimiter | None = None

    def walk(self, element: etree._Element) -> None:
        """Write what is inside an element."""
        if self._depth > _DEEPEST:
            self._flat(element)
            return
        self._depth += 1
        if element.text:
            self._text(element.text)
        for child in element:
            self._child(child)
            if child.tail:
                self._text(child.tail)
        self._depth -= 1

    def _child(self, child: etree._Element) -> None:
        if isinstance(child, NOT_ELEMENTS):
            if isinstance(child, etree._Comment) and (child.text or "").strip().lower() == "more":
                self._more()
            return
        handler: Callable[[etree._Element], None] = getattr(self, self.handlers.get(child.tag, "walk"))
        handler(child)

    def _flat(self, element: etree._Element) -> None:
        self._text(element.text or "")
        for node in element.iterdescendants():
            if node.tag == "br":
                self.flow.line_break()
            elif node.tag == "img":
                self._image(node)
            elif not isinstance(node, NOT_ELEMENTS):
                self._text(node.text or "")
            self._text(node.tail or "")

    def _text(self, text: str) -> None:
        text = collapse(text)
        if self._link is not None:
            self.flow.text(self._escaped(text, brackets=True))
        elif "://" in text or "www." in text:
            self._text_with_urls(text)
        else:
            self.flow.text(self._escaped(text))

    def _escaped(self, text: str, *, brackets: bool = False) -> str:
        escaped = escape(text, brackets=brackets, pipes=self._pipes, dialect=self._dialect)
        if self._html or self._dialect is not COMMONMARK or "&" not in escaped:
            return escaped
        # Renderers that forbid HTML may show an entity as it is written.
        return escaped.replace("&lt;", "\\<").replace("&amp;", "\\&")

    def _text_with_urls(self, text: str) -> None:
        """Write text in which bare URLs stand: one that GFM would link wrongly is put between angle brackets."""
        done = 0
        for match in _BARE_URL.finditer(text):
            if match.end() < len(text) and escape(match[0]) == match[0] and "&" not in match[0]:
                continue
            url = match[0].rstrip(_AFTER_URL)
            self.flow.text(self._escaped(text[done : match.start()]))
            if url.startswith("www."):
                mark = Delimiter("link", opening=True, detail=destination(f"http://{url}", pipes=self._pipes))
                self.flow.mark(mark)
                self.flow.atom(self._escaped(url, brackets=True))
                self.flow.mark(mark.closed())
            else:
                self.flow.atom(f"<{url}>")
            done = match.start() + len(url)
        if done < len(text):
            self.flow.text(self._escaped(text[done:]))

    def _more(self) -> None:
        if not self._one_line:
            self.flow.block("html", _MORE)

    def _anchor(self, element: etree._Element) -> None:
        """Keep the names that links may jump to."""
        if not self._html:
            return
        for name in dict.fromkeys((element.get("id"), element.get("name"))):
            if name and not _EDITOR_ID.match(name):
                tag = "a" if self._link is None else "span"
                self.flow.anchor(f'<{tag} id="{attribute(name)}"></{tag}>')

    def _skip(self, element: etree._Element) -> None:
        """Leave an element out."""

    def _break(self, _element: etree._Element) -> None:
        self.flow.line_break()

    def _marked(self, element: etree._Element, marks: Iterable[Delimiter]) -> None:
        new = [mark for mark in marks if mark.kind not in self._active]
        for mark in new:
            self._active.add(mark.kind)
            self.flow.mark(mark)
        self.walk(element)
        for mark in reversed(new):
            self._active.discard(mark.kind)
            self.flow.mark(mark.closed())

    def _styled(self, element: etree._Element) -> None:
        """Write an inline element whose tag or style says strong, emphasis or struck out."""
        if element.attrib and element.tag == "span":
            self._anchor(element)
        elif element.tag == "span":
            self.walk(element)
            return
        self._marked(element, styled_marks(element, html=self._html))

    def _html_only(self, element: etree._Element) -> None:
        """Write an inline element that only HTML has."""
        if not self._html:
            self.walk(element)
            return
        if element.tag in {"sup", "sub"}:
            self._anchor(element)
        title = element.get("title") if element.tag == "abbr" else None
        detail = f' title="{attribute(title)}"' if title else ""
        self._marked(element, [Delimiter(str(element.tag), opening=True, detail=detail)])

    def _ruby_text(self, element: etree._Element) -> None:
        if self._html:
            self._html_only(element)
            return
        self.flow.text("(")
        self.walk(element)
        self.flow.text(")")

    def _ruby_bracket(self, element: etree._Element) -> None:
        if self._html:
            self._html_only(element)

    def _code(self, element: etree._Element) -> None:
        if any(child.tag not in _PLAIN_CODE for child in element.iterdescendants()):
            if self._html and self._dialect.whole_code:
                self.flow.atom(whole_code(element))
                return
            marks = [Delimiter("code", opening=True)] if self._html else []
            self._marked(element, marks)
            return
        if element.find(".//br") is not None:
            lines = code_text(element).split("\n")
        else:
            lines = [etree.tostring(element, method="text", encoding="unicode", with_tail=False)]
        for number, line in enumerate(lines):
            if number:
                self.flow.line_break()
            self._code_line(line)

    def _code_line(self, text: str) -> None:
        code = collapse(text)
        core = code.strip()
        if not core:
            self.flow.text(code)
            return
        start = code.index(core)
        self.flow.text(code[:start])
        if self._pipes and "|" in core and self._html:
            # Not all renderers take `\|` for a bar inside code.
            bars = escape(core, pipes=True).replace("\\|", "&#124;")
            self.flow.atom(f"<code>{bars}</code>")
        else:
            self.flow.code(core.replace("|", "\\|") if self._pipes else core)
        self.flow.text(code[start + len(core) :])

    def _image(self, element: etree._Element) -> None:
        source = element.get("src") or element.get("data-src")
        if not source or (element.get("width") == "1" and element.get("height") == "1"):
            return  # a counting pixel
        alt = self._escaped(collapse(element.get("alt") or "").strip(), brackets=True)
        target = destination(source, pipes=self._pipes) + title_part(element.get("title") or "", pipes=self._pipes)
        self.flow.atom(f"![{alt}]({target})")

    def _anchor_element(self, element: etree._Element) -> None:
        """Write an `a`: a jump target, the jump break, a link, or several of these."""
        if (element.get("name") or element.get("id")) == "more":
            self._more()
        elif "name" in element.attrib or "id" in element.attrib:
            self._anchor(element)
        href = element.get("href")
        if href is None or (not len(element) and not (element.text or "").strip()):
            self.walk(element)
        elif self._is_autolink(element, href):
            self.flow.text(_leading(element.text or ""))
            self.flow.atom(f"<{href}>")
        else:
            self._link_to(element, href)

    def _is_autolink(self, element: etree._Element, href: str) -> bool:
        text = (element.text or "").strip()
        return not len(element) and self._link is None and text == href and bool(_AUTOLINK.fullmatch(href))

    def _link_to(self, element: etree._Element, href: str) -> None:
        if self._link is not None:
            self.flow.cut(self._link)  # links can't be nested: the outer one ends here
        title = title_part(element.get("title") or "", pipes=self._pipes)
        mark = Delimiter("link", opening=True, detail=destination(href, pipes=self._pipes) + title)
        self._link = mark
        self.flow.mark(mark)
        self.walk(element)
        if self._link is mark:
            self.flow.mark(mark.closed())
        self._link = None


def _leading(text: str) -> str:
    return " " if text[:1].isspace() else ""
