"""The title of a post: what Blogger's data say of it, then what the page shows, then its head.

That a post is untitled is a fact like any other: Blogger's data state an empty name, the theme's heading is empty or
holds a placeholder, the head names the blog alone. No fallback may then invent a title.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from lxml import etree, html

from migrator import dates
from migrator.addresses import urls
from migrator.content.text import words_of
from migrator.model.documents import DocumentKind, Extent
from migrator.pages.document import Document
from migrator.pages.elements import link_of, text_of, title_text
from migrator.pages.entries import post_at
from migrator.pages.fields import FieldValue
from migrator.pages.index import Node
from migrator.pages.jsonld import Stated
from migrator.pages.segment import PageSegments, PostBlock
from migrator.pages.ui_phrases import is_phrase
from migrator.pages.untitled import is_first_words, is_placeholder, words

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SEPARATOR = r"(?:[:|»«·•~/\-–—\u2013\u2014>]+)"
_CLOCK = re.compile(r"\d[:.h]\d\d")
_TAG = re.compile(r"</?[a-zA-Z]")
_MARK, _DATA, _JSONLD, _OG, _ELEMENT, _LINK = (
    "title mark", "data script", "JSON-LD", "og:title", "title element", "link to the post"
)  # fmt: skip


def title_in_data(layout: PageSegments, number: str | None, place: int | None) -> str | None:
    """Return the title of a post as Blogger's data state it, empty for an untitled one; None where they don't.

    `place` is its place in a list, by which it is known where the page shows no number; None on a page of its own.
    """
    context = layout.document.context
    if place is None and (name := context.blog.get("pageName")) is not None:
        return name
    if number is not None:
        return dict(context.posts).get(number)
    return context.posts[place or 0][1] if len(context.posts) == len(layout.blocks) else None


def title_of(
    layout: PageSegments, block: PostBlock, stated: Stated | None, known: str | None, *, single: bool
) -> FieldValue:
    """Find the title of a post; `known` is what Blogger's data say of it, empty for none, None where they don't say."""
    if known is not None and not known.strip():
        return FieldValue("", _DATA, sure=True)
    found = list(_candidates(layout, block, stated, single=single))
    if known is not None:
        return _by_data(_plain(known), found)
    url = layout.document.url if single else ""
    body = ""
    for one in found:
        if is_placeholder(one.value) and not _is_genuine(one, found, url):
            return FieldValue("", f"{one.rung}: placeholder", sure=_names_blog_alone(layout.document))
        if one.value.endswith((".", "…", "]")):
            body = body or text_of(block.body.element)
            if is_first_words(one.value, body):
                continue
        agreeing = sum(words(one.value) == words(other.value) for other in found)
        # In a list, a heading that a theme marks or that leads to the post is its title; a page has other headings.
        return replace(one, sure=agreeing > 1 or (not single and one.rung == _MARK))
    return FieldValue("", "", sure=single and _names_blog_alone(layout.document))


def _names_blog_alone(document: Document) -> bool:
    """Whether the head, which names the post too where it has a title, names the blog alone."""
    og = document.head.og_title
    return bool(document.blog_title) and (
        is_blog_title(document, og) if og else is_blog_title(document, document.head.title)
    )


def _by_data(known: str, found: list[FieldValue]) -> FieldValue:
    """Choose among what the page shows by what Blogger's data say: as they say it, if the page shows it nowhere."""
    wanted = words(known)
    for one in found:
        if words(one.value) == wanted:
            return FieldValue(one.value, one.rung if one.rung == _MARK else _DATA, sure=True)
    for place, one in enumerate(found):
        if any(words(one.value) == words(other.value) for other in found[place + 1 :]):
            return one
    return FieldValue(known, _DATA, sure=not found)


def _plain(title: str) -> str:
    """Return a title as text: Blogger keeps it as the HTML that its author typed."""
    if "<" in title and _TAG.search(title):
        return words_of(html.fragment_fromstring(title, create_parent="div").text_content())
    return words_of(unescape(title))


def _candidates(layout: PageSegments, block: PostBlock, stated: Stated | None, *, single: bool) -> Iterator[FieldValue]:
    """Yield what may be the title, the best evidence first; the blog's own title never is."""
    document = layout.document
    if marked := _marked(layout, block):
        yield FieldValue(marked, _MARK)
    if stated and stated.headline and not is_blog_title(document, stated.headline):
        yield FieldValue(stated.headline, _JSONLD)
    if not single:
        if text := _linked_heading(layout, block) or _heading_of_entry(layout, block):
            yield FieldValue(text, _MARK)
        elif text := _link_text(layout, block):
            yield FieldValue(text, _LINK)
        return
    if (text := _without_blog(document, document.head.og_title or "")) and text:
        yield FieldValue(text, _OG)
    if not document.head.og_title and (text := _without_blog(document, document.head.title)):
        yield FieldValue(text, _ELEMENT)


