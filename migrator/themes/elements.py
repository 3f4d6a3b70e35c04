"""Small readings of single elements: text, link, number."""

import re

from lxml import etree

from migrator import urls
from migrator.content.text import words_of

_STRING = etree.XPath("string()")
_TEMPLATE_SPACE = re.compile(r"[ ]*[\r\n\t]\s*")
_NUMBER = re.compile(r"\d{1,6}")


def text_of(element: etree._Element) -> str:
    """Give the text of a small element, white space normalised; comments in the markup do not count."""
    return words_of(str(_STRING(element)))


def title_text(element: etree._Element) -> str:
    """Give the text of a title: the template's line breaks and indents go, the author's own spaces stay."""
    return _TEMPLATE_SPACE.sub(" ", str(_STRING(element))).strip()


def link_of(element: etree._Element, base: str) -> str | None:
    """Give the absolute address of an element that is a link, or of the first link in it, or of the one around it."""
    link = element if element.tag == "a" else element.find(".//a[@href]")
    if link is None:
        link = next(element.iterancestors("a"), None)
    return urls.absolute(link.get("href", ""), base) if link is not None and link.get("href") else None


def stated_time(element: etree._Element) -> str:
    """Give the machine-readable time of an element: `datetime`, `content` or an ISO `title`; empty if it has none."""
    for name in ("datetime", "content", "title"):
        value = element.get(name, "").strip()
        if value[:4].isdigit() and value[4:5] == "-":
            return value
    return ""


def number_in(text: str) -> int | None:
    """Give the first number in a text, in any script's digits."""
    match = _NUMBER.search(text.replace("\u202f", "").replace(",", ""))
    return int(match[0]) if match else None


def typed_title(body: etree._Element) -> str:
    """Give the bold first line of a body: what an author without a title field typed as one."""
    element = body
    while not (element.text or "").strip() and len(element) and element[0].tag in {"p", "div"}:
        element = element[0]
        if not len(element) and not (element.text or "").strip():
            following = element.getnext()
            if following is None:
                return ""
            element = following
    if (element.text or "").strip() or not len(element) or element[0].tag not in {"b", "strong"}:
        return ""
    bold = element[0]
    after = bold.getnext()
    ends_line = not (bold.tail or "").strip() and (after is None or after.tag in {"br", "p", "div"})
    text = text_of(bold)
    return text if ends_line and 0 < len(text) <= 150 else ""
