"""Blogger's Atom, of all years: the elements of an entry and of a feed's head, as values.

Public feeds use the `2008` namespace of Blogger, a Takeout the one of `2018`; Atom 0.3 was served until about 2006.
"""

import re
from functools import lru_cache
from html import unescape

from lxml import etree

from migrator.addresses.images import is_chrome
from migrator.addresses.urls import absolute, blog_and_post_ids
from migrator.content.characters import join_halves
from migrator.content.clean import is_placeholder
from migrator.content.tree import attributes_of
from migrator.dates import iso_instant, rfc822_instant, stated_instant
from migrator.feeds.values import EntryKind, FeedAuthor, FeedEntry, FeedHead, FeedLink, FeedText
from migrator.model.schema import Location, PostStatus

_TAKEOUT = "http://schemas.google.com/blogger/2018"
NAMESPACES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://a9.com/-/spec/opensearchrss/1.0/": "openSearch",
    "http://a9.com/-/spec/opensearch/1.1/": "openSearch",
    "http://schemas.google.com/g/2005": "gd",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.georss.org/georss": "georss",
    "http://schemas.google.com/blogger/2008": "blogger",
    _TAKEOUT: "blogger",
    "http://purl.org/atom/app#": "app",
    "http://www.w3.org/2007/app": "app",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://search.yahoo.com/mrss/": "media",
}
_BLOGGER = "https://www.blogger.com/"
_LABEL_SCHEMES = frozenset({"http://www.blogger.com/atom/ns#", ""})
"""Of labels: Blogger's own, and none in copies that other programs made; a reader's own marks have one of their own."""
_KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
_KINDS = {
    "post": EntryKind.POST,
    "page": EntryKind.PAGE,
    "comment": EntryKind.COMMENT,
    "settings": EntryKind.SETTINGS,
    "template": EntryKind.TEMPLATE,
}
_STATUSES = {"DRAFT": PostStatus.DRAFT, "SCHEDULED": PostStatus.SCHEDULED}
_OWN_ID = "tag:blogger.com,1999:"
_OF_POST = re.compile(r"^https?://[^/]+/feeds/(\d+)/(?:posts|pages)/(?:default|full|summary)/(\d+)$")
NOBODY = frozenset({"(author unknown)", "author unknown"})
"""What readers write where a feed named no author."""
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Children = dict[str, list[etree._Element]]


def children_of(element: etree._Element) -> Children:
    """Return an element's children by name, `thr:total` for those of a known namespace, in their order."""
    children: Children = {}
    for child in element.iterchildren(etree.Element):
        if name := _name_of(child.tag):
            children.setdefault(name, []).append(child)
    return children


@lru_cache(maxsize=1_024)
def _name_of(tag: str) -> str:
    """Return an element's name as `children_of` does, empty for one of an unknown namespace."""
    uri, _, name = tag.rpartition("}")
    prefix = NAMESPACES.get(uri[1:]) if uri else ""
    if prefix is None:
        return ""
    return f"{prefix}:{name}" if prefix else name


def text_of(children: Children, *names: str) -> str:
    """Return the text of the first child of these names that has any, without the space around it."""
    for name in names:
        for child in children.get(name, ()):
            text = "".join(map(str, child.itertext())) if len(child) else child.text or ""
            if text := text.strip():
                return text
    return ""


def thumbnail_of(children: Children) -> str:
    """Return the address of the picture that Blogger shows beside a post in lists; empty if there is none."""
    return next((url for one in children.get("media:thumbnail", ()) if (url := one.get("url", "").strip())), "")


