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
    """What a source tells beside what the archive holds; `period` is empty for the whole blog, else `YYYY[-MM]`.

    `declared` is a number that the blog states, or, of a source that states none, how many posts it names. `found` is
    how many the source named one by one (None where it only counts), `held` how many of all these are archived.
    """

    source: str
    period: str
    declared: int
    found: int | None
    held: int

    @property
    def wanted(self) -> int:
        """How many there should be."""
        return max(self.declared, self.found or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentCount:
    """A post that declares comments: how many, and how many of them are archived."""

    url: str
    declared: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was compared, what is missing by name, and which files are damaged."""

    counts: tuple[Count, ...] = ()
    comments: tuple[CommentCount, ...] = ()
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
    wanting = [*_missing(archive, counts)]
    missing = [notice for notice in wanting if notice.severity is Severity.LOSS]
    remarks += [notice for notice in wanting if notice.severity is not Severity.LOSS]
    damaged = list(archive.damage())
    if deep:
        damaged += _differing(archive)
    return VerifyReport(
        counts=counts,
        comments=tuple(
            CommentCount(url=one.url, declared=one.declared, held=one.held) for one in archive.comment_counts()
        ),
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
    """Set what is declared and named beside what is held: each source for the whole blog, then month by month."""
    totals = archive.totals()
    named = {source: (many, known) for source, many, known in archive.named_counts()}
    held = {
        DocumentKind.POSTS_FEED.value: totals.posts,
        DocumentKind.PAGES_FEED.value: totals.pages,
        DocumentKind.COMMENTS_FEED.value: archive.standing_comments(),
    }
    for source, count in held.items():
        if source in declared:
            found, known = named.get(source, (None, count))
            # A post that one source names and the other does not counts for the feed only if the feed gave it.
            own = count if found is None or declared[source] >= found else known
            yield Count(source=source, period="", declared=declared[source], found=found, held=own)
    months = list(archive.month_counts())
    if months:
        wanted, known = sum(count for _, count, _ in months), sum(min(count, here) for _, count, here in months)
        yield Count(source="archive-widget", period="", declared=wanted, found=None, held=known)
    for source, (many, known) in named.items():
        if source not in held:
            yield Count(source=source, period="", declared=many, found=many, held=known)
    for period, wanted, here in months:
        yield Count(source="archive-widget", period=period, declared=wanted, found=None, held=here)
    for one in archive.named_by_month():
        if one.month:
            yield Count(source=one.source, period=one.month, declared=one.found, found=one.found, held=one.held)


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
        if count.declared > count.held and (count.found is None or count.declared > count.found):
            where = f" in {count.period}" if count.period else ""
            detail = f"{count.source}{where}: {count.declared} declared, {count.held} held"
            yield Notice(
                code="post-missing" if "comments" not in count.source else "comments-incomplete",
                url=home,
                detail=detail,
            )
    for url, source in archive.named_not_held():
        status = archive.last_status(url)
        why = f"named by {source}; " + (f"it answered {status}" if status else "never had")
        # A link may lead to what is long gone: that is no want of the archive.
        yield Notice(code="dead-link" if source == "links" else "post-missing", url=url, detail=why)


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
