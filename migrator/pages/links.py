"""Where a page leads: archive gadget in its three styles, pager, labels, static pages, feeds; what counts it states."""

import re
from collections.abc import Iterable

from lxml import etree

from migrator.addresses import urls
from migrator.model.documents import ArchiveLink, DocumentKind, Links
from migrator.pages.document import Document
from migrator.pages.elements import first_link, number_in, text_of
from migrator.pages.index import Node, Zones
from migrator.pages.link_kinds import Destination, destinations

MARKS = frozenset(
    {
        ".blogarchive", "#archivelist", ".archivedate", ".post-count-link", ".archive-list", "#blog-pager",
        ".blog-pager-older-link", ".blog-pager-newer-link", "#blog-pager-older-link", "#blog-pager-newer-link",
        ".blog-pager", ".posts", ".popularposts", ".featuredpost", ".pagelist", ".label", ".archives", "#archives",
    }
)  # fmt: skip

_YEAR = re.compile(r"/(?:19|20)\d{2}/$")
_COUNT = re.compile(r"\(\s*([\d.,\s\u00a0\u200e\u200f]{1,9})\s*\)\s*$")
_PAGER = {
    "older": (".blog-pager-older-link", "#blog-pager-older-link", "#blog1_blog-pager-older-link"),
    "newer": (".blog-pager-newer-link", "#blog-pager-newer-link", "#blog1_blog-pager-newer-link"),
}


def pager_link(document: Document, way: str) -> str | None:
    """Return the pager's `older` or `newer` address: by class or id, never by its words."""
    for node in document.index.all(*_PAGER[way]):
        element = node.element
        link = element if element.tag == "a" else first_link(element)
        if link is not None and (url := urls.absolute(link.get("href", ""), document.url)):
            return urls.for_readers(url)
    return None


def _count_beside(link: etree._Element) -> int | None:
    """Read the count of an archive line: `(12)` in the link's own text, or in what stands right behind it."""
    for text in (link.text, link[-1].tail if len(link) else None, link.tail):
        if text and ")" in text and (match := _COUNT.search(text)):
            return number_in(match[1])
    counted = link.getnext()
    if counted is None or "post-count" not in (counted.get("class") or ""):
        counted = next((span for span in link.iter("span") if "post-count" in (span.get("class") or "")), None)
    return None if counted is None else number_in(text_of(counted))


def _nowhere(_address: str, _base: str) -> Destination:
    return None, ""


class _Collector:
    """Sorts the links of a page by what they lead to."""

    def __init__(self, document: Document, bodies: list[Node]) -> None:
        self._document = document
        self._inside = Zones(bodies)
        self.archives: dict[str, ArchiveLink] = {}
        self.posts: dict[str, None] = {}
        self.pages: dict[str, None] = {}
        self.labels: dict[str, None] = {}
        self.comment_pages: dict[str, None] = {}
        self._destination = destinations(document.home).of if document.home else _nowhere

    def take(self, links: Iterable[tuple[etree._Element, str]]) -> None:
        """Note those of some links that lead to something of this blog that a crawl wants."""
        base, destination = self._document.url, self._destination
        seen: dict[str, Destination] = {}
        for link, written in links:
            # What is worth following of a blog is told by its path; queries only say how to show it.
            address = written
            if "?" in written or "#" in written:
                address = written.partition("#")[0].partition("?")[0]
                if "commentPage=" in written:
                    self._comment_page(written)
            found = seen.get(address)
            if found is None:
                found = seen[address] = destination(address, base)
            kind, url = found
            if kind is not None:
                self._note(kind, url, link)

    def _note(self, kind: DocumentKind, url: str, link: etree._Element) -> None:
        if kind is DocumentKind.ARCHIVE:
            self._archive(url, link)
        elif kind is DocumentKind.PAGE:
            self.pages[url] = None
        else:
            noted = self.posts if kind is DocumentKind.POST else self.labels if kind is DocumentKind.LIST else None
            if noted is not None and url not in noted and self._document.index.order[link] not in self._inside:
                noted[url] = None

    def _comment_page(self, address: str) -> None:
        """Note a further page of comments; its paging links are the one query that leads to something new."""
        home, url = self._document.home, urls.absolute(address.partition("#")[0], self._document.url)
        if home and url and home.kind(url) in {DocumentKind.POST, DocumentKind.PAGE}:
            self.comment_pages[home.canonical(url)] = None

    def _archive(self, url: str, link: etree._Element) -> None:
        known = self.archives.get(url)
        if known is None or known.count is None:
            self.archives[url] = ArchiveLink(url=url, count=_count_beside(link))


def archive_total(archives: tuple[ArchiveLink, ...]) -> int | None:
    """Sum what the archive gadget declares: its years where it has them, else its months or weeks."""
    years = [one.count for one in archives if _YEAR.search(one.url)]
    months = [one.count for one in archives if not _YEAR.search(one.url)]
    for counts in (years, months):
        known = [count for count in counts if count is not None]
        if known and len(known) == len(counts):
            return sum(known)
    return None


def read_links(document: Document, bodies: list[Node]) -> Links:
    """Collect the links of a page."""
    collector = _Collector(document, bodies)
    collector.take(document.index.links)
    collector.take((option, value) for option in document.index.named("option") if (value := option.get("value")))
    return Links(
        archives=tuple(collector.archives.values()),
        older=pager_link(document, "older"),
        newer=pager_link(document, "newer"),
        posts=tuple(collector.posts),
        pages=tuple(collector.pages),
        labels=tuple(collector.labels),
        feeds=tuple(dict.fromkeys(document.head.feeds)),
        comment_pages=tuple(collector.comment_pages),
    )
