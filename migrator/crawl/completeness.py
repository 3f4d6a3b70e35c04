"""Naming what a run could not get: nothing is left out in silence."""

from migrator.crawl.session import CrawlSession
from migrator.model.documents import DocumentKind
from migrator.model.notices import Notice


def name_comment_gaps(reading: CrawlSession) -> None:
    """Name the posts that declare more comments than could be had."""
    for gap in reading.archive.declared.comment_gaps():
        detail = f"{gap.declared} declared, {gap.held} held"
        reading.engine.note(Notice(code="comments-incomplete", url=gap.url, detail=detail))


def name_lists_still_missing(reading: CrawlSession) -> None:
    """Name again the lists that an earlier run could not have: what is lacking does not go away by not asking."""
    kinds = (DocumentKind.ARCHIVE, DocumentKind.LIST)
    for url, detail in reading.archive.frontier.failed_before(reading.engine.run, kinds):
        reading.engine.note(Notice(code="fetch-failed", url=url, detail=detail))


def name_closed_feed(reading: CrawlSession) -> None:
    """Say that a blog without feed gives nothing to who reads only feeds."""
    home = reading.engine.located.address.home
    if DocumentKind.POSTS_FEED not in reading.archive.declared.counts():
        detail = "the blog gives no posts feed; --source pages or auto reads its pages"
        reading.engine.note(Notice(code="source-empty", url=home, detail=detail))


def name_silent_feed(reading: CrawlSession) -> None:
    """Say that nothing could be learnt where only feeds are read and they give nothing any more."""
    home = reading.engine.located.address.home
    detail = "the feed gave posts before and gives none now; --source auto or pages reads the pages"
    reading.engine.note(Notice(code="source-empty", url=home, detail=detail))


def name_empty_pages(reading: CrawlSession) -> None:
    """Say that pages filled by script give nothing to who reads only pages."""
    home = reading.engine.located.address.home
    empty = sum(1 for _ in reading.archive.declared.posts_not_whole())
    if reading.archive.declared.totals().posts <= empty and reading.options.window.is_open:
        detail = "no page shows a whole post; --source feeds or auto reads the feed"
        reading.engine.note(Notice(code="source-empty", url=home, detail=detail))


def name_short_feeds(reading: CrawlSession) -> None:
    """Say which feed declares more entries than it gave."""
    home, totals = reading.engine.located.address.home, reading.archive.declared.totals()
    held = {
        DocumentKind.POSTS_FEED: totals.posts,
        DocumentKind.PAGES_FEED: totals.pages,
        DocumentKind.COMMENTS_FEED: totals.comments,
    }
    for kind, count in held.items():
        total = reading.archive.declared.counts().get(kind, 0)
        if count < total and reading.options.window.is_open:
            detail = f"{kind}: {total} declared, {count} given"
            reading.engine.note(Notice(code="feed-ends-early", url=home, detail=detail))


def name_missing_posts(reading: CrawlSession) -> None:
    """Say, source by source, how many posts are declared beyond those held."""
    if not reading.options.window.is_open:
        return
    held, total = (
        reading.archive.declared.totals().posts,
        reading.archive.declared.counts().get(DocumentKind.POSTS_FEED),
    )
    home = reading.engine.located.address.home
    if total is not None and held < total:
        detail = f"the feed declares {total} posts, {held} could be had"
        reading.engine.note(Notice(code="post-missing", url=home, detail=detail))
    for url, source in reading.archive.mentions.not_held():
        if source == "links" or not reading.engine.located.address.owns(url):
            continue  # a link may be dead: it is noted where it was tried
        reading.engine.note(Notice(code="post-missing", url=url, detail=f"named by the {source}"))
    for url in reading.archive.declared.posts_not_whole():
        reading.engine.note(Notice(code="body-incomplete", url=url, detail="no source gives it whole"))
