"""The use case `migrate reparse`: the parsed part of an archive made again from what was captured, without network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from migrator.account import lines_of
from migrator.addresses.urls import is_robots
from migrator.model.documents import PageType
from migrator.model.errors import UsageError
from migrator.model.notices import Notice, exit_code_of
from migrator.pages.rules.rules import ThemeRules
from migrator.parsing.account import DocumentAccount
from migrator.parsing.document import guidance_of, recall
from migrator.store import CAPTURES, Archive, Captured, RunKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseReport:
    """How many captured documents were read again, and what the archive holds now.

    `account` says in at most four lines what the captures offered and what became of it.
    """

    documents: int
    posts: int
    pages: int
    comments: int
    notices: tuple[Notice, ...] = field(default_factory=tuple)
    account: tuple[str, ...] = ()

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
    account = DocumentAccount(CAPTURES)

    def passed_over(url: str, what: str) -> None:
        account.arrived()
        account.unreadable(url, what)
        notices.append(Notice(code="parse-failed", url=url, detail=what))

    with archive.transaction():
        if afresh:
            archive.clear_parsed()
        for captured in archive.captures.documents(passing=passed_over):
            documents += 1
            step(documents, total, captured.page.url)
            account.arrived()
            if captured.page.status != 200:
                account.not_had(captured.page.url, f"it answered {captured.page.status}")
            elif is_robots(captured.page.url):
                account.settled()
            else:
                notices += _read_again(archive, captured, guidance, account, run=run)
        archive.rebuilding.restore()
        archive.account.add(run, account.tally)
        archive.account.add_media(run, undecided="a reparse asks the blog for nothing")
    notices += [Notice(code="unaccounted", url=gap.input, detail=str(gap)) for gap in archive.account.gaps(run)]
    notices = archive.settle_dates(run, dict.fromkeys(notices))
    archive.notices.add(run, notices)
    totals = archive.declared.totals()
    return ReparseReport(
        documents=documents,
        posts=totals.posts,
        pages=totals.pages,
        comments=totals.comments,
        notices=tuple(notices),
        account=lines_of(archive.account.of(run)),
    )


def _read_again(
    archive: Archive, captured: Captured, guidance: ThemeRules, account: DocumentAccount, *, run: int
) -> list[Notice]:
    """Parse and keep one captured document, with the account of it; give the notices of both."""
    recalled = recall(archive, captured, guidance)
    page, whole = captured.page, recalled.whole
    if recalled.evidence is None and whole.page_type in {PageType.UNKNOWN, PageType.ERROR}:
        account.tells_nothing(page.url, f"a page of type {whole.page_type}")
        return list(recalled.notices)
    account.settled()
    account.offered(page, whole)
    account.damaged(page, whole)
    account.left_out(whole, recalled.parsed)
    if recalled.evidence is None:
        account.only_named(page, recalled.parsed)
        return list(recalled.notices)
    kept = archive.keep(recalled.parsed, recalled.evidence, run=run, read_in=captured.run)
    account.kept(page, recalled.parsed, kept)
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
