"""Mends misnested tags before libxml2 sees them, which closes what browsers would carry on.

Browsers reopen emphasis that a block has cut off, and take end tags in the wrong order for what was meant (HTML
standard, 13.2.6.4.7, "adoption agency"). This does the same for the cases that old editors and hands produced; text
whose tags nest properly comes back as it is.
"""

import re

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|textarea|xmp|title)\b.*?</(?P=raw)\s*>|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset(
    {"br", "img", "hr", "input", "embed", "param", "source", "wbr", "link", "meta", "col", "area", "track"}
)
_FORMATS = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSES_P = _HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dir", "div", "dl", "fieldset", "figure", "footer", "form",
    "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "table", "ul", "li", "dd", "dt",
}  # fmt: skip
# Never opened twice in place of one: a reopened item or cell would be another one.
_KEPT_WHOLE = frozenset({"li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "table", "ul", "ol", "dl", "blockquote"})
_DEEPEST = 200
_WALLS = frozenset({"table", "td", "th", "caption", "object", "button"})
_LIST_WALLS = _WALLS | {"ul", "ol", "dl"}


class _Nesting:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.mended = False
        self._open: list[tuple[str, str]] = []  # name, start tag as written
        self._carried: list[tuple[str, str]] = []

    @property
    def depth(self) -> int:
        return len(self._open)

    def start(self, tag: str, written: str) -> None:
        if tag in _CLOSES_P:
            self._close_cut("p", _WALLS)
        if tag == "li":
            self._close_cut("li", _LIST_WALLS)
        elif tag in {"dd", "dt"}:
            self._close_cut("dd", _LIST_WALLS)
            self._close_cut("dt", _LIST_WALLS)
        elif tag == "a" and self._place("a", _WALLS) is not None:
            self.mended = True
            self.end("a", "</a>")
        carried, self._carried = self._carried, []
        self.out.append(written)
        if tag not in _VOID and not written.endswith("/>"):
            self._open.append((tag, written))
        for name, text in carried:
            self._reopen(name, text)

    def _close_cut(self, tag: str, walls: frozenset[str]) -> None:
        """Close an element that the coming one ends, and carry the emphasis that was open in it into that one."""
        at = self._place(tag, walls)
        if at is None:
            return
        inside = self._open[at + 1 :]
        formats = [one for one in inside if one[0] in _FORMATS]
        if inside and len(formats) == len(inside):
            self.mended = True
            self._close_down_to(at)
            self._carried = [*self._carried, *formats]
        elif not inside:
            self._open.pop()  # libxml2 closes it as well
            self.out.append(f"</{tag}>")

    def end(self, tag: str, written: str) -> None:
        if tag in _HEADINGS:
            opened = next((name for name, _ in reversed(self._open) if name in _HEADINGS), tag)
            self.mended = self.mended or opened != tag
            tag, written = opened, written if opened == tag else f"</{opened}>"
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
            self.out.append(written)
            return
        at = self._place(tag, frozenset() if tag in _WALLS else _WALLS)
        if at is None:
            self.mended = True
            if tag == "p":
                self.out.append("<p></p>")
            return
        inside = self._open[at + 1 :]
        if tag in _FORMATS and any(name in _KEPT_WHOLE for name, _ in inside):
            self.mended = True
            return
        self._close_down_to(at)
        again = [one for one in inside if one[0] in _FORMATS or tag in _FORMATS]
        self.mended = self.mended or bool(again)
        for name, text in again:
            self._reopen(name, text)

    def _place(self, tag: str, walls: frozenset[str]) -> int | None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                return at
            if self._open[at][0] in walls:
                return None
        return None

    def _close_down_to(self, at: int) -> None:
        while len(self._open) > at:
            self.out.append(f"</{self._open.pop()[0]}>")

    def _reopen(self, name: str, written: str) -> None:
        # A jump target stands once.
        self.out.append(re.sub(r"\s(?:id|name)=(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", "", written))
        self._open.append((name, written))


def mended(html: str) -> str:
    """Return HTML whose tags nest; the same text if they do already."""
    mender = _Nesting()
    done = 0
    for token in _TOKEN.finditer(html):
        if mender.depth > _DEEPEST:
            return html  # closing and reopening so many again and again would take for ever
        mender.out.append(html[done : token.start()])
        done = token.end()
        tag = (token["tag"] or "").lower()
        if not tag:
            mender.out.append(token[0])
        elif token["end"]:
            mender.end(tag, token[0])
        else:
            mender.start(tag, token[0])
    return "".join([*mender.out, html[done:]]) if mender.mended else html
