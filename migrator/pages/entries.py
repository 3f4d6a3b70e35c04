"""The entries of a list by their addresses: each post has a permalink, whatever its theme calls the rest of it.

It may stand on a picture, on "read more", on the comments or in a link for sharing alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from migrator.addresses import urls
from migrator.model.documents import DocumentKind
from migrator.pages.document import Document
from migrator.pages.index import Node, Zones
from migrator.pages.link_kinds import destinations

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_COMMENT = re.compile(r"showComment=|#c\d{6,}$")
_ADDRESS_DATA = ("data-href", "data-url", "data-link", "data-permalink", "data-post-url")
_MOST_LEVELS = 4


def post_at(document: Document, written: str) -> str:
    """Return the canonical address of the post that a link leads to, without query; empty if it leads to none.

    A permalink of a comment tells of a comment.
    """
    if document.home is None or _COMMENT.search(written):
        return ""
    address = written.partition("#")[0].partition("?")[0].strip()
    if not address:
        return ""
    kind, url = destinations(document.home).of(address, document.url)
    return url if kind is DocumentKind.POST else ""


def posts_by_address(document: Document, gadgets: Zones, is_apart: Callable[[int], bool]) -> list[tuple[Node, str]]:
    """Return the posts that a list links from inside its `gadgets`: for each one link, in a heading if there is one."""
    index = document.index
    found: dict[str, etree._Element] = {}
    headed: set[str] = set()
    for link, written in index.links:
        order = index.order[link]
        if order not in gadgets or is_apart(order):
            continue
        if not (url := post_at(document, written)) or url in headed:
            continue
        if is_in_heading(link):
            headed.add(url)
            found[url] = link
        else:
            found.setdefault(url, link)
    # A heading may stand behind the picture: the entries stay in the order of their first links.
    return [(index.node(link), url) for url, link in found.items()]


def is_in_heading(link: etree._Element) -> bool:
    """Whether a link is a heading, or stands in one or around one."""
    around = [ancestor for ancestor, _ in zip(link.iterancestors(), range(_MOST_LEVELS), strict=False)]
    return any(one.tag in _HEADINGS for one in around) or next(link.iterdescendants(*_HEADINGS), None) is not None


def own_address(
    document: Document, start: int, end: int, body: Sequence[Node], is_apart: Callable[[int], bool], *, sure: bool
) -> str:
    """Return the address of the post that stands between two places; empty if no link there tells it.

    A link in the body may lead to any post; "read more" leads to this one. `sure` is whether what stands there is the
    post's own: else links to several posts tell of none. `body` are the stretches of the body that are the author's.
    """
    index = document.index
    inside, body_itself = Zones(list(body)), body[0].element if body else None
    shared = ""
    outside: dict[str, bool] = {}
    for link, written in index.links_within(start, end):
        order = index.order[link]
        if is_apart(order) or (order in inside and link is not body_itself and not written.endswith("#more")):
            continue
        if url := post_at(document, written):
            outside[url] = outside.get(url, False) or is_in_heading(link)
        elif not shared:
            shared = next(_shared_addresses(document, written), "")
    named = [url for url, headed in outside.items() if headed]
    if len(outside) == 1 or len(named) == 1 or (outside and sure):
        return next(iter(named or outside))
    return shared or ("" if body_itself is None else _address_in_data(document, body_itself))


def _shared_addresses(document: Document, written: str) -> Iterator[str]:
    """Yield the posts of this blog that the query of a link to elsewhere names, as links for sharing do."""
    if "?" not in written or "http" not in written.partition("?")[2]:
        return
    for _, value in parse_qsl(urlsplit(urls.absolute(written, document.url) or "").query):
        if value.startswith(("http://", "https://")) and (url := post_at(document, value)):
            yield url


def _address_in_data(document: Document, element: etree._Element) -> str:
    for one in (
        element,
        *(ancestor for ancestor, _ in zip(element.iterancestors(), range(_MOST_LEVELS), strict=False)),
    ):
        for name in _ADDRESS_DATA:
            if (value := one.get(name)) and (url := post_at(document, value)):
                return url
    return ""
