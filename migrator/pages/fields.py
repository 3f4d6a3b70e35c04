"""The fields of one post besides date, body and comments: each by the marks of its family, else by fallbacks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs

from lxml import etree

from migrator.addresses import urls
from migrator.model.documents import Extent
from migrator.model.schema import Location, Post
from migrator.pages.byline import permalink_element
from migrator.pages.document import Document
from migrator.pages.elements import declared_count, first_link, link_of, shown_text, text_of
from migrator.pages.entries import own_address, post_at
from migrator.pages.segment import PageSegments, PostBlock

_POSITION = re.compile(r"@?(-?\d{1,3}\.\d+),\s*(-?\d{1,3}\.\d+)")
_POST_NUMBER = re.compile(r"(?:post-body-|post-snippet-)(\d+)$")
_NUMBERED_NAME = re.compile(
    r"(?:^|\s)(?:post[-_]?id|post[-_]?body|post|p|entry|item|article)[-_]?(\d{8,20})(?=$|\s)", re.IGNORECASE
)
_NUMBER_ATTRIBUTES = ("data-article-id", "data-post-id", "data-postid", "data-pid", "data-id", "data-post", "itemid")
_WHOLE_NUMBER = re.compile(r"\d{8,20}")
_COMMENTS_FEED = re.compile(r"/feeds/(\d{8,20})/comments/")
# Blogger's own links to share, mail, edit or comment on a post; those to delete a comment call its number a post's.
_POST_IN_LINK = re.compile(
    r"blogger\.com/(?!delete-comment).*[?&](?:postID|postId|post_id|po)=(\d+)|blogger\.com/comment/[a-z]+/post/\d+/(\d+)"
    r"|/feeds/(\d{8,20})/comments/"
)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value and the rule that gave it; an empty rule means that the page does not tell."""

    value: str = ""
    rung: str = ""
    sure: bool = False


def number_of(layout: PageSegments, block: PostBlock) -> str | None:
    """Find Blogger's number of the post."""
    document, alone = layout.document, len(layout.blocks) == 1
    if alone and document.context.post_number:
        return document.context.post_number
    if match := _POST_NUMBER.search(block.body.element.get("id", "")):
        return match[1]
    if number := _number_beside(block.body.element):
        return number
    for node in layout.find(block, ("@postId",)):
        if (value := node.element.get("content", "")).isdigit():
            return value
    for node in layout.find(block, layout.selectors.post_id, wide=alone):
        name = node.element.get("name", "")
        if len(name) >= 6:
            return name
    return _number_in_links(layout, block, wide=alone) or (_number_of_page(document) if alone else None)


def is_own_number(layout: PageSegments, block: PostBlock, number: str) -> bool:
    """Whether Blogger's marks or a name that says so tell a number as the post's, not an attribute of any name."""
    alone = len(layout.blocks) == 1
    if alone and layout.document.context.post_number:
        return number == layout.document.context.post_number
    body = block.body.element
    marks = [*_POST_NUMBER.finditer(body.get("id", "")), *_NUMBERED_NAME.finditer(" ".join(_names_around(body)))]
    if any(match[1] == number for match in marks):
        return True
    stated = (*layout.find(block, ("@postId",)), *layout.find(block, layout.selectors.post_id))
    if any(number in {node.element.get("content"), node.element.get("name")} for node in stated):
        return True
    return number == _number_in_links(layout, block, wide=alone) or (
        alone and number == _number_of_page(layout.document)
    )


def _names_around(body: etree._Element) -> Iterator[str]:
    for element in (body, *islice(body.iterancestors(), 3)):
        yield from (element.get("class") or "", element.get("id") or "")


def _number_in_links(layout: PageSegments, block: PostBlock, *, wide: bool) -> str | None:
    index = layout.document.index
    for start, end in block.stretches if wide else block.stretches[:1]:
        for _, address in index.links_within(start, end):
            if match := _POST_IN_LINK.search(address):
                return match[1] or match[2] or match[3]
    return None


def _number_of_page(document: Document) -> str | None:
    """Read the number of the page's one post from what it links: its comments feed, the frame of its comment form."""
    frames = (frame.get("src") or frame.get("data-src") or "" for frame in document.index.named("iframe"))
    for address in (*document.head.feeds, *frames):
        if match := _COMMENTS_FEED.search(address) or _POST_IN_LINK.search(address):
            return next((group for group in match.groups() if group), None)
    return None


