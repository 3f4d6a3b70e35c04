"""One run of a crawl from start to report."""

from datetime import UTC, datetime
from pathlib import Path

from migrator.account import lines_of
from migrator.addresses.urls import host_of
from migrator.crawl.engine import Engine
from migrator.crawl.locate import (
    Located,
    blocked,
    folder_for,
    held_blog,
    home_of,
    locate,
    refuse_other_blog,
    resume_from,
)
from migrator.crawl.loop import RequestLimitReached
from migrator.crawl.media import media_of
from migrator.crawl.options import CaptureMode, CrawlOptions, CrawlReport, SourceName
from migrator.crawl.strategies import crawl_auto, crawl_feeds, crawl_pages
from migrator.merge import Evidence
from migrator.model.documents import DocumentKind, Reference
from migrator.model.errors import BlogNotFound, BlogUnreachable, FetchFailed, Interrupted
from migrator.model.notices import Notice
from migrator.model.ports import Now, NullProgress, Progress
from migrator.net.client import Client
from migrator.parsing.document import parse_document
from migrator.sources.feeds import PAGE_SIZE, FeedsSource
from migrator.sources.pages import PagesSource
from migrator.store import Archive, RunKind, archive_folder, command_of, default_folder, known_home

_MODES = {SourceName.AUTO: crawl_auto, SourceName.PAGES: crawl_pages, SourceName.FEEDS: crawl_feeds}


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def crawl_blog(
    options: CrawlOptions, *, client: Client | None = None, clock: Now = now, progress: Progress | None = None
) -> CrawlReport:
    """Crawl a blog into its archive and report.

    Raises BlogUnreachable, NotABlog, UsageError, ArchiveLocked, ArchiveError or Interrupted; whatever else goes wrong
    is a notice in the report.
    """
    progress = progress or NullProgress()
    if client is None:
        with Client(options.network) as own:
            return crawl_blog(options, client=own, clock=clock, progress=progress)
    started = clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    progress.phase("Finding the blog")
    asked = home_of(options.url)
    located = None
    if options.media_only:
        located = held_blog(options.output or archive_folder(options.root, asked, ""))
    elif not options.dry_run:
        command = command_of(_kind(options), _source(options))
        located = resume_from(options.output or default_folder(asked, options.root), asked, command, started)
    located = located or _locate(options, asked, client)
    if options.dry_run:
        return plan(located, options, client)
    folder = folder_for(located, options.output, options.root)
    with Archive.create_or_open(folder) as archive:
        refuse_other_blog(archive, located, folder)
        if options.rules is not None:
            archive.settings.set_rules(options.rules)
        for host in (located.address.host, *located.address.aliases):
            client.know_blog_host(host)
        if client.settings.login:
            archive.captures.leave_out_login()
        return _crawl(archive, client, located, options, started=started, clock=clock, progress=progress)


def _locate(options: CrawlOptions, asked: str, client: Client) -> Located:
    """Find the blog: where its archive says that it lives, else, should it have moved, where the user says."""
    known = known_home(asked, options.output, options.root)
    if known is not None and known != options.url:
        try:
            return locate(known, client)
        except (BlogUnreachable, BlogNotFound):
            if home_of(options.url) == known:
                raise
    return locate(options.url, client)


def _kind(options: CrawlOptions) -> RunKind:
    return RunKind.MEDIA if options.media_only else RunKind.CRAWL


def _source(options: CrawlOptions) -> str:
    return "" if options.media_only else str(options.source)


def _crawl(
    archive: Archive,
    client: Client,
    located: Located,
    options: CrawlOptions,
    *,
    started: str,
    clock: Now,
    progress: Progress,
) -> CrawlReport:
    with archive.run(_kind(options), clock=clock, source=_source(options), started=started) as run:
        number = run.number
        engine = Engine(archive, client, located, run=number, started=started, window=options.window, progress=progress)
        try:
            if not options.media_only:
                _begin(engine, options, run=number, started=started)
            whole = _work(engine, options, run=number, progress=progress)
            if engine.blocked and not archive.declared.totals().posts + archive.declared.totals().pages:
                raise blocked(located.address.home)
            if whole:
                engine.close_account(without_media="" if options.media else "--no-media")
            report = report_of(archive, located, options, engine)
            run.exit_code = report.exit_code if whole else Interrupted.exit_code
        finally:
            engine.theme.close()
            run.counts["requests"] = client.requests_made
    return report


