import json
from datetime import UTC, datetime

import pytest
from store_sample import SECOND

from migrator.model.errors import ArchiveError, Interrupted, NotABlog
from migrator.store import RunKind


def clock():
    return datetime.fromisoformat(SECOND).astimezone(UTC)


def stopped(archive, raised):
    with archive.run(RunKind.REPARSE, clock=clock) as run:
        run.counts["documents"] = 3
        raise raised


@pytest.mark.parametrize(
    ("raised", "told", "code"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt, 130),
        (Interrupted("Stopped."), Interrupted, 130),
        (NotABlog("no blog"), NotABlog, 6),
        (OSError(28, "No space left on device"), ArchiveError, 7),
        (ZeroDivisionError(), ZeroDivisionError, 1),
    ],
)
def test_a_run_that_is_stopped_is_noted_with_its_end_and_exit_code(archive, read, raised, told, code):
    with pytest.raises(told):
        stopped(archive, raised)

    assert [(SECOND, code, {"documents": 3})] == [
        (ended, number, json.loads(counts))
        for ended, number, counts in read("SELECT ended, exit_code, counts FROM runs WHERE kind = 'reparse'")
    ]


def test_a_run_that_comes_to_its_end_has_the_exit_code_that_it_says(archive, read):
    with archive.run(RunKind.CRAWL, clock=clock, source="feeds") as run:
        run.exit_code = 3

    assert [("crawl --source feeds", "crawl", "feeds", 3)] == read(
        "SELECT command, kind, source, exit_code FROM runs WHERE id = ?", run.number
    )
