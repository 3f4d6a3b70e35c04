"""Where a page leads: archive gadget in its three styles, pager, labels, static pages, feeds; what counts it states."""

import re
from urllib.parse import urlsplit

from lxml import etree

from migrator import urls
from migrator.documents import ArchiveLink, DocumentKind, Links
from migrator.themes.document import Document
from migrator.themes.elements import number_in, text_of
from migrator.themes.index import Node

MARKS = frozenset(
    {
        ".blogarchive", "#archivelist", ".archivedate", ".post-count-link", ".archive-list", "#blog-pager",
        ".blog-pager-older-link", ".blog-pager-newer-link", "#blog-pager-older-link", "#blog-pager-newer-link",
        ".blog-pager", ".posts", ".popularposts", ".featuredpost", ".pagelist", ".label", ".archives", "#archives",
    }
)  # fmt: skip

# The shapes of addresses that lead to archives, posts, static pages and labels.
_WORTH = re.compile(r"\d{4}(?:[/_]\d{2}|/?$)|(?:^|/)p/|search/label/|\d{2}/[^/]+\.html|^(?:\.\./)*[^/:?]+\.html")
_YEAR = re.compile(r"/(?:19|20)\d{2}/$")
# The same shapes whole, in an address that needs no normalising.
_PLAIN_PATH = re.compile(
    r"^https?://[^/]+/(?:(?P<label>search/label/[^?#]+)|(?P<post>(?:19|20)\d{2}/(?:0[1-9]|1[0-2])/[\w.-]+\.html)"
    r"|(?P<archive>(?:19|20)\d{2}/(?:(?:0[1-9]|1[0-2])/)?|(?:19|20)\d{2}_(?:0[1-9]|1[0-2])_\d{2}_(?:[\w-]+_)?archive\.html)"
    r"|(?P<page>p/[\w.-]+\.html))$",
    re.ASCII,
)
_KIND_OF_GROUP = {
    "label": DocumentKind.LIST,
    "post": DocumentKind.POST,
    "archive": DocumentKind.ARCHIVE,
    "page": DocumentKind.PAGE,
}
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


class _Collector:
    """Sorts the links of a page by what they lead to."""

    def __init__(self, document: Document, bodies: list[Node]) -> None:
        self._document = document
        self._inside = [(body.order, body.end) for body in bodies]
        self.archives: dict[str, ArchiveLink] = {}
        self.posts: dict[str, None] = {}
        self.pages: dict[str, None] = {}
        self.labels: dict[str, None] = {}
        self.comment_pages: dict[str, None] = {}
        home = document.home
        self._known: dict[str, tuple[DocumentKind | None, str]] = {}
        self._plain = home.home if home and urlsplit(home.home).path == "/" else "\n"
        self._own = tuple(f"{scheme}//{home.host}" for scheme in ("http:", "https:", "")) if home else ()

    def take(self, address: str, link: etree._Element) -> None:
        """Note one link, if it leads to something of this blog that a crawl wants."""
        # What is worth following of a blog is told by its path; queries only say how to show it.
        if "commentPage=" in address:
            self._comment_page(address)
        if "?" in address or "#" in address:
            address = address.partition("#")[0].partition("?")[0]
        known = self._known.get(address)
        if known is None:
            known = self._known[address] = self._judge(address)
        kind, url = known
        if kind is None:
            return
        if kind is DocumentKind.ARCHIVE:
            self._archive(url, link)
        elif kind is DocumentKind.PAGE:
            self.pages[url] = None
        elif not self._in_body(link):
            if kind is DocumentKind.LIST:
                self.labels[url] = None
            elif kind is DocumentKind.POST:
                self.posts[url] = None

    def _comment_page(self, address: str) -> None:
        """Note a further page of comments; its paging links are the one query that leads to something new."""
        home, url = self._document.home, urls.absolute(address.partition("#")[0], self._document.url)
        if home and url and home.kind(url) in {DocumentKind.POST, DocumentKind.PAGE}:
            self.comment_pages[home.canonical(url)] = None

    def _in_body(self, link: etree._Element) -> bool:
        place = self._document.index.order[link]
        return any(start <= place <= end for start, end in self._inside)

    def _judge(self, address: str) -> tuple[DocumentKind | None, str]:
        # A page can have thousands of links, most to elsewhere: cheap looks first.
        home = self._document.home
        if home is None:
            return None, ""
        if address.startswith(self._plain) and (match := _PLAIN_PATH.match(address)):
            return _KIND_OF_GROUP[match.lastgroup or ""], address
        whole = address.startswith(("http", "//")) and not address.startswith(self._own)
        foreign = whole and ".blogspot." not in address and home.host not in address.lower()
        if foreign or not _WORTH.search(address):
            return None, ""
        url = urls.absolute(address, self._document.url)
        if url is None:
            return None, ""
        if url.startswith(self._plain) and (match := _PLAIN_PATH.match(url)):
            return _KIND_OF_GROUP[match.lastgroup or ""], url
        kind = home.kind(url)
        if kind is DocumentKind.LIST:
            return (kind, url) if "/search/label/" in url else (None, "")
        return kind, home.canonical(url) if kind else ""

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
    for link in document.index.named("a"):
        if address := link.get("href"):
            collector.take(address, link)
    for option in document.index.named("option"):
        if address := option.get("value"):
            collector.take(address, option)
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
