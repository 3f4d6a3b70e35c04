"""Where a page leads: archive gadget in its three styles, pager, labels, static pages, feeds; what counts it states."""

import re

from lxml import etree

from migrator import urls
from migrator.documents import ArchiveLink, DocumentKind, Links
from migrator.themes.document import Document, Node
from migrator.themes.elements import number_in, text_of

MARKS = frozenset(
    {
        ".blogarchive", "#archivelist", ".archivedate", ".post-count-link", ".archive-list", "#blog-pager",
        ".blog-pager-older-link", ".blog-pager-newer-link", "#blog-pager-older-link", "#blog-pager-newer-link",
        ".blog-pager", ".posts", ".popularposts", ".featuredpost", ".pagelist", ".label", ".archives", "#archives",
    }
)  # fmt: skip

_COUNT = re.compile(r"\(\s*([\d.,\s\u00a0\u200e\u200f]{1,9})\s*\)\s*$")
_PAGER = {
    "older": (".blog-pager-older-link", "#blog-pager-older-link", "#blog1_blog-pager-older-link"),
    "newer": (".blog-pager-newer-link", "#blog-pager-newer-link", "#blog1_blog-pager-newer-link"),
}


def pager_link(document: Document, way: str) -> str | None:
    """Give the pager's `older` or `newer` address: by class or id, never by its words."""
    for node in document.index.all(*_PAGER[way]):
        element = node.element
        link = element if element.tag == "a" else element.find(".//a[@href]")
        if link is not None and (url := urls.absolute(link.get("href", ""), document.url)):
            return url
    return None


def _count_beside(link: etree._Element) -> int | None:
    """Read the count of an archive line: `(12)` in the link's own text, or in the element right behind it."""
    if match := _COUNT.search(text_of(link)):
        return number_in(match[1])
    counted = link.find(".//span[@class='post-count']")
    follower = counted if counted is not None else link.getnext()
    if follower is not None and "post-count" in (follower.get("class") or ""):
        return number_in(text_of(follower))
    if match := _COUNT.search((link.tail or "").strip()[:16]):
        return number_in(match[1])
    return None


class _Collector:
    """Sorts the links of a page by what they lead to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.archives: dict[str, ArchiveLink] = {}
        self.posts: dict[str, None] = {}
        self.pages: dict[str, None] = {}
        self.labels: dict[str, None] = {}

    def take(self, address: str, link: etree._Element, *, in_body: bool) -> None:
        """Note one link, if it leads to something of this blog that a crawl wants."""
        home = self._document.home
        url = urls.absolute(address, self._document.url)
        if home is None or url is None:
            return
        kind = home.kind(url)
        if kind is DocumentKind.ARCHIVE:
            self._archive(home.canonical(url), link)
        elif kind is DocumentKind.PAGE:
            self.pages[home.canonical(url)] = None
        elif kind is DocumentKind.LIST and "/search/label/" in url and not in_body:
            self.labels[url.partition("?")[0]] = None
        elif kind is DocumentKind.POST and not in_body:
            self.posts[home.canonical(url)] = None

    def _archive(self, url: str, link: etree._Element) -> None:
        count = number_in(match[1]) if link.tag == "option" and (match := _COUNT.search(text_of(link))) else None
        if link.tag == "a":
            count = _count_beside(link)
        known = self.archives.get(url)
        if known is None or (known.count is None and count is not None):
            self.archives[url] = ArchiveLink(url=url, count=count)


def archive_total(document: Document, archives: tuple[ArchiveLink, ...]) -> int | None:
    """Sum what the archive gadget declares: its years where it has them, else its months or weeks."""
    home = document.home
    if home is None:
        return None
    years = [one.count for one in archives if (period := home.period(one.url)) and period[1] is None]
    months = [one.count for one in archives if (period := home.period(one.url)) and period[1] is not None]
    for counts in (years, months):
        known = [count for count in counts if count is not None]
        if known and len(known) == len(counts):
            return sum(known)
    return None


def read_links(document: Document, bodies: list[Node]) -> Links:
    """Collect the links of a page."""
    collector = _Collector(document)
    order = document.index.order
    inside = [(body.order, body.end) for body in bodies]
    for link in document.index.root.iter("a", "option"):
        address = link.get("href") if link.tag == "a" else link.get("value")
        if (address and "/" in address) or (address and ".htm" in address):
            place = order[link]
            collector.take(address, link, in_body=any(start <= place <= end for start, end in inside))
    return Links(
        archives=tuple(collector.archives.values()),
        older=pager_link(document, "older"),
        newer=pager_link(document, "newer"),
        posts=tuple(collector.posts),
        pages=tuple(collector.pages),
        labels=tuple(collector.labels),
        feeds=tuple(dict.fromkeys(document.head.feeds)),
    )
