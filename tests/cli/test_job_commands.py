"""The commands around the scheduled job, each as a user runs it."""

import json
import subprocess
from pathlib import Path

import pytest
from commandline import migrate

from fixtures.blogger import StandIn

BLOG = "https://carnet-de-veille.blogspot.com/"


class Desk:
    """A folder in which commands run."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def run(self, *arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        return migrate(*arguments, cwd=self.folder, env={**self._environment, **changes})


@pytest.fixture
def desk(standin: StandIn, tmp_path: Path) -> Desk:
    return Desk(tmp_path, standin.environment())


def test_init_archive_and_status_tell_one_story(desk: Desk):
    begun = desk.run("init", BLOG)
    before = desk.run("status")
    done = desk.run("archive", "--json")
    after = desk.run("status", "--json")

    assert (0, 3, 3, 3) == (begun.returncode, before.returncode, done.returncode, after.returncode)
    assert "never run" in before.stdout
    assert 44 == json.loads(done.stdout)["blogs"][0]["posts"]
    assert "incomplete" in done.stderr
    assert 3 == json.loads(after.stdout)["blogs"][0]["exit_code"]


def test_init_replaces_nothing_unasked(desk: Desk):
    (desk.folder / "migrate.toml").write_text("mine")
    done = desk.run("init", BLOG)

    assert 2 == done.returncode
    assert "mine" == (desk.folder / "migrate.toml").read_text()


def test_a_wrong_configuration_names_its_line(desk: Desk):
    (desk.folder / "migrate.toml").write_text(f'[[blog]]\nurl = "{BLOG}"\nsauce = "auto"\n')
    done = desk.run("archive")

    assert 4 == done.returncode
    assert "migrate.toml, line 3: blog.1.sauce is not known here" in done.stderr
    assert not (desk.folder / "output").exists()


def test_a_log_for_machines_has_one_object_a_line(desk: Desk):
    desk.run("init", "https://no-such-blog-here.blogspot.com/")
    done = desk.run("archive", "--log-json")

    assert 5 == done.returncode
    assert [5] == [json.loads(line)["exit_code"] for line in done.stderr.splitlines()]


def test_a_webhook_that_fails_is_one_more_object_in_the_log_for_machines(desk: Desk):
    text = '[[blog]]\nurl = "https://no-such-blog-here.blogspot.com/"\n[on_failure]\ncommand = ["/nowhere"]\n'
    (desk.folder / "migrate.toml").write_text(text)
    done = desk.run("archive", "--log-json")

    assert ["outcome", "telling-failed"] == [json.loads(line)["event"] for line in done.stderr.splitlines()]


def test_a_dry_run_asks_nothing_and_tells_what_would_be_done(desk: Desk, standin: StandIn):
    (desk.folder / "migrate.toml").write_text(f'[[blog]]\nurl = "{BLOG}"\n[[push]]\nto = "/mnt/backup"\n')
    asked = len(standin.urls)
    done = desk.run("archive", "--dry-run", "--json")

    assert 0 == done.returncode
    assert {"revisions": 0, "captures": 0, "bytes": 0} == json.loads(done.stdout)["blogs"][0]["let_go"]
    assert "copy to /mnt/backup" in done.stderr
    assert asked == len(standin.urls)
    assert ["migrate.toml"] == [path.name for path in desk.folder.iterdir()]


def test_the_history_tells_a_month_of_runs_in_a_line(desk: Desk):
    (desk.folder / "migrate.toml").write_text('[[blog]]\nurl = "https://no-such-blog-here.blogspot.com/"\n')
    for day in ("2026-01-30", "2026-01-31", "2026-02-01"):
        desk.run("archive", BLOG_MIGRATOR_NOW=f"{day}T04:30:00+00:00")
    told = desk.run("status", "--history", BLOG_MIGRATOR_NOW="2026-02-01T10:30:00+00:00")
    lines = [line.strip() for line in told.stdout.splitlines()]

    assert 3 == told.returncode
    assert "3 runs: 3 not reached" in lines
    assert [True, True] == [any(line.startswith(month) for line in lines) for month in ("2026-01", "2026-02")]
    assert any(line.startswith("01-30 – 02-01: not reached 3 times: ") for line in lines)


def test_a_schedule_is_shown_without_being_put_in_place(desk: Desk):
    desk.run("init", BLOG)
    shown = desk.run("schedule", "show", "--with", "systemd", XDG_CONFIG_HOME=str(desk.folder))

    assert 0 == shown.returncode
    assert f"archive {desk.folder / 'migrate.toml'}" in shown.stdout
    assert ["migrate.toml"] == [path.name for path in desk.folder.iterdir()]


def test_a_crontab_keeps_the_lines_of_others(desk: Desk):
    tools = desk.folder / "bin"
    tools.mkdir()
    table = desk.folder / "table"
    table.write_text("0 1 * * * theirs\n")
    crontab = tools / "crontab"
    crontab.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then cat "{table}"; else cat > "{table}"; fi\n')
    crontab.chmod(0o755)
    desk.run("init", BLOG)
    path = {"PATH": f"{tools}:/usr/bin:/bin"}
    desk.run("schedule", "install", "--with", "cron", **path)
    twice = desk.run("schedule", "install", "--with", "cron", "--at", "5:15", **path)
    installed = table.read_text().splitlines()
    removed = desk.run("schedule", "remove", "--with", "cron", **path)

    assert (0, 0) == (twice.returncode, removed.returncode)
    assert "0 1 * * * theirs" == installed[0]
    assert [True] == [line.startswith("15 5 * * * ") for line in installed if "migrate.toml" in line]
    assert "0 1 * * * theirs\n" == table.read_text()
