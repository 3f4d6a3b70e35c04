"""The parts of one comment in a theme's own markup: who, when, what; by evidence first, class names after it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from migrator import dates
from migrator.content.text import words_of
from migrator.pages.comments.common import avatar_at
from migrator.pages.elements import text_of
from migrator.pages.index import Node

LONGEST_NAME = 120
_LONGEST_DATE = 60
_LONGEST_LOOSE_NAME = 50
_LEAST_TEXT = 3
_SHOWN = re.compile(r"showComment=\d{11,14}")
PERMALINK = re.compile(r"#c(\d{8,20})$")
"""The end of a comment's permalink, which holds its number."""
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?$")
_CONTROL_LINK = re.compile(r"delete-comment\.g|/comment/delete/|comment-iframe|postComment|^javascript:|^#")
_PROFILE = re.compile(r"//(?:www\.|draft\.)?blogger\.com/profile/|//(?:plus|profiles)\.google\.com/")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PIECES = re.compile(r"\s+[-–—@/]\s+|[|·•]|\n+")
NAME_EDGES = " \t|@,:·•-–—"
_SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "form", "textarea", "iframe", "svg", "button", "input", "label",
        "select",
    }
)  # fmt: skip
BODY_WORDS = frozenset({"content", "body", "text", "message", "msg"})
_AUTHOR_WORDS = frozenset(
    {"author", "user", "name", "username", "nickname", "nick", "commenter", "poster", "writer", "fn"}
)
_TIME_WORDS = frozenset({"date", "time", "datetime", "timestamp", "published", "stamp", "when"})
CONTROL_WORDS = frozenset(
    {"reply", "replies", "action", "actions", "toggle", "avatar", "count", "control", "admin", "form"}
)
_NO_AUTHOR_WORDS = BODY_WORDS | (CONTROL_WORDS - {"admin"})
REMOVED = frozenset({"deleted-comment"})
BLOG_AUTHOR = frozenset({"blog-author", "blog-author-comment"})
_AUTHOR_DATA = ("data-author-name", "data-author", "data-name")
_TIME_DATA = ("data-datetime", "data-timestamp", "data-time", "data-date", "data-published")
_EPOCH_DATA = ("data-unix-time", "data-epoch", "data-timestamp", "data-time")
_TRUE = frozenset({"true", "1", "yes"})


@dataclass(slots=True)
class Parts:
    """What one comment's element holds that is its own, not of a reply, a form or a script."""

    holder: etree._Element
    elements: list[etree._Element] = field(default_factory=list)
    replies: list[etree._Element] = field(default_factory=list)
    author: etree._Element | None = None
    time: etree._Element | None = None
    body: etree._Element | None = None


def words_in(element: etree._Element) -> set[str]:
    """Return the words that the class names of an element are made of, lower case."""
    names = element.get("class")
    return {word.lower() for word in _WORDS.findall(names)} if names else set()


def has_text(element: etree._Element) -> bool:
    """Whether an element shows a text or a picture."""
    return bool(text_of(element)) or element.find(".//img") is not None


def gather(node: Node, others: set[etree._Element]) -> Parts:
    """Return the parts of a comment: what its element holds, but for the elements of `others`, its replies."""
    own = Parts(node.element)
    stack = list(reversed(node.element))
    while stack:
        element = stack.pop()
        if element in others:
            own.replies.append(element)
        elif not callable(element.tag) and element.tag not in _SILENT:
            own.elements.append(element)
            stack.extend(reversed(element))
    return own


def itemprops(element: etree._Element) -> set[str]:
    """Return what an element is said to be by microdata."""
    return set((element.get("itemprop") or "").split())


def is_date(text: str, locale: str | None) -> bool:
    """Whether a short text reads as a date."""
    if not 5 < len(text) < _LONGEST_DATE or not any(letter.isdigit() for letter in text):
        return False
    return bool(dates.parse_date(text, locale=locale).readings)


def _is_time(element: etree._Element) -> bool:
    if element.tag == "time" or words_in(element) & _TIME_WORDS:
        return True
    return _SHOWN.search(element.get("href") or "") is not None


def find_author(own: Parts) -> etree._Element | None:
    """Return the element with the name of who wrote a comment."""
    for element in own.elements:
        if itemprops(element) & {"author", "creator"}:
            named = next((one for one in element.iter() if "name" in itemprops(one)), element)
            if text_of(named) or named.get("content"):
                return named
    for element in own.elements:
        if element.tag == "a" and _PROFILE.search(element.get("href") or "") and text_of(element):
            return element
    if (written := next((one for one in own.elements if one.tag == "bdi" and text_of(one)), None)) is not None:
        return written
    return _named_author(own)


def _named_author(own: Parts) -> etree._Element | None:
    found = None
    for element in own.elements:
        words = words_in(element)
        if not words & _AUTHOR_WORDS or words & _NO_AUTHOR_WORDS or not 0 < len(text_of(element)) < LONGEST_NAME:
            continue
        if found is not None and found not in element.iterancestors():
            break
        if not _is_time(element):
            found = element  # the innermost of nested ones
    if found is not None and any(map(_is_time, found.iterdescendants(etree.Element))):
        # Who and when in one line: the name is the first part of it that is no time.
        parts = (one for one in found.iterdescendants("a", "b", "strong", "span", "cite", "em") if text_of(one))
        return next(
            (one for one in parts if not _is_time(one) and not any(map(_is_time, one.iter(etree.Element)))), None
        )
    return found


