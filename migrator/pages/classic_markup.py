"""What Blogger's tags expanded to in classic templates, given the names that later themes write themselves.

Blogger put the body between two clearing `div`s (the second with `padding-bottom: 0.25em`; before 2004 none) and the
anchor `<a name="<post id>">` where the template had it; everything else is the owner's own HTML.
"""

import re
from bisect import bisect_left, bisect_right

from lxml import etree

from migrator import dates
from migrator.content.tree import printable
from migrator.pages.index import Index

_SPACES = re.compile(r"\s+")
_BODY = "post-body"
# Of these, `blogpost` and `entry` may hold the byline as well.
_BODY_CLASSES = frozenset({"post-body", "postbody", "entry-content", "post-content"})
_POST_CLASSES = (["post"], ["blogpost"], ["entry"])
_FOOTERS = frozenset({"postfooter", "post-footer", "byline", "posted", "postinfo", "post-info", "comment-link"})
_TITLES = frozenset({"posttitle", "post-title", "entry-title"})
_DAYS = frozenset({"date-header", "dateheader", "date", "blogdate", "day"})
_AROUND_POSTS = frozenset({"header", "banner", "sidebar", "blog-title", "blog-header", "title", "masthead"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "title", "option"})
_LONGEST = 200
_LEVELS = 3
_MOST_POSTS = 500
_MOST_HEADINGS = 2_000
_LONGEST_DAY = 60
_MOST_BETWEEN = 15
"""Elements between the line with a day and the body under it: a title, a byline, the clearing `div`."""


def _style(element: etree._Element) -> str:
    return _SPACES.sub("", element.get("style") or "").lower().rstrip(";")


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").lower().split()


def _class_in(element: etree._Element, names: frozenset[str]) -> bool:
    written = element.get("class")
    return bool(written) and not names.isdisjoint(str(written).lower().split())


def ends_body(element: etree._Element) -> bool:
    """Whether an element is the clearing `div` that Blogger wrote behind each body."""
    return _style(element).startswith("clear:both;padding-bottom:")


_OWN_NUMBER = re.compile(r"\d{15,19}")
_COMMENT_NUMBER = re.compile(r"c\d{15,19}")
_ARCHIVE = re.compile(r"/\d{4}_\d{2}_\d{2}_[\w-]*archive\.\w{3,5}(?:#|$)")


def looks_classic(index: Index) -> bool:
    """Whether a page bears at least two of the marks of what Blogger expanded in classic templates.

    On a domain of its own, such a page may have no other trace of Blogger: the clearing `div` behind bodies, an anchor
    that is a post's number, comments under their numbers, archives in files of that time.
    """
    signs = (
        any(ends_body(div) for div in index.root.iter("div")),
        any(_OWN_NUMBER.fullmatch(anchor.get("name") or "") for anchor in index.named("a[name=#]")),
        any(_COMMENT_NUMBER.fullmatch(one.get("name") or "") for one in index.named("a[name]")),
        any(_ARCHIVE.search(address) for _, address in index.links),
    )
    return sum(signs) >= 2


def _starts_body(element: etree._Element) -> bool:
    return element.tag == "div" and _style(element) == "clear:both" and len(element) == 0


def _wrap(first: etree._Element, last: etree._Element) -> bool:
    """Put two siblings and all between them into one element that is marked as the body."""
    inside = [first]
    while inside[-1] is not last:
        following = inside[-1].getnext()
        if following is None:
            return False
        inside.append(following)
    wrapper = etree.Element("div", {"class": _BODY})
    first.addprevious(wrapper)
    wrapper.tail, last.tail = printable(last.tail or ""), None
    wrapper.extend(inside)
    return True


def _wrap_expanded(root: etree._Element) -> bool:
    changed = False
    for last in [div for div in root.iter("div") if ends_body(div)]:
        if any(_class_in(parent, _BODY_CLASSES) for parent in last.iterancestors()):
            continue
        first = next((sibling for sibling in last.itersiblings(preceding=True) if _starts_body(sibling)), None)
        if first is not None:
            changed = _wrap(first, last) or changed
    return changed


def _wrap_rest_of_post(root: etree._Element) -> bool:
    """Where Blogger wrote no clearing `div`s, the body is what a post's element holds beside the rest."""
    bodied: set[etree._Element] = set()
    for body in root.iter(etree.Element):
        if _class_in(body, _BODY_CLASSES):
            for ancestor in body.iterancestors():
                if ancestor in bodied:
                    break
                bodied.add(ancestor)
    # An outer post comes first, so that what is wrapped here never gets into one that is still to be looked at.
    posts = [p for p in root.iter("div", "td", "span", "p") if _classes(p) in _POST_CLASSES and p not in bodied]
    for post in posts:
        _wrap_loose(post)
    return bool(posts)


def _wrap_loose(post: etree._Element) -> None:
    children = list(post)
    start = 0
    for place, child in enumerate(children):
        if _class_in(child, _TITLES) or (child.tag == "a" and (child.get("name") or "").isdigit()):
            start = place + 1
    end = next((p for p, child in enumerate(children) if p >= start and _class_in(child, _FOOTERS)), len(children))
    _wrap_children(post, start, end)


