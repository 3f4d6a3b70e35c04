"""The blog as a reader sees it: home, date archives, posts, static pages, and the pager between posts. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from migrator.documents import ArchiveLink, DocumentKind, PageType, Parsed, Reference
from migrator.sources.window import Window
from migrator.urls import BlogAddress, absolute, label_of

# Bodies reach us as our own cleaning writes them: well-formed, attributes in double quotes.
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
_MONTH = re.compile(r"^(\d{4})/(\d{2})/")

# Lists before posts: a list names many posts, so the progress total is soon right.
_PRIORITY = {
    DocumentKind.HOME: 90,
    DocumentKind.ARCHIVE: 60,
    DocumentKind.LIST: 50,
    DocumentKind.PAGE: 20,
    DocumentKind.POST: 10,
}


# Twenty years of daily archives are 7,300; a page that names more is a trap.
MOST_ARCHIVES = 8_000


class PagesSource:
    """Follows what pages link to: archives, lists, posts, static pages; no feed, no sitemap.

    Older/newer links of post pages are followed as well, so that a post which a heavy month page cuts off is found
    by its neighbours (Blogger cuts list pages by their weight, and the link onward is often disallowed by robots.txt).
    """

    def __init__(self, address: BlogAddress, window: Window) -> None:
        self._address = address
        self._window = window

    def seeds(self) -> Iterator[Reference]:
        """Begin at the home page; with a window, at the archives of its years as well."""
        yield Reference(url=self._address.home, kind=DocumentKind.HOME, reason="the blog's address", priority=90)

    def follow(self, reference: Reference, parsed: Parsed, *, news: bool = True) -> Iterator[Reference]:
        """Give where a parsed page leads, each with the reason why.

        `news` tells whether the page lists any post that was not known before: a chain of older-posts pages that
        repeats what the archives gave is not followed to its end.
        """
        if parsed.page_type in {PageType.ERROR, PageType.UNKNOWN}:
            return
        reason = f"linked from {reference.url}"
        for url in self.archives(parsed.links.archives):
            yield self._reference(url, DocumentKind.ARCHIVE, reason)
        for url in parsed.links.pages:
            yield self._reference(url, DocumentKind.PAGE, reason)
        for url in parsed.links.comment_pages:
            yield self._reference(url, DocumentKind.POST, f"more comments of {reference.url}")
        yield from self._posts(reference, parsed, reason)
        if parsed.page_type is PageType.POST:
            yield from self._neighbours(reference, parsed)
        elif self._is_list(parsed.links.older) and self._goes_on(reference, parsed, news=news):
            yield self._reference(parsed.links.older or "", DocumentKind.LIST, reason)

    def archives(self, links: tuple[ArchiveLink, ...]) -> Iterator[str]:
        """Choose the archive pages to open: every month, and years whose months are not (all) named here.

        Of more than `MOST_ARCHIVES` links only the first are looked at.
        """
        periods = [(link, self._address.period(link.url)) for link in links[:MOST_ARCHIVES]]
        by_year: dict[int, int] = {}
        for link, period in periods:
            if period and period[1]:
                by_year[period[0]] = by_year.get(period[0], 0) + (link.count or 0)
        for link, period in periods:
            if period is None or not self._window.touches(*period):
                continue
            year, month = period
            if month or link.count is None or by_year.get(year) != link.count:
                yield link.url

    def _posts(self, reference: Reference, parsed: Parsed, reason: str) -> Iterator[Reference]:
        """Entries of lists by their date; bare links only where no window asks for dates that a link can't tell."""
        listed = parsed.page_type not in {PageType.POST, PageType.PAGE}
        for seen in parsed.posts:
            if listed and seen.post.url and self._window.holds(seen.post.published):
                kind = self._address.kind(seen.post.url) or DocumentKind.POST
                yield self._reference(seen.post.url, kind, f"listed by {reference.url}")
        if self._window.is_open:
            for url in parsed.links.posts:
                yield self._reference(url, DocumentKind.POST, reason)

    def links_in_bodies(self, parsed: Parsed) -> tuple[str, ...]:
        """Give the posts and static pages of this blog to which the texts of a document link."""
        found: dict[str, None] = {}
        for seen in parsed.posts:
            texts = (seen.post.content_html, *(comment.content_html for comment in seen.post.comments))
            for match in (match for text in texts for match in _HREF.finditer(text)):
                url = absolute(unescape(match[1]), seen.post.url or parsed.url)
                if url and self._address.kind(url) in {DocumentKind.POST, DocumentKind.PAGE}:
                    found[self._address.canonical(url).partition("?")[0]] = None
        return tuple(found)

    def linked(self, reference: Reference, parsed: Parsed) -> Iterator[Reference]:
        """Follow the links between posts: one may be in no list at all.

        Of a window only the address tells the month; what proves to lie outside is not kept.
        """
        for url in self.links_in_bodies(parsed):
            kind = self._address.kind(url) or DocumentKind.POST
            period = _MONTH.match(self._address.path(url))
            if self._window.is_open or (period and self._window.touches(int(period[1]), int(period[2]))):
                yield self._reference(url, kind, f"a link in the text of {reference.url}")

    def neighbours(self, parsed: Parsed) -> tuple[str, ...]:
        """Give the older and the newer post that a post's page names."""
        if parsed.page_type is not PageType.POST:
            return ()
        ways = (parsed.links.older, parsed.links.newer)
        return tuple(url for url in ways if url and self._address.kind(url) is DocumentKind.POST)

    def _neighbours(self, reference: Reference, parsed: Parsed) -> Iterator[Reference]:
        if not self._window.is_open:
            return
        for url, way in ((parsed.links.older, "older"), (parsed.links.newer, "newer")):
            if url and self._address.kind(url) is DocumentKind.POST:
                yield self._reference(url, DocumentKind.POST, f"the {way} post of {reference.url}")

    def _is_list(self, url: str | None) -> bool:
        return url is not None and self._address.kind(url) in {DocumentKind.LIST, DocumentKind.ARCHIVE}

    def _goes_on(self, reference: Reference, parsed: Parsed, *, news: bool) -> bool:
        """Tell whether the rest of a cut list is wanted.

        A label's is, to its end. The home's is where there are no archives. A period's is while the list is still in
        it and has shown fewer posts than the archive widget counts: its link onward is always there, and leaves it.
        """
        period = self._address.period(reference.url)
        if not parsed.posts or (period and not news and self._address.query(reference.url)):
            return False  # a calendar without posts, or one that repeats them, leads on for ever
        days = [seen.post.published[:10] for seen in parsed.posts if seen.post.published]
        if label_of(reference.url):
            return True
        if reference.kind is DocumentKind.LIST:
            return news and (not days or self._window.since is None or max(days) >= self._window.since)
        if period is None:
            return not parsed.links.archives
        first = f"{period[0]:04d}-{period[1] or 1:02d}-01"
        declared = next(
            (link.count for link in parsed.links.archives if self._address.period(link.url) == period), None
        )
        if declared is not None and sum(day >= first for day in days) >= declared:
            return False
        return not days or min(days) >= first

    def _reference(self, url: str, kind: DocumentKind, reason: str) -> Reference:
        return Reference(url=self._address.canonical(url), kind=kind, reason=reason, priority=_PRIORITY.get(kind, 0))
