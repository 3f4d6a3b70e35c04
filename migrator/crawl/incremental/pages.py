"""What changed since the last reading, where only pages can tell: some are read again in every run, all in turn.

Each page is asked with the validators of its last answer. Read again are: the home page; the sitemaps, and what they
say was modified; the months that the archive widget counts otherwise than before; what was published lately; and the
posts that were looked at longest ago, a thirtieth of all, so that each is read again at least once in thirty runs.
"""

from datetime import datetime, timedelta

from migrator.addresses.urls import post_id
from migrator.crawl.fetch import ask, read_feed
from migrator.crawl.incremental.removed import GONE, Suspect, settle
from migrator.crawl.session import PAGE_KINDS, CrawlSession
from migrator.model.documents import DocumentKind, Extent, SeenPost
from migrator.model.schema import Comment, Commenter, CommentStatus, Post
from migrator.store.tables.runs import Checkpoint

LATELY = timedelta(days=62)
SHARE = 30
_AT_LEAST = 20


def refresh_pages(reading: CrawlSession, last: Checkpoint) -> None:
    """Read again what may have changed, and settle what vanished."""
    reading.progress.phase("Looking for what changed")
    reading.walking = reading.sparing = reading.renewing = True
    if reading.engine.located.page is not None:
        reading.process(reading.home(), reading.engine.located.page)
    else:
        reading.archive.frontier.ask_again([reading.home()])
    modified, unlisted = _read_sitemaps(reading)
    chosen = dict.fromkeys(modified, "the sitemap says that it was modified")
    chosen |= _suspicious(reading, last)
    chosen |= dict.fromkeys(unlisted, "the sitemap names it no longer")
    chosen |= dict.fromkeys(reading.archive.posts.gone_but_published(), "it was gone in the run before")
    lately = (datetime.fromisoformat(reading.engine.as_of) - LATELY).date().isoformat()
    chosen |= {url: "published lately" for url in reading.archive.posts.since(lately) if url not in chosen}
    share = max(_AT_LEAST, reading.archive.declared.totals().posts // SHARE)
    chosen |= {
        url: "its turn has come" for url in reading.archive.frontier.least_recently_fetched(share) if url not in chosen
    }
    before = {url: reading.archive.frontier.status(url) for url in chosen}
    for reason in dict.fromkeys(chosen.values()):
        reading.queue_again((url for url, why in chosen.items() if why == reason), reason)
    reading.engine.drain(reading.follow, (*PAGE_KINDS, DocumentKind.SITEMAP))
    _settle(reading, before, unlisted)


def _read_sitemaps(reading: CrawlSession) -> tuple[list[str], list[str]]:
    """Read the sitemaps again; give the posts that they call modified, and those that they name no longer."""
    archive, engine = reading.archive, reading.engine
    modified: list[str] = []
    whole = True
    known = archive.frontier.answered_ok(DocumentKind.SITEMAP)
    for reference in known:
        page = ask(engine, reference.url, validators=archive.frontier.validators(reference.url))
        parsed = read_feed(engine, page)
        if parsed is not None:
            modified += [seen.post.url for seen in parsed.posts if seen.post.url and archive.posts.tells_news(seen)]
        whole = whole and parsed is not None
        if page is not None:
            reading.process(reference, page)
    engine.drain(reading.follow, (DocumentKind.SITEMAP,))
    # What an unchanged sitemap names was not told anew: only where all of them came whole does silence tell anything.
    return modified, archive.mentions.not_since("sitemap", engine.as_of) if known and whole else []


def _suspicious(reading: CrawlSession, last: Checkpoint) -> dict[str, str]:
    """Open the months that the archive widget counts otherwise than before; give the posts that these may lack."""
    chosen: dict[str, str] = {}
    urls = {period: url for url, period in reading.archive.declared.archive_links()}
    for period, declared, held in list(reading.archive.declared.month_counts()):
        if declared == held or period in last.differing:
            continue
        if period in urls:
            reading.queue_again([urls[period]], "its count differs from what is held")
        if declared < held:
            chosen |= dict.fromkeys(
                reading.archive.declared.published_in(period), "the archive widget counts fewer posts"
            )
    return chosen


def _settle(reading: CrawlSession, before: dict[str, int | None], unlisted: list[str]) -> None:
    """Judge the posts whose page is gone, and the comments that their pages show no longer."""
    suspects = []
    for url, status in before.items():
        now = reading.archive.frontier.status(url)
        if now in GONE and reading.archive.posts.is_published(url):
            suspects.append(Suspect(url=url, answered=now, before=status))
    settle(reading.engine, suspects)
    reading.archive.mentions.forget(
        [url for url in unlisted if reading.archive.frontier.status(url) in {200, 304}], "sitemap"
    )
    reading.engine.record_absence(_without(url, ids) for url, ids in reading.unshown.items())


def _without(url: str, ids: list[str]) -> SeenPost:
    """Tell of a post that these comments are gone."""
    comments = tuple(
        Comment(id=one, platform_id=one, author=Commenter(name=""), status=CommentStatus.REMOVED) for one in ids
    )
    post = Post(id=post_id(None, url), url=url, comments=comments)
    return SeenPost(post=post, extent=Extent.NONE, tells=frozenset({"comments"}))
