"""An incremental run: what changed is read, what vanished is settled, and how far the reading came is remembered."""

from migrator.crawl.fetch import ask, read_feed
from migrator.crawl.incremental.feeds import News
from migrator.crawl.incremental.removed import Suspect, settle
from migrator.crawl.incremental.windows import CommentWindows, PostWindows
from migrator.crawl.session import FEED_KINDS, CrawlSession
from migrator.model.documents import DocumentKind
from migrator.store.tables.runs import Checkpoint

_LISTED_WHOLE = (DocumentKind.POSTS_FEED, DocumentKind.PAGES_FEED)


def read_news(reading: CrawlSession, last: Checkpoint) -> News | None:
    """Read what the feeds tell of changes; None where the posts feed is silent, so that pages must tell."""
    reading.progress.phase("Reading what changed")
    _take_home(reading)
    news = News(reading, last)
    if not news.read():
        return None
    suspects = [*PostWindows(news).suspects(), *(Suspect(url=url) for url in news.unlisted)]
    settle_suspects(reading, suspects)
    news.turn = CommentWindows(news).read()
    news.count_comments()
    return news


def _take_home(reading: CrawlSession) -> None:
    """Keep the home page, which was fetched to find the blog: its archive widget counts the months."""
    page, parsed = reading.engine.located.page, reading.engine.located.parsed
    if page is None or parsed is None:
        return
    if reading.feeds_alone:
        reading.engine.declare(parsed)  # where only feeds are to tell of posts, it still says where to look
        return
    reading.engine.ingest(page)
    reading.note_seen(reading.home(), parsed)


def feed_is_there(reading: CrawlSession) -> bool:
    """Whether a posts feed gives posts that gave none at the last whole reading."""
    parsed = read_feed(reading.engine, ask(reading.engine, reading.feeds.by_update()))
    return parsed is not None and bool(parsed.declared.feed_total)


def settle_unlisted(reading: CrawlSession) -> None:
    """After a feed was read to its end: settle what it listed in an earlier reading and lists no longer.

    A feed that could not be read whole, or that gave fewer entries than it declares, tells nothing by its silence.
    """
    archive, as_of = reading.archive, reading.engine.as_of
    if not reading.options.window.is_open or archive.frontier.failed(FEED_KINDS):
        return
    for kind in _LISTED_WHOLE:
        total = archive.declared.counts().get(kind)
        missing = archive.mentions.not_since(kind.value, as_of)
        named = {source: many for source, many, _ in archive.mentions.counts()}.get(kind.value, 0)
        if missing and total is not None and named - len(missing) >= total > 0:
            settle_suspects(reading, [Suspect(url=url) for url in missing], source=kind.value)


def settle_suspects(reading: CrawlSession, suspects: list[Suspect], *, source: str = "") -> None:
    """Settle suspects; who still answers is expected of that feed no longer, but stays published."""
    held = [suspect for suspect in suspects if reading.archive.posts.is_published(suspect.url)]
    alive = settle(reading.engine, held)
    for kind in [source] if source else [kind.value for kind in _LISTED_WHOLE]:
        reading.archive.mentions.forget(alive, kind)


def remember_reading(reading: CrawlSession, news: News | None) -> None:
    """Remember that the blog was read whole, or what changed of it, for the next run to go on from.

    A reading in which a feed's page failed is not whole: the next one begins again.
    """
    archive, before = reading.archive, reading.last()
    archive.frontier.drop_queue()
    if archive.frontier.failed(FEED_KINDS) or (before is not None and reading.is_done(before)):
        return
    declared = archive.declared.counts()
    # Who is gone and only doubted to be removed is looked for again by the next run.
    listed = len(archive.mentions.expected(DocumentKind.POSTS_FEED.value)) - len(archive.posts.gone_but_published())
    last = Checkpoint(
        as_of=reading.engine.as_of,
        feeds=bool(declared.get(DocumentKind.POSTS_FEED)) and not reading.engine.feeds_only_name,
        surplus=declared.get(DocumentKind.POSTS_FEED, listed) - listed,
        differing=tuple(archive.declared.months_that_differ()),
        comments=declared.get(DocumentKind.COMMENTS_FEED),
        turn=news.turn if news else 0,
    )
    with archive.transaction():
        if news is not None:
            news.remember()
        archive.runs.keep_reading(reading.name, last)
