"""The journal of all runs, and the story that is told from it."""

from pathlib import Path

from migrator.job.blog import BlogOutcome
from migrator.job.journal import Journal
from migrator.job.timeline import story, totals
from migrator.retention import PruneResult

BLOG = "https://one.blogspot.com/"


def noted(journal: Journal, day: str, code: int | None = 0, **fields: object) -> None:
    at = f"2026-{day}T04:30:00Z"
    name = journal.begin(BLOG, at)
    if code is not None:
        journal.end(name, BlogOutcome(url=BLOG, exit_code=code, line=f"line of {day}", **fields), at)


def told(journal: Journal) -> list[str]:
    return [line.strip() for line in story(journal.entries(BLOG))]


def test_a_run_without_an_end_was_killed_if_another_came_after_it(tmp_path: Path):
    journal = Journal(tmp_path / "journal")
    noted(journal, "01-01", None)
    noted(journal, "01-02")

    assert "01-01: killed; the next run went on" in told(journal)


def test_a_run_that_is_at_work_is_not_told_as_killed(tmp_path: Path):
    journal = Journal(tmp_path / "journal")
    noted(journal, "01-01")
    noted(journal, "01-02", None)
    noted(journal, "01-02", 8)

    assert "01-02: began, and has not ended: it is at work, or was killed" in told(journal)


def test_a_torn_line_costs_nothing_but_itself(tmp_path: Path):
    path = tmp_path / "journal"
    journal = Journal(path)
    noted(journal, "01-01")
    with path.open("a") as file:
        file.write('{"run": "torn", "url": "https://one')
    noted(journal, "01-02")

    assert ["line of 01-01", "line of 01-02"] == [entry.line for entry in journal.entries(BLOG)]


def test_what_is_alike_in_a_row_is_one_event(tmp_path: Path):
    journal = Journal(tmp_path / "journal")
    noted(journal, "01-01")
    for day in ("01-02", "01-03"):
        noted(journal, day, 5)
    noted(journal, "01-04", 5, spared=True)
    noted(journal, "01-05")

    assert "01-02 – 01-04: not reached 2 times, left alone 1 time: line of 01-02" in told(journal)
    assert "2 complete, 2 not reached, 1 left alone" == totals(journal.entries(BLOG))


def test_a_month_sums_up_what_was_found_and_let_go(tmp_path: Path):
    journal = Journal(tmp_path / "journal")
    noted(journal, "01-01", changes=(("new", 44),))
    for day in ("02-01", "02-02"):
        noted(journal, day, changes=(("new", 2), ("comments", 3)), let_go=PruneResult(captures=4, bytes=1_000_000))

    assert [
        "2026-01  1 run: first reading (44 new posts)",
        "2026-02  2 runs: 4 new posts, 6 new comments; 8 captures (2.0 MB) let go",
    ] == told(journal)


def test_a_journal_that_grows_too_long_loses_its_older_half(tmp_path: Path):
    path = tmp_path / "journal"
    journal = Journal(path, longest=2_000)
    for day in range(1, 28):
        noted(journal, f"01-{day:02}")

    assert path.stat().st_size < 4_000
    assert "line of 01-27" == journal.entries(BLOG)[-1].line
