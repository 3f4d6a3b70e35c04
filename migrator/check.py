"""The use case `migrate verify`: prove that what the blog declares is held, and that what is held is undamaged."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.documents import DocumentKind
from migrator.errors import BlogUnreachable
from migrator.net.client import Client
from migrator.notices import Notice, Severity
from migrator.reading import parse_document
from migrator.schema import MediaStatus
from migrator.store import Archive
from migrator.themes.rules import Guidance
from migrator.urls import is_robots

_FEEDS = (
    (DocumentKind.POSTS_FEED, "feeds/posts/default"),
    (DocumentKind.PAGES_FEED, "feeds/pages/default"),
    (DocumentKind.COMMENTS_FEED, "feeds/comments/default"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a source declares beside what the archive holds; `period` is empty for the whole blog."""

    source: str
    period: str
    declared: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was compared, what is missing by name, and which files are damaged."""

    counts: tuple[Count, ...] = ()
    missing: tuple[Notice, ...] = ()
    damaged: tuple[str, ...] = ()
    remarks: tuple[Notice, ...] = field(default_factory=tuple)
    media: dict[str, int] = field(default_factory=dict)
    captures: int = 0
    live: bool = False

    @property
    def exit_code(self) -> int:
        """7 damaged, 3 something declared is missing, 0 whole and complete."""
        if self.damaged:
            return 7
        return 3 if self.missing else 0


def verify_archive(archive: Archive, *, client: Client | None = None, deep: bool = False) -> VerifyReport:
    """Prove an archive: completeness against what the blog declares, integrity against the digests.

    With a client the blog's feeds are asked what they declare today (a request each); without one, or when the blog
    does not answer, what was declared at the last crawl counts. `deep` also reads every capture again.
    """
    declared, remarks = dict(archive.declared()), list[Notice]()
    live = False
    if client is not None:
        today, said = _declared_today(archive, client)
        live = bool(today)
        declared |= today
        remarks += said
    counts = tuple(_compare(archive, declared))
    missing = [*_missing(archive, counts)]
    damaged = list(archive.damage())
    if deep:
        damaged += _differing(archive)
    return VerifyReport(
        counts=counts,
        missing=tuple(missing),
        damaged=tuple(damaged),
        remarks=tuple(remarks),
        media=archive.totals().media,
        captures=archive.capture_count(),
        live=live,
    )


def _declared_today(archive: Archive, client: Client) -> tuple[dict[str, int], list[Notice]]:
    """Ask each feed for its total."""
    totals: dict[str, int] = {}
    remarks: list[Notice] = []
    home = archive.address().home
    for kind, path in _FEEDS:
        url = f"{home}{path}?redirect=false&max-results=1"
        try:
            page = client.fetch(url)
        except BlogUnreachable as failure:
            remarks.append(Notice(code="count-differs", url=url, detail=f"not compared: {failure.message}"))
            continue
        total = parse_document(page).declared.feed_total if page.status == 200 else None
        if total is not None:
            totals[kind] = total
    return totals, remarks


def _compare(archive: Archive, declared: dict[str, int]) -> Iterator[Count]:
    """Set what is declared beside what is held: per feed, per month of the archive widget, per sitemap."""
    totals = archive.totals()
    held = {
        DocumentKind.POSTS_FEED: totals.posts,
        DocumentKind.PAGES_FEED: totals.pages,
        DocumentKind.COMMENTS_FEED: totals.comments,
    }
    for kind, count in held.items():
        if kind in declared:
            yield Count(source=kind, period="", declared=declared[kind], held=count)
    for period, wanted, found in archive.month_counts():
        yield Count(source="archive-widget", period=period, declared=wanted, held=found)
    for source, named, known in archive.named_counts():
        if source not in held and source != "links":
            yield Count(source=source, period="", declared=named, held=known)


def _missing(archive: Archive, counts: tuple[Count, ...]) -> Iterator[Notice]:
    """Name what is declared and not held."""
    home = archive.address().home
    last = next((run for run in reversed(list(archive.runs())) if run.command.startswith("crawl")), None)
    if last is not None and archive.cut_short(last.command):
        yield Notice(code="crawl-unfinished", url=home, detail="run `migrate crawl` again: it goes on where it was")
    if last is None or archive.window(last.started) == (None, None):
        yield from _undelivered(archive, counts)
    for gap in archive.comment_gaps():
        yield Notice(code="comments-incomplete", url=gap.url, detail=f"{gap.declared} declared, {gap.held} held")
    for url in archive.posts_not_whole():
        yield Notice(code="body-incomplete", url=url, detail="no source gave it whole")
    for media in archive.view().media():
        if media.status is MediaStatus.MISSING:
            yield Notice(code="media-missing", url=media.url, detail=media.error or "")


def _undelivered(archive: Archive, counts: tuple[Count, ...]) -> Iterator[Notice]:
    """Name the entries that the blog counts or names beyond what is held; of a crawl of some dates only, nobody can."""
    home = archive.address().home
    for count in counts:
        if count.declared > count.held:
            where = f" in {count.period}" if count.period else ""
            detail = f"{count.source}{where}: {count.declared} declared, {count.held} held"
            yield Notice(
                code="post-missing" if "comments" not in count.source else "comments-incomplete",
                url=home,
                detail=detail,
            )
    for url, source in archive.named_not_held():
        yield Notice(code="post-missing", url=url, detail=f"named by the {source}")


def _differing(archive: Archive) -> Iterator[str]:
    """Read every capture again and name those that no longer parse."""
    guidance = Guidance.of_texts(*archive.theme_rules())
    for captured in archive.captured():
        if captured.page.status != 200 or is_robots(captured.page.url):
            continue
        parsed = parse_document(captured.page, guidance)
        lost = [
            notice for notice in parsed.notices if notice.code == "parse-failed" and notice.severity is Severity.LOSS
        ]
        if lost:
            yield f"{captured.page.url}: {lost[0].detail}"