def _number_beside(body: etree._Element) -> str | None:
    """Read the number from a class, an id or an attribute of a body or of an element close around it."""
    for element in (body, *islice(body.iterancestors(), 3)):
        for names in (element.get("class"), element.get("id")):
            if names and (match := _NUMBERED_NAME.search(names)):
                return match[1]
        for attribute in _NUMBER_ATTRIBUTES:
            if _WHOLE_NUMBER.fullmatch(value := (element.get(attribute) or "").strip()):
                return value
    return None


def permalink_of(layout: PageSegments, block: PostBlock) -> str | None:
    """Find a post's own address in a list."""
    if block.address:
        return block.address
    for node in layout.find(block, layout.selectors.permalink):
        if url := link_of(node.element, layout.document.url):
            return url
    return next(_loose_permalinks(layout, block), None)


def _loose_permalinks(layout: PageSegments, block: PostBlock) -> Iterator[str]:
    """Yield what may be a post's address: where a title leads, microdata, any link to a post, the comments' page."""
    document, base = layout.document, layout.document.url
    titles = [
        url
        for node in layout.find(block, (*layout.selectors.title, *layout.selectors.loose_title))
        if (url := link_of(node.element, base)) and document.owns(url)
    ]
    yield from (url for url in titles if post_at(document, url))
    for node in layout.find(block, ("@url", "@mainEntityOfPage")):
        address = node.element.get("content") or node.element.get("itemid") or node.element.get("href") or ""
        if (url := urls.absolute(address, base)) and document.owns(url):
            yield url
    for start, end in block.stretches:
        if url := own_address(document, start, end, block.own_pieces(), layout.is_apart, sure=not layout.is_flat):
            yield url
    yield from titles
    for node in layout.find(block, (*layout.selectors.footer, *layout.selectors.comment_link)):
        if (url := link_of(node.element, base)) and document.owns(url):
            yield url.partition("#")[0]


def classic_permalink(layout: PageSegments, block: PostBlock, number: str | None) -> str | None:
    """Find the address in a classic template, which may be a place in a file that holds many posts."""
    link = permalink_element(layout, block, number)
    address = "" if link is None else (link.get("href") or "")
    if not address:
        return None  # an empty address would be that of the page, which all its posts would share
    # Some templates of 2003 wrote `./` before a whole address.
    return urls.absolute(address.removeprefix("./") if address.startswith("./http") else address, layout.document.url)


def location_of(layout: PageSegments, block: PostBlock) -> Location | None:
    """Find where the post says it was written; its map link carries the coordinates."""
    for node in layout.find(block, layout.selectors.location):
        link = first_link(node.element)
        if link is None or not (name := text_of(link)):
            continue
        query = parse_qs(link.get("href", "").partition("?")[2].partition("#")[0])
        position = _POSITION.search((query.get("q") or query.get("ll") or [""])[0])
        if position:
            return Location(name=name, latitude=float(position[1]), longitude=float(position[2]))
        return Location(name=name)
    return None


def comment_count_of(layout: PageSegments, block: PostBlock) -> int | None:
    """Read how many comments a list entry declares; words that are no known count leave it open."""
    for node in layout.find(block, layout.selectors.comment_link):
        if (count := declared_count(shown_text(node.element))) is not None:
            return count
    return None


# Of which fields of a post a page speaks at all.

_BY_EXTENT = {
    Extent.NONE: {"title"},
    Extent.SNIPPET: {"title", "content_html"},
    Extent.CUT: {"title", "content_html", "media"},
    Extent.FULL: {"title", "content_html", "media"},
}


def told_fields(post: Post, extent: Extent, *, single: bool, labels: bool) -> frozenset[str]:
    """Name the fields of which a page tells; `labels` is whether it has a place for them at all."""
    values = (
        ("published", post.published), ("author", post.author), ("location", post.location), ("updated", post.updated),
        ("platform_id", post.platform_id), ("url", post.url or None), ("comment_count", post.comment_count),
        ("labels", labels or None), ("type", single or None),
        ("comments", post.comments or (single and post.comment_count == 0) or None),
    )  # fmt: skip
    return frozenset({name for name, value in values if value is not None} | _BY_EXTENT[extent])
