"""What a verification found: counts beside counts, what lacks by name, what is damaged."""

from dataclasses import dataclass, field

from migrator.formats.json import JsonObject, notice_to_json
from migrator.model.notices import Notice

_ONLY_FILES = "the files that were imported; the blog itself was never asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCount:
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
    """What was compared, what is missing by name, and which files are damaged.

    `reread` is how many captures were read again and compared with what is stored; None where that was not asked for.
    `account` says in at most four lines what the sources offered and what became of it; `crawled`, that the blog was
    asked at all, and not only files were imported.
    """

    counts: tuple[DeclaredCount, ...] = ()
    comments: tuple[CommentCount, ...] = ()
    missing: tuple[Notice, ...] = ()
    damaged: tuple[str, ...] = ()
    remarks: tuple[Notice, ...] = field(default_factory=tuple)
    media: dict[str, int] = field(default_factory=dict)
    captures: int = 0
    live: bool = False
    reread: int | None = None
    account: tuple[str, ...] = ()
    crawled: bool = True

    @property
    def compared_with(self) -> str:
        """What the archive was compared with, in words."""
        if self.live:
            return "what the blog declares today"
        return "what it declared at the last crawl" if self.crawled else _ONLY_FILES

    @property
    def lacks(self) -> bool:
        """Whether something is missing, and not only nothing to compare it with."""
        return any(notice.code != "not-compared" for notice in self.missing)

    @property
    def exit_code(self) -> int:
        """7 damaged, 3 something is missing, stored otherwise than captured or not compared, 0 whole and complete."""
        if self.damaged:
            return 7
        return 3 if self.missing else 0


# A verification as JSON: for the command's summary and for the receipt.


def report_to_json(report: VerifyReport) -> JsonObject:
    """Return what was compared, what is missing and what is damaged."""
    return {
        "live": report.live,
        "counts": [
            {
                "source": count.source,
                "period": count.period,
                "declared": count.declared,
                "found": count.found,
                "held": count.held,
            }
            for count in report.counts
        ],
        "comments": [{"url": one.url, "declared": one.declared, "held": one.held} for one in report.comments],
        "media": dict(report.media),
        "captures": report.captures,
        "reread": report.reread,
        "account": list(report.account),
        "compared_with": report.compared_with,
        "missing": [notice_to_json(notice) for notice in report.missing],
        "damaged": list(report.damaged),
        "notices": [notice_to_json(notice) for notice in report.remarks],
    }