def number_of(children: Children, name: str) -> int | None:
    """Return a child's text as a number, None if it is none."""
    text = text_of(children, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def construct_of(children: Children, *names: str) -> FeedText | None:
    """Return a text construct (RFC 4287 section 3.1): escaped markup, plain text, or markup as elements."""
    element = next((children[name][0] for name in names if name in children), None)
    if element is None:
        return None
    kind = element.get("type", "text").lower()
    if len(element):
        inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
        return FeedText(value=unescape(join_halves(element.text or "")) + inner, html=True)
    escaped_markup = kind in {"html", "text/html", "application/xhtml+xml", "xhtml"}
    return FeedText(value=element.text or "", html=escaped_markup)


def id_of(children: Children, links: tuple[FeedLink, ...], *names: str) -> str:
    """Return the id of an entry: Blogger's own wherever a copy kept it, else the one that the entry has.

    Readers put an id of their own in its place, and Blogger's into an attribute (`gr:original-id`); RSS 1.0 has it in
    `rdf:about`; and the addresses of Blogger's API hold both of its numbers.
    """
    elements = [child for name in names for child in children.get(name, ())]
    told = [
        value for child in elements for key, value in attributes_of(child) if key.rpartition("}")[2] == "original-id"
    ]
    told += [text for name in names if (text := text_of(children, name))]
    for candidate in told:
        if candidate.startswith(_OWN_ID):
            return candidate
    for link in links:
        if found := _OF_POST.match(link.href):
            return f"{_OWN_ID}blog-{found[1]}.post-{found[2]}"
    return told[-1] if told else ""


def links_of(children: Children) -> tuple[FeedLink, ...]:
    """Return the links that have an address."""
    return tuple(
        FeedLink(
            rel=link.get("rel", "alternate"),
            href=link.get("href", "").strip(),
            type=link.get("type", ""),
            title=link.get("title", ""),
            length=link.get("length", ""),
        )
        for link in children.get("atom:link", ())
        if link.get("href")
    )


@lru_cache(maxsize=1_024)
def avatar_address(source: str) -> str | None:
    """Make the address of a profile picture absolute; None if it is one of Blogger's stand-ins."""
    address = absolute(source, _BLOGGER) if source else None
    return None if address is None or is_chrome(address) or is_placeholder(address) else address


def authors_of(children: Children) -> tuple[FeedAuthor, ...]:
    """Return the named authors."""
    found: list[FeedAuthor] = []
    for element in children.get("atom:author", ()):
        parts = children_of(element)
        name = text_of(parts, "atom:name")
        if name and name.lower() not in NOBODY:
            picture = next((image.get("src", "") for image in parts.get("gd:image", ())), "")
            url = text_of(parts, "atom:uri", "atom:url")
            found.append(FeedAuthor(name=name, url=absolute(url, "") if url else None, avatar=avatar_address(picture)))
    return tuple(found)


def _degrees(text: str, limit: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= limit else None


def location_of(children: Children) -> Location | None:
    """Return where a post was written: GeoRSS in feeds, Blogger's own element in a Takeout."""
    name = text_of(children, "georss:featurename")
    latitude, _, longitude = text_of(children, "georss:point").partition(" ")
    for element in children.get("blogger:location", ()):
        parts = children_of(element)
        name = text_of(parts, "blogger:name")
        latitude, longitude = text_of(parts, "blogger:latitude"), text_of(parts, "blogger:longitude")
    place = (_degrees(latitude, 90), _degrees(longitude.strip(), 180))
    if None in place:
        return Location(name=name) if name else None
    return Location(name=name, latitude=place[0], longitude=place[1])


def _categories(children: Children) -> tuple[EntryKind, tuple[str, ...]]:
    kind, labels = EntryKind.UNMARKED, []
    for category in children.get("atom:category", ()):
        scheme, term = category.get("scheme", ""), category.get("term", "").strip()
        if scheme == _KIND_SCHEME:
            kind = _KINDS.get(term.rpartition("#")[2], kind)
        elif term and (scheme in _LABEL_SCHEMES or scheme.startswith("tag:blogger.com,1999:blog-")):
            labels.append(term)
    return kind, tuple(dict.fromkeys(labels))


def _kind(children: Children, marked: EntryKind) -> EntryKind:
    own = text_of(children, "blogger:type").lower()
    if own in _KINDS:
        return _KINDS[own]
    if marked is EntryKind.UNMARKED and "thr:in-reply-to" in children:
        return EntryKind.COMMENT
    return marked


def _properties(children: Children) -> dict[str, str]:
    return {p.get("name", ""): p.get("value", "") for p in children.get("gd:extendedProperty", ())}


def _status(children: Children) -> tuple[PostStatus, bool]:
    """Return where an entry stands, and whether the blog shows it (or will)."""
    for control in children.get("app:control", ()):
        if text_of(children_of(control), "app:draft") == "yes":
            return PostStatus.DRAFT, True
    state = text_of(children, "blogger:status")
    if not state or state == "LIVE":
        return PostStatus.PUBLISHED, True
    return _STATUSES.get(state, PostStatus.PUBLISHED), state in _STATUSES


def _number(atom_id: str) -> str | None:
    return blog_and_post_ids(atom_id)[1] if atom_id else None


def stated_time(text: str) -> str | None:
    """Return a time of a feed, in the form of its standard or in another."""
    return iso_instant(text) or (stated_instant(text) if text else None)


def unread(*texts: str) -> tuple[str, ...]:
    """Return the times that can't be read in any form."""
    return tuple(text[:80] for text in texts if text and stated_time(text) is None and rfc822_instant(text) is None)


def read_entry(element: etree._Element) -> FeedEntry:
    """Read an Atom entry of a feed, a backup or a Takeout."""
    children = children_of(element)
    marked, labels = _categories(children)
    status, public = _status(children)
    links = links_of(children)
    reply = next(iter(children.get("thr:in-reply-to", ())), None)
    parent = next((link.href for link in links if link.rel == "related" and "/comments/" in link.href), "")
    published = text_of(children, "atom:published", "atom:issued", "atom:created")
    updated = text_of(children, "atom:updated", "atom:modified")
    return FeedEntry(
        kind=_kind(children, marked),
        atom_id=id_of(children, links, "atom:id"),
        title=construct_of(children, "atom:title"),
        content=construct_of(children, "atom:content"),
        summary=construct_of(children, "atom:summary"),
        published=stated_time(published),
        updated=stated_time(updated),
        unread_times=unread(published, updated),
        author=next(iter(authors_of(children)), None),
        labels=labels,
        links=links,
        original_url=text_of(children, "feedburner:origLink") or None,
        comment_count=number_of(children, "thr:total"),
        location=location_of(children),
        thumbnail=thumbnail_of(children),
        status=status,
        public=public and not text_of(children, "blogger:trashed"),
        removed=_properties(children).get("blogger.contentRemoved") == "true",
        in_reply_to=(reply.get("ref") if reply is not None else text_of(children, "blogger:parent")) or None,
        in_reply_to_url=(reply.get("href") or None) if reply is not None else None,
        parent_comment=_last_number(parent) or _number(text_of(children, "blogger:inReplyTo")),
        filename=text_of(children, "blogger:filename") or None,
    )


def _last_number(url: str) -> str | None:
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return last if last.isascii() and last.isdigit() else None


def read_head(element: etree._Element) -> FeedHead:
    """Read what a feed element says outside its entries."""
    children = children_of(element)
    return FeedHead(
        takeout=_TAKEOUT in element.nsmap.values(),
        atom_id=text_of(children, "atom:id"),
        updated=iso_instant(text_of(children, "atom:updated", "atom:modified")),
        title=construct_of(children, "atom:title"),
        subtitle=construct_of(children, "atom:subtitle", "atom:tagline"),
        language=element.get(_XML_LANGUAGE, ""),
        links=links_of(children),
        authors=authors_of(children),
        total=number_of(children, "openSearch:totalResults"),
        start_index=number_of(children, "openSearch:startIndex"),
        items_per_page=number_of(children, "openSearch:itemsPerPage"),
    )
