"""The use case `migrate reparse`: the parsed part of an archive made again from what was captured, without network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from migrator.addresses.urls import is_robots
from migrator.model.errors import UsageError
from migrator.model.notices import Notice, exit_code_of
from migrator.pages.rules.rules import ThemeRules
from migrator.parsing.document import guidance_of, recall
from migrator.store import Archive, Captured, RunKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseReport:
    """How many captured documents were read again, and what the archive holds now."""

    documents: int
    posts: int
    pages: int
    comments: int
    notices: tuple[Notice, ...] = field(default_factory=tuple)

    @property
    def exit_code(self) -> int:
        """0 all was read, 3 some document could not be, 1 a fault of ours struck one."""
        return exit_code_of(self.notices)


def reparse_archive(
    archive: Archive,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    step: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    rules: str | None = None,
    afresh: bool = True,
) -> ReparseReport:
    """Read every captured response again, oldest run first; what no capture holds, or a damaged one, stays as it is.

    `rules` is a rules file for the blog's theme, remembered from now on; None keeps those that the archive has.
    Not `afresh`: nothing is forgotten before, so that what lacks is filled in and all else stays.
    ConfigError if it is none; UsageError where nothing was captured.
    """
    _require_captures(archive)
    guidance = _guidance(archive, rules)
    with archive.run(RunKind.REPARSE, clock=clock) as run:
        report = _reparse(archive, guidance, step, run=run.number, afresh=afresh)
        run.counts["documents"] = report.documents
        run.exit_code = report.exit_code
    return report


def _reparse(
    archive: Archive, guidance: ThemeRules, step: Callable[[int, int, str], None], *, run: int, afresh: bool
) -> ReparseReport:
    notices: list[Notice] = []
    documents, total = 0, archive.captures.count()

    def passed_over(url: str, what: str) -> None:
        notices.append(Notice(code="parse-failed", url=url, detail=what))

    with archive.transaction():
        if afresh:
            archive.clear_parsed()
        for captured in archive.captures.documents(passing=passed_over):
            documents += 1
            step(documents, total, captured.page.url)
            if captured.page.status != 200 or is_robots(captured.page.url):
                continue
            notices += _read_again(archive, captured, guidance, run=run)
        archive.rebuilding.restore()
    notices = archive.settle_dates(run, dict.fromkeys(notices))
    archive.notices.add(run, notices)
    totals = archive.declared.totals()
    return ReparseReport(
        documents=documents, posts=totals.posts, pages=totals.pages, comments=totals.comments, notices=tuple(notices)
    )


def _read_again(archive: Archive, captured: Captured, guidance: ThemeRules, *, run: int) -> list[Notice]:
    """Parse and keep one captured document; give the notices of both."""
    recalled = recall(archive, captured, guidance)
    if recalled.evidence is None:
        return list(recalled.notices)
    kept = archive.keep(recalled.parsed, recalled.evidence, run=run, read_in=captured.run)
    return [*recalled.notices, *kept.notices]


def _require_captures(archive: Archive) -> None:
    if not archive.captures.count():
        raise UsageError(
            f"{archive.path} holds no response as it was received (--capture none): there is nothing to read again.",
            hint="Crawl the blog once more without --capture none.",
        )


def _guidance(archive: Archive, rules: str | None) -> ThemeRules:
    """Return what the archive knows of the theme, after new rules are remembered."""
    if rules is not None:
        ThemeRules.of_texts(rules)
        with archive.transaction():
            archive.settings.set_rules(rules)
    return guidance_of(archive)
