"""The engine of a crawl: takes references from the frontier, fetches them side by side, keeps them one by one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from migrator.account import Outcome
from migrator.addresses.urls import period_name
from migrator.crawl.locate import Located
from migrator.crawl.loop import Documents, RequestLimitReached, Work, run_until_idle
from migrator.crawl.theme import Theme
from migrator.merge import ABSENCE, ONLY_NAMING, Evidence
from migrator.model.documents import ArchiveLink, DocumentKind, PageType, Parsed, RawPage, Reference, SeenPost
from migrator.model.errors import FetchFailed, Interrupted, MigratorError
from migrator.model.notices import Notice
from migrator.model.ports import Progress
from migrator.model.unforeseen import internal_error
from migrator.net.client import Client
from migrator.parsing.account import DocumentAccount
from migrator.parsing.document import evidence_of
from migrator.sources.pages import MOST_ARCHIVES
from migrator.sources.window import Window
from migrator.store import Archive
from migrator.store.tables.frontier import REFUSED

Follow = Callable[[Reference, Parsed, bool], Iterable[Reference]]

_FEEDS = frozenset(
    {
        DocumentKind.POSTS_FEED,
        DocumentKind.PAGES_FEED,
        DocumentKind.COMMENTS_FEED,
        DocumentKind.POST_COMMENTS_FEED,
    }
)
# What a blog may well not have; its absence is no news.
_OPTIONAL = _FEEDS | {DocumentKind.SITEMAP, DocumentKind.ROBOTS}
_HTML_KINDS = frozenset(
    {DocumentKind.HOME, DocumentKind.ARCHIVE, DocumentKind.LIST, DocumentKind.POST, DocumentKind.PAGE}
)

# A crawl ends, whatever the blog says. Blogger's sitemaps name some hundred posts each, its feeds give 150 entries a
# page: these are the bounds of a blog of a million posts and seven million comments.
_MOST_FOLLOWED = {
    DocumentKind.SITEMAP: 10_000,
    DocumentKind.POSTS_FEED: 10_000,
    DocumentKind.PAGES_FEED: 1_000,
    DocumentKind.COMMENTS_FEED: 50_000,
}


class Engine:
    """Fetches with `connections` threads; everything else happens in the calling thread, one document at a time.

    For each document: capture (the raw response is on disk) → parse → keep, enqueue and settle in one transaction.
    A crash between any two of these loses at most the documents in flight.
    """

    def __init__(
        self,
        archive: Archive,
        client: Client,
        located: Located,
        *,
        run: int,
        started: str,
        window: Window,
        progress: Progress,
    ) -> None:
        self.archive = archive
        self.client = client
        self.located = located
        self.resuming = archive.runs.resuming(run)
        self.theme = Theme(archive)
        self.new_posts = 0
        self.blocked = False
        # A theme without </html> exists; only where the home page has one is its absence a sign of a torn page.
        self._pages_end = located.page is None or not cut_short(located.page)
        self.notices: list[Notice] = []
        self.run = run
        # A run that goes on where one was cut short reads for the same time: otherwise order would matter in merging.
        self.as_of = archive.runs.as_of(run) or started
        self._window = window
        self._progress = progress
        self.connections = client.settings.connections
        self.beside: list[Work] = []
        self.feeds_only_name = False
        self.account = DocumentAccount(located.address.home)
        self._counted: set[ArchiveLink] = set()
        self._followed: Counter[DocumentKind] = Counter()
        self._captured: dict[tuple[str, str], int] = {}

    # -- the loop ---------------------------------------------------------------------------------------------------

    def drain(self, follow: Follow, kinds: Iterable[DocumentKind] | None = None) -> None:
        """Work until no reference of these kinds is queued; what `beside` holds is worked on meanwhile.

        Ctrl-C once: what is in flight is finished and kept, then Interrupted. Twice: KeyboardInterrupt at once.
        Raises RequestLimitReached when --max-requests is used up.
        """
        wanted = tuple(kinds) if kinds is not None else None
        with ThreadPoolExecutor(self.connections, thread_name_prefix="fetch") as pool:
            documents = Documents(
                self.connections + max(2, self.connections // 2),
                take=lambda limit: self.archive.frontier.peek(limit, wanted),
                submit=lambda reference: self.submit(pool, reference),
                settle=lambda reference, future: self.complete(reference, future, follow),
            )
            run_until_idle(self.client, documents, *self.beside)

    def submit(self, pool: ThreadPoolExecutor, reference: Reference) -> "Future[RawPage] | None":
        """Begin to fetch a document; None, and settled, if robots.txt does not let us."""
        if not self._allowed(reference):
            return None
        url = self.located.request_url(reference.url)
        whole = self._pages_end and reference.kind in _HTML_KINDS
        suspect = (lambda page: is_error_page(page) or cut_short(page)) if whole else is_error_page
        validators = self.archive.frontier.validators(reference.url)
        ask = partial(self.client.fetch, url, validators=validators, suspect=suspect)
        return pool.submit(lambda: self.theme.begun(ask()))

    def _allowed(self, reference: Reference) -> bool:
        url = self.located.request_url(reference.url)
        try:
            if self.client.allowed(url):
                if self.client.overrides_robots(url):
                    self.note(Notice(code="robots-ignored", url=reference.url, detail=reference.reason))
                return True
        except FetchFailed as failure:
            raise RequestLimitReached from failure  # robots.txt itself was over the limit; the verdict tells all else
        self.account.arrived()
        if unknown := self.client.robots_failure(url):
            self._failed(reference, f"robots.txt can't be had ({unknown.message})", unknown.status)
            return False
        self.archive.frontier.settle(reference, "skipped", status=None, error=REFUSED)
        self.account.refused(reference, REFUSED)
        self.note(Notice(code="robots-disallowed", url=reference.url, detail=reference.reason))
        return False

    # -- one document -----------------------------------------------------------------------------------------------

    def complete(self, reference: Reference, future: "Future[RawPage]", follow: Follow) -> None:
        """Take what a fetch gave: a document, or the reason why there is none; raises RequestLimitReached."""
        try:
            page = future.result()
        except Interrupted:
            return  # it waited for its turn when the run was stopped: it stays queued
        except FetchFailed as failure:
            if failure.reason == "budget":
                raise RequestLimitReached from failure
            self.account.arrived()
            self._failed(reference, failure.message, failure.status)
        else:
            self._deliver_guarded(reference, page, follow)
        counts = self.archive.frontier.counts()
        self._progress.step(sum(counts.values()) - counts.get("queued", 0), sum(counts.values()), reference.url)

    def _deliver_guarded(self, reference: Reference, page: RawPage, follow: Follow) -> None:
        """Take a response; one that a fault of ours stops at is kept as it came, named, and ends nothing else."""
        try:
            self.process(reference, page, follow)
        except (MigratorError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - the last guard: whatever one page does, the others are kept
            notice = internal_error(error, url=reference.url)
            with self.archive.transaction():
                self.capture_once(page)
                self.archive.frontier.settle(reference, "failed", status=page.status, error=notice.detail)
                self.account.not_had(reference.url, notice.detail)
            self.note(notice)

    def process(self, reference: Reference, page: RawPage, follow: Follow) -> Parsed | None:
        """Take one response: capture it, and if it is a document, keep what it says and enqueue where it leads."""
        self.account.arrived()
        with self.archive.transaction():
            self.capture_once(page)
            if page.status == 304:
                self._finish(reference, page)
                return None
            if is_error_page(page):
                self._failed(reference, "the server answered with an error page, three times", page.status)
                return None
            parsed = self.read(page) if page.status == 200 else None
            if parsed is None or parsed.page_type is PageType.ERROR:
                self._absent(reference, page)
                return None
            if parsed.page_type is PageType.INTERSTITIAL:
                self._blocked(reference, page)
                return None
            if reference.kind in {DocumentKind.HOME, DocumentKind.ARCHIVE}:
                self.declare(parsed)
            if (many := len(parsed.links.archives)) > MOST_ARCHIVES:
                detail = f"{many} links to archives on one page; the first {MOST_ARCHIVES} are followed"
                self.note(Notice(code="skipped-by-bound", url=reference.url, detail=detail))
            if self._pages_end and reference.kind in _HTML_KINDS and cut_short(page):
                self.note(Notice(code="truncated", url=reference.url, detail="it came without its end, three times"))
            news = any(seen.post.url and not self.archive.known(seen.post.url) for seen in parsed.posts)
            kept = self._keep(parsed, page)
            self.archive.frontier.enqueue(self._bounded(follow(reference, kept, news)))
            self._finish(reference, page)
            return kept

    def _bounded(self, references: Iterable[Reference]) -> Iterator[Reference]:
        """Yield references, but of sitemaps and feeds no more in a run than any honest blog has, and say so once."""
        for reference in references:
            most = _MOST_FOLLOWED.get(reference.kind)
            if most is not None and not self.archive.frontier.known(reference.url):
                self._followed[reference.kind] += 1
                if self._followed[reference.kind] == most + 1:
                    detail = f"more than {most:,} documents of the kind {reference.kind.value}: the rest was left out"
                    self.note(Notice(code="skipped-by-bound", url=reference.url, detail=detail))
                if self._followed[reference.kind] > most:
                    continue
            yield reference

    def capture_once(self, page: RawPage) -> None:
        """Capture a response, once: now, if it is fetched before it can be judged, so that no crash loses it."""
        if (page.url, page.fetched_at) not in self._captured:
            self.archive.captures.add(page, run=self.run)
            self._captured[page.url, page.fetched_at] = self.run

    def begin_with(self, home: RawPage) -> None:
        """Capture the home page; where a run that was cut short had fetched it, it tells what that run saw."""
        if self.fetched_before(home.url) is None or (home.url, home.fetched_at) not in self._captured:
            self.capture_once(home)

    def fetched_before(self, url: str) -> RawPage | None:
        """Return what a run that was cut short had already fetched of a URL, and that this one goes on with."""
        if (captured := self.archive.fetched_before(url, self.run)) is None:
            return None
        if captured.as_of == self.as_of:
            self._captured[captured.page.url, captured.page.fetched_at] = captured.run
        self.capture_once(captured.page)  # where it told for another reading, a reparse has to find it in this one, too
        return captured.page

    def ingest(self, page: RawPage) -> Parsed | None:
        """Capture and keep a document that stands for no work of the frontier; None if the blog does not give it."""
        self.account.arrived()
        with self.archive.transaction():
            self.capture_once(page)
            parsed = self.read(page) if page.status == 200 else None
            if parsed is None or parsed.page_type is PageType.ERROR:
                self._not_had(page)
                return None
            if parsed.page_type is PageType.HOME:
                self.declare(parsed)
            self.account.settled()
            return self._keep(parsed, page)

    def record_absence(self, posts: Iterable[SeenPost]) -> None:
        """Keep what is concluded from the want of something: that a post or comment has vanished."""
        parsed = Parsed(page_type=PageType.UNKNOWN, url=self.located.address.home, posts=tuple(posts))
        with self.archive.transaction():
            self.archive.keep(parsed, Evidence(source=ABSENCE, as_of=self.as_of), run=self.run)

    def read(self, page: RawPage) -> Parsed:
        """Parse a response with what is known of the theme; learn of it where the archive knows the post's text."""
        return self.theme.read(page)

    def read_guessed_again(self) -> None:
        """Read the pages again whose bodies were guessed before the crawl learnt where bodies are."""
        for captured in list(self.theme.pages_to_read_again()):
            with self.archive.transaction():
                self._captured[captured.page.url, captured.page.fetched_at] = captured.run
                self._keep(self.read(captured.page), captured.page, captured.as_of)

    def settle_dates(self) -> None:
        """Settle dates that pages leave open by the blog's other dates, now that all is read."""
        self.notices = self.archive.settle_dates(self.run, self.notices)

    def _keep(self, parsed: Parsed, page: RawPage, as_of: str | None = None) -> Parsed:
        """Keep what lies in the window of publication dates."""
        self.account.offered(page, parsed)
        whole, parsed = parsed, self._window.cut(parsed)
        self.account.left_out(whole, parsed)
        if parsed.blog is not None and not (parsed.blog.platform_id or parsed.posts or parsed.links.feeds):
            parsed = replace(parsed, blog=None)  # the login page of a network, say: its title is not the blog's
        if self.feeds_only_name and self.evidence(parsed).source in ONLY_NAMING:
            self.account.only_named(page, parsed)
            return parsed
        read_in = self._captured.get((page.url, page.fetched_at), self.run)
        result = self.archive.keep(parsed, self.evidence(parsed, as_of), run=self.run, read_in=read_in)
        self.account.kept(page, parsed, result)
        self.new_posts += result.new_posts
        for notice in (*parsed.notices, *result.notices):
            self.note(notice)
        return parsed

    def declare(self, parsed: Parsed) -> None:
        """Remember what the archive widget counts: it is compared with what is held."""
        counted = {
            period_name(period)
            for link in parsed.links.archives
            if link.count is not None and (period := self.located.address.period(link.url))
        }
        if parsed.page_type is PageType.HOME and counted:
            # A year or month that emptied is no longer listed; a month of a folded year just does not show.
            years = {name for name in counted if len(name) == 4}
            self.archive.declared.forget(
                name
                for _, name in list(self.archive.declared.archive_links())
                if name not in counted and name[:4] not in years
            )
        for link in parsed.links.archives:
            if link.count is None or link in self._counted:
                continue  # every list page repeats the widget
            self._counted.add(link)
            if period := self.located.address.period(link.url):
                self.archive.declared.keep(DocumentKind.ARCHIVE, period_name(period), link.count, link.url)

    def trust_feed(self, *, whole: bool) -> None:
        """Say whether this blog's feed gives posts whole; kept, because a later reparse must judge alike."""
        with self.archive.transaction():
            self.archive.settings.set_feed_is_whole(whole=whole, as_of=self.as_of)

    def evidence(self, parsed: Parsed, as_of: str | None = None) -> Evidence:
        """Say what a document is worth: its kind, its time (this run's), whether the blog's feed was found whole."""
        return evidence_of(self.archive, parsed, as_of or self.as_of)

    def _finish(self, reference: Reference, page: RawPage) -> None:
        validators = {"etag": page.header("etag") or None, "last_modified": page.header("last-modified") or None}
        self.archive.frontier.settle(reference, "done", status=page.status, **validators)
        self.account.settled(unchanged=page.status == 304)

    def _absent(self, reference: Reference, page: RawPage) -> None:
        """Settle a document that the blog does not give."""
        status = page.status if page.status != 200 else 404
        self.archive.frontier.settle(reference, "done" if reference.kind in _OPTIONAL else "failed", status=status)
        self._not_had(page)
        if reference.kind in {DocumentKind.POST, DocumentKind.PAGE}:
            if self.archive.posts.holds(reference.url):
                return  # it was there: whether it has vanished for good is judged at the end
            if set(self.archive.mentions.sources_of(reference.url)) == {"links"}:
                self.note(Notice(code="dead-link", url=reference.url, detail=f"{status}, {reference.reason}"))
                return
            self.note(Notice(code="post-missing", url=reference.url, detail=f"{status}, {reference.reason}"))
        elif reference.kind not in _OPTIONAL:
            self.note(Notice(code="fetch-failed", url=reference.url, detail=f"{status}, {reference.reason}"))

    def _blocked(self, reference: Reference, page: RawPage) -> None:
        """Settle a document before which a content warning stands; no loss where the feed gave the post whole."""
        self.blocked = True
        error = "a content warning stands before it"
        self.archive.frontier.settle(reference, "failed", status=page.status, error=error)
        self.account.not_had(page.url, error)
        if not self.archive.posts.holds_whole(reference.url):
            self.note(Notice(code="interstitial", url=reference.url, detail=reference.reason))

    def _failed(self, reference: Reference, message: str, status: int | None) -> None:
        with self.archive.transaction():
            self.archive.frontier.settle(reference, "failed", status=status, error=message)
            self.account.not_had(reference.url, message)
            self.note(Notice(code="fetch-failed", url=reference.url, detail=message))

    def _not_had(self, page: RawPage) -> None:
        self.account.not_had(page.url, f"it answered {page.status if page.status != 200 else 404}")

    def close_account(self, *, without_media: str = "") -> None:
        """Bring the run's account into the archive, and name the sums that do not close.

        `without_media` says why the run did not ask for media, where it did not.
        """
        with self.archive.transaction():
            self.archive.account.add(self.run, self.account.tally)
            self.archive.account.add_media(self.run, undecided=without_media)
        for one in self.archive.account.exceptions(self.run):
            if one.outcome == Outcome.UNREADABLE:
                self.note(Notice(code="parse-failed", url=one.place, detail=f"{one.unit} {one.name}: {one.reason}"))
        for gap in self.archive.account.gaps(self.run):
            self.note(Notice(code="unaccounted", url=gap.input, detail=str(gap)))

    def note(self, notice: Notice) -> None:
        """Record what went imperfectly: in the report, in the archive, and on the screen."""
        self.notices.append(notice)
        self.archive.notices.add(self.run, [notice])
        self._progress.notice(notice)


# Answers with status 200 that are none: pages torn off, and error pages of the server.

# Google's own pages for what went wrong on its side; now and then they come with status 200.
_SERVER_ERROR = re.compile(
    rb"<title>\s*(?:Error\s+(?:5\d\d|429)\b|(?:429|5\d\d)\.? (?:That|Server|Service))", re.IGNORECASE
)


def cut_short(page: RawPage) -> bool:
    """Whether an HTML page lacks its end: Blogger serves truncated pages with status 200 now and then."""
    return page.status == 200 and page.content_type == "text/html" and b"</html>" not in page.body[-65536:].lower()


def is_error_page(page: RawPage) -> bool:
    """Whether an answer with status 200 is an error page of the server."""
    return page.status == 200 and bool(_SERVER_ERROR.search(page.body, 0, 4_096))
