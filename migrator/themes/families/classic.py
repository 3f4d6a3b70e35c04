"""Classic templates (1999 to 2006, some until today): the owner's own HTML around a few tags that Blogger expands.

What Blogger itself writes is the same whatever the template: the body between two clearing `div`s (the second with
`padding-bottom: 0.25em`), the anchor `<a name="<post id>">`, the permalink with the time as its text. The templates of
2004 also have the classes that later themes kept.
"""

import re

from lxml import etree

from migrator.content.tree import printable
from migrator.themes.family import Family, Signs
from migrator.themes.selectors import Selectors

_SPACES = re.compile(r"\s+")
_BODY_CLASSES = frozenset({"post-body", "postbody", "blogpost", "entry-content", "post-content"})
_FOOTERS = frozenset({"postfooter", "post-footer", "byline", "posted", "postinfo", "post-info", "comment-link"})
_TITLES = frozenset({"posttitle", "post-title", "entry-title"})


def _style(element: etree._Element) -> str:
    return _SPACES.sub("", element.get("style") or "").lower().rstrip(";")


def _matches(signs: Signs) -> bool:
    return not signs.has_gadgets() and (
        signs.head.is_blogger or any(_ends_body(div) for div in signs.index.named("div"))
    )


def _ends_body(element: etree._Element) -> bool:
    return _style(element).startswith("clear:both;padding-bottom:")


def _starts_body(element: etree._Element) -> bool:
    return element.tag == "div" and _style(element) == "clear:both" and len(element) == 0


def _is_marked(element: etree._Element) -> bool:
    """Tell whether an element lies in one that a template's class already marks as the body."""
    return any(
        not _BODY_CLASSES.isdisjoint((parent.get("class") or "").lower().split()) for parent in element.iterancestors()
    )


def _wrap(first: etree._Element, last: etree._Element) -> None:
    """Put two siblings and all between them into one element that is marked as the body."""
    inside = [first]
    while inside[-1] is not last:
        following = inside[-1].getnext()
        if following is None:
            return
        inside.append(following)
    wrapper = etree.Element("div", {"class": "post-body"})
    first.addprevious(wrapper)
    wrapper.tail, last.tail = printable(last.tail or ""), None
    wrapper.extend(inside)


def _wrap_expanded(root: etree._Element) -> None:
    for last in [div for div in root.iter("div") if _ends_body(div)]:
        if _is_marked(last):
            continue
        first = next((sibling for sibling in last.itersiblings(preceding=True) if _starts_body(sibling)), None)
        if first is not None:
            _wrap(first, last)


def _wrap_rest_of_post(root: etree._Element) -> None:
    """Where Blogger wrote no clearing `div`s (before 2004), the body is what a post's element holds beside the rest."""
    for post in list(root.iter("div", "td", "span", "p")):
        if (post.get("class") or "").lower().split() not in (["post"], ["blogpost"], ["entry"]):
            continue
        if any(not _BODY_CLASSES.isdisjoint((e.get("class") or "").lower().split()) for e in post.iterdescendants()):
            continue
        _wrap_loose(post)


def _class_in(element: etree._Element, names: frozenset[str]) -> bool:
    return not names.isdisjoint((element.get("class") or "").lower().split())


def _wrap_loose(post: etree._Element) -> None:
    children = list(post)
    start = 0
    for place, child in enumerate(children):
        if _class_in(child, _TITLES) or (child.tag == "a" and (child.get("name") or "").isdigit()):
            start = place + 1
    end = next((p for p, child in enumerate(children) if p >= start and _class_in(child, _FOOTERS)), len(children))
    wrapper = etree.Element("div", {"class": "post-body"})
    before = children[start - 1] if start else None
    if before is None:
        wrapper.text, post.text = printable(post.text or ""), None
    else:
        wrapper.text, before.tail = printable(before.tail or ""), None
    post.insert(start, wrapper)
    wrapper.extend(children[start:end])


def _prepare(root: etree._Element) -> bool:
    _wrap_expanded(root)
    if not any(_class_in(element, _BODY_CLASSES) for element in root.iter("div", "span", "td", "p")):
        _wrap_rest_of_post(root)
    return True


FAMILY = Family(
    name="classic",
    matches=_matches,
    prepare=_prepare,
    selectors=Selectors(
        body=(".post-body", ".postbody", ".blogpost", ".post-content", ".entry-content", ".entry"),
        day=(".date-header", ".dateheader", ".date", ".blogdate", ".day"),
        foreign=("#sidebar", "#b-navbar", "#backlinks-container", "#profile-container", "#archives", "#links"),
        byline=(".post-footer", ".postfooter", ".byline", ".posted", ".postinfo", ".post-info", ".blogbyline"),
    ),
)
