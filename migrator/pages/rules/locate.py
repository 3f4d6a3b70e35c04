"""Selectors of the elements of a page that hold known words or a known time."""

from collections.abc import Callable, Iterable

from lxml import etree

from migrator import dates
from migrator.pages.elements import stated_time, text_of
from migrator.pages.rules.css import own_selector, selector_of

_LONGEST = 200


def visible(root: etree._Element) -> Iterable[etree._Element]:
    """Return the elements of a page's body, or of a part of a page."""
    body = root.find("body")
    return (root if body is None else body).iter("*")


def smallest(root: etree._Element, fits: Callable[[etree._Element], bool]) -> str:
    """Give a selector of the last of the nested elements that fit, the first place first; empty if none has a name."""
    found = [element for element in visible(root) if fits(element)]
    places = set(found)
    for element in found:
        if not any(inner in places for inner in element.iterdescendants("*")):
            for named in (element, *element.iterancestors()):
                if named not in places:
                    break
                if selector := selector_of(named):
                    return selector
            around = next((one for one in element.iterancestors() if own_selector(one)), None)
            if around is not None and len(around.findall(f".//{element.tag}")) == 1:
                return f"{selector_of(around)} {element.tag}" if selector_of(around) else ""
    return ""


def holding(root: etree._Element, text: str) -> str:
    """Return a selector of the smallest element whose whole text is this one."""
    wanted = " ".join(text.split())
    if not wanted:
        return ""
    return smallest(root, lambda element: own_text(element) == wanted)


def own_text(element: etree._Element) -> str:
    """Return the text of an element that a reader sees; empty for a script."""
    return text_of(element) if element.tag not in {"script", "style", "title"} else ""


def dated(root: etree._Element, published: str | None) -> str:
    """Return a selector of the element that states a time, or reads as its day."""
    if not published:
        return ""
    exact = smallest(root, lambda element: _same(stated_time(element), published))
    return exact or smallest(root, lambda element: _reads_as(element, published))


def _reads_as(element: etree._Element, published: str) -> bool:
    text = own_text(element) if len(element) <= 2 else ""
    return 5 < len(text) < _LONGEST and dates.parse_date(text).value == published[:10]


def _same(stated: str, published: str) -> bool:
    """Whether two times are one, whatever fraction of a second is told."""
    instant = dates.iso_instant(stated)
    if instant == published:
        return True
    one, other = dates.moment(instant), dates.moment(published)
    return one is not None and other is not None and abs((one - other).total_seconds()) < 1
