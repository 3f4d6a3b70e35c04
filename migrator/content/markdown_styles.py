"""Which elements and styles mean strong, emphasis or struck out: editors wrote both, or one against the other."""

import re

from lxml import etree

from migrator.content.markdown_flow import Mark

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


def styled_marks(element: etree._Element, *, html: bool) -> list[Mark]:
    """Give the marks that an inline element means, outermost first; `html`: underlining can be kept, as `u`."""
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
    marks = [Mark(kind, opening=True) for kind in kinds]
    direction = (element.get("dir") or "").lower()
    if html and direction == "rtl" and element.tag == "span":
        marks.insert(0, Mark("span", opening=True, detail=' dir="rtl"'))
    return marks
