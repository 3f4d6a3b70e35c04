"""Makes the values of a report out of an archive, and of what `verify` found in it."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from migrator.check import VerifyReport
from migrator.model.errors import UsageError
from migrator.model.notices import CODES, Notice, Severity
from migrator.report.page import rendered
from migrator.report.values import ArchiveSummary, Compared, FailureSummary, RunLine
from migrator.store import Archive
from migrator.store.tables.statistics import Statistics

_NAMED = 25
"""Of each kind of loss so many are named; `migrate verify --json` names them all."""


def survey_of(archive: Archive, proof: VerifyReport, *, made: datetime, integrity: bool) -> ArchiveSummary:
    """Count everything that the report tells; ArchiveError in an archive that holds no blog yet.

    `integrity` tells whether `proof` compared files and records with their digests.
    """
    view, statistics, totals = archive.view(), archive.insight().statistics, archive.declared.totals()
    blog = view.blog()
    commented, short = statistics.comments_declared()
    return ArchiveSummary(
        title=blog.title or blog.url,
        url=blog.url,
        language=blog.language,
        made=made.isoformat(timespec="seconds"),
        posts=totals.posts,
        pages=totals.pages,
        comments=totals.comments,
        unpublished=archive.declared.unpublished(),
        posts_by_month=statistics.posts_by_month(),
        comments_by_month=statistics.comments_by_month(),
        labels=tuple(view.labels()),
        authors=tuple(statistics.authors()),
        media=tuple((one.status, one.count, one.bytes) for one in statistics.media()),
        media_failures=statistics.media_failures(),
        dates=statistics.dates(),
        bodies=statistics.bodies(),
        commented=commented,
        comments_short=short,
        compared=tuple(
            Compared(source=one.source, period=one.period, wanted=one.wanted, held=min(one.held, one.wanted))
            for one in proof.counts
        ),
        missing=tuple(_failures(proof.missing)),
        noted=tuple(_noted(statistics)),
        damaged=proof.damaged if integrity else None,
        captures=proof.captures,
        runs=tuple(_runs(statistics)),
        account=proof.account,
    )


def _runs(statistics: Statistics) -> Iterator[RunLine]:
    for run in statistics.runs():
        yield RunLine(
            number=run.number,
            command=run.command,
            started=run.started,
            ended=run.ended,
            exit_code=run.exit_code,
            notices=run.notices,
            changes=run.changes,
        )


def _noted(statistics: Statistics) -> Iterator[FailureSummary]:
    """Yield what is only worth knowing."""
    for one in statistics.notices():
        if CODES.get(one.code, (Severity.INFO, ""))[0] is Severity.INFO:
            yield FailureSummary(
                code=one.code, meaning=_meaning(one.code), loss=False, count=one.count, examples=one.examples
            )


def _failures(missing: Iterable[Notice]) -> Iterator[FailureSummary]:
    """Sum losses up by code, most first."""
    listed = list(missing)
    for code, count in Counter(notice.code for notice in listed).most_common():
        named = [(notice.url, notice.detail) for notice in listed if notice.code == code][:_NAMED]
        yield FailureSummary(code=code, meaning=_meaning(code), loss=True, count=count, examples=tuple(named))


def _meaning(code: str) -> str:
    return CODES[code][1] if code in CODES else ""


# Puts the page where it is asked for, whole or not at all.

FILE = "report.html"
"""Where the page lies in the folder of an archive."""


def write_report(
    archive: Archive, proof: VerifyReport, *, made: datetime, integrity: bool = True, to: Path | None = None
) -> tuple[ArchiveSummary, Path]:
    """Write the page of an archive beside its database, or elsewhere; give what it tells, and where it is.

    Raises UsageError where it can't be written.
    """
    survey = survey_of(archive, proof, made=made, integrity=integrity)
    path = to or archive.path / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".html")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
                file.write(rendered(survey).encode("utf-8"))
            Path(name).chmod(0o666 & ~_mask())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path} can't be written: {reason}.", hint="Name another place with --output.") from error
    return survey, path


def _mask() -> int:
    """Return the user's mask for new files, which can be read only by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
