"""Where a feed's total does not fit what is held: the windows that differ are found and read."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from migrator.addresses.urls import post_id
from migrator.crawl.fetch import ask, read_feed
from migrator.crawl.incremental.feeds import News
from migrator.crawl.incremental.removed import Suspect
from migrator.model.documents import DocumentKind, Extent, SeenPost
from migrator.model.schema import Comment, Commenter, CommentStatus, Post
from migrator.sources.feeds import entries, next_page
from migrator.sources.narrowing import LEAF, Span, differing_spans, every_span
from migrator.store.tables.mentions import Expected

_DAY = 86_400
_HINTS = 6
_SHARE = 3
"""Spans of the comments feed that are read again in a run in which anything changed, in turn."""


class PostWindows:
    """Finds the posts that the posts feed lacks, and those that it has and nobody told of."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._archive = news.archive
        self._kind = DocumentKind.POSTS_FEED
        self._read: set[Span] = set()

    def suspects(self) -> list[Suspect]:
        """Return the held posts that the feed does not list any more; what it lists and is not held is read on the way.

        The archive widget of the home page often tells the month already, which saves the narrowing.
        """
        window = self._news.reading.options.window
        total = self._news.totals.get(self._kind)
        if total is None or not window.is_open:
            return []
        found: list[Suspect] = []
        # What the feed counts and never lists, it did so before: only a change of that is worth a search.
        total -= self._news.last.surplus
        for span in self._hinted():
            if len(self._archive.mentions.expected(self._kind.value)) - len(found) == total:
                return found
            found += self._lacking(span)
        lacking = {suspect.url for suspect in found}
        expected = [one for one in self._archive.mentions.expected(self._kind.value) if one.url not in lacking]
        if len(expected) != total:
            counted = total + self._news.last.surplus
            for span in differing_spans([one.at for one in expected], counted, self._count):
                found += self._lacking(span)
        return found

    def _hinted(self) -> Iterator[Span]:
        """Yield the months in which the archive widget counts otherwise than before."""
        before = self._news.last.differing
        months = [
            period
            for period in self._archive.declared.months_that_differ()
            if period not in before and len(period) == 7
        ]
        for period in months[:_HINTS]:
            year, month = int(period[:4]), int(period[5:])
            first = int(datetime(year, month, 1, tzinfo=UTC).timestamp())
            # A day more at both ends: the month is counted in the blog's own time.
            yield Span(low=first - _DAY, high=first + (monthrange(year, month)[1] + 1) * _DAY)

    def _count(self, low: int | None, high: int | None) -> int | None:
        page = ask(self._news.engine, self._news.feeds.span(self._kind, Span(low=low, high=high), 1))
        parsed = read_feed(self._news.engine, page)
        if page is not None:
            self._news.engine.ingest(page)
        return parsed.declared.feed_total if parsed is not None else None

    def _lacking(self, span: Span) -> Iterator[Suspect]:
        """Read a span whole; give the held posts in it that it does not list."""
        if span in self._read:
            return
        self._read.add(span)
        listed: set[str] = set()
        given, total = 0, None
        url: str | None = self._news.feeds.span(self._kind, span)
        while url is not None:
            page = ask(self._news.engine, url)
            parsed = read_feed(self._news.engine, page)
            if page is None or parsed is None:
                return
            total = parsed.declared.feed_total
            given += entries(parsed)
            listed |= {seen.post.platform_id or self._news.reading.key(seen.post.url) for seen in parsed.posts}
            self._news.engine.ingest(page)
            self._news.reading.note_listed(self._kind.value, parsed)
            url = next_page(url, parsed)
        if total != given:
            return  # it was not given whole, so its silence means nothing
        yield from (
            Suspect(url=one.url, platform_id=one.id or None)
            for one in self._archive.mentions.expected(self._kind.value)
            if _inside(one, span) and not {one.id, self._news.reading.key(one.url)} & listed
        )


def _inside(one: Expected, span: Span) -> bool:
    return (span.low is None or one.at >= span.low) and (span.high is None or one.at < span.high)


class CommentWindows:
    """Finds the comments that vanished, and those that came with an old date."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._archive = news.archive
        self._kind = DocumentKind.COMMENTS_FEED

    def read(self) -> int:
        """Find what vanished, mark it, and give where the turn of the share that is read again stands."""
        total = self._news.totals.get(self._kind)
        turn = self._news.last.turn
        if total is None or not self._news.reading.options.window.is_open:
            return turn
        times = self._archive.comments.times()
        spans: list[Span] = []
        if self._news.last.comments is not None and self._news.last.comments + self._news.new_comments != total:
            spans += differing_spans(times, total, self._count)
        if len(times) > LEAF and self._news.changed:
            every = every_span(times)
            share = [every[(turn + number) % len(every)] for number in range(min(_SHARE, len(every)))]
            spans += [span for span in share if span not in spans]
            turn = (turn + len(share)) % len(every)
        for span in spans:
            self._settle(span)
        return turn

    def _count(self, low: int | None, high: int | None) -> int | None:
        page = ask(self._news.engine, self._news.feeds.span(self._kind, Span(low=low, high=high), 1))
        parsed = read_feed(self._news.engine, page)
        if page is not None:
            self._news.engine.ingest(page)
        return parsed.declared.feed_total if parsed is not None else None

    def _settle(self, span: Span) -> None:
        """Read a span whole; a comment that it lacks has vanished if its post's own feed lacks it, too."""
        listed: set[str] = set()
        total = None
        url: str | None = self._news.feeds.span(self._kind, span)
        while url is not None:
            page = ask(self._news.engine, url)
            parsed = read_feed(self._news.engine, page)
            if page is None or parsed is None:
                return
            total = parsed.declared.feed_total
            listed |= {one.platform_id for seen in parsed.posts for one in seen.post.comments if one.platform_id}
            self._news.take_comments(page, parsed)
            url = next_page(url, parsed)
        if total != len(listed):
            return
        lacking: dict[tuple[str, str], list[str]] = {}
        for held in self._archive.comments.between(span.low, span.high):
            if held.id not in listed and held.post_id:
                lacking.setdefault((held.post_id, held.post_url), []).append(held.id)
        for (number, url_of_post), ids in lacking.items():
            thread = self._news.read_thread(
                self._news.feeds.comments_of(number, "comments of it are gone from the blog's feed")
            )
            if thread is not None:
                self._news.engine.record_absence(
                    _without(number, url_of_post, [one for one in ids if one not in thread])
                )
            if thread == set():
                self._news.engine.record_absence(_uncommented(number, url_of_post))


def _without(number: str, url: str, ids: Sequence[str]) -> list[SeenPost]:
    """Tell of a post that these comments are gone."""
    comments = tuple(
        Comment(id=one, platform_id=one, author=Commenter(name=""), status=CommentStatus.REMOVED) for one in ids
    )
    post = Post(id=post_id(number, url), platform_id=number, url=url, comments=comments)
    return [SeenPost(post=post, extent=Extent.NONE, tells=frozenset({"comments"}))] if comments else []


def _uncommented(number: str, url: str) -> list[SeenPost]:
    """Tell of a post that it has no comments any more: an empty feed does not say whose it is."""
    post = Post(id=post_id(number, url), platform_id=number, url=url, comment_count=0)
    return [SeenPost(post=post, extent=Extent.NONE, tells=frozenset({"comment_count"}))]
