"""Small readings of single elements: text, link, number."""

import re
from collections.abc import Iterator

from lxml import etree

from migrator.addresses import urls
from migrator.content.text import words_of

_STRING = etree.XPath("string()")
_TEMPLATE_SPACE = re.compile(r"[ ]*[\r\n\t]\s*")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_BOXES = frozenset({"p", "div", "table", "tbody", "tr", "td"})
_SILENT = frozenset({"script", "style", "noscript"})
_LONGEST_TITLE = 150
_NUMBER = re.compile(r"\d{1,6}")
_NO_VALUE = re.compile(
    r"Can't find substitution for tag|^\s*(?:undefined|null|None|NaN|false|true|Invalid Date|\[object \w+\]"
    r"|\{\{.*\}\}|\$\{.*\}|\$\(.*\)|%%?\w+%%?|<data:.*>|data:(?:blog|post|view|widget)\.[\w.]+|expr:.*)\s*$",
    re.DOTALL,
)


def told(text: str | None) -> str:
    """Return a value that a page states, trimmed; empty if what stands there is no value.

    Blogger prints a comment for a tag that it does not know, also into attributes and JSON; scripts that failed leave
    the names of their variables or what their language prints for nothing.
    """
    value = (text or "").strip()
    return "" if _NO_VALUE.search(value) else value


def text_of(element: etree._Element) -> str:
    """Return the text of a small element, white space normalised; comments in the markup do not count."""
    return words_of(str(_STRING(element)) if len(element) else element.text or "")


def title_text(element: etree._Element) -> str:
    """Return the text of a title: the template's line breaks and indents go, the author's own spaces stay."""
    return _TEMPLATE_SPACE.sub(" ", str(_STRING(element)) if len(element) else element.text or "").strip()


def first_link(element: etree._Element) -> etree._Element | None:
    """Return the first link inside an element."""
    return next((link for link in element.iterdescendants("a") if link.get("href") is not None), None)


def link_of(element: etree._Element, base: str) -> str | None:
    """Return the absolute address of an element that is a link, or of the first link in it, or of the one around it."""
    link = element if element.tag == "a" else first_link(element)
    if link is None:
        link = next(element.iterancestors("a"), None)
    return urls.absolute(link.get("href", ""), base) if link is not None and link.get("href") else None


def shown_text(element: etree._Element) -> str:
    """Return the text of a small element without what scripts in it say."""
    return words_of("".join(_shown(element)))


def _shown(element: etree._Element) -> Iterator[str]:
    stack: list[etree._Element | str] = [element]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif part.tag not in _SILENT and not isinstance(part, etree._Comment):
            yield part.text or ""
            for child in reversed(part):
                stack += (child.tail or "", child)


def stated_time(element: etree._Element) -> str:
    """Return the machine-readable time of an element: `datetime`, `content` or an ISO `title`; empty if it has none."""
    for name in ("datetime", "content", "title"):
        value = element.get(name, "").strip()
        if value[:4].isdigit() and value[4:5] == "-":
            return value
    return ""


def number_in(text: str) -> int | None:
    """Return the first number in a text, in any script's digits."""
    match = _NUMBER.search(text.replace("\u202f", "").replace(",", ""))
    return int(match[0]) if match else None


def typed_title(body: etree._Element) -> str:
    """Return the bold or headed first line of a body: what an author without a title field typed as one."""
    first = _first_shown(body)
    if first is None:
        return ""
    text = text_of(first)
    if first.tag in _HEADINGS:
        return text if len(text) <= _LONGEST_TITLE else ""
    after = first.getnext()
    ends_line = not (first.tail or "").strip() and (after is None or after.tag in {"br", "p", "div"})
    return text if _is_bold(first) and ends_line and len(text) <= _LONGEST_TITLE else ""


def _is_bold(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.tag in {"b", "strong"} or (element.tag == "span" and "font-weight:bold" in style)


def _first_shown(element: etree._Element) -> etree._Element | None:
    """Return the first bold or heading element that nothing shown stands before; None if text stands there."""
    while True:
        if (element.text or "").strip():
            return None
        shown = next((child for child in element if not _is_empty(child) or (child.tail or "").strip()), None)
        if shown is None or _is_empty(shown):
            return None
        if _is_bold(shown) or shown.tag in _HEADINGS:
            return shown
        if shown.tag not in _BOXES:
            return None
        element = shown


def _is_empty(element: etree._Element) -> bool:
    return element.find(".//img") is None and not text_of(element)


# How many comments a heading or link declares: in digits, or in words where Blogger's interface has words for it.

# Blogger's own strings without a digit, lower case. Other words ("Post a Comment", "Links to this post") tell nothing.
_NONE = frozenset(
    {
        "no comments", "aucun commentaire", "keine kommentare", "no hay comentarios", "nessun commento",
        "nenhum comentário", "sem comentários", "geen opmerkingen", "geen reacties", "brak komentarzy",
        "комментариев нет", "ni komentarjev", "inga kommentarer", "ingen kommentarer", "ei kommentteja",
        "žádné komentáře", "žiadne komentáre", "nincsenek megjegyzések", "niciun comentariu", "hiç yorum yok",
        "δεν υπάρχουν σχόλια", "немає коментарів", "няма коментари", "nema komentara", "нема коментара",
        "tidak ada komentar", "tiada ulasan", "không có nhận xét nào", "ไม่มีความคิดเห็น", "댓글 없음", "沒有留言",
        "没有评论", "ليست هناك تعليقات", "هیچ نظری موجود نیست", "אין תגובות", "कोई टिप्पणी नहीं", "cap comentari",
        "komentarų nėra", "nav komentāru", "kommentaare ei ole", "コメントはありません",
    }
)  # fmt: skip
_ONE = frozenset({"هناك تعليق واحد", "تعليق واحد", "תגובה אחת", "one comment"})
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def declared_count(text: str) -> int | None:
    """Read how many comments a text declares; None if it has neither a number nor known words for none or one."""
    number = number_in(text)
    if number is not None:
        return number
    words = _EDGES.sub("", " ".join(text.split()).casefold())
    return 1 if words in _ONE else 0 if words in _NONE else None