def find_time(own: Parts, locale: str | None) -> etree._Element | None:
    """Return the element that tells when a comment was written."""
    for fits in (_links_to_time, _states_time, _has_time_data):
        if (found := next((one for one in own.elements if fits(one)), None)) is not None:
            return found
    named = [one for one in own.elements if words_in(one) & _TIME_WORDS and text_of(one)]
    dated = [one for one in named or own.elements if is_date(text_of(one), locale)]
    return dated[-1] if named and dated else next((one for one in dated if len(one) == 0), None)


def _links_to_time(element: etree._Element) -> bool:
    return bool(_SHOWN.search(element.get("href") or ""))


def _states_time(element: etree._Element) -> bool:
    return element.tag == "time" or bool(itemprops(element) & {"datePublished", "dateCreated", "commentTime"})


def _has_time_data(element: etree._Element) -> bool:
    return any(element.get(name) for name in _TIME_DATA)


def is_control(element: etree._Element) -> bool:
    """Whether an element is a button or a picture around a comment: it answers, deletes, counts."""
    if element.tag == "a":
        address = element.get("href") or ""
        return not address or bool(_CONTROL_LINK.search(address)) or bool(PERMALINK.search(address))
    words = words_in(element)
    return bool(words & CONTROL_WORDS) and not words & BODY_WORDS


def first_line(own: Parts, locale: str | None, *, whole: bool) -> etree._Element | None:
    """Return the first element with a short text that is no time; with another text after it, unless it is `whole`."""
    lines = [
        element
        for element in own.elements
        if element is not own.time
        and (element.text or "").strip()
        and not is_control(element)
        and not any(words_in(one) & BODY_WORDS for one in (element, *_within(element, own)))
    ]
    if not lines:
        return None
    text, time = text_of(lines[0]), 0 if own.time is None else len(text_of(own.time))
    if not whole and len(text_of(own.holder)) - len(text) - time < _LEAST_TEXT:
        return None
    if len(text) > _LONGEST_LOOSE_NAME or is_date(text, locale) or any(map(_is_time, lines[0].iter(etree.Element))):
        return None
    return None if any(is_date(piece, locale) for piece in _PIECES.split(text)) else lines[0]


def _within(element: etree._Element, own: Parts) -> Iterator[etree._Element]:
    """Yield the elements around one, inside the comment."""
    for ancestor in element.iterancestors():
        if ancestor is own.holder:
            return
        yield ancestor


def loose_texts(own: Parts) -> list[str]:
    """Return the pieces of the short texts that stand in a comment before its body: "Ada · 3 May 2021"."""
    found: list[str] = []
    for element in (own.holder, *own.elements):
        if element is own.body:
            break
        if 0 < len(words_of(element.text or "")) < LONGEST_NAME:
            found += (piece for one in _PIECES.split(element.text or "") if (piece := words_of(one).strip(NAME_EDGES)))
    return found


def name_of(own: Parts) -> tuple[str, str]:
    """Return the name, and the text it stands in where that may hold more: "Ada said"."""
    for name in _AUTHOR_DATA:
        if value := (own.holder.get(name) or "").strip():
            return value, ""
    author = own.author
    if author is None:
        return "", ""
    if author.tag == "meta":
        return author.get("content", "").strip(), ""
    link = author if author.tag == "a" else next((one for one in author.iter("a") if text_of(one)), None)
    if author.tag == "bdi" or not itemprops(author).isdisjoint({"name", "author", "creator"}):
        return text_of(author), ""
    around = author.getparent() if author is link else author
    fits = (
        around is not None
        and own.holder in around.iterancestors()
        and not any(map(_is_time, around.iter(etree.Element)))
    )
    return "" if link is None else text_of(link), text_of(around if fits and around is not None else author)


def shown_of(own: Parts) -> str:
    """Return the printed time of a comment; empty if there is none."""
    time = own.time
    if time is not None:
        if text := text_of(time):
            return text
        for name in ("datetime", "content", "title", *_TIME_DATA):
            if value := (time.get(name) or "").strip():
                return value
    return next((value for name in _TIME_DATA if (value := (own.holder.get(name) or "").strip())), "")


def link_of(own: Parts) -> str:
    """Return what tells the exact time of a comment: its permalink, or one made of a time in seconds."""
    for element in (own.holder, *(() if own.time is None else (own.time,))):
        for name in _EPOCH_DATA:
            if _EPOCH.match(value := (element.get(name) or "").strip()):
                return f"?showComment={value.ljust(13, '0')}"
    return "" if own.time is None else (own.time.get("href") or "")


def picture_of(own: Parts, base: str) -> str | None:
    """Return the address of the commenter's picture."""
    address = own.holder.get("data-author-image") or ""
    image = next((one for one in own.elements if one.tag == "img"), None)
    if not address and image is not None and (own.body is None or own.body not in image.iterancestors()):
        address = image.get("longdesc") or image.get("data-src") or image.get("src") or ""
    return avatar_at(address, base)


def profile_of(own: Parts) -> str | None:
    """Return the address that the commenter's name leads to."""
    if address := own.holder.get("data-author-url"):
        return address
    author = own.author
    if author is None:
        return None
    link = next(author.iter("a"), None)
    if link is None:
        link = next((one for one in author.iterancestors("a") if own.holder in one.iterancestors()), None)
    address = "" if link is None else (link.get("href") or "")
    return None if not address or _CONTROL_LINK.search(address) or _SHOWN.search(address) else address


def is_marked(own: Parts, names: frozenset[str], data: str) -> bool:
    """Whether a comment is marked by one of some class names, or by a `data-` attribute that is true."""
    if (own.holder.get(data) or "").lower() in _TRUE:
        return True
    return any(not names.isdisjoint((one.get("class") or "").lower().split()) for one in own.elements)