def _wrap_children(post: etree._Element, start: int, end: int) -> None:
    """Put the children from `start` up to `end`, and the text before the first, into a marked body."""
    children = list(post)
    wrapper = etree.Element("div", {"class": _BODY})
    before = children[start - 1] if start else None
    if before is None:
        wrapper.text, post.text = printable(post.text or ""), None
    else:
        wrapper.text, before.tail = printable(before.tail or ""), None
    post.insert(start, wrapper)
    wrapper.extend(children[start:end])


def _wrap_between_anchor_and_permalink(root: etree._Element) -> bool:
    """Where no name marks anything, a body lies between the anchor with a post's number and the link to that anchor."""
    changed = False
    for anchor in [
        link for link in root.iter("a") if (link.get("name") or "").isdigit() and len(link.get("name") or "") > 5
    ]:
        place = anchor
        for _ in range(_LEVELS):
            parent = place.getparent()
            if parent is None:
                break
            if (end := _byline_behind(place, f"#{anchor.get('name')}")) is not None:
                _wrap_children(parent, parent.index(place) + 1, parent.index(end))
                changed = True
                break
            place = parent
    return changed


def _byline_behind(place: etree._Element, target: str) -> etree._Element | None:
    """Return the sibling behind an element that holds, near its own top, the link to a post's anchor."""
    for sibling in place.itersiblings():
        links = [sibling] if sibling.tag == "a" else sibling.findall(".//a")
        if any((link.get("href") or "").endswith(target) for link in links):
            return sibling
        if any((link.get("name") or "").isdigit() and len(link.get("name", "")) > 5 for link in links):
            return None
    return None


def _is_around_posts(element: etree._Element) -> bool:
    return any(
        _class_in(one, _AROUND_POSTS) or (one.get("id") or "").lower() in _AROUND_POSTS
        for one in (element, *element.iterancestors())
    )


def _mark_headings(root: etree._Element) -> bool:
    """Name the headings over the bodies that the owner left without a name: dates, and titles."""
    dated = titled = False
    bodies, headings = [], []
    for order, element in enumerate(root.iter()):
        dated = dated or _class_in(element, _DAYS)
        titled = titled or _class_in(element, _TITLES)
        if _class_in(element, _BODY_CLASSES):
            bodies.append(order)
        elif element.tag in _HEADINGS and not _is_in_body(element):
            headings.append((order, element))
    if dated and titled:
        return False
    if len(bodies) > _MOST_POSTS or len(headings) > _MOST_HEADINGS:
        return False  # no blog's page; looking at every heading would take too long
    titles = []
    changed = days_named = False
    orders = [order for order, _ in headings]
    for before, body in zip([-1, *bodies], bodies, strict=False):
        between = headings[bisect_right(orders, before) : bisect_left(orders, body)]
        found = [heading for _, heading in between if not _is_around_posts(heading)]
        days = [heading for heading in found if _is_day(heading)]
        if not dated:
            days_named = _name(days, "date-header") or days_named
        titles.append([heading for heading in found if heading not in days][-1:])
    if not titled and sum(map(bool, titles)) * 2 >= len(bodies):
        changed = _name([heading for one in titles for heading in one], "post-title") or changed
    if not dated and not days_named:
        changed = _mark_day_lines(root) or changed
    return changed or days_named


def _is_in_body(element: etree._Element) -> bool:
    return any(_class_in(one, _BODY_CLASSES) for one in element.iterancestors())


def _mark_day_lines(root: etree._Element) -> bool:
    """Name the days over the bodies that are no headings either: lines of their own right above a post."""
    above: tuple[int, etree._Element] | None = None
    found: list[etree._Element] = []
    for order, element in enumerate(root.iter(etree.Element)):
        if _class_in(element, _BODY_CLASSES):
            if above is not None and order - above[0] <= _MOST_BETWEEN and not _is_around_posts(above[1]):
                found.append(above[1])
            above = None
        elif _is_day_line(element) and not _is_in_body(element):
            above = (order, element)
    return _name(found, "date-header")


def _is_day_line(element: etree._Element) -> bool:
    """Whether an element holds nothing but a day; one in a link is a way to somewhere else."""
    text = (element.text or "").strip()
    if len(element) or not 5 < len(text) < _LONGEST_DAY or element.tag in _SILENT:
        return False
    return _is_day(element) and element.tag != "a" and next(element.iterancestors("a"), None) is None


def _is_day(heading: etree._Element) -> bool:
    text = " ".join("".join(str(part) for part in heading.itertext()).split())
    return (
        5 < len(text) < _LONGEST and any(letter.isdigit() for letter in text) and bool(dates.parse_date(text).readings)
    )


def _name(elements: list[etree._Element], name: str) -> bool:
    for element in elements:
        element.set("class", f"{element.get('class') or ''} {name}".strip())
    return bool(elements)


def name_parts(root: etree._Element) -> bool:
    """Mark bodies, and the headings over them, in a page made by a classic template; tells whether it changed."""
    changed = _wrap_expanded(root)
    for wrap in (_wrap_rest_of_post, _wrap_between_anchor_and_permalink):
        if not any(_class_in(element, _BODY_CLASSES) for element in root.iter("div", "span", "td", "p")):
            changed = wrap(root) or changed
    return _mark_headings(root) or changed
