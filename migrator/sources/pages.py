"""The blog as a reader sees it: home, date archives, posts, static pages, and the pager between posts. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, absolute, label_of, period_name
from migrator.dates import moment
from migrator.model.documents import ArchiveLink, DocumentKind, PageType, Parsed, Reference
from migrator.sources.window import Window

# Bodies reach us as our own cleaning writes them: well-formed, attributes in double quotes.
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
_MONTH = re.compile(r"^(\d{4})/(\d{2})/")

# Begins the reason of the further pages of a list; what follows is a period or the whole blog.
_REST = "the rest of "
_REST_OF_ALL = _REST + "the blog"

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


def _believable(parsed: Parsed) -> tuple[ArchiveLink, ...]:
    """Leave out the links of a calendar that goes on for ever: uncounted ones of an archive that shows nothing."""
    if parsed.page_type is PageType.ARCHIVE and not parsed.posts:
        return tuple(link for link in parsed.links.archives if link.count)
    return parsed.links.archives


def _goes_back(url: str, older: str | None) -> bool:
    """Whether a link onward leads back in time: a chain of lists that does so ends."""
    here, there = (moment(dict(parse_qsl(split_url(one or "").query)).get("updated-max")) for one in (url, older))
    return here is not None and there is not None and there < here


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
        """Yield where a parsed page leads, each with the reason why.

        `news` tells whether the page lists any post that was not known before: a chain of older-posts pages that
        repeats what the archives gave is not followed to its end.
        """
        if parsed.page_type in {PageType.ERROR, PageType.UNKNOWN}:
            return
        reason = f"linked from {reference.url}"
        for url in self.archives(_believable(parsed)):
            yield self._reference(url, DocumentKind.ARCHIVE, reason)
        for url in parsed.links.pages:
            yield self._reference(url, DocumentKind.PAGE, reason)
        yield from self.comment_pages(reference, parsed)
        yield from self._posts(reference, parsed, reason)
        if parsed.page_type is PageType.POST:
            yield from self._neighbours(reference, parsed)
        elif self._is_list(parsed.links.older) and self._goes_on(reference, parsed, news=news):
            yield self._reference(parsed.links.older or "", DocumentKind.LIST, self._rest(reference) or reason)

    def comment_pages(self, reference: Reference, parsed: Parsed) -> Iterator[Reference]:
        """Yield the further pages of a post's comments."""
        for url in parsed.links.comment_pages:
            yield self._reference(url, DocumentKind.POST, f"more comments of {reference.url}")

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

    def listed(self, reference: Reference, parsed: Parsed) -> Iterator[Reference]:
        """Yield the posts and static pages that a feed lists, to read their pages."""
        for seen in parsed.posts:
            if seen.post.url and self._address.owns(seen.post.url) and self._window.holds(seen.post.published):
                kind = self._address.kind(seen.post.url) or DocumentKind.POST
                yield self._reference(seen.post.url, kind, f"listed by {reference.url}")

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
        """Return the posts and static pages of this blog to which the texts of a document link."""
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
        """Return the older and the newer post that a post's page names."""
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
        """Whether the rest of a cut list is wanted.

        Blogger cuts lists by their weight, so a short one need not be the last: only a missing link onward, or what the
        list shows, tells that it has ended. A label's is followed to its end. The home's is where there are no
        archives. A period's is while the list is still in it and has shown fewer posts than the archive widget counts:
        its link onward is always there, and leaves it. What a chain was begun for stands in the reason.
        """
        period = self._address.period(reference.url)
        if not parsed.posts or (period and not news and self._address.query(reference.url)):
            return False  # a calendar without posts, or one that repeats them, leads on for ever
        days = [seen.post.published[:10] for seen in parsed.posts if seen.post.published]
        if label_of(reference.url):
            return True
        if reference.kind is DocumentKind.LIST and not _goes_back(reference.url, parsed.links.older):
            return news and self._window_begins_before(days)
        rest = self._rest(reference)
        if rest is None:
            return news and self._window_begins_before(days)
        if rest == _REST_OF_ALL:
            return (reference.kind is DocumentKind.LIST or not parsed.links.archives) and self._window_begins_before(
                days
            )
        span = rest.removeprefix(_REST)
        first = f"{span}-01" if len(span) == 7 else f"{span}-01-01"
        declared = next(
            (link.count for link in parsed.links.archives if link.url == self._address.canonical(reference.url)), None
        )
        if declared is not None and sum(day >= first for day in days) >= declared:
            return False
        return not days or min(days) >= first

    def _rest(self, reference: Reference) -> str | None:
        """Say of what the list behind this one is the rest: of a period, or of all; None where it is of neither."""
        if reference.kind is DocumentKind.LIST:
            return reference.reason if reference.reason.startswith(_REST) else None
        period = self._address.period(reference.url)
        return _REST + period_name(period) if period else _REST_OF_ALL

    def _window_begins_before(self, days: list[str]) -> bool:
        return not days or self._window.since is None or max(days) >= self._window.since

    def _reference(self, url: str, kind: DocumentKind, reason: str) -> Reference:
        return Reference(url=self._address.canonical(url), kind=kind, reason=reason, priority=_PRIORITY.get(kind, 0))
