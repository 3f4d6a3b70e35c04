"""The job on stand-in blogs, with its own clock."""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import FrozenClock
from job_parts import BLOG, config_in, hooked

from fixtures.blogger import StandIn
from migrator.job import JobConfig, run_job
from migrator.job.blog import Steps, limited
from migrator.job.journal import Journal
from migrator.job.state import States
from migrator.model.errors import Interrupted
from migrator.model.ports import NullProgress
from migrator.store import Archive

GONE = "https://no-such-blog-here.blogspot.com/"


@pytest.fixture(autouse=True)
def no_proxy_to_this_machine(through_standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blogs are behind the proxy, who listens to webhooks is not."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def one_blog(folder: Path, more: str = "") -> JobConfig:
    return config_in(folder, f'[[blog]]\nurl = "{BLOG}"\nmedia = false\n{more}')


def test_a_blog_is_crawled_verified_and_exported(tmp_path: Path, clock: FrozenClock):
    config = one_blog(tmp_path, '[[blog.export]]\nformat = "json"\n')
    report = run_job(config, clock=clock)
    exported = json.loads((tmp_path / "output/carnet-de-veille.blogspot.com/export/json/blog.json").read_text())

    assert 0 == report.exit_code
    assert report.outcomes[0].posts == len([post for post in exported["posts"] if post["type"] == "post"]) > 40


def test_a_run_draws_the_report_anew(tmp_path: Path, clock: FrozenClock):
    page = tmp_path / "output/carnet-de-veille.blogspot.com/report.html"
    run_job(one_blog(tmp_path), clock=clock)
    first = page.read_text(encoding="utf-8")
    clock.now += timedelta(days=1)
    run_job(replace(one_blog(tmp_path), verify=False), clock=clock)
    second = page.read_text(encoding="utf-8")

    assert "2024-05-06 07:08 UTC" in first
    assert "Every media file and each of the" in first
    assert "2024-05-07 07:08 UTC" in second
    assert "no file was held against its digest" in second


def test_a_blog_that_fails_does_not_stop_the_next(tmp_path: Path, clock: FrozenClock):
    text = f'[[blog]]\nurl = "{GONE}"\n[[blog]]\nurl = "{BLOG}"\nmedia = false\n'
    report = run_job(config_in(tmp_path, text), clock=clock)

    assert [5, 0] == [outcome.exit_code for outcome in report.outcomes]
    assert 5 == report.exit_code


def test_a_blog_that_stays_away_is_left_alone_for_longer_and_longer(tmp_path: Path, clock: FrozenClock):
    config = config_in(tmp_path, f'[[blog]]\nurl = "{GONE}"\n')
    asked = []
    for day in range(12):
        asked += [day] if not run_job(config, clock=clock).outcomes[0].spared else []
        clock.now += timedelta(days=1)

    assert [0, 1, 2, 3, 5, 9] == asked
    assert not run_job(config, clock=clock, now=True).outcomes[0].spared


def test_an_archive_that_another_run_holds_is_busy(tmp_path: Path, clock: FrozenClock):
    config = one_blog(tmp_path)
    run_job(config, clock=clock)
    with Archive.open_existing(tmp_path / "output/carnet-de-veille.blogspot.com", write=True):
        report = run_job(config, clock=clock)

    assert 8 == report.exit_code


def test_a_run_that_found_the_archive_busy_leaves_the_last_outcome_alone(tmp_path: Path, clock: FrozenClock):
    config = one_blog(tmp_path)
    run_job(config, clock=clock)
    with Archive.open_existing(tmp_path / "output/carnet-de-veille.blogspot.com", write=True):
        run_job(config, clock=clock)

    assert 0 == States(config.state_file).read()[BLOG].exit_code
    assert [0, 8] == [entry.exit_code for entry in Journal(config.journal_file).entries(BLOG)]


def test_a_blog_that_moved_is_followed_and_it_is_said_once(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        config = one_blog(tmp_path)
        run_job(config, clock=clock)
        standin.blog("seed").settings.custom_domain = "www.carnet-de-veille.example"
        standin.site("seed").touched()
        clock.now += timedelta(days=1)
        moved = run_job(config, clock=clock).outcomes[0]
        clock.now += timedelta(days=1)
        later = run_job(config, clock=clock).outcomes[0]

    new = "https://www.carnet-de-veille.example/"
    assert (f"it moved to {new}; it lived at {BLOG} before",) == moved.notes
    assert ("moved", 1) in moved.changes
    assert f"it lives at {new} now" in moved.line
    assert ((), ()) == (later.notes, later.changes)


def test_a_run_out_of_time_goes_on_next_time(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch):
    with StandIn("seed", latency=40) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        config = one_blog(tmp_path, 'source = "pages"\n')
        short = run_job(replace(config, budget=replace(config.budget, minutes=0.01)), clock=clock)
        whole = run_job(config, clock=clock)

    assert short.outcomes[0].out_of_time
    assert 3 == short.exit_code
    assert whole.outcomes[0].posts > 40


def test_minutes_that_end_amid_our_own_work_stop_the_crawl_alone():
    def work() -> None:
        with limited(0.001):
            while True:
                sum(range(1_000))

    with pytest.raises(Interrupted):
        work()


def test_what_is_new_and_what_failed_is_told_to_a_webhook(tmp_path: Path, clock: FrozenClock):
    with hooked() as (url, posted):
        text = f'[[blog]]\nurl = "{GONE}"\n[[blog]]\nurl = "{BLOG}"\nmedia = false\n'
        config = config_in(tmp_path, f'{text}[on_change]\nwebhook = "{url}"\n[on_failure]\nwebhook = "{url}"\n')
        run_job(config, clock=clock)

    assert ["failure", "change"] == [told["event"] for told in posted]
    assert posted[1]["new_posts"] == 46


def test_an_edit_and_a_comment_on_an_old_post_are_a_change(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        config = one_blog(tmp_path)
        run_job(config, clock=clock)
        clock.now += timedelta(days=1)
        unchanged = run_job(config, clock=clock).outcomes[0]
        clock.now += timedelta(days=1)
        standin.edit("seed", "/2010/01/premier-bilan.html", title="Another title")
        standin.add_comment("seed", "/2010/01/premier-bilan.html", body="late")
        changed = run_job(config, clock=clock).outcomes[0]

    assert () == unchanged.changes
    assert (("comments", 1), ("title", 1)) == changed.changes


def test_a_command_gets_the_outcome_on_its_standard_input(tmp_path: Path, clock: FrozenClock):
    script = f"import sys, pathlib; pathlib.Path({str(tmp_path / 'told')!r}).write_text(sys.stdin.read())"
    command = json.dumps([sys.executable, "-c", script])
    run_job(one_blog(tmp_path, f"[on_change]\ncommand = {command}\n"), clock=clock)

    assert BLOG == json.loads((tmp_path / "told").read_text())["url"]


def test_a_telling_that_fails_is_said_and_changes_the_exit_code(tmp_path: Path, clock: FrozenClock):
    report = run_job(one_blog(tmp_path, '[on_change]\ncommand = ["/nowhere/at/all"]\n'), clock=clock)

    assert 3 == report.exit_code
    assert "/nowhere/at/all" in report.problems[0]


def test_the_same_dead_picture_is_told_once(tmp_path: Path, clock: FrozenClock):
    with hooked() as (url, posted):
        config = config_in(tmp_path, f'[[blog]]\nurl = "{BLOG}"\n[on_failure]\nwebhook = "{url}"\n')
        for _ in range(3):
            report = run_job(config, clock=clock)
            clock.now += timedelta(days=1)

    assert 3 == report.exit_code
    assert ["failure"] == [told["event"] for told in posted]


def test_the_state_outlives_the_run(tmp_path: Path, clock: FrozenClock):
    config = config_in(tmp_path, f'[[blog]]\nurl = "{GONE}"\n')
    run_job(config, clock=clock)
    run_job(config, clock=clock)

    assert 2 == States(config.state_file).read()[GONE].failures


class FailsOnce(NullProgress):
    """Stands for a fault of this program: it strikes at the first thing that is told."""

    def __init__(self) -> None:
        self.struck = False

    def phase(self, name: str) -> None:
        struck, self.struck = self.struck, True
        if not struck:
            raise KeyError(name)


def test_a_fault_of_this_program_in_one_blog_takes_no_other_with_it(tmp_path: Path, clock: FrozenClock):
    text = f'[[blog]]\nurl = "{GONE}"\n[[blog]]\nurl = "{BLOG}"\nmedia = false\n'
    report = run_job(config_in(tmp_path, text), clock=clock, progress=FailsOnce())

    assert [1, 0] == [outcome.exit_code for outcome in report.outcomes]
    assert "KeyError" in report.outcomes[0].line
    assert 1 == report.exit_code


def test_a_fault_of_this_program_in_a_step_is_a_problem_and_ends_with_1(clock: FrozenClock):
    steps = Steps(clock=clock, progress=NullProgress())
    steps.failed("export json", KeyError("title"))

    assert steps.problems[0].startswith("export json: internal-error: ")
    assert 1 == steps.worst(3)
