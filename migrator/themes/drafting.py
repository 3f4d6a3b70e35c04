"""A rules file drafted from one page: selectors of the elements that hold what the page was read as.

For an owner to look at and to correct where a field is wrong, so what can't be named stays an empty line.
"""

import re
from collections.abc import Callable, Iterable

from lxml import etree

from migrator import dates
from migrator.content.text import plain_text
from migrator.content.tree import parse_document
from migrator.documents import Parsed, RawPage
from migrator.schema import Comment
from migrator.themes.calibration import calibrate
from migrator.themes.decoding import decode
from migrator.themes.elements import stated_time, text_of
from migrator.themes.naming import own_selector, selector_of
from migrator.themes.rules import CommentRules, PostRules, Rules

_LONGEST = 200
_NUMBER_ID = re.compile(r"^(?:comment-|c)")


def draft_rules(page: RawPage, parsed: Parsed) -> Rules:
    """Write rules that read a page about one post as it was read; without a post, there is nothing to draft from."""
    if not parsed.posts:
        return Rules()
    post = parsed.posts[0].post
    names = {author.id: author.name for author in parsed.authors}
    root, _ = parse_document(decode(page))
    body = calibrate(page, post.content_html)
    return Rules(
        PostRules(
            title=_holding(root, post.title),
            date=_dated(root, post.published),
            author=_holding(root, names.get(post.author or "", "")),
            labels=_labels(root, post.labels),
            body=body.post.body if body else "",
        ),
        _comment_rules(root, post.comments),
    )


def _visible(root: etree._Element) -> Iterable[etree._Element]:
    body = root.find("body")
    return (root if body is None else body).iter("*")


def _smallest(root: etree._Element, fits: Callable[[etree._Element], bool]) -> str:
    """Give a selector of the last of the nested elements that fit, the first place first; empty if none has a name."""
    found = [element for element in _visible(root) if fits(element)]
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


def _holding(root: etree._Element, text: str) -> str:
    """Give a selector of the smallest element whose whole text is this one."""
    wanted = " ".join(text.split())
    if not wanted:
        return ""
    return _smallest(root, lambda element: _text(element) == wanted)


def _text(element: etree._Element) -> str:
    return text_of(element) if element.tag not in {"script", "style", "title"} else ""


def _dated(root: etree._Element, published: str | None) -> str:
    if not published:
        return ""
    exact = _smallest(root, lambda element: dates.iso_instant(stated_time(element)) == published)
    return exact or _smallest(root, lambda element: _reads_as(element, published))


def _reads_as(element: etree._Element, published: str) -> bool:
    text = _text(element) if len(element) <= 2 else ""
    return 5 < len(text) < _LONGEST and dates.parse_date(text).value == published[:10]


def _labels(root: etree._Element, labels: tuple[str, ...]) -> str:
    """Give a selector of the links that are the labels: those in the nearest named element around the first."""
    for link in root.iter("a"):
        if not labels or text_of(link) != labels[0]:
            continue
        for around in link.iterancestors():
            inside = [text_of(one) for one in around.iter("a")]
            if set(labels) <= set(inside):
                return f"{selector_of(around)} a" if set(inside) == set(labels) and selector_of(around) else ""
    return ""


def _comment_rules(root: etree._Element, comments: tuple[Comment, ...]) -> CommentRules:
    """Name the elements that hold one comment each, if they are alike."""
    if not comments or not comments[0].platform_id:
        return CommentRules()
    number, words = comments[0].platform_id, plain_text(comments[0].content_html)
    holder = next((one for one in _visible(root) if _NUMBER_ID.sub("", one.get("id") or "") == number), None)
    if holder is None or not own_selector(holder):
        return CommentRules()
    inside = _smallest(holder, lambda element: bool(words) and _text(element) == words)
    name = _smallest(holder, lambda element: _text(element) == comments[0].author.name)
    return CommentRules(each=own_selector(holder), author=name, body=inside) if inside else CommentRules()
