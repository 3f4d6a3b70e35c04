"""CSS selectors for elements of a page, such as every page of the same template has."""

import re

from lxml import etree

_NAME = re.compile(r"^[A-Za-z_][\w-]*$")
# Numbers of posts stand in ids and classes; states of one page stand in others.
_OF_ONE_PAGE = re.compile(r"\d{3}")


def _classes(element: etree._Element) -> list[str]:
    names = (element.get("class") or "").split()
    return [name for name in names if _NAME.match(name) and not _OF_ONE_PAGE.search(name)]


def own_selector(element: etree._Element) -> str:
    """Write a selector of an element's own id or classes; empty if it has none that other pages share."""
    name = element.get("id") or ""
    if _NAME.match(name) and not _OF_ONE_PAGE.search(name):
        return f"#{name}"
    classes = _classes(element)
    return f"{element.tag}.{'.'.join(classes)}" if classes else ""


def _alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether an element would be selected by another one's own selector."""
    selector = own_selector(other)
    if selector.startswith("#"):
        return f"#{one.get('id')}" == selector
    return one.tag == other.tag and set(_classes(other)) <= set(_classes(one))


def selector_of(element: etree._Element) -> str:
    """Write a selector that selects this element first in its page; empty if the element has no lasting name.

    Where others before it bear the same name, those around it are named as well.
    """
    selector = own_selector(element)
    if not selector:
        return ""
    rivals = [one for one in element.getroottree().iter(element.tag) if _alike(one, element)]
    rivals = rivals[: rivals.index(element)]
    for around in element.iterancestors():
        if not rivals:
            break
        if name := own_selector(around):
            left = [one for one in rivals if any(_alike(parent, around) for parent in one.iterancestors())]
            if len(left) < len(rivals):
                selector, rivals = f"{name} {selector}", left
    return "" if rivals else selector
