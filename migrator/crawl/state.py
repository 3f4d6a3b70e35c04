"""The state of one run: what it reads with, and which source may go on from what."""

from collections.abc import Iterable

from migrator.crawl.engine import Engine
from migrator.crawl.options import CrawlOptions, Progress
from migrator.documents import DocumentKind, Parsed, RawPage, Reference
from migrator.sources.feeds import FeedsSource
from migrator.sources.pages import PagesSource
from migrator.urls import period_name

FEED_KINDS = (
    DocumentKind.POSTS_FEED,
    DocumentKind.PAGES_FEED,
    DocumentKind.COMMENTS_FEED,
    DocumentKind.POST_COMMENTS_FEED,
)
PAGE_KINDS = (
    DocumentKind.HOME,
    DocumentKind.ARCHIVE,
    DocumentKind.LIST,
    DocumentKind.POST,
    DocumentKind.PAGE,
)


class Reading:
    """The state of one run: which source may go on from what."""

    def __init__(self, engine: Engine, options: CrawlOptions, progress: Progress) -> None:
        self.engine = engine
        self.archive = engine.archive
        self.options = options
        self.progress = progress
        self.pages = PagesSource(engine.located.address, options.window)
        self.feeds = FeedsSource(engine.located.address, options.window)
        # Lists are queued only by a run that walks the pages; the one that goes on with them must walk as well.
        self.walking = engine.resuming and bool(engine.archive.take(1, (DocumentKind.ARCHIVE, DocumentKind.LIST)))
        self.label_pages: dict[str, None] = {}
        # Open only archives that count other than what is held: the feed gave the rest.
        self.sparing = False

    def follow(self, reference: Reference, parsed: Parsed, news: bool) -> Iterable[Reference]:
        """Give where a document leads: feeds to their next page; pages onward only while walking."""
        if reference.kind in FEED_KINDS:
            self._count(reference, parsed)
            return self.feeds.follow(reference, parsed)
        if reference.kind is DocumentKind.SITEMAP:
            return self._sitemap(parsed)
        self.label_pages |= dict.fromkeys(parsed.links.labels)
        if not self.walking:
            return ()
        onward = self.pages.follow(reference, parsed, news=news)
        return self._owed(onward) if self.sparing else onward

    def _owed(self, references: Iterable[Reference]) -> Iterable[Reference]:
        """Leave out the archives whose count is what is held already; one that is not counted stays."""
        counts = {period: declared != held for period, declared, held in self.archive.month_counts()}
        for reference in references:
            period = self.engine.located.address.period(reference.url)
            if reference.kind is not DocumentKind.ARCHIVE or period is None or counts.get(period_name(period), True):
                yield reference

    def _count(self, reference: Reference, parsed: Parsed) -> None:
        total = parsed.declared.feed_total
        if reference.kind is not DocumentKind.POST_COMMENTS_FEED and total is not None:
            self.archive.keep_declared(reference.kind, "", total)

    def _sitemap(self, parsed: Parsed) -> Iterable[Reference]:
        """Open the pages of a sitemap index; the posts that it names are compared later."""
        for url in parsed.links.sitemaps:
            yield Reference(url=url, kind=DocumentKind.SITEMAP, reason="named by the sitemap index", priority=40)
        self.archive.note_named((*parsed.links.posts, *parsed.links.pages), "sitemap")

    def begin(self, kinds: Iterable[DocumentKind]) -> None:
        """Ask again for what changes; a run that goes on where one was cut short asks only for what is left.

        The home page was fetched to find the blog: it is taken if this way of reading reads it at all.
        """
        if self.engine.resuming:
            return
        kinds = tuple(kinds)
        with self.archive.transaction():
            self.archive.requeue(kinds)
        located = self.engine.located
        if located.page is not None and DocumentKind.HOME in kinds:
            home = Reference(url=located.address.home, kind=DocumentKind.HOME, reason="the blog's address", priority=90)
            self.deliver(home, located.page)

    def deliver(self, reference: Reference, page: RawPage) -> None:
        """Take a document that was fetched before its worth was known."""
        with self.archive.transaction():
            self.archive.enqueue([reference])
            self.engine.deliver(reference, page, self.follow)

    def enqueue(self, references: Iterable[Reference]) -> int:
        """Queue what is not known yet."""
        with self.archive.transaction():
            return self.archive.enqueue(references)