def _begin(engine: Engine, options: CrawlOptions, *, run: int, started: str) -> None:
    """Keep what finding the blog has told, and how this run was asked to read it."""
    archive, located = engine.archive, engine.located
    held = archive.blog()
    with archive.transaction():
        archive.blogs.keep_located(located.blog, Evidence(source="located", as_of=started))
        archive.blogs.add_hosts(located.address.aliases)
        if held is not None and host_of(held.url) != located.address.host:
            engine.note(Notice(code="blog-moved", url=located.address.home, detail=f"it lived at {held.url} before"))
        archive.settings.set_served_from(located.served_from)
        archive.settings.set_window(started, options.window.since, options.window.until)
        if options.capture is CaptureMode.NONE:
            archive.captures.stop(run)
            engine.note(Notice(code="capture-off", url=located.address.home))
        if located.page is not None and options.source is not SourceName.FEEDS:
            engine.begin_with(located.page)


def _work(engine: Engine, options: CrawlOptions, *, run: int, progress: Progress) -> bool:
    """Do the run's parts in order; False if a used-up request limit ended them, and the next run goes on."""
    try:
        capturing = options.capture is CaptureMode.ALL
        with media_of(engine.archive, engine.client, run=run, progress=progress, capturing=capturing) as gallery:
            if options.media:
                engine.beside = [gallery]
            if not options.media_only:
                _capture_robots(engine, run)
                progress.phase(f"Reading the blog ({options.source})")
                _MODES[options.source](engine, options, progress)
            if options.media:
                progress.phase("Fetching pictures and files")
                engine.notices += gallery.finish()
    except RequestLimitReached:
        limit = Notice(
            code="skipped-by-bound",
            url=engine.located.address.home,
            detail=f"--max-requests {options.network.max_requests} is used up; run again to go on",
        )
        engine.notices.append(limit)
        engine.archive.notices.add(run, [limit])
        return False
    return True


def _capture_robots(engine: Engine, run: int) -> None:
    """Keep robots.txt as it was when we came: it explains what was not fetched."""
    page = engine.client.robots_page(engine.located.request_url(engine.located.address.home))
    if page is not None and page.status == 200:
        with engine.archive.transaction():
            engine.archive.captures.add(page, run=run)
            reference = Reference(
                url=engine.located.address.home + "robots.txt", kind=DocumentKind.ROBOTS, reason="asked first"
            )
            engine.archive.frontier.enqueue([reference])
            engine.archive.frontier.settle(reference, "done", status=page.status)


def report_of(archive: Archive, located: Located, options: CrawlOptions, engine: Engine) -> CrawlReport:
    """Count what the archive holds now."""
    totals = archive.declared.totals()
    return CrawlReport(
        blog=archive.blog() or located.blog,
        archive=Path(archive.path),
        source=options.source,
        posts=totals.posts,
        pages=totals.pages,
        comments=totals.comments,
        labels=totals.labels,
        authors=totals.authors,
        media=totals.media,
        new_posts=engine.new_posts,
        changes=archive.history.counts(engine.as_of),
        requests=engine.client.requests_made,
        declared=archive.declared.counts(),
        account=lines_of(archive.account.of(engine.run)),
        notices=tuple(dict.fromkeys(engine.notices)),
    )


# A dry run: what a crawl would do, from a handful of requests, with nothing written.


def plan(located: Located, options: CrawlOptions, client: Client) -> CrawlReport:
    """Return what the blog declares and which URLs the crawl would begin with."""
    feeds, pages = FeedsSource(located.address, options.window), PagesSource(located.address, options.window)
    assert located.parsed is not None  # noqa: S101 - a dry run never resumes, so its home page was read
    links, said = located.parsed.links, located.parsed.declared
    declared: dict[str, int] = {}
    planned: list[str] = []
    if options.source is not SourceName.PAGES:
        for seed in feeds.seeds():
            total = _total(client, located.request_url(seed.url))
            if total is None:
                continue
            declared[seed.kind] = total
            size = PAGE_SIZE
            planned += [f"{seed.url}&start-index={start}" for start in range(1, max(total, 1) + 1, size)]
    if options.source is SourceName.PAGES or not declared.get(DocumentKind.POSTS_FEED):
        planned.append(located.address.home)
        planned += pages.archives(links.archives)
        planned += links.pages
        planned += links.posts
    if said.archive_total is not None:
        declared["archive"] = said.archive_total
    return CrawlReport(
        blog=located.blog,
        archive=None,
        source=options.source,
        requests=client.requests_made,
        declared=declared,
        planned=tuple(dict.fromkeys(planned)),
    )


def _total(client: Client, url: str) -> int | None:
    """Ask a feed how many entries it has."""
    try:
        page = client.fetch(url)
    except FetchFailed:
        return None
    return parse_document(page).declared.feed_total if page.status == 200 else None
