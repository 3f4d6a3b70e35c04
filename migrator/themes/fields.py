"""The fields of one post besides date, body and comments: each by the marks of its family, else by fallbacks."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, unquote

from lxml import etree

from migrator import urls
from migrator.schema import Author, Location
from migrator.themes.blocks import Block, Layout
from migrator.themes.byline import author_in, byline_texts, permalink_element
from migrator.themes.counts import declared_count
from migrator.themes.document import Document
from migrator.themes.elements import first_link, link_of, shown_text, text_of
from migrator.themes.index import Node
from migrator.themes.jsonld import Stated

_PROFILE = re.compile(r"//(?:www\.|draft\.)?blogger\.com/profile/\d+|//plus\.google\.com/|//profiles\.google\.com/")
_POSITION = re.compile(r"@?(-?\d{1,3}\.\d+),\s*(-?\d{1,3}\.\d+)")
_POST_NUMBER = re.compile(r"(?:post-body-|post-snippet-)(\d+)$")
_NUMBERED_CLASS = re.compile(r"(?:^|\s)(?:postID|post|p)-(\d{8,20})(?=$|\s)", re.IGNORECASE)
# Themes give the words before a name an element of their own and set the space by style.
_BY_WORDS = re.compile(
    r"\s*(?:(?:[^\W\d_]+\s+)?(?:by|von|par|por|da|di|door|av|af|przez|oleh|bởi)|autore?|author|auteur|penulis|автор)"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_LONGEST_NAME = 120
_POST_ID_PARAMETER = re.compile(r"[?&]postID=(\d+)")


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the rule that gave it; an empty rule means that the page does not tell."""

    value: str = ""
    rung: str = ""


def number_of(layout: Layout, block: Block) -> str | None:
    """Find Blogger's number of the post."""
    document = layout.document
    if match := _POST_NUMBER.search(block.body.element.get("id", "")):
        return match[1]
    if number := _number_beside(block.body.element):
        return number
    for node in layout.find(block, ("@postId",)):
        if (value := node.element.get("content", "")).isdigit():
            return value
    for node in layout.find(block, layout.selectors.post_id, wide=len(layout.blocks) == 1):
        name = node.element.get("name", "")
        if len(name) >= 6:
            return name
    if len(layout.blocks) == 1 and (number := document.context.post_number):
        return number
    start, end = block.stretches[0]
    for element, address in document.index.links:
        inside = "postID=" in address and start <= document.index.order[element] <= end
        if inside and (match := _POST_ID_PARAMETER.search(address)):
            return match[1]
    return None


def _number_beside(body: etree._Element) -> str | None:
    """Read the number from a class or attribute of a body or of an element close around it."""
    for element in (body, *islice(body.iterancestors(), 3)):
        if match := _NUMBERED_CLASS.search(element.get("class") or ""):
            return match[1]
        if (value := element.get("data-article-id") or element.get("data-post-id") or "").isdigit():
            return value
    return None


def permalink_of(layout: Layout, block: Block) -> str | None:
    """Find a post's own address in a list."""
    document = layout.document
    base = document.url
    for node in layout.find(block, layout.selectors.permalink):
        if url := link_of(node.element, base):
            return url
    for node in layout.find(block, (*layout.selectors.title, *layout.selectors.loose_title)):
        if (url := link_of(node.element, base)) and document.owns(url):
            return url
    for node in layout.find(block, ("@url", "@mainEntityOfPage")):
        address = node.element.get("content") or node.element.get("itemid") or node.element.get("href") or ""
        if (url := urls.absolute(address, base)) and document.owns(url):
            return url
    for node in layout.find(block, (*layout.selectors.footer, *layout.selectors.comment_link)):
        if (url := link_of(node.element, base)) and document.owns(url):
            return url.partition("#")[0]
    return None


def classic_permalink(layout: Layout, block: Block, number: str | None) -> str | None:
    """Find the address in a classic template, which may be a place in a file that holds many posts."""
    link = permalink_element(layout, block, number)
    address = "" if link is None else (link.get("href") or "")
    if not address:
        return None  # an empty address would be that of the page, which all its posts would share
    # Some templates of 2003 wrote `./` before a whole address.
    return urls.absolute(address.removeprefix("./") if address.startswith("./http") else address, layout.document.url)


