"""What changed since the last reading, from the feeds: in a handful of requests, however large the blog is.

The posts feed in order of update gives edits and new posts; the comments feed, newest first, gives new comments also on
old posts; both declare totals. A total that does not fit tells that something vanished, or came with an old date, and
`crawl.windows` finds out what. Each document is asked with what its last answer gave to ask "has it changed?" with;
these validators are kept only when the whole run came to its end, so that a stopped run loses no news.
"""

from dataclasses import replace

from migrator.crawl.feed_trust import agrees_with_pages
from migrator.crawl.fetch import ask, read_feed
from migrator.crawl.session import CrawlSession
from migrator.model.documents import DocumentKind, Extent, Parsed, RawPage, Reference, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Comment
from migrator.sources.feeds import next_page
from migrator.store.tables.runs import Checkpoint
from migrator.store.tables.times import seconds

_SAMPLE = 2
_MARGIN = 86_400
"""Seconds by which the clocks of the blog and of this machine may differ."""


class News:
    """The feeds' part of an incremental run. After `read`, what it learnt is in the attributes."""

    def __init__(self, reading: CrawlSession, last: Checkpoint) -> None:
        self.reading = reading
        self.engine = reading.engine
        self.archive = reading.archive
        self.feeds = reading.feeds
        self.last = last
        self.totals: dict[DocumentKind, int] = {}
        self.changed = False
        """Whether any feed gives other bytes than last time; a server need not know 304."""
        self.told: set[str] = set()
        """Numbers of posts that the posts feed told of in this run."""
        self.talked: dict[str, str] = {}
        """Posts that have new comments: Blogger's number → address."""
        self.new_comments = 0
        self.turn = last.turn
        """Where the turn of the comments that are read again stands."""
        self.unlisted: list[str] = []
        """Addresses of static pages that their feed lists no longer."""
        self._answers: list[RawPage] = []
        self._working = False
        self._compared: set[str] = set()
        """Addresses of the pages that were read to be compared with the feed."""

    def read(self) -> bool:
        """Read all three feeds; False where the posts feed gives nothing, although it gave posts before."""
        if not self._posts():
            return False
        self._pages()
        self._comments()
        return True

    def remember(self) -> None:
        """Keep what the next run asks "has it changed?" with; for the end of the run."""
        for page in self._answers:
            self.archive.runs.keep_answer(page)

    # -- posts --------------------------------------------------------------------------------------------------------

    def _posts(self) -> bool:
        url = self.feeds.by_update()
        page = self._ask(url)
        if page is not None and page.status == 304:
            self.totals[DocumentKind.POSTS_FEED] = self.archive.declared.counts().get(DocumentKind.POSTS_FEED, 0)
            return True
        parsed = read_feed(self.engine, page)
        if page is None or parsed is None or not parsed.declared.feed_total:
            self._silent(DocumentKind.POSTS_FEED, url)
            return False
        self._found(DocumentKind.POSTS_FEED, parsed.declared.feed_total)
        self._judge(parsed)
        edited: list[SeenPost] = []
        while page is not None and parsed is not None:
            news = [seen for seen in parsed.posts if self._is_news(seen)]
            edited += news
            self.told |= {seen.post.platform_id for seen in parsed.posts if seen.post.platform_id}
            self.engine.ingest(page)
            self.reading.note_listed(DocumentKind.POSTS_FEED.value, parsed)
            following = None if self._caught_up(parsed, news) else next_page(url, parsed)
            page = self._ask(following) if following else None
            parsed = read_feed(self.engine, page)
        if edited and not self.archive.settings.feed_is_whole(self.engine.as_of):
            rest = [
                seen for seen in edited if self.engine.located.address.canonical(seen.post.url) not in self._compared
            ]
            self.reading.read_pages_of(rest, "the feed tells that it changed")
        return True

    def _is_news(self, seen: SeenPost) -> bool:
        return self.reading.options.window.holds(seen.post.published) and self.archive.posts.tells_news(seen)

    def _caught_up(self, parsed: Parsed, news: list[SeenPost]) -> bool:
        """Whether what follows is known, because the last on this page was no news.

        After a run that was stopped that proves nothing: it may have taken the news of this page, not those behind it.
        """
        oldest = min((seconds(seen.post.updated) for seen in parsed.posts if seen.post.updated), default=0)
        known = bool(parsed.posts) and parsed.posts[-1] not in news
        return known and (not self.last.unfinished or oldest < seconds(self.last.as_of) - _MARGIN)

    def _judge(self, parsed: Parsed) -> None:
        """Look again whether the feed is whole, where it tells of changes: owners change that setting."""
        settings, as_of = self.archive.settings, self.engine.as_of
        if self.reading.feeds_alone or not (settings.feed_is_whole(as_of) or settings.feed_is_unproven(as_of)):
            return
        news = [seen for seen in parsed.posts if self._is_news(seen)]
        if any(seen.extent < Extent.CUT for seen in news):
            self.engine.note(Notice(code="feed-cut", url=parsed.url, detail="the feed gives summaries now"))
            self.engine.trust_feed(whole=False)
        elif news:
            whole, documents = agrees_with_pages(self.engine, news[:_SAMPLE])
            if not whole:
                self.engine.trust_feed(whole=False)
                settings.set_feed_unproven(as_of, unproven=False)
            self._compared = {reference.url for reference, _ in documents}
            for reference, document in documents:
                self.reading.process(reference, document)

    # -- static pages -------------------------------------------------------------------------------------------------

    def _pages(self) -> None:
        page = self._ask(self.feeds.whole(DocumentKind.PAGES_FEED))
        parsed = read_feed(self.engine, page)
        if page is None or parsed is None:
            return
        url, listed, total = page.url, set[str](), parsed.declared.feed_total
        while page is not None and parsed is not None:
            listed |= {seen.post.url for seen in parsed.posts}
            news = [seen for seen in parsed.posts if self._is_news(seen)]
            self.engine.ingest(page)
            self.reading.note_listed(DocumentKind.PAGES_FEED.value, parsed)
            if news and not self.archive.settings.feed_is_whole(self.engine.as_of):
                self.reading.read_pages_of(news, "the feed tells that it changed")
            following = next_page(url, parsed)
            page = self._ask(following) if following else None
            parsed = read_feed(self.engine, page)
        if total is not None:
            self._found(DocumentKind.PAGES_FEED, total)
        if total == len(listed) and self.reading.options.window.is_open:
            expected = self.archive.mentions.expected(DocumentKind.PAGES_FEED.value)
            keys = {self.reading.key(url) for url in listed}
            self.unlisted = [one.url for one in expected if self.reading.key(one.url) not in keys]

    # -- comments -----------------------------------------------------------------------------------------------------

    def _comments(self) -> None:
        url = self.feeds.whole(DocumentKind.COMMENTS_FEED)
        page = self._ask(url)
        if page is not None and page.status == 304:
            return
        parsed = read_feed(self.engine, page)
        if parsed is None or (not parsed.declared.feed_total and self.last.comments):
            if self.last.comments:
                self._silent(DocumentKind.COMMENTS_FEED, url)
            return
        self._found(DocumentKind.COMMENTS_FEED, parsed.declared.feed_total or 0)
        while page is not None and parsed is not None:
            caught_up = self.take_comments(page, parsed) and not self.last.unfinished
            following = None if caught_up else next_page(url, parsed)
            page = self._ask(following) if following else None
            parsed = read_feed(self.engine, page)

    def take_comments(self, page: RawPage, parsed: Parsed) -> bool:
        """Keep a part of the comments feed, newest first; tell whether the oldest in it was known."""
        window = self.reading.options.window
        given = {one.platform_id: (one, seen.post) for seen in parsed.posts for one in seen.post.comments}
        known = self.archive.comments.known(number for number in given if number)
        fresh = [
            (comment, post)
            for number, (comment, post) in given.items()
            if number and known.get(number) != comment.status and window.holds(comment.published)
        ]
        self.new_comments += sum(comment.platform_id not in known for comment, _ in fresh)
        self.talked |= {post.platform_id: post.url for _, post in fresh if post.platform_id}
        self.engine.ingest(page)
        oldest = min((one for one, _ in given.values() if one.published), key=_age, default=None)
        return not any(one is oldest for one, _ in fresh)

    def count_comments(self) -> None:
        """Ask the commented posts' own feeds how many comments they have, of those of which the posts feed told not."""
        for number in self.talked:
            if number not in self.told:
                reference = self.feeds.comments_of(number, "it has new comments")
                self.read_thread(reference)

    def read_thread(self, reference: Reference) -> set[str] | None:
        """Read a post's comments feed to its end; give the numbers of its comments, None if it can't be had whole."""
        found: set[str] = set()
        page = ask(self.engine, reference.url)
        parsed = read_feed(self.engine, page)
        total = parsed.declared.feed_total if parsed else None
        while page is not None and parsed is not None:
            found |= {one.platform_id for seen in parsed.posts for one in seen.post.comments if one.platform_id}
            self.engine.ingest(page)
            following = next_page(reference.url, parsed)
            page = ask(self.engine, following) if following else None
            parsed = read_feed(self.engine, page)
        return found if total is not None and total == len(found) else None

    # -- all of them --------------------------------------------------------------------------------------------------

    def _ask(self, url: str) -> RawPage | None:
        target = self.engine.located.request_url(url)
        page = ask(self.engine, url, validators=self.archive.runs.answer(target))
        if page is not None and page.status == 304:
            self.engine.ingest(page)
        elif page is not None:
            self._begin_work()
            self.changed |= self.archive.runs.answered_otherwise(page)
            if page.status == 200:
                self._answers.append(page)
        return page

    def _begin_work(self) -> None:
        """Note that there is work, before any of it is done: should this run be stopped, the next one looks closer."""
        if not self._working:
            self._working = True
            self.archive.runs.keep_reading(self.reading.name, replace(self.last, unfinished=True))

    def _found(self, kind: DocumentKind, total: int) -> None:
        self.totals[kind] = total
        self.archive.declared.keep(kind, "", total)

    def _silent(self, kind: DocumentKind, url: str) -> None:
        held = self.archive.declared.counts().get(kind, 0)
        self.engine.note(Notice(code="feed-silent", url=url, detail=f"{held} entries were declared before"))


def _age(comment: Comment) -> int:
    return seconds(comment.published)
