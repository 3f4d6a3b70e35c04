"""Tables and lists whose parts are where they belong."""

from lxml import etree

from migrator.content.html5.attributes import conform_attributes
from migrator.content.tree import printable

_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol", "menu"})
_AROUND: dict[str, frozenset[str]] = {
    "li": _LISTS,
    **dict.fromkeys(("dt", "dd"), frozenset({"dl"})),
    **dict.fromkeys(_CELLS, frozenset({"tr"})),
}
_AROUND_PARTS = _ROW_GROUPS | {"table", "colgroup"}


def conform_table(table: etree._Element) -> None:
    """Order a table: rows of cells, none empty, no cell wider or higher than the table; else it becomes blocks."""
    _move_out_strays(table)
    for row in list(table.iterdescendants("tr")):
        if _table_of(row) is table and not any(cell.tag in _CELLS for cell in row):
            _drop_row(row)
    rows = [row for row in table.iterdescendants("tr") if _table_of(row) is table]
    if not rows:
        _to_blocks(table)
        return
    for group in [child for child in table if child.tag in _ROW_GROUPS and not len(child)]:
        table.remove(group)
    _fit_spans(table)


def _table_of(element: etree._Element) -> etree._Element | None:
    return next((ancestor for ancestor in element.iterancestors("table")), None)


def _drop_row(row: etree._Element) -> None:
    parent = row.getparent()
    if parent is not None:
        parent.remove(row)


def _move_out_strays(table: etree._Element) -> None:
    """Put what stands in a table outside its cells before the table, where browsers show it."""
    parent = table.getparent()
    if parent is None:
        return
    for holder in [table, *(part for part in table.iterdescendants("tr", *_ROW_GROUPS) if _table_of(part) is table)]:
        allowed = _allowed_in(holder)
        text, holder.text = (holder.text or "").strip(), None
        _insert_text(table, text)
        for child in list(holder):
            tail, child.tail = (child.tail or "").strip(), None
            if child.tag not in allowed:
                holder.remove(child)
                table.addprevious(child)
            _insert_text(table, tail)


def _allowed_in(holder: etree._Element) -> frozenset[str]:
    if holder.tag == "tr":
        return _CELLS
    return frozenset({"tr"}) if holder.tag in _ROW_GROUPS else _ROW_GROUPS | {"tr", "caption", "colgroup", "col"}


def _insert_text(table: etree._Element, text: str) -> None:
    if not text:
        return
    span = etree.Element("span")
    span.text = printable(text)
    table.addprevious(span)


def _fit_spans(table: etree._Element) -> None:
    """Take spans away from a table in which they leave a column or row without a cell that begins in it."""
    groups = [child for child in table if child.tag in _ROW_GROUPS]
    loose = [child for child in table if child.tag == "tr"]
    starts: set[int] = set()
    width = 0
    for rows in [*([row for row in group if row.tag == "tr"] for group in groups), loose]:
        begun, reach, fits = _columns(rows)
        starts |= begun
        width = max(width, reach)
        if not fits:
            _without_spans(rows, "rowspan")
    if starts != set(range(width)):
        _without_spans(list(table.iterdescendants("tr")), "colspan")
        _without_spans(list(table.iterdescendants("tr")), "rowspan")
    for part in [child for child in table if child.tag in {"col", "colgroup"}]:
        table.remove(part)
    _even_rows(table)


def _even_rows(table: etree._Element) -> None:
    """Fill rows up that end before the longest one; where cells reach into other rows, nobody can tell."""
    rows = [row for row in table.iterdescendants("tr") if _table_of(row) is table]
    if any(cell.get("rowspan") for row in rows for cell in row):
        return
    widths = [sum(int(cell.get("colspan", "1")) for cell in row) for row in rows]
    for row, width in zip(rows, widths, strict=True):
        lacking = max(widths) - width
        if lacking:
            etree.SubElement(row, "td", {"colspan": str(lacking)} if lacking > 1 else {})


def _columns(rows: list[etree._Element]) -> tuple[set[int], int, bool]:
    """Return the columns in which a cell begins, the width, and whether all spans stay inside the rows."""
    taken: dict[tuple[int, int], bool] = {}
    begun: set[int] = set()
    reach, fits = 0, True
    for number, row in enumerate(rows):
        column, cells = 0, 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            wide, high = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            fits = fits and number + high <= len(rows)
            begun.add(column)
            cells += 1
            for below in range(min(high, len(rows) - number)):
                for beside in range(min(wide, 1_000)):
                    taken[(number + below, column + beside)] = True
            column += min(wide, 1_000)
            reach = max(reach, column)
        fits = fits and cells > 0
    return begun, reach, fits


def _without_spans(rows: list[etree._Element], name: str) -> None:
    for row in rows:
        for cell in row:
            if name in cell.attrib:
                del cell.attrib[name]


def _to_blocks(table: etree._Element) -> None:
    for part in [table, *(part for part in table.iterdescendants("caption", "tr", *_ROW_GROUPS))]:
        conform_attributes(part, "div")
        part.tag = "div"
    for part in list(table.iterdescendants("colgroup", "col")):
        parent = part.getparent()
        if parent is not None:
            parent.remove(part)


def conform_list(element: etree._Element) -> None:
    """Give a list only items and an item only a list around it; parts of tables outside a table become blocks."""
    parent = element.getparent()
    around = parent.tag if parent is not None else ""
    tag = element.tag
    if tag in _LISTS:
        _only_items(element)
    elif tag == "dl":
        _only_terms(element)
    elif around not in _AROUND.get(str(tag), _AROUND_PARTS):
        _to_block(element)


def _to_block(element: etree._Element) -> None:
    conform_attributes(element, "div")
    element.tag = "div"


def _only_items(holder: etree._Element) -> None:
    """Wrap what is no item in one; a list that stands in a list joins the item before it."""
    text, holder.text = (holder.text or "").strip(), None
    if text:
        item = etree.Element("li")
        item.text = printable(text)
        holder.insert(0, item)
    for child in list(holder):
        tail, child.tail = (child.tail or "").strip(), None
        if child.tag != "li":
            before = child.getprevious()
            item = before if before is not None and before.tag == "li" else etree.Element("li")
            if item is not before:
                child.addprevious(item)
            item.append(child)
        else:
            item = child
        if tail:
            span = etree.SubElement(item, "span")
            span.text = printable(tail)
    if not len(holder):
        _to_block(holder)


def _only_terms(holder: etree._Element) -> None:
    """Leave a list of terms that is one: terms, then their descriptions; make blocks of any other."""
    tags = [str(child.tag) for child in holder]
    text = (holder.text or "").strip() or any((child.tail or "").strip() for child in holder)
    regular = bool(tags) and set(tags) == {"dt", "dd"} and tags[0] == "dt" and tags[-1] == "dd" and not text
    if regular:
        return
    for part in [holder, *(child for child in holder if child.tag in {"dt", "dd"})]:
        _to_block(part)
