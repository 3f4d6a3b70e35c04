"""From marks around text to Markdown's delimiters, where their neighbours allow it (CommonMark 0.31, section 6.2).

`**「重要」**です` is no emphasis: a closing `**` between punctuation and a letter does not close. There the HTML tag
stands instead; where HTML is forbidden, the punctuation moves outside.
"""

import re
import unicodedata

from lxml import etree

from migrator.content.markdown.dialects import COMMONMARK, Dialect
from migrator.content.markdown.flow import Break, Delimiter, Pieces, without
from migrator.content.markdown.text import escape_line_start

_DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}
_UNDERSCORES = {"strong": "__", "em": "_"}
_ELEMENTS = {"strong": "strong", "em": "em", "del": "del"}
_ATTEMPTS = 5
_JOINS_LINK = re.compile(r"(?<!\\)[!\]]$")
_EDGE = r"(?:&\#?\w+;|\\?(?:[^\w\s\\]|_)|\s)+"
_LEADING = re.compile(rf"^{_EDGE}")
_TRAILING = re.compile(rf"{_EDGE}$")


def _is_punctuation(character: str) -> bool:
    """Whether a character may count as punctuation: older renderers take less for it than newer ones."""
    return not character.isalnum() and unicodedata.category(character)[0] in "PS"


def _surely_separates(character: str) -> bool:
    """Whether a character (empty: the edge of the text) is white space or punctuation for every renderer."""
    return not character or character.isspace() or unicodedata.category(character)[0] == "P" or character in "$+<=>^`|~"


class _Line:
    """The pieces of one paragraph, and how each of them is written."""

    def __init__(self, pieces: Pieces, *, raw_html: bool, line_end: str, dialect: Dialect) -> None:
        self._tildes = dialect.tildes
        self._pieces = pieces
        self._raw_html = raw_html
        self._break = line_end
        self._written: list[str] = [self._plain(piece) for piece in pieces]
        self.dropped: set[int] = set()
        self._kinds = [piece.kind if isinstance(piece, Delimiter) else "" for piece in pieces]
        self._pairs = self._matched()

    def _plain(self, piece: str | Delimiter | Break) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Break):
            return self._break
        if piece.kind == "link":
            return "[" if piece.opening else f"]({piece.detail})"
        if piece.kind in _DELIMITERS:
            return ""
        return f"<{piece.kind}{piece.detail}>" if piece.opening else f"</{piece.kind}>"

    def _matched(self) -> list[tuple[int, int]]:
        """Pair the marks that need delimiters, outer pairs first."""
        stack: list[int] = []
        pairs = []
        for index, piece in enumerate(self._pieces):
            if isinstance(piece, Delimiter):
                if piece.opening:
                    stack.append(index)
                elif stack:
                    start = stack.pop()
                    if piece.kind in _DELIMITERS:
                        pairs.append((start, index))
        return sorted(pairs)

    def _neighbour(self, index: int, step: int) -> str:
        """Return the character beside a position; an undecided delimiter stands there as an asterisk."""
        index += step
        while 0 <= index < len(self._pieces):
            written, piece = self._written[index], self._pieces[index]
            if written:
                return written[0] if step > 0 else written[-1]
            if isinstance(piece, Delimiter) and piece.kind in _DELIMITERS:
                return "*"
            index += step
        return ""

    def render(self) -> str:
        """Return the Markdown of the paragraph."""
        done: set[int] = set()
        for number, (start, end) in enumerate(self._pairs):
            if start not in done:
                self._decide(number, start, end, done)
        self._keep_text_apart_from_links()
        return "".join(self._written)

    def _decide(self, number: int, start: int, end: int, done: set[int]) -> None:
        kind = self._kinds[start]
        if self._doubled(number, start, end):
            done.add(start + 1)
            if self._flanks(start, end, inside=1):
                self._write(start, end, "***", "***")
                return
            self._fall_back(start + 1, end - 1, self._kinds[start + 1])
            self._fall_back(start, end, kind)
        elif not self._flanks(start, end) or (kind == "del" and (not self._tildes or self._touches_mark(start, end))):
            self._fall_back(start, end, kind)
        elif kind == "del" or not self._touches_asterisk(start, end):
            self._write(start, end, _DELIMITERS[kind], _DELIMITERS[kind])
        elif self._underscores_fit(start, end):
            self._write(start, end, _UNDERSCORES[kind], _UNDERSCORES[kind])
        else:
            self._fall_back(start, end, kind)

    def _doubled(self, number: int, start: int, end: int) -> bool:
        """Whether strong and emphasis begin and end together, which `***` writes in one."""
        return (
            number + 1 < len(self._pairs)
            and self._pairs[number + 1] == (start + 1, end - 1)
            and {self._kinds[start], self._kinds[start + 1]} == {"strong", "em"}
            and not self._touches_asterisk(start, end, inside=False)
        )

    def _flanks(self, start: int, end: int, *, inside: int = 0) -> bool:
        """Whether delimiters at both ends would open and close here."""
        before, first = self._neighbour(start, -1), self._neighbour(start + inside, 1)
        last, after = self._neighbour(end - inside, -1), self._neighbour(end, 1)
        if not first or not last or first.isspace() or last.isspace():
            return False
        opens = not _is_punctuation(first) or _surely_separates(before)
        closes = not _is_punctuation(last) or _surely_separates(after)
        return opens and closes

    def _touches_asterisk(self, start: int, end: int, *, inside: bool = True) -> bool:
        outer = self._at(start - 1).endswith("*") or self._at(end + 1).startswith("*")
        inner = inside and (self._at(start + 1).startswith("*") or self._at(end - 1).endswith("*"))
        return outer or inner

    def _touches_mark(self, start: int, end: int) -> bool:
        """Whether emphasis is next to strikethrough: some renderers look through `~`, others take it for text."""
        beside = (start - 1, start + 1, end - 1, end + 1)
        return any(0 <= index < len(self._kinds) and self._kinds[index] in _DELIMITERS for index in beside)

    def _at(self, index: int) -> str:
        if not 0 <= index < len(self._pieces) or not isinstance(self._pieces[index], Delimiter):
            return ""
        return self._written[index]

    def _underscores_fit(self, start: int, end: int) -> bool:
        return _surely_separates(self._neighbour(start, -1)) and _surely_separates(self._neighbour(end, 1))

    def _write(self, start: int, end: int, opening: str, closing: str) -> None:
        self._written[start] = opening
        self._written[end] = closing

    def _fall_back(self, start: int, end: int, kind: str) -> None:
        if self._raw_html:
            self._write(start, end, f"<{_ELEMENTS[kind]}>", f"</{_ELEMENTS[kind]}>")
            return
        if kind == "del" or self._touches_asterisk(start, end) or not self._move_punctuation(start, end):
            self.dropped.update((start, end))
            return
        self._write(start, end, self._written[start] + _DELIMITERS[kind], _DELIMITERS[kind] + self._written[end])

    def _move_punctuation(self, start: int, end: int) -> bool:
        """Move punctuation at the inner edges outside; False if no text would be left inside."""
        pieces, written = self._pieces, self._written
        if type(pieces[start + 1]) is not str or type(pieces[end - 1]) is not str:
            return False
        first, last = written[start + 1], written[end - 1]
        lead = match[0] if (match := _LEADING.match(first)) else ""
        rest = first[len(lead) :] if start + 1 == end - 1 else last
        tail = match[0] if (match := _TRAILING.search(rest)) else ""
        if not rest.removesuffix(tail).strip() or not first[len(lead) :].strip():
            return False
        written[start] = lead
        written[start + 1] = first[len(lead) :]
        written[end] = tail
        written[end - 1] = written[end - 1].removesuffix(tail)
        return True

    def _keep_text_apart_from_links(self) -> None:
        """Escape a bracket or an exclamation mark that would join with the bracket of a link behind it."""
        for index, kind in enumerate(self._kinds):
            if kind == "link" and index and not self._kinds[index - 1] and self._written[index] == "[":
                before = self._written[index - 1]
                if _JOINS_LINK.search(before):
                    self._written[index - 1] = f"{before[:-1]}\\{before[-1]}"