def author_of(layout: Layout, block: Block, stated: Stated | None) -> Author | None:
    """Find who wrote the post."""
    base = layout.document.url
    profile = None
    for node in layout.find(block, layout.selectors.author):
        element = node.element
        address = link_of(element, base)
        for meta in element.iter("meta"):
            if meta.get("itemprop") == "url":
                address = urls.absolute(meta.get("content", ""), base) or address
        if profile is None and address and _PROFILE.search(address):
            profile = address
        named = next((e for e in element.iter() if e.get("itemprop") == "name"), element)
        name = named.get("content", "").strip() if named.tag == "meta" else _name_in(named, layout.document)
        name = name.strip(" |@,:·•-")
        if name and len(name) < _LONGEST_NAME:
            url = profile or (address if address and not layout.document.owns(address) else None)
            return Author(id=urls.author_id(name, url), name=name, url=url)
    if stated and stated.author and stated.author.casefold() != layout.document.blog_title.casefold():
        url = stated.author_url if _PROFILE.search(stated.author_url) else None
        return Author(id=urls.author_id(stated.author, url), name=stated.author, url=url)
    name = _spoken_author(layout, block)
    if not name and layout.selectors.byline:
        name = author_in(byline_texts(layout, block, permalink_element(layout, block, None)))
    return Author(id=urls.author_id(name, None), name=name) if name else None


def _spoken_author(layout: Layout, block: Block) -> str:
    """Read a name that a theme writes by style, from an attribute."""
    said = (node.element for node in layout.find(block, layout.selectors.spoken_author))
    names = (element.get("data-text", "").strip() for element in said if element.get("data-write") is not None)
    return next((name for name in names if name), "")


def _name_in(element: etree._Element, document: Document) -> str:
    """Read a name without words such as "posted by", which have a line, a text or an element of their own."""
    if "post-author" in (element.get("class") or "") and element.find(".//*") is None:
        lines = [line.strip() for line in (element.text or "").splitlines() if line.strip()]
        return lines[-1] if lines else ""
    whole = text_of(element)
    links = element.findall(".//a[@href]") if len(whole) < _LONGEST_NAME else []
    for link in links:
        # A link to the blog itself may be the post's time; one elsewhere, or said to be the author's, bears the name.
        about_author = link.get("rel") == "author" or not document.owns(link_of(link, document.url) or document.url)
        if about_author and (name := text_of(link)):
            return name
    first = next((child for child in element.iterchildren("em", "i", "span", "b", "label", "small")), None)
    led = first is not None and not (element.text or "").strip() and _BY_WORDS.fullmatch(text_of(first))
    return whole[len(text_of(first)) :].strip() if first is not None and led else whole


def labels_of(layout: Layout, block: Block) -> tuple[str, ...] | None:
    """Find the labels in the blog's order; None if the page has no place for them."""
    found: dict[str, None] = {}
    for node in sorted(layout.find(block, layout.selectors.labels, wide=not block.stretches[1:]), key=_order):
        address = node.element.get("href", "")
        if "/search/label/" in address or not address.startswith("http") or "/label/" in address:
            # The link holds the label as it is; the text may be shortened or capitalised by the theme.
            name = text_of(node.element).strip(" #,|•·")
            written = unquote(re.split("[?#]", address)[0].rpartition("/label/")[2]).removesuffix(".html")
            found[written if written and written.casefold() in name.casefold() else name or written] = None
    if found:
        return tuple(found)
    # Only a theme that has a place for labels says with it that there are none.
    return () if any(True for _ in layout.find(block, layout.selectors.label_place)) else None


def _order(node: Node) -> int:
    return node.order


def location_of(layout: Layout, block: Block) -> Location | None:
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


def comment_count_of(layout: Layout, block: Block) -> int | None:
    """Read how many comments a list entry declares; words that are no known count leave it open."""
    for node in layout.find(block, layout.selectors.comment_link):
        if (count := declared_count(shown_text(node.element))) is not None:
            return count
    return None
