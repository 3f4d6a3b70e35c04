"""Which documents to ask for again: those that could not be had, those that would tell what lacks, those lost."""

from collections.abc import Iterable, Iterator

from migrator.addresses.urls import is_robots
from migrator.model.documents import DocumentKind, Reference
from migrator.sources.feeds import FeedsSource
from migrator.sources.window import Window
from migrator.store import Archive

LOST = "its capture was lost"
"""The reason of a document that was had, and of which no capture is left."""
POSTS = frozenset({DocumentKind.POST, DocumentKind.PAGE})
_FEEDS = (
    ("/feeds/posts/", DocumentKind.POSTS_FEED),
    ("/feeds/pages/", DocumentKind.PAGES_FEED),
    ("/feeds/comments/", DocumentKind.COMMENTS_FEED),
    ("/feeds/", DocumentKind.POST_COMMENTS_FEED),
)


def wanted_documents(archive: Archive, lost: Iterable[str], window: Window) -> list[Reference]:
    """Return what to ask for, each once; `lost` are the URLs whose captured responses were lost."""
    found: dict[str, Reference] = {}
    for reference in (*_failed(archive), *named_posts(archive, window), *_lacking(archive, window)):
        found.setdefault(reference.url, reference)
    for url in lost:
        if not is_robots(url) and url not in found:
            found[url] = Reference(url=url, kind=_kind(archive, url), reason=LOST, priority=40)
    return list(found.values())


def named_posts(archive: Archive, window: Window) -> Iterator[Reference]:
    """Yield the posts that something names and nothing gave; of a window, those that may lie in it."""
    address = archive.address()
    for url, source in archive.mentions.not_held():
        if address.owns(url) and (window.is_open or _may_lie_inside(window, address.path(url))):
            kind = address.kind(url) or DocumentKind.POST
            yield Reference(url=address.canonical(url), kind=kind, reason=f"named by the {source}", priority=10)


def missing_comments(archive: Archive, window: Window) -> Iterator[Reference]:
    """Yield the comments feed of each post that declares more comments than are held; without a number, its page."""
    feeds = FeedsSource(archive.address(), window)
    for gap in archive.declared.comment_gaps():
        reason = f"{gap.declared} comments declared, {gap.held} held"
        if gap.platform_id:
            yield feeds.comments_of(gap.platform_id, reason)
        else:
            yield Reference(url=gap.url, kind=DocumentKind.POST, reason=reason, priority=10)


def _failed(archive: Archive) -> Iterator[Reference]:
    """Yield what could not be fetched; a post that is held whole tells nothing new, unless its comments are wanting."""
    address = archive.address()
    wanting = {address.key(gap.url) for gap in archive.declared.comment_gaps()}
    for failure in archive.frontier.failures():
        own = failure.key in wanting or not archive.posts.holds_whole(failure.url)
        if not failure.refused and (failure.kind not in POSTS or "?" in failure.key or own):
            yield Reference(url=failure.url, kind=failure.kind, reason=failure.reason, priority=20)


def _lacking(archive: Archive, window: Window) -> Iterator[Reference]:
    for url in archive.declared.posts_not_whole():
        yield Reference(url=url, kind=DocumentKind.POST, reason="its text is not held whole", priority=10)
    yield from missing_comments(archive, window)


def _may_lie_inside(window: Window, path: str) -> bool:
    year, month = path[:4], path[5:7]
    return year.isdigit() and month.isdigit() and window.touches(int(year), int(month))


def _kind(archive: Archive, url: str) -> DocumentKind:
    """Return what a URL of which nothing but the capture was known is, by its address."""
    for part, kind in _FEEDS:
        if part in url:
            return kind
    if "/sitemap" in url:
        return DocumentKind.SITEMAP
    return archive.address().kind(url) or DocumentKind.LIST