def _is_genuine(one: FieldValue, found: list[FieldValue], url: str) -> bool:
    """Whether words that may be a placeholder are the title itself: the head has them too, or the address does."""
    if any(other.rung in {_OG, _ELEMENT} and words(other.value) == words(one.value) for other in found):
        return True
    slug = urls.slug_of(url) if url else ""
    latin = [part for part in words(one.value) if part.isascii()]
    return bool(latin) and slug.split("_")[0].startswith("-".join(latin))


def is_blog_title(document: Document, text: str) -> bool:
    """Whether a text is the title of the blog."""
    return text.casefold() == document.blog_title.casefold()


def _marked(layout: PageSegments, block: PostBlock) -> str:
    for node in layout.find(block, layout.selectors.title):
        element = node.element
        if element.tag == "meta":
            text = element.get("content", "").strip()
        elif block.extent is not Extent.NONE and node.holds(block.body):
            continue
        else:
            text = _heading_text(element)
        if text:
            return text
    return ""


def _heading_text(element: etree._Element) -> str:
    """Return the text of a title, or of the heading in a box of that name; a box of labels alone holds none."""
    if element.tag not in _HEADINGS:
        inner = list(element.iterdescendants(*_HEADINGS))
        if inner:
            return next((text for one in inner if (text := title_text(one))), "")
    links = [link.get("href", "") for link in element.iterdescendants("a")]
    if links and all("/search/label/" in address for address in links):
        return ""
    return title_text(element)


def _linked_heading(layout: PageSegments, block: PostBlock) -> str:
    """Return the heading of a list's entry that leads to a post, though its theme gave it no name; else empty."""
    document = layout.document
    for node in layout.find(block, layout.selectors.loose_title):
        url = link_of(node.element, document.url)
        if url and document.home and document.home.kind(url) is DocumentKind.POST and (text := text_of(node.element)):
            return text
    return ""


def _link_text(layout: PageSegments, block: PostBlock) -> str:
    """Return the text of the link from a list's entry to its post, where no other post is linked by the same words.

    "Read more" and the number of comments are such words; a date is when the post was written.
    """
    document, body = layout.document, block.body
    found: dict[str, list[str]] = {}
    for link, address in document.index.links_within(*block.stretches[0]):
        order = document.index.order[link]
        inside = block.extent is not Extent.NONE and body.order < order <= body.end
        if not inside and not layout.is_apart(order) and "#" not in address and (url := post_at(document, address)):
            found.setdefault(url, []).append(title_text(link))
    own = block.address or (next(iter(found)) if len(found) == 1 else "")
    return next((text for text in found.get(own, ()) if _is_words(text) and layout.linked_by(text) == {own}), "")


def _is_words(text: str) -> bool:
    is_time = _CLOCK.search(text) or dates.names_a_day(text)
    return any(letter.isalpha() for letter in text) and not is_phrase(text) and not is_time


def _heading_of_entry(layout: PageSegments, block: PostBlock) -> str:
    """Return the first heading of an entry that its address alone told of: a link may lie over the whole of it."""
    if not block.address:
        return ""
    days = {node.element for node in layout.find(block, layout.selectors.day)}
    start, end = block.stretches[0]
    headings = sorted(layout.within(start, end, "h1", "h2", "h3", "h4"), key=lambda node: node.order)
    inner = (text_of(node.element) for node in headings if node.element not in days and _is_of_entry(node))
    return next((text for text in inner if text), "")


def _is_of_entry(heading: Node) -> bool:
    """Whether a heading stands in an entry's own box, and not over the list in its gadget."""
    parent = heading.element.getparent()
    return parent is not None and "widget" not in (parent.get("class") or "").split()


def _without_blog(document: Document, title: str) -> str:
    """Return a title of the head without the blog's own, which stands before or after it; empty if nothing is left."""
    blog = document.blog_title
    if not blog or not title:
        return title
    if is_blog_title(document, title):
        return ""
    name = re.escape(blog)
    if match := re.fullmatch(rf"{name}\s*{_SEPARATOR}(?:\s+(.*)|)", title, re.DOTALL):
        return match[1] or ""
    if match := re.fullmatch(rf"(?:(.*)\s+|){_SEPARATOR}\s*{name}", title, re.DOTALL):
        return match[1] or ""
    return title


def title_of_head(document: Document) -> FieldValue:
    """Find the title in the head alone; Blogger's og:title is the blog's own title where the post has none."""
    known = document.context.blog.get("pageName")
    if known is not None:
        return FieldValue(_plain(known), _DATA)
    og, rung = document.head.og_title, _OG
    if not og:
        og, rung = document.head.title, _ELEMENT
    text = _without_blog(document, og)
    return FieldValue("" if is_placeholder(text) else text, rung if og else "")
