"""Tables: as GFM rows where a row is all there is to say, else as HTML, else flattened into rows."""

from collections.abc import Callable, Iterator

from lxml import etree

from migrator.content.markdown.raw import raw_html

# What a cell of a GFM table has no room for.
_BLOCKS = frozenset(
    [
        "ul",
        "ol",
        "dl",
        "pre",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "iframe",
        "object",
        "video",
        "audio",
        "embed",
        "details",
        "form",
    ]
)
_CELLS = frozenset({"td", "th"})
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_INSIDE = _SECTIONS | {"caption", "colgroup", "col", "tr", "td", "th"}
_WIDEST = 200

Cell = Callable[[etree._Element], str]


def rows_of(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of a table by row; rows without cells are left out."""
    rows: list[list[etree._Element]] = []
    for part in [table, *(part for part in table if part.tag in _SECTIONS)]:
        opened = False
        for node in part:
            if node.tag == "tr":
                rows.append([cell for cell in node if cell.tag in _CELLS])
            elif node.tag in _CELLS and opened:
                rows[-1].append(node)
            elif node.tag in _CELLS:  # a row that nobody opened
                rows.append([node])
            opened = node.tag in _CELLS
    return [row for row in rows if row]


def strays_of(table: etree._Element) -> Iterator[etree._Element | str]:
    """Yield what stands in a table outside its cells; browsers show it before the table."""
    parts = [table, *(part for part in table if part.tag in _SECTIONS)]
    for part in [*parts, *(row for section in parts for row in section if row.tag == "tr")]:
        if part.text and part.text.strip():
            yield part.text
        for child in part:
            if child.tag not in _INSIDE and not isinstance(child, etree._Comment):
                yield child
            if child.tail and child.tail.strip():
                yield child.tail


def is_layout(table: etree._Element) -> bool:
    """Whether a table only places things: pictures with captions, or one cell around whole paragraphs."""
    if table.get("role") == "presentation":
        return True
    if any("tr-caption-container" in (one.get("class") or "") for one in table.iter("table")):
        return True
    rows = rows_of(table)
    return len(rows) == 1 and len(rows[0]) == 1 and _holds_blocks(rows[0][0])


def table_block(table: etree._Element, cell: Cell, *, html: bool) -> tuple[str, str]:
    """Return (kind, Markdown) of a data table; `cell` writes one cell on one line; `html`: HTML is allowed."""
    rows = rows_of(table)
    if not rows:
        return "text", ""
    simple = not any(_spans(one) or _holds_blocks(one) for row in rows for one in row)
    if html and not simple:
        return "html", raw_html(table)
    grid = _grid(rows, cell)
    if not any(any(row) for row in grid):
        return "text", ""
    # GFM demands a header; a table that has none gets an empty one rather than an invented one.
    header = grid.pop(0) if _is_header(rows[0]) else [""] * len(grid[0])
    lines = [header, ["---"] * len(header), *grid]
    return "table", "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _holds_blocks(cell: etree._Element) -> bool:
    return next(cell.iter(*_BLOCKS), None) is not None


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), _WIDEST) if value.isdecimal() and int(value) > 0 else 1


def _spans(cell: etree._Element) -> bool:
    return _span(cell, "colspan") > 1 or _span(cell, "rowspan") > 1


def _is_header(row: list[etree._Element]) -> bool:
    parent = row[0].getparent()
    section = None if parent is None else parent.getparent()
    return all(cell.tag == "th" for cell in row) or (section is not None and section.tag == "thead")


def _grid(rows: list[list[etree._Element]], cell: Cell) -> list[list[str]]:
    """Return the text of the cells with spans as empty cells, all rows equally long."""
    grid: list[list[str]] = []
    taken: dict[int, int] = {}  # column → rows that a cell above still reaches down
    for row in rows:
        line: list[str] = []
        for one in row:
            _skip_taken(line, taken)
            width, height = _span(one, "colspan"), _span(one, "rowspan")
            for column in range(len(line), len(line) + width):
                taken[column] = height - 1
            line.extend([cell(one), *[""] * (width - 1)])
        _skip_taken(line, taken)
        grid.append(line)
    widest = max(len(line) for line in grid)
    return [line + [""] * (widest - len(line)) for line in grid]


def _skip_taken(line: list[str], taken: dict[int, int]) -> None:
    while taken.get(len(line), 0) > 0:
        taken[len(line)] -= 1
        line.append("")
