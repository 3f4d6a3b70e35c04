"""Blogger's sitemaps: the index, and the lists of posts and pages with the day of their last change."""

from lxml import etree

from migrator.addresses.urls import absolute, post_id, slug_of
from migrator.dates import iso_instant
from migrator.feeds.repair import MendedText
from migrator.feeds.xml import chunks_of, local_name, new_parser
from migrator.model.documents import Extent, Links, PageType, Parsed, RawPage, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Post, PostType

MOST_ADDRESSES = 50_000
"""What one sitemap may name (sitemaps.org, "Sitemap file location"); Blogger writes some hundreds."""


def parse_sitemap(page: RawPage) -> Parsed:
    """Read a sitemap or an index of sitemaps; `lastmod` is a post's `updated`, in UTC."""
    address = page.final_url or page.url
    parser = new_parser("start", "end")
    kind, found, more = _read(parser, page.body, address)
    if kind not in {"urlset", "sitemapindex"}:
        notice = Notice(code="parse-failed", url=address, detail="not a sitemap")
        return Parsed(page_type=PageType.UNKNOWN, url=address, notices=(notice,))
    notices = _complaints(parser, address)
    if more:
        detail = f"it names more than {MOST_ADDRESSES:,} addresses; those behind were left out"
        notices = (Notice(code="skipped-by-bound", url=address, detail=detail),)
    if kind == "sitemapindex":
        links = Links(sitemaps=tuple(url for url, _ in found))
        return Parsed(page_type=PageType.FEED, url=address, links=links, notices=notices)
    pages = tuple(url for url, _ in found if _is_page(url))
    posts = tuple(url for url, _ in found if not _is_page(url))
    return Parsed(
        page_type=PageType.FEED,
        source="sitemap",
        url=address,
        posts=tuple(_seen(url, changed) for url, changed in found),
        links=Links(posts=posts, pages=pages),
        notices=notices,
    )


def _read(parser: etree.XMLPullParser, body: bytes, address: str) -> tuple[str, list[tuple[str, str | None]], bool]:
    """Return the name of the root element, the addresses, and whether more than may be were named."""
    root: etree._Element | None = None
    found: list[tuple[str, str | None]] = []
    for piece in MendedText(chunks_of(body)):
        parser.feed(piece)
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element):
                continue
            if root is None:
                root = element
            if event == "end" and element.getparent() is root:
                if entry := _location(element, address):
                    found.append(entry)
                while element.getprevious() is not None:
                    del root[0]  # what was read is let go, or half a million addresses would fill the memory
            if len(found) > MOST_ADDRESSES:
                return local_name(root), found[:MOST_ADDRESSES], True
    try:
        parser.close()
    except etree.XMLSyntaxError:
        root = None if not found else root
    return (local_name(root) if root is not None else "", found, False)


def _complaints(parser: etree.XMLPullParser, address: str) -> tuple[Notice, ...]:
    errors = {error.type_name for error in parser.feed_error_log}
    if "ERR_TAG_NOT_FINISHED" in errors:
        return (Notice(code="truncated", url=address, detail="the sitemap ends too early"),)
    return ()


def _location(element: etree._Element, base_url: str) -> tuple[str, str | None] | None:
    texts = {local_name(child): (child.text or "").strip() for child in element.iterchildren(etree.Element)}
    url = absolute(texts.get("loc", ""), base_url) if texts.get("loc") else None
    return (url, iso_instant(texts.get("lastmod", ""))) if url else None


def _is_page(url: str) -> bool:
    return "/p/" in url


def _seen(url: str, changed: str | None) -> SeenPost:
    kind = PostType.PAGE if _is_page(url) else PostType.POST
    post = Post(id=post_id(None, url), type=kind, url=url, slug=slug_of(url), updated=changed)
    told = {"type", "url", "slug"} | ({"updated"} if changed else set())
    return SeenPost(post=post, extent=Extent.NONE, tells=frozenset(told))