def _render_marked(pieces: Pieces, *, raw_html: bool, line_end: str, dialect: Dialect) -> str:
    for _ in range(_ATTEMPTS):
        line = _Line(pieces, raw_html=raw_html, line_end=line_end, dialect=dialect)
        text = line.render()
        if not line.dropped:
            return text
        # What was left out stood as a neighbour of what was not: write it again without.
        pieces = without(pieces, line.dropped)
    marks = {index for index, piece in enumerate(pieces) if isinstance(piece, Delimiter) and piece.kind in _DELIMITERS}
    return _Line(without(pieces, marks), raw_html=raw_html, line_end=line_end, dialect=dialect).render()


def render_pieces(pieces: Pieces, *, raw_html: bool, one_line: bool, dialect: Dialect = COMMONMARK) -> str:
    """Write one paragraph; `one_line`: in a heading or a cell of a table, where no line may end."""
    line_end = ("<br>" if raw_html else " ") if one_line else dialect.line_end
    if any(type(piece) is Delimiter for piece in pieces):
        text = _render_marked(pieces, raw_html=raw_html, line_end=line_end, dialect=dialect)
    else:
        text = "".join(piece if isinstance(piece, str) else line_end for piece in pieces)
    if one_line:
        return text
    if "\n" not in text:
        return escape_line_start(text, dialect)
    return "\n".join(escape_line_start(line, dialect) for line in text.split("\n"))


# Which elements and styles mean strong, emphasis or struck out: editors wrote both, or one against the other.

_KIND = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "var": "em",
    "s": "del",
    "strike": "del",
    "del": "del",
}
_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
# Text pasted from Google Docs comes in <b style="font-weight:normal">.
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style\s*:\s*normal", re.IGNORECASE)
_DECORATION = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:\s*([^;]*)", re.IGNORECASE)


def styled_marks(element: etree._Element, *, html: bool) -> list[Delimiter]:
    """Return the marks that an inline element means, outermost first; `html`: underlining can be kept, as `u`."""
    style = element.get("style") or ""
    kind = _KIND.get(str(element.tag), "")
    kinds = []
    if (kind == "strong" and not _NOT_BOLD.search(style)) or (style and _BOLD.search(style)):
        kinds.append("strong")
    if (kind == "em" and not _NOT_ITALIC.search(style)) or (style and _ITALIC.search(style)):
        kinds.append("em")
    decoration = match[1].lower() if (match := _DECORATION.search(style)) else ""
    if kind == "del" or "line-through" in decoration:
        kinds.append("del")
    if html and "underline" in decoration and element.tag == "span":
        kinds.append("u")
    marks = [Delimiter(kind, opening=True) for kind in kinds]
    direction = (element.get("dir") or "").lower()
    if html and direction == "rtl" and element.tag == "span":
        marks.insert(0, Delimiter("span", opening=True, detail=' dir="rtl"'))
    return marks
