"""The running text of a Markdown document: pieces, marks and breaks come in, paragraphs and blocks go out.

White space moves out of marks, empty marks vanish, equal neighbours join, and marks that are open at the end of a
paragraph are closed there and opened again in the next.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, field

from migrator.content.markdown.text import code_span


@dataclass(frozen=True, slots=True)
class Delimiter:
    """The opening or closing of something around text.

    `kind` is `strong`, `em`, `del`, `link`, or the name of an HTML element; `detail` is what stands in the opening tag,
    for a link its destination.
    """

    kind: str
    opening: bool
    detail: str = ""

    def closed(self) -> "Delimiter":
        """Return the mark that ends this one."""
        return Delimiter(self.kind, opening=False, detail=self.detail)


class Atom(str):
    """A finished piece of Markdown: a picture, a tag, inline code.

    `code` is the source of inline code: two such pieces that touch become one, or their backticks would run together.
    """

    __slots__ = ("code",)

    code: str

    def __new__(cls, markdown: str, code: str = "") -> "Atom":
        """Make a piece of its Markdown."""
        made = super().__new__(cls, markdown)
        made.code = code
        return made


class Break:
    """A line break inside a paragraph."""


BREAK = Break()
Piece = str | Delimiter | Break
Pieces = list[Piece]


def _append(pieces: Pieces, piece: Piece) -> None:
    last = pieces[-1] if pieces else None
    if isinstance(last, Atom) and last.code and isinstance(piece, Atom) and piece.code:
        source = last.code + piece.code
        pieces[-1] = Atom(code_span(source), source)
    else:
        pieces.append(piece)


def without(pieces: Pieces, left_out: Container[int]) -> Pieces:
    """Return the pieces but for those at some positions."""
    kept: Pieces = []
    for index, piece in enumerate(pieces):
        if index not in left_out:
            _append(kept, piece)
    return kept


@dataclass(frozen=True, slots=True)
class Block:
    """A finished block; `kind` is `text`, `html`, `code`, … or the marker of a list (`-`, `*`, `.`, `)`)."""

    kind: str
    text: str


@dataclass(slots=True)
class Flow:
    """Collects the content of one container: a body, a list item, a quote, a table cell, a heading."""

    render: Callable[[Pieces], str]
    blocks: list[Block] = field(default_factory=list)
    _pieces: Pieces = field(default_factory=list)
    _stack: list[Delimiter] = field(default_factory=list)
    _pending: list[Delimiter] = field(default_factory=list)
    _anchors: list[str] = field(default_factory=list)
    _space: str = ""
    _breaks: int = 0

    def text(self, text: str) -> None:
        """Take text whose white space is collapsed and whose markup characters are escaped."""
        core = text.strip()
        if not core:
            self._space += text
            return
        if len(core) == len(text):
            self._flush()
            self._pieces.append(core)
            return
        start = text.index(core)
        self._space += text[:start]
        self._flush()
        self._pieces.append(core)
        self._space = text[start + len(core) :]

    def atom(self, markdown: str) -> None:
        """Take a finished piece of Markdown: a picture, code, a tag."""
        self._flush()
        self._pieces.append(Atom(markdown))

    def code(self, source: str) -> None:
        """Take inline code."""
        self._flush()
        _append(self._pieces, Atom(code_span(source), source))

    def anchor(self, markdown: str) -> None:
        """Take an invisible jump target; it stands before the text that follows."""
        self._anchors.append(markdown)

    def mark(self, mark: Delimiter) -> None:
        """Open or close a mark; what is opened last is closed first."""
        if mark.opening:
            self._stack.append(mark)
            self._pending.append(mark)
            return
        if self._stack:
            self._stack.pop()
        if self._pending:
            self._pending.pop()
        else:
            self._pieces.append(mark)

    def line_break(self) -> None:
        """Take a `<br>`: one breaks the line, several in a row end the paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """End the paragraph, if there is one."""
        self._breaks = 0
        self._space = ""
        if not self._pieces:
            return
        opened = self._stack[: len(self._stack) - len(self._pending)]
        self._pieces.extend(mark.closed() for mark in reversed(opened))
        self.blocks.append(Block("text", self.render(self._pieces)))
        self._pieces = []
        self._pending = list(self._stack)

    def block(self, kind: str, text: str) -> None:
        """Take a finished block."""
        self.end_paragraph()
        self._own_anchors()
        if text:
            self.blocks.append(Block(kind, text))

    def open_part(self, tag: str) -> None:
        """Begin a part that stands between two lines of HTML; it goes on if the same part has just ended."""
        self.end_paragraph()
        self._own_anchors()
        if self.blocks and self.blocks[-1].kind == f"end of {tag}":
            self.blocks.pop()
        else:
            self.blocks.append(Block(tag, tag))

    def close_part(self, tag: str, closing: str) -> None:
        """End such a part; an empty one leaves nothing."""
        self.end_paragraph()
        self._own_anchors()
        if self.blocks[-1].kind == tag:
            self.blocks.pop()
        else:
            self.blocks.append(Block(f"end of {tag}", closing))

    def list_marker(self, markers: str) -> str:
        """Return the marker for a list that comes now: the other one right behind a list of its kind."""
        self.end_paragraph()
        self._own_anchors()
        last = self.blocks[-1].kind if self.blocks else ""
        return markers[1] if last == markers[0] else markers[0]

    def cut(self, mark: Delimiter) -> None:
        """End a mark before those that were opened inside it; they go on."""
        inside = self._stack[self._stack.index(mark) + 1 :]
        for one in reversed(inside):
            self.mark(one.closed())
        self.mark(mark.closed())
        for one in inside:
            self.mark(one)

    def open_marks(self) -> list[Delimiter]:
        """Return the open marks, outermost first."""
        return list(self._stack)

    def finish(self) -> list[Block]:
        """End the container and give its blocks."""
        self.end_paragraph()
        self._own_anchors()
        return self.blocks

    def _own_anchors(self) -> None:
        if self._anchors:
            self.blocks.append(Block("text", "".join(self._anchors)))
            self._anchors.clear()

    def _flush(self) -> None:
        pieces = self._pieces
        if self._breaks:
            if pieces:
                pieces.append(BREAK)
            self._breaks = 0
        elif self._space:
            if self._space.strip(" "):
                pieces.append(self._space.strip(" ") if not pieces else self._space)
            elif pieces:
                pieces.append(" ")
        self._space = ""
        if self._anchors:
            # Before the marks: a jump target inside a link would be a link inside a link.
            pieces.extend(Atom(anchor) for anchor in self._anchors)
            self._anchors.clear()
        if self._pending:
            self._open_pending()

    def _open_pending(self) -> None:
        pieces, pending = self._pieces, self._pending
        first = 0
        while first < len(pending) and pieces:
            last = pieces[-1]
            if (
                not isinstance(last, Delimiter)
                or last.opening
                or last.kind != pending[first].kind
                or last.kind == "link"
            ):
                break
            if last.detail != pending[first].detail:
                break
            pieces.pop()
            first += 1
        pieces.extend(pending[first:])
        pending.clear()
