"""Letting go of what is superseded, on a blog that changes from day to day."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import FrozenClock
from job_parts import BLOG, config_in
from store_sample import BLOG as SAMPLE
from store_sample import FIRST, SECOND, document, page, seen

from fixtures.blogger import StandIn
from migrator.job import JobConfig, run_job
from migrator.job.blog import BlogOutcome
from migrator.job.run import plan_job
from migrator.reparse import reparse_archive
from migrator.retention import PruneResult, RetentionPolicy, prune
from migrator.store import Archive

OLD, EDITED = "/2010/01/premier-bilan.html", "/2010/02/deux-mots.html"
THIRD = "2024-07-01T10:00:00Z"


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch):
    with StandIn("seed") as running:
        for name, value in running.env.items():
            monkeypatch.setenv(name, value)
        yield running


def job(folder: Path, keep: str) -> JobConfig:
    return config_in(folder, f'{keep}\nverify = false\n[[blog]]\nurl = "{BLOG}"\nmedia = false\n')


def some_days(standin: StandIn, config: JobConfig, clock: FrozenClock, days: int = 4) -> BlogOutcome:
    """Run the job day by day, each after an edit and a comment; give the last outcome."""
    for day in range(days):
        standin.edit("seed", OLD, title=f"Title {day}", body=f"<p>Version {day}</p>", images=[])
        standin.add_comment("seed", OLD, body=f"comment {day}")
        outcome = run_job(config, clock=clock).outcomes[0]
        clock.now += timedelta(days=1)
    return outcome


def test_superseded_captures_go_and_it_is_said(standin: StandIn, tmp_path: Path, clock: FrozenClock):
    outcome = some_days(standin, job(tmp_path, 'keep_captures = "1 day"'), clock)
    with Archive.open_existing(outcome.archive, write=False) as archive:
        told = [notice for notice in archive.notices.of() if notice.code == "retention"]

    assert outcome.let_go.captures > 3
    assert f"let go of {outcome.let_go}" in outcome.notes
    assert str(outcome.let_go) in outcome.line
    assert f"{outcome.let_go} let go" in [notice.detail for notice in told]


def test_a_reparse_tells_the_same_after_captures_went(standin: StandIn, tmp_path: Path, clock: FrozenClock):
    outcome = some_days(standin, job(tmp_path, 'keep_captures = "1 day"'), clock, days=6)
    with Archive.open_existing(outcome.archive, write=True) as archive:
        before = list(archive.view().posts()), list(archive.history.runs())
        reparse_archive(archive)
        after = list(archive.view().posts()), list(archive.history.runs())
        damaged = list(archive.damage())

    assert before == after
    assert [] == damaged


def test_a_dry_run_tells_what_would_go_and_changes_nothing(standin: StandIn, tmp_path: Path, clock: FrozenClock):
    outcome = some_days(standin, job(tmp_path, ""), clock)
    config = job(tmp_path, 'keep_captures = "1 day"')
    files = sorted((outcome.archive / "capture").iterdir())
    asked = len(standin.urls)
    [plan] = plan_job(config, only=None, clock=clock)
    same = files == sorted((outcome.archive / "capture").iterdir())
    with Archive.open_existing(outcome.archive, write=True) as archive:
        done = prune(archive, config.blogs[0].keep, clock=clock)

    assert done == plan.let_go != PruneResult()
    assert same
    assert asked == len(standin.urls)


def test_captures_that_tell_of_a_post_that_is_gone_stay(standin: StandIn, tmp_path: Path, clock: FrozenClock):
    config = job(tmp_path, 'keep_captures = "1 day"\nkeep_revisions = "1 day"')
    some_days(standin, job(tmp_path, ""), clock)
    standin.delete("seed", OLD)
    clock.now += timedelta(days=5)
    run_job(config, clock=clock)
    outcome = run_job(config, clock=clock).outcomes[0]
    with Archive.open_existing(outcome.archive, write=True) as archive:
        [post] = [post for post in archive.view().posts() if post.url.endswith(OLD)]
        titles = [
            change.before for run in archive.history.runs(post.url) for change in run.changes if change.what == "title"
        ]
        reparse_archive(archive)
        again = [one for one in archive.view().posts() if one.url.endswith(OLD)]

    assert "removed" == post.status.value
    assert ["Title 0", "Title 1", "Title 2"] == titles
    assert [post] == again


@pytest.fixture
def edited(tmp_path: Path):
    """An archive in which three readings found three titles of one post."""
    with Archive.create_or_open(tmp_path / "archive") as archive:
        for title, as_of in (("One", FIRST), ("Two", SECOND), ("Three", THIRD)):
            run = archive.begin_run("crawl", as_of)
            archive.blogs.keep_located(SAMPLE, page(as_of))
            archive.keep(document(seen("a", title=title)), page(as_of), run=run)
            archive.end_run(run, ended=as_of, exit_code=0, counts={})
        yield archive


def test_the_newest_earlier_text_stays_however_old_it_is(edited: Archive, clock: FrozenClock):
    clock.now += timedelta(days=9_999)
    gone = prune(edited, RetentionPolicy(revisions=timedelta(days=1)), clock=clock)
    left = [change.before for run in edited.history.runs() for change in run.changes if change.what == "title"]

    assert PruneResult(revisions=1) == gone
    assert ["Two"] == left


def test_texts_that_were_replaced_lately_stay(edited: Archive, clock: FrozenClock):
    clock.now = clock.now.replace(month=7, day=2)

    assert PruneResult() == prune(edited, RetentionPolicy(revisions=timedelta(days=90)), clock=clock)


def test_what_a_crash_left_beside_the_captures_goes(edited: Archive):
    folder = edited.path / "capture"
    edited.begin_run("retention", "2024-08-01T10:00:00Z")
    edited.close()
    folder.mkdir(exist_ok=True)
    for name in (".new-20240501100000-00001-2.warc.gz", "20240501100000-00001-2.warc.gz", "mine.warc.gz"):
        (folder / name).write_bytes(b"half")
    Archive.open_existing(edited.path, write=True).close()

    assert [folder / "mine.warc.gz"] == list(folder.iterdir())


def test_a_capture_file_that_no_killed_run_left_stays(edited: Archive):
    fresh = edited.path / "capture" / "20240501100000-00001-2.warc.gz"
    edited.close()
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_bytes(b"told of by a newer database")
    Archive.open_existing(edited.path, write=True).close()

    assert fresh.exists()
