"""Blogger's RSS 2.0 (and RSS 1.0, `alt=rdf`): items and the channel, as the same values as Atom's.

RSS says less: no author profile, no address of the comments, and times in UTC without the blog's own offset.
"""

import re

from lxml import etree

from migrator.content.tree import attributes_of
from migrator.dates import rfc822_instant
from migrator.feeds.atom import (
    NOBODY,
    Children,
    children_of,
    id_of,
    location_of,
    number_of,
    stated_time,
    text_of,
    thumbnail_of,
    unread,
)
from migrator.feeds.values import EntryKind, FeedAuthor, FeedEntry, FeedHead, FeedLink, FeedText

_PERSON = re.compile(r"^\S+@\S+ \((.*)\)$", re.DOTALL)
_LABEL_DOMAIN = "http://www.blogger.com/atom/ns#"
_MARKUP = re.compile(r"<[a-zA-Z/!]")


def _person(text: str) -> FeedAuthor | None:
    """Read `noreply@blogger.com (Name)`; an address alone names nobody."""
    match = _PERSON.match(text)
    if text.lower() in NOBODY:
        return None
    name = match[1].strip() if match else ("" if "@" in text else text.strip())
    return FeedAuthor(name=name) if name else None


def _links(children: Children) -> tuple[FeedLink, ...]:
    links = [
        FeedLink(rel=link.get("rel", "alternate"), href=link.get("href", "").strip(), type=link.get("type", ""))
        for link in children.get("atom:link", ())
        if link.get("href")
    ]
    address = text_of(children, "link")
    page = [FeedLink(rel="alternate", href=address, type="text/html")] if address else []
    files = [
        FeedLink(rel="enclosure", href=url, type=file.get("type", ""), length=file.get("length", ""))
        for file in children.get("enclosure", ())
        if (url := file.get("url", "").strip())
    ]
    return tuple(page + links + files)


def _labels(children: Children) -> tuple[str, ...]:
    terms = [
        (c.text or "").strip() for c in children.get("category", ()) if c.get("domain", _LABEL_DOMAIN) == _LABEL_DOMAIN
    ]
    terms += [(subject.text or "").strip() for subject in children.get("dc:subject", ())]
    return tuple(dict.fromkeys(filter(None, terms)))


def read_item(element: etree._Element) -> FeedEntry:
    """Read an RSS item. A description without any markup counts as shortened: RSS does not tell."""
    children = children_of(element)
    body = text_of(children, "content:encoded", "description")
    told = "description" in children or "content:encoded" in children
    whole = "content:encoded" in children or not body or bool(_MARKUP.search(body))
    construct = FeedText(value=body, html=whole) if told else None
    reply = next(iter(children.get("thr:in-reply-to", ())), None)
    published, updated = text_of(children, "pubDate", "dc:date"), text_of(children, "atom:updated")
    links = _links(children)
    about = [value for key, value in attributes_of(element) if key.rpartition("}")[2] == "about"]
    own = id_of(children, links, "guid", "atom:id", "dc:identifier")
    return FeedEntry(
        kind=EntryKind.COMMENT if reply is not None else EntryKind.UNMARKED,
        atom_id=next((one for one in (own, *about) if one.startswith("tag:blogger.com,")), own),
        title=FeedText(value=text_of(children, "title"), html=False) if "title" in children else None,
        content=construct if whole else None,
        summary=None if whole else construct,
        published=rfc822_instant(published) or stated_time(published),
        updated=stated_time(updated),
        unread_times=unread(published, updated),
        author=_person(text_of(children, "author", "dc:creator")),
        labels=_labels(children),
        links=links,
        original_url=text_of(children, "feedburner:origLink") or None,
        comment_count=number_of(children, "thr:total"),
        location=location_of(children),
        thumbnail=thumbnail_of(children),
        in_reply_to=reply.get("ref") if reply is not None else None,
        in_reply_to_url=reply.get("href") if reply is not None else None,
    )


def read_channel(element: etree._Element) -> FeedHead:
    """Read what a channel says outside its items; takes the `rss` or `rdf:RDF` element too."""
    children = children_of(element)
    children = children_of(children["channel"][0]) if "channel" in children else children
    editor = _person(text_of(children, "managingEditor"))
    return FeedHead(
        atom_id=text_of(children, "atom:id"),
        updated=rfc822_instant(text_of(children, "lastBuildDate", "pubDate")),
        title=FeedText(value=text_of(children, "title"), html=False) if "title" in children else None,
        subtitle=FeedText(value=text_of(children, "description"), html=True) if "description" in children else None,
        language=text_of(children, "language"),
        links=_links(children),
        authors=(editor,) if editor else (),
        total=number_of(children, "openSearch:totalResults"),
        start_index=number_of(children, "openSearch:startIndex"),
        items_per_page=number_of(children, "openSearch:itemsPerPage"),
    )
