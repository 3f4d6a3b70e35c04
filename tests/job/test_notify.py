"""Telling, and those who do not want to hear: over real sockets."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from job_parts import hooked

from migrator.job.blog import BlogOutcome
from migrator.job.notify import tell
from migrator.job.settings import JobConfig, Smtp, Telling

FAILED = BlogOutcome(url="https://one.blogspot.com/", exit_code=5, line="gone")


def told(folder: Path, telling: Telling, smtp: Smtp | None = None) -> tuple[str, ...]:
    config = JobConfig(path=folder / "migrate.toml", archives=folder, blogs=(), on_failure=telling, smtp=smtp)
    return tell(config, FAILED, seconds=0.3)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of somebody who accepts and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_webhook_that_refuses_is_said_with_its_status(tmp_path: Path):
    with hooked(500) as (url, posted):
        problems = told(tmp_path, Telling(webhook=url))

    assert (f"webhook: {url} answered 500",) == problems
    assert ["failure"] == [one["event"] for one in posted]


def test_a_webhook_that_leads_elsewhere_is_not_followed(tmp_path: Path):
    with hooked(307) as (url, posted):
        problems = told(tmp_path, Telling(webhook=url))

    assert (f"webhook: {url} answered 307",) == problems
    assert 1 == len(posted)


def test_a_webhook_that_never_answers_is_given_up(tmp_path: Path, silent: int):
    assert (f"webhook: http://127.0.0.1:{silent}/ could not be posted to: ReadTimeout",) == told(
        tmp_path, Telling(webhook=f"http://127.0.0.1:{silent}/")
    )


def test_a_mail_server_that_never_answers_is_given_up(tmp_path: Path, silent: int):
    smtp = Smtp(host="127.0.0.1", port=silent, security="none", sender="job@example.org")

    [problem] = told(tmp_path, Telling(mail=("you@example.org",)), smtp)

    assert problem.startswith("mail: 127.0.0.1: ")
    assert problem.endswith("timed out")


def test_a_command_that_never_ends_is_given_up(tmp_path: Path):
    [problem] = told(tmp_path, Telling(command=(sys.executable, "-c", "import time; time.sleep(60)")))

    assert "timed out after 0.3 seconds" in problem


def test_a_command_runs_in_the_folder_of_the_configuration(tmp_path: Path):
    script = "import json, sys; json.dump(json.load(sys.stdin), open('told.json', 'w'))"
    config = JobConfig(
        path=tmp_path / "migrate.toml",
        archives=tmp_path,
        blogs=(),
        on_failure=Telling(command=(sys.executable, "-c", script)),
    )

    assert () == tell(config, FAILED)
    assert 5 == json.loads((tmp_path / "told.json").read_text())["exit_code"]
