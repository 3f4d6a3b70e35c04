"""What the blog declares and names beside what is held, source by source and month by month."""

from collections.abc import Iterator

from migrator.check.report import DeclaredCount
from migrator.model.documents import DocumentKind
from migrator.model.errors import BlogUnreachable
from migrator.model.notices import Notice
from migrator.net.client import Client
from migrator.parsing.document import parse_document
from migrator.store import Archive

_FEEDS = (
    (DocumentKind.POSTS_FEED, "feeds/posts/default"),
    (DocumentKind.PAGES_FEED, "feeds/pages/default"),
    (DocumentKind.COMMENTS_FEED, "feeds/comments/default"),
)


def declared_today(archive: Archive, client: Client) -> tuple[dict[str, int], list[Notice]]:
    """Ask each feed for its total; name those of which it could not be had, unless the last crawl had none either."""
    before = archive.declared.counts()
    totals: dict[str, int] = {}
    remarks: list[Notice] = []
    home = archive.address().home
    for kind, path in _FEEDS:
        url = f"{home}{path}?redirect=false&max-results=1"
        try:
            page = client.fetch(url)
        except BlogUnreachable as failure:
            remarks.append(Notice(code="not-compared", url=url, detail=failure.message))
            continue
        total = parse_document(page).declared.feed_total if page.status == 200 else None
        if total is not None:
            totals[kind] = total
        elif kind in before:
            remarks.append(Notice(code="not-compared", url=url, detail=f"it answered {page.status}, and no total"))
    return totals, remarks


def compare_counts(archive: Archive, declared: dict[str, int]) -> Iterator[DeclaredCount]:
    """Set what is declared and named beside what is held: each source for the whole blog, then month by month."""
    totals = archive.declared.totals()
    named = {source: (many, known) for source, many, known in archive.mentions.counts()}
    held = {
        DocumentKind.POSTS_FEED.value: totals.posts,
        DocumentKind.PAGES_FEED.value: totals.pages,
        DocumentKind.COMMENTS_FEED.value: archive.comments.standing(),
    }
    for source, count in held.items():
        if source in declared:
            found, known = named.get(source, (None, count))
            # A post that one source names and the other does not counts for the feed only if the feed gave it.
            own = count if found is None or declared[source] >= found else known
            yield DeclaredCount(source=source, period="", declared=declared[source], found=found, held=own)
    months = list(archive.declared.month_counts())
    if months:
        wanted, known = sum(count for _, count, _ in months), sum(min(count, here) for _, count, here in months)
        yield DeclaredCount(source="archive-widget", period="", declared=wanted, found=None, held=known)
    for source, (many, known) in named.items():
        if source not in held:
            yield DeclaredCount(source=source, period="", declared=many, found=many, held=known)
    for period, wanted, here in months:
        yield DeclaredCount(source="archive-widget", period=period, declared=wanted, found=None, held=here)
    for one in archive.mentions.by_month():
        if one.month:
            yield DeclaredCount(source=one.source, period=one.month, declared=one.found, found=one.found, held=one.held)
