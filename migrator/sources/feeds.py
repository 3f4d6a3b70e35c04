"""The blog as its feeds tell it: posts, static pages, comments, each paged to its end. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlunsplit

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress
from migrator.model.documents import DocumentKind, Parsed, Reference
from migrator.sources.narrowing import Span
from migrator.sources.window import Window

# Blogger gives at most 150 entries since December 2015, whatever is asked.
PAGE_SIZE = 150
GLANCE = 25
"""Entries that are looked at to learn whether anything changed: what a feed gives to who asks for no number."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FEEDS = (
    (DocumentKind.POSTS_FEED, "feeds/posts/default", 80),
    (DocumentKind.PAGES_FEED, "feeds/pages/default", 70),
    (DocumentKind.COMMENTS_FEED, "feeds/comments/default", 30),
)
_OF_COMMENTS = {DocumentKind.COMMENTS_FEED, DocumentKind.POST_COMMENTS_FEED}


class FeedsSource:
    """Follows the three feeds of a blog by their `next` links, or by counting where a feed has entries but no link."""

    def __init__(self, address: BlogAddress, window: Window) -> None:
        self._address = address
        self._window = window

    def seeds(self) -> Iterator[Reference]:
        """Begin at the first page of each feed; `redirect=false` keeps FeedBurner out of the way."""
        for kind, path, priority in _FEEDS:
            query: dict[str, str] = {"redirect": "false", "max-results": str(PAGE_SIZE)}
            if kind is DocumentKind.POSTS_FEED:
                query |= self._bounds()
            url = f"{self._address.home}{path}?{urlencode(query, safe=':')}"
            yield Reference(url=url, kind=kind, reason="the blog's feed", priority=priority)

    def naming(self) -> Iterator[Reference]:
        """Begin at the feeds of posts and static pages where only the addresses in them are wanted: in short form."""
        for seed in self.seeds():
            if seed.kind is not DocumentKind.COMMENTS_FEED:
                # Also other addresses than those of the seeds: what is only named now must be read whole later.
                yield replace(seed, url=seed.url.replace("/default", "/summary", 1), reason="it names posts")

    def follow(self, reference: Reference, parsed: Parsed, *, news: bool = True) -> Iterator[Reference]:
        """Yield the feed's next page: after its last entry, whatever size the server really gave."""
        if reference.kind not in {kind for kind, _, _ in _FEEDS} | {DocumentKind.POST_COMMENTS_FEED}:
            return
        following = next_page(reference.url, parsed)
        told, total = (parsed.declared.start_index or 1) + entries(parsed), parsed.declared.feed_total
        if total is not None and told > total and not (news or reference.kind in _OF_COMMENTS):
            return  # behind its total, a feed that brings nothing new might go on for ever
        if following is not None:
            yield Reference(
                url=following,
                kind=reference.kind,
                reason=f"the next page of {reference.url}",
                priority=reference.priority,
            )

    def behind_the_end(self, reference: Reference, parsed: Parsed, oldest: int | None) -> Iterator[Reference]:
        """Yield where a feed goes on that gives nothing at a high `start-index` although it declares more.

        Blogger does so on blogs of thousands of posts. `oldest` is when the oldest entry so far was published, in
        seconds since 1970; entries of that very second are asked for again.
        """
        start = parsed.declared.start_index or 1
        if oldest is None or start == 1 or entries(parsed) or start > (parsed.declared.feed_total or 0):
            return
        yield Reference(
            url=windowed(reference.url, Span(low=None, high=oldest + 1)),
            kind=reference.kind,
            reason=f"the feed gives nothing from entry {start} on",
            priority=reference.priority,
        )

    def by_update(self) -> str:
        """Return the address of the posts feed in order of last change: a short page, which tells if there is any."""
        return f"{self._address.home}{_FEEDS[0][1]}?redirect=false&orderby=updated&max-results={GLANCE}"

    def whole(self, kind: DocumentKind) -> str:
        """Return the address of a feed's first page, without any window."""
        path = next(path for known, path, _ in _FEEDS if known is kind)
        return f"{self._address.home}{path}?redirect=false&max-results={PAGE_SIZE}"

    def span(self, kind: DocumentKind, span: Span, size: int = PAGE_SIZE) -> str:
        """Give the address of what a feed has in a span of publication times; with size 1, to learn how much it is."""
        return with_query(windowed(self.whole(kind), span), {"max-results": str(size)})

    def comments_of(self, post_id: str, reason: str) -> Reference:
        """The comments feed of one post."""
        url = f"{self._address.home}feeds/{post_id}/comments/default?redirect=false&max-results={PAGE_SIZE}"
        return Reference(url=url, kind=DocumentKind.POST_COMMENTS_FEED, reason=reason, priority=30)

    def _bounds(self) -> dict[str, str]:
        """The window a day wider on both sides: the blog's zone is not known yet, and the keeper looks again."""
        bounds = {}
        if self._window.since:
            bounds["published-min"] = _shifted(self._window.since, -1) + "T00:00:00Z"
        if self._window.until:
            bounds["published-max"] = _shifted(self._window.until, 2) + "T00:00:00Z"
        return bounds


def next_page(url: str, parsed: Parsed) -> str | None:
    """Return the address of the page behind a feed document, None at the end: Blogger's total counts, not its size.

    A total may be too small, or change from page to page: a feed that names a next page goes on.
    """
    received = entries(parsed)
    declared = parsed.declared
    start = declared.start_index or 1
    counted = declared.feed_total is not None and start + received <= declared.feed_total
    if not received or not (counted or parsed.links.next_feed):
        return None
    return with_query(url, {"start-index": str(start + received), "max-results": str(PAGE_SIZE)})


def windowed(url: str, span: Span) -> str:
    """Bound a feed by publication, `published-min` included, `published-max` not, beginning at its first entry."""
    bounds = {"published-min": span.low, "published-max": span.high}
    asked = {name: _moment(value) for name, value in bounds.items() if value is not None}
    return with_query(url, {**asked, "start-index": "1"}).replace("&start-index=1", "")


def _moment(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def entries(parsed: Parsed) -> int:
    """Count the entries of a feed document: posts, or the comments in a comments feed."""
    comments = sum(len(seen.post.comments) for seen in parsed.posts)
    return comments or len(parsed.posts)


def with_query(url: str, changes: dict[str, str]) -> str:
    """Return the URL with query keys set."""
    parts = split_url(url)
    query = dict(parse_qsl(parts.query)) | changes
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe=":"), ""))


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
