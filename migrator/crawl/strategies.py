"""The two honest ways to read a blog, pages and feeds, and their union."""

from migrator.crawl import completeness
from migrator.crawl.engine import Engine
from migrator.crawl.feed_proof import prove_feed
from migrator.crawl.feed_trust import examine_feed
from migrator.crawl.incremental.pages import refresh_pages
from migrator.crawl.incremental.run import feed_is_there, read_news, remember_reading, settle_unlisted
from migrator.crawl.options import CrawlOptions
from migrator.crawl.session import FEED_KINDS, PAGE_KINDS, CrawlSession
from migrator.model.documents import DocumentKind, Reference
from migrator.model.ports import Progress

_ROUNDS = 20
"""How often what was just read is searched for further posts that it names: hostile pages could go on for ever."""


def crawl_pages(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read only what a reader sees; feeds and sitemap say no more than which pages there are."""
    reading = CrawlSession(engine, options, progress)
    engine.feeds_only_name = True
    engine.archive.settings.set_feeds_only_name(engine.as_of)
    last = reading.last()
    if last is not None and not reading.is_done(last):
        refresh_pages(reading, last)
    elif last is None:
        reading.walking = True
        kinds = (*PAGE_KINDS, DocumentKind.SITEMAP, DocumentKind.POSTS_FEED, DocumentKind.PAGES_FEED)
        reading.begin(kinds)
        reading.enqueue((*reading.sitemaps(), *reading.feeds.naming()))
        engine.drain(reading.follow, kinds)
    _read_named_posts(reading, onward=True)
    _read_label_pages(reading)
    engine.read_guessed_again()
    engine.settle_dates()
    completeness.name_empty_pages(reading)
    completeness.name_lists_still_missing(reading)
    completeness.name_comment_gaps(reading)
    completeness.name_missing_posts(reading)
    remember_reading(reading, None)


def crawl_feeds(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read only the feeds, each to its end; later, only what changed in them."""
    reading = CrawlSession(engine, options, progress)
    last, news = reading.last(), None
    if last is not None and last.feeds and not reading.is_done(last):
        news = read_news(reading, last)
        if news is None:
            completeness.name_silent_feed(reading)
    elif last is None or not last.feeds:
        reading.begin(FEED_KINDS)
        reading.enqueue(reading.feeds.seeds())
        engine.drain(reading.follow, FEED_KINDS)
        settle_unlisted(reading)
    _fill_comments(reading)
    engine.settle_dates()
    completeness.name_closed_feed(reading)
    completeness.name_short_feeds(reading)
    completeness.name_lists_still_missing(reading)
    completeness.name_comment_gaps(reading)
    completeness.name_missing_posts(reading)
    remember_reading(reading, news)


def crawl_auto(engine: Engine, options: CrawlOptions, progress: Progress) -> None:
    """Read feeds where they are full, pages for what feeds lack or cut short; later, only what changed."""
    reading = CrawlSession(engine, options, progress)
    last, news = reading.last(), None
    done = last is not None and reading.is_done(last)
    if last is not None and last.feeds and not done:
        news = read_news(reading, last)
    if last is None or (not last.feeds and not done and feed_is_there(reading)):
        _read_from_the_start(reading)
    elif news is None and not done:
        refresh_pages(reading, last)
        _read_named_posts(reading, onward=True)
    elif news is not None:
        _read_named_posts(reading)
        _walk_what_differs(reading, known=last.differing)
        _read_named_posts(reading, onward=True)
    _read_cut_posts(reading)
    _read_label_pages(reading)
    _read_named_posts(reading, onward=True)  # pages that were read meanwhile name others
    reading.engine.read_guessed_again()
    _fill_comments(reading)
    engine.settle_dates()
    completeness.name_lists_still_missing(reading)
    completeness.name_comment_gaps(reading)
    completeness.name_missing_posts(reading)
    remember_reading(reading, news)


# -- the parts --------------------------------------------------------------------------------------------------------


def _read_from_the_start(reading: CrawlSession) -> None:
    """Read the feeds to their ends, the sitemap, and the pages for what these leave open."""
    engine = reading.engine
    reading.feeds_to_come = True
    if not engine.resuming:
        reading.progress.phase("Comparing the feed with pages")
        examination = examine_feed(engine, reading.feeds)
        engine.trust_feed(whole=examination.whole)
        if examination.unproven:
            engine.archive.settings.set_feed_unproven(engine.as_of)
        if examination.gives_posts:
            # Beside a feed, a page counts for this run only if it was read in it; an imported one is asked for again.
            reading.archive.frontier.forget_imported()
        reading.begin((*FEED_KINDS, DocumentKind.SITEMAP, DocumentKind.HOME, DocumentKind.ARCHIVE, DocumentKind.LIST))
        for reference, page in examination.documents:
            reading.process(reference, page)
    reading.enqueue(reading.feeds.seeds())
    reading.enqueue(reading.sitemaps())
    engine.drain(reading.follow, (*FEED_KINDS, DocumentKind.SITEMAP))
    reading.feeds_to_come = False
    prove_feed(reading)
    _read_cut_posts(reading)
    _read_named_posts(reading)
    _walk_what_differs(reading)
    _read_named_posts(reading, onward=True)
    settle_unlisted(reading)


def _read_cut_posts(reading: CrawlSession) -> None:
    """Read the page of every post whose body is not held whole."""
    posts = [
        Reference(url=url, kind=DocumentKind.POST, reason="the feed gives it shortened", priority=10)
        for url in reading.archive.declared.posts_not_whole()
    ]
    if posts:
        reading.enqueue(posts)
        reading.engine.drain(reading.follow, PAGE_KINDS)


def _read_named_posts(reading: CrawlSession, *, onward: bool = False) -> None:
    """Read the posts and pages that the sitemap or a link names and nothing gave; `onward`: also what these link to.

    A static page may be linked from another static page alone.
    """
    for _ in range(_ROUNDS if onward else 1):
        missing = _named_posts(reading)
        fresh = reading.enqueue(missing)
        if missing:
            reading.engine.drain(reading.follow, PAGE_KINDS)
        if not fresh:
            return


def _named_posts(reading: CrawlSession) -> list[Reference]:
    address = reading.engine.located.address
    return [
        Reference(
            url=address.canonical(url),
            kind=address.kind(url) or DocumentKind.POST,
            reason=f"named by the {source}",
            priority=10,
        )
        for url, source in reading.archive.mentions.not_held()
        if address.owns(url) and _may_lie_inside(reading, address.path(url))
    ]


def _may_lie_inside(reading: CrawlSession, path: str) -> bool:
    """Whether a post may lie in the window: its address tells the month, roughly."""
    year, month = path[:4], path[5:7]
    window = reading.options.window
    return window.is_open or (year.isdigit() and month.isdigit() and window.touches(int(year), int(month)))


def _walk_what_differs(reading: CrawlSession, *, known: tuple[str, ...] = ()) -> None:
    """Open the date archives whose count differs from what is held; where nothing is counted, walk the pages.

    Months that differed before (`known`) did so when all was read: opening them again would tell nothing.
    """
    archive = reading.archive
    differing = frozenset(archive.declared.months_that_differ()) - set(known)
    total = archive.declared.counts().get(DocumentKind.POSTS_FEED)
    short = total is None or archive.declared.totals().posts < total
    if not differing and (not short or known):
        return
    reading.walking = reading.sparing = True
    wanted = (
        archive_url
        for archive_url, period in archive.declared.archive_links()
        if (not differing or period in differing) and reading.options.window.touches(*_year_month(period))
    )
    count = reading.enqueue(
        Reference(url=url, kind=DocumentKind.ARCHIVE, reason="its count differs from what the feeds gave", priority=60)
        for url in wanted
    )
    if not count:
        reading.walk_from_home()
    reading.engine.drain(reading.follow, PAGE_KINDS)


def _year_month(period: str) -> tuple[int, int | None]:
    return int(period[:4]), int(period[5:7]) if len(period) > 4 else None


def _read_label_pages(reading: CrawlSession) -> None:
    """Where no post of this theme shows its labels, learn them from the lists of the label pages."""
    if not reading.archive.declared.labels_untold():
        return
    if reading.engine.resuming and not reading.label_pages:
        # What the run before had seen of them went with it; the home page names them again.
        with reading.archive.transaction():
            reading.archive.frontier.requeue((DocumentKind.HOME,))
        reading.engine.drain(reading.follow, (DocumentKind.HOME,))
    reading.walking = True
    count = reading.enqueue(
        Reference(url=url, kind=DocumentKind.LIST, reason="posts of this theme don't show their labels", priority=50)
        for url in reading.label_pages
    )
    if count:
        reading.engine.drain(reading.follow, PAGE_KINDS)


def _fill_comments(reading: CrawlSession) -> None:
    """Read the comments feed of every post that declares more comments than are held."""
    gaps = [
        reading.feeds.comments_of(gap.platform_id, f"{gap.declared} comments declared, {gap.held} held")
        for gap in reading.archive.declared.comment_gaps()
        if gap.platform_id
    ]
    if gaps:
        reading.progress.phase("Reading the comments that are still missing")
        reading.enqueue(gaps)
        reading.engine.drain(reading.follow, (DocumentKind.POST_COMMENTS_FEED,))
