"""One verification from beginning to end."""

from collections.abc import Iterator

from migrator.check.account import account_lines, unaccounted
from migrator.check.counting import compare_counts, declared_today
from migrator.check.deep import reread
from migrator.check.missing import missing_from
from migrator.check.opening import unopened
from migrator.check.report import CommentCount, VerifyReport
from migrator.model.notices import Notice, Severity
from migrator.net.client import Client
from migrator.store import DATABASE, Archive, RunKind


def verify_archive(
    archive: Archive, *, client: Client | None = None, deep: bool = False, integrity: bool = True
) -> VerifyReport:
    """Prove an archive: completeness against what the blog declares, integrity against the digests.

    With a client the blog's feeds are asked what they declare today (a request each); without one, or when the blog
    does not answer, what was declared at the last crawl counts. `deep` also reads every capture again and compares what
    that gives with what is stored; without `integrity` no file or record is read, so that nothing is said of damage.
    """
    damaged = list(archive.damage()) if integrity else []
    told_by_sqlite = any(what.startswith(f"{archive.path / DATABASE}: ") for what in damaged)
    if integrity and not told_by_sqlite:
        damaged += archive.integrity.strange_values() or unopened(archive)
    if any(what.startswith(f"{archive.path / DATABASE}: ") for what in damaged):
        # What such a database tells of completeness is worth nothing, and may not even be readable.
        return VerifyReport(damaged=tuple(damaged))
    declared, found = dict(archive.declared.counts()), list[Notice]()
    live = False
    if client is not None:
        today, said = declared_today(archive, client)
        live = bool(today)
        declared |= today
        found += said
    counts = tuple(compare_counts(archive, declared))
    account = account_lines(archive)
    found += [*missing_from(archive, counts), *unaccounted(archive), *_nothing_compared(archive, counts or account)]
    broken = list(archive.integrity.broken_references(bodies=deep)) if integrity else []
    damaged += broken
    again, differing = reread(archive) if deep and not broken else (None, [])
    found += differing
    return VerifyReport(
        counts=counts,
        comments=tuple(
            CommentCount(url=one.url, declared=one.declared, held=one.held) for one in archive.declared.comment_counts()
        ),
        missing=tuple(notice for notice in found if notice.severity is Severity.LOSS),
        damaged=tuple(damaged),
        remarks=tuple(notice for notice in found if notice.severity is not Severity.LOSS),
        media=archive.declared.totals().media,
        captures=archive.captures.count(),
        live=live,
        reread=again,
        account=account,
        crawled=_was_crawled(archive),
    )


def _nothing_compared(archive: Archive, compared: tuple[object, ...]) -> Iterator[Notice]:
    """Say so where neither a count nor an account tells what there is."""
    if not compared:
        yield Notice(code="not-compared", url=archive.address().home, detail="no source told what there is")


def _was_crawled(archive: Archive) -> bool:
    return any(run.kind is RunKind.CRAWL for run in archive.runs.all())
