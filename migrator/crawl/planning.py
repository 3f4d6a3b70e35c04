"""A dry run: what a crawl would do, from a handful of requests, with nothing written."""

from migrator.crawl.locate import Located
from migrator.crawl.options import CrawlOptions, SourceName
from migrator.crawl.report import CrawlReport
from migrator.documents import DocumentKind
from migrator.errors import FetchFailed
from migrator.net.client import Client
from migrator.reading import parse_document
from migrator.sources.feeds import PAGE_SIZE, FeedsSource
from migrator.sources.pages import PagesSource


def plan(located: Located, options: CrawlOptions, client: Client) -> CrawlReport:
    """Tell what the blog declares and which URLs the crawl would begin with."""
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
