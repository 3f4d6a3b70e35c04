"""The state of one run: what it reads with, and which source may go on from what."""

from collections.abc import Iterable

from migrator.addresses.urls import period_name
from migrator.crawl.engine import Engine
from migrator.crawl.options import CrawlOptions, SourceName
from migrator.model.documents import DocumentKind, PageType, Parsed, RawPage, Reference, SeenPost
from migrator.model.notices import Notice
from migrator.model.ports import Progress
from migrator.sources.feeds import FeedsSource, entries
from migrator.sources.pages import PagesSource
from migrator.store.tables.runs import Checkpoint

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


_LISTS = {DocumentKind.HOME: "home", DocumentKind.ARCHIVE: "archive", DocumentKind.LIST: "list"}
_REMEMBERED = 20_000


def reading_name(options: CrawlOptions) -> str:
    """Name what a run reads: the way, and the window of dates if there is one."""
    window = options.window
    return str(options.source) if window.is_open else f"{options.source} {window.since or ''}/{window.until or ''}"


# Counting all posts by month takes longer the more there are: it is done anew after every so-manieth part of them.
_COUNTED_FOR = 200

_OF_INDEX = "named by the sitemap index"


class CrawlSession:
    """The state of one run: which source may go on from what."""

    def __init__(self, engine: Engine, options: CrawlOptions, progress: Progress) -> None:
        self.engine = engine
        self.archive = engine.archive
        self.options = options
        self.progress = progress
        self.pages = PagesSource(engine.located.address, options.window)
        self.feeds = FeedsSource(engine.located.address, options.window)
        # Lists are queued only by a run that walks the pages; the one that goes on with them must walk as well.
        self.walking = engine.resuming and bool(
            engine.archive.frontier.peek(1, (DocumentKind.ARCHIVE, DocumentKind.LIST))
        )
        self.label_pages: dict[str, None] = {}
        # A source that tells of comments is still to be read to its end.
        self.feeds_to_come = False
        # Open only archives that count other than what is held: the feed gave the rest.
        self.sparing = False
        # A later run: pages are read again, and what they show no longer is remembered, by post.
        self.renewing = False
        self.unshown: dict[str, list[str]] = {}
        self.feeds_alone = options.source is SourceName.FEEDS
        self.name = reading_name(options)
        self._noted: set[tuple[str, str]] = set()
        self._owing: dict[str, bool] = {}
        self._counted_for = 0

    def last(self) -> Checkpoint | None:
        """Return what the last whole reading left: of this window, else of the whole blog."""
        return self.archive.runs.reading(self.name) or self.archive.runs.reading(str(self.options.source))

    def is_done(self, last: Checkpoint) -> bool:
        """Whether this run goes on with one that was cut short after it had read all: only media are left."""
        return self.engine.resuming and last.as_of == self.engine.as_of and not last.unfinished

    def key(self, url: str) -> str:
        """Return the identity of one of the blog's URLs."""
        return self.engine.located.address.key(url)

    # -- following ----------------------------------------------------------------------------------------------------

    def follow(self, reference: Reference, parsed: Parsed, news: bool) -> Iterable[Reference]:
        """Return where a document leads: feeds to their next page; pages onward only while walking."""
        if reference.kind in FEED_KINDS:
            self._count(reference, parsed)
            self.note_listed(reference.kind.value, parsed)
            listed = self.pages.listed(reference, parsed) if self.engine.feeds_only_name else ()
            return (*self.feeds.follow(reference, parsed, news=news), *self._behind_the_end(reference, parsed), *listed)
        if reference.kind is DocumentKind.SITEMAP:
            return self._sitemap(reference, parsed)
        self.label_pages |= dict.fromkeys(parsed.links.labels)
        self.note_seen(reference, parsed)
        if self.renewing:
            self._note_unshown(reference, parsed)
        if not self.walking:
            return self._comments_in_parts(reference, parsed)
        onward = [*self.pages.follow(reference, parsed, news=news), *self.pages.linked(reference, parsed)]
        return self._owed(onward) if self.sparing else onward

    def _comments_in_parts(self, reference: Reference, parsed: Parsed) -> Iterable[Reference]:
        """Yield the further pages of a post's comments, once no feed is left to be read that may tell of them."""
        declared = parsed.declared.comments
        if self.feeds_to_come or not parsed.links.comment_pages or declared is None:
            return
        if len(self.archive.comments.of_post(reference.url.partition("?")[0])) < declared:
            yield from self.pages.comment_pages(reference, parsed)

    def _behind_the_end(self, reference: Reference, parsed: Parsed) -> Iterable[Reference]:
        """Go on by time where a feed gives nothing more by number."""
        if (parsed.declared.start_index or 1) == 1 or entries(parsed):
            return ()
        oldest: int | None = None
        if reference.kind is DocumentKind.POSTS_FEED:
            oldest = next((one.at for one in self.archive.mentions.expected(reference.kind.value)), None)
        elif reference.kind is DocumentKind.COMMENTS_FEED:
            oldest = next(iter(self.archive.comments.times()), None)
        return self.feeds.behind_the_end(reference, parsed, oldest)

    # -- who names what -----------------------------------------------------------------------------------------------

    def note_listed(self, source: str, parsed: Parsed) -> None:
        """Remember which posts a feed lists, and where their bodies link to."""
        if source not in {DocumentKind.COMMENTS_FEED, DocumentKind.POST_COMMENTS_FEED}:
            urls = [seen.post.url for seen in parsed.posts if seen.post.url]
            self.archive.mentions.note(urls, source, self.engine.as_of)
        self._note_new("links", self.pages.links_in_bodies(parsed))

    def note_seen(self, reference: Reference, parsed: Parsed) -> None:
        """Remember which posts a page lists or links; what stands on every page is noted once."""
        owned = [seen.post.url for seen in parsed.posts if seen.post.url]
        if reference.kind in {DocumentKind.POST, DocumentKind.PAGE}:
            self._note_new("pager", self.pages.neighbours(parsed))
            linked = (*self.pages.links_in_bodies(parsed), *parsed.links.posts, *parsed.links.pages)
            # Every post links to itself, by its title.
            self._note_new(
                "links", (url for url in linked if url not in owned and self.key(url) != self.key(reference.url))
            )
        else:
            source = _LISTS.get(reference.kind, "links")
            self._note_new(source, (*owned, *parsed.links.posts))
            self._note_new("links", (*self.pages.links_in_bodies(parsed), *parsed.links.pages))

    def _note_new(self, source: str, urls: Iterable[str]) -> None:
        fresh = [url for url in dict.fromkeys(urls) if (source, url) not in self._noted]
        if len(self._noted) > _REMEMBERED:
            self._noted.clear()
        self._noted |= {(source, url) for url in fresh}
        if fresh:
            self.archive.mentions.note(fresh, source, self.engine.as_of)

    def _note_unshown(self, reference: Reference, parsed: Parsed) -> None:
        """Remember the held comments that a page which shows as many as it declares does not show."""
        shown = next((seen.post.comments for seen in parsed.posts), ())
        if parsed.page_type not in {PageType.POST, PageType.PAGE} or parsed.links.comment_pages:
            return
        if parsed.declared.comments != len(shown):
            return
        held = self.archive.comments.of_post(reference.url)
        gone = [one for one in held if one not in {comment.platform_id for comment in shown}]
        if gone:
            self.unshown[self.engine.located.address.canonical(reference.url)] = gone

    # -- archives, sitemaps, counts -----------------------------------------------------------------------------------

    def _owed(self, references: Iterable[Reference]) -> Iterable[Reference]:
        """Leave out the archives whose count is what is held already; one that is not counted stays."""
        if self._counted_for <= 0:
            self._owing = {period: declared != held for period, declared, held in self.archive.declared.month_counts()}
            self._counted_for = 1 + self.archive.frontier.counts().get("done", 0) // _COUNTED_FOR
        self._counted_for -= 1
        for reference in references:
            period = self.engine.located.address.period(reference.url)
            if (
                reference.kind is not DocumentKind.ARCHIVE
                or period is None
                or self._owing.get(period_name(period), True)
            ):
                yield reference

    def _count(self, reference: Reference, parsed: Parsed) -> None:
        total = parsed.declared.feed_total
        if reference.kind is not DocumentKind.POST_COMMENTS_FEED and total is not None:
            self.archive.declared.keep(reference.kind, "", total)

    def _sitemap(self, reference: Reference, parsed: Parsed) -> Iterable[Reference]:
        """Yield the pages of a sitemap index; the posts that it names are compared later.

        An index names no other index (sitemaps.org, "Using Sitemap index files"): one that did could go on for ever.
        """
        if parsed.links.sitemaps and reference.reason == _OF_INDEX:
            detail = "an index of sitemaps that an index names; its own are not asked for"
            self.engine.note(Notice(code="skipped-by-bound", url=reference.url, detail=detail))
            return
        for url in parsed.links.sitemaps:
            if self.engine.located.address.owns(url):
                yield Reference(url=url, kind=DocumentKind.SITEMAP, reason=_OF_INDEX, priority=40)
        self.archive.mentions.note((*parsed.links.posts, *parsed.links.pages), "sitemap", self.engine.as_of)

    def sitemaps(self) -> Iterable[Reference]:
        """Yield where Blogger keeps its sitemaps."""
        home = self.engine.located.address.home
        for name in ("sitemap.xml", "sitemap-pages.xml"):
            yield Reference(url=home + name, kind=DocumentKind.SITEMAP, reason="where Blogger keeps it", priority=40)

    def begin(self, kinds: Iterable[DocumentKind]) -> None:
        """Ask again for what changes; a run that goes on where one was cut short asks only for what is left.

        The home page was fetched to find the blog: it is taken if this way of reading reads it at all.
        """
        if self.engine.resuming:
            return
        kinds = tuple(kinds)
        with self.archive.transaction():
            self.archive.frontier.requeue(kinds)
        if self.engine.located.page is not None and DocumentKind.HOME in kinds:
            self.walk_from_home()

    def walk_from_home(self) -> None:
        """Follow the links of the home page: as it was fetched to find the blog, else asked for again."""
        located = self.engine.located
        if located.page is None:
            with self.archive.transaction():
                self.archive.frontier.requeue((DocumentKind.HOME,))
            return
        self.process(self.home(), located.page)

    def home(self) -> Reference:
        """Return the home page."""
        home = self.engine.located.address.home
        return Reference(url=home, kind=DocumentKind.HOME, reason="the blog's address", priority=90)

    def process(self, reference: Reference, page: RawPage) -> None:
        """Take a document that was fetched before its worth was known."""
        with self.archive.transaction():
            self.archive.frontier.enqueue([reference])
            self.engine.process(reference, page, self.follow)

    def read_pages_of(self, posts: Iterable[SeenPost], reason: str) -> None:
        """Read the pages of posts again: their feed is cut, so it does not tell what changed in the text."""
        self.read_again((seen.post.url for seen in posts if seen.post.url), reason)

    def read_again(self, urls: Iterable[str], reason: str) -> None:
        """Ask for pages whether they are known or not, with what their last answer gave to ask conditionally."""
        if self.queue_again(urls, reason):
            self.engine.drain(self.follow, PAGE_KINDS)

    def queue_again(self, urls: Iterable[str], reason: str) -> int:
        """Queue pages whether they are known or not; give how many."""
        address = self.engine.located.address
        again = [
            Reference(
                url=address.canonical(url), kind=address.kind(url) or DocumentKind.POST, reason=reason, priority=10
            )
            for url in urls
            if address.owns(url)
        ]
        return self.archive.frontier.ask_again(again) if again else 0

    def enqueue(self, references: Iterable[Reference]) -> int:
        """Queue what is not known yet."""
        with self.archive.transaction():
            return self.archive.frontier.enqueue(references)
