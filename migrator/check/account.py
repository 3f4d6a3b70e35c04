"""What the account of an archive says: in a few lines, and where its sums do not close."""

from collections.abc import Iterator

from migrator.account import Row, lines_of
from migrator.model.notices import Notice
from migrator.store import BEFORE, CAPTURES, MEDIA_OF_POSTS, Archive

_MOST = 4
"""Lines that an account takes."""


def account_lines(archive: Archive) -> tuple[str, ...]:
    """Return what each input offered in the last run that read it, and what became of it, in at most four lines."""
    lines = lines_of(_best(archive.account.latest()))
    before = archive.account.runs_before()
    if not before:
        return lines
    runs = "1 run" if before == 1 else f"{before:,} runs"
    totals = archive.declared.totals()
    held = f"{totals.posts + totals.pages:,} posts and pages, {totals.comments:,} comments are held"
    if len(lines) < _MOST:
        return (*lines, f"{runs} from before the account; {held}")
    return (*lines[: _MOST - 1], f"{lines[_MOST - 1]}; {runs} from before the account")


def _best(rows: list[Row]) -> list[Row]:
    """Leave out what captures tell anew, and what they tell of runs from before, where runs themselves told more."""
    for inputs in ({CAPTURES, BEFORE}, {BEFORE}):
        told = [row for row in rows if row.input not in inputs]
        if any(row.input != MEDIA_OF_POSTS for row in told):
            return told
    return rows


def unaccounted(archive: Archive) -> Iterator[Notice]:
    """Name the sums of runs that do not close: each is a loss."""
    for gap in archive.account.gaps():
        yield Notice(code="unaccounted", url=gap.input, detail=f"run {gap.run}: {gap}")
