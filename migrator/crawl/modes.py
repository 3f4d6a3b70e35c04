"""The two honest ways to read a blog, pages and feeds, and their union."""

from collections.abc import Iterable

from migrator.crawl.engine import Engine
from migrator.crawl.options import CrawlOptions, Progress
from migrator.crawl.trust import examine_feed
from migrator.documents import DocumentKind, Parsed, RawPage, Reference
from migrator.notices import Notice
from migrator.sources.feeds import FeedsSource
from migrator.sources.pages import PagesSource

_FEED_KINDS = (
    DocumentKind.POSTS_FEED,
    DocumentKind.PAGES_FEED,
    DocumentKind.COMMENTS_FEED,
    DocumentKind.POST_COMMENTS_FEED,
)
_PAGE_KINDS = (
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
        self.walking = False
        self.label_pages: dict[str, None] = {}

    def follow(self, reference: Reference, parsed: Parsed, news: bool) -> Iterable[Reference]:
        """Give where a document leads: feeds to their next page; pages onward only while walking."""
        if reference.kind in _FEED_KINDS:
            self._count(reference, parsed)
            return self.feeds.follow(reference, parsed)
        if reference.kind is DocumentKind.SITEMAP:
            return self._sitemap(parsed)
        self.label_pages |= dict.fromkeys(parsed.links.labels)
        return self.pages.follow(reference, parsed, news=news) if self.walking else ()

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


def crawl_pages(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read only what a reader sees."""
    reading = Reading(engine, options, progress)
    reading.walking = True
    reading.begin(_PAGE_KINDS)
    engine.drain(reading.follow, _PAGE_KINDS)
    _read_label_pages(reading)
    _name_empty_pages(reading)
    _name_comment_gaps(reading)
    _name_missing_posts(reading)


def crawl_feeds(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read only the feeds, each to its end."""
    reading = Reading(engine, options, progress)
    reading.begin(_FEED_KINDS)
    reading.enqueue(reading.feeds.seeds())
    engine.drain(reading.follow, _FEED_KINDS)
    _fill_comments(reading)
    _name_closed_feed(reading)
    _name_short_feeds(reading)
    _name_comment_gaps(reading)
    _name_missing_posts(reading)


def crawl_auto(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read feeds where they are full, pages for what feeds lack or cut short."""
    reading = Reading(engine, options, progress)
    if not engine.resuming:
        progress.phase("Comparing the feed with pages")
        examination = examine_feed(engine, reading.feeds)
        engine.trust_feed(whole=examination.whole)
        reading.begin((*_FEED_KINDS, DocumentKind.SITEMAP, DocumentKind.HOME, DocumentKind.ARCHIVE, DocumentKind.LIST))
        for reference, page in examination.documents:
            reading.deliver(reference, page)
    reading.enqueue(reading.feeds.seeds())
    home = engine.located.address.home
    reading.enqueue(
        Reference(url=home + name, kind=DocumentKind.SITEMAP, reason="where Blogger keeps it", priority=40)
        for name in ("sitemap.xml", "sitemap-pages.xml")
    )
    engine.drain(reading.follow, (*_FEED_KINDS, DocumentKind.SITEMAP))
    _read_cut_posts(reading)
    _read_named_posts(reading)
    _walk_what_differs(reading)
    _read_label_pages(reading)
    _fill_comments(reading)
    _name_comment_gaps(reading)
    _name_missing_posts(reading)


# -- the parts --------------------------------------------------------------------------------------------------------


def _read_cut_posts(reading: Reading) -> None:
    """Read the page of every post whose body is not held whole."""
    posts = [
        Reference(url=url, kind=DocumentKind.POST, reason="the feed gives it shortened", priority=10)
        for url in reading.archive.posts_not_whole()
    ]
    if posts:
        reading.enqueue(posts)
        reading.engine.drain(reading.follow, _PAGE_KINDS)


def _read_named_posts(reading: Reading) -> None:
    """Read the posts that the sitemap names and the feeds did not give."""
    address = reading.engine.located.address
    missing = [
        Reference(
            url=address.canonical(url),
            kind=address.kind(url) or DocumentKind.POST,
            reason=f"named by the {source}",
            priority=10,
        )
        for url, source in reading.archive.named_not_held()
        if address.owns(url)
    ]
    if missing and reading.options.window.is_open:
        reading.enqueue(missing)
        reading.engine.drain(reading.follow, _PAGE_KINDS)


def _walk_what_differs(reading: Reading) -> None:
    """Open the date archives whose count differs from what is held; where nothing is counted, walk the pages."""
    archive = reading.archive
    differing = frozenset(archive.months_that_differ())
    total = archive.declared().get(DocumentKind.POSTS_FEED)
    short = total is None or archive.totals().posts < total
    if not differing and not short:
        return
    reading.walking = True
    wanted = (
        archive_url
        for archive_url, period in archive.archive_links()
        if (not differing or period in differing) and reading.options.window.touches(*_year_month(period))
    )
    count = reading.enqueue(
        Reference(url=url, kind=DocumentKind.ARCHIVE, reason="its count differs from what the feeds gave", priority=60)
        for url in wanted
    )
    if not count:
        with archive.transaction():
            archive.requeue((DocumentKind.HOME,))
    reading.engine.drain(reading.follow, _PAGE_KINDS)


def _year_month(period: str) -> tuple[int, int | None]:
    return int(period[:4]), int(period[5:7]) if len(period) > 4 else None


def _read_label_pages(reading: Reading) -> None:
    """Where no post of this theme shows its labels, learn them from the lists of the label pages."""
    if not reading.archive.labels_untold():
        return
    reading.walking = True
    count = reading.enqueue(
        Reference(url=url, kind=DocumentKind.LIST, reason="posts of this theme don't show their labels", priority=50)
        for url in reading.label_pages
    )
    if count:
        reading.engine.drain(reading.follow, _PAGE_KINDS)


def _fill_comments(reading: Reading) -> None:
    """Read the comments feed of every post that declares more comments than are held."""
    gaps = [
        reading.feeds.comments_of(gap.platform_id, f"{gap.declared} comments declared, {gap.held} held")
        for gap in reading.archive.comment_gaps()
        if gap.platform_id
    ]
    if gaps:
        reading.progress.phase("Reading the comments that are still missing")
        reading.enqueue(gaps)
        reading.engine.drain(reading.follow, (DocumentKind.POST_COMMENTS_FEED,))


def _name_comment_gaps(reading: Reading) -> None:
    for gap in reading.archive.comment_gaps():
        detail = f"{gap.declared} declared, {gap.held} held"
        reading.engine.note(Notice(code="comments-incomplete", url=gap.url, detail=detail))


def _name_closed_feed(reading: Reading) -> None:
    """Say that a blog without feed gives nothing to who reads only feeds."""
    home = reading.engine.located.address.home
    if DocumentKind.POSTS_FEED not in reading.archive.declared():
        detail = "the blog gives no posts feed; --source pages or auto reads its pages"
        reading.engine.note(Notice(code="source-empty", url=home, detail=detail))


def _name_empty_pages(reading: Reading) -> None:
    """Say that pages filled by script give nothing to who reads only pages."""
    home = reading.engine.located.address.home
    if reading.archive.totals().posts == 0 and reading.options.window.is_open:
        detail = "no page shows a post; --source feeds or auto reads the feed"
        reading.engine.note(Notice(code="source-empty", url=home, detail=detail))


def _name_short_feeds(reading: Reading) -> None:
    """Say which feed declares more entries than it gave."""
    home, totals = reading.engine.located.address.home, reading.archive.totals()
    held = {
        DocumentKind.POSTS_FEED: totals.posts,
        DocumentKind.PAGES_FEED: totals.pages,
        DocumentKind.COMMENTS_FEED: totals.comments,
    }
    for kind, count in held.items():
        total = reading.archive.declared().get(kind, 0)
        if count < total and reading.options.window.is_open:
            detail = f"{kind}: {total} declared, {count} given"
            reading.engine.note(Notice(code="feed-ends-early", url=home, detail=detail))


def _name_missing_posts(reading: Reading) -> None:
    """Say, source by source, how many posts are declared beyond those held."""
    if not reading.options.window.is_open:
        return
    held, total = reading.archive.totals().posts, reading.archive.declared().get(DocumentKind.POSTS_FEED)
    home = reading.engine.located.address.home
    if total is not None and held < total:
        detail = f"the feed declares {total} posts, {held} could be had"
        reading.engine.note(Notice(code="post-missing", url=home, detail=detail))
    for url, source in reading.archive.named_not_held():
        reading.engine.note(Notice(code="post-missing", url=url, detail=f"named by the {source}"))
    for url in reading.archive.posts_not_whole():
        reading.engine.note(Notice(code="body-incomplete", url=url, detail="no source gives it whole"))
