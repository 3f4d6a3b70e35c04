"""`migrate status`."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from migrator.check.account import account_lines
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.init import CONFIG
from migrator.cli.output import job_clock, on_one_line, print_json, print_out
from migrator.job import read_config
from migrator.job.journal import Journal, JournalEntry
from migrator.job.state import BlogState, States
from migrator.job.timeline import story, totals
from migrator.model.errors import MigratorError
from migrator.store import Archive

_UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))


@migrate_command(
    examples=("migrate status", "migrate status --history", "migrate status blogs/migrate.toml --json"), exits=(3, 4)
)
@click.argument("config", required=False, type=click.Path(path_type=Path), default=CONFIG)
@click.option("--history", is_flag=True, help="Tell all runs so far: a line a month, and what was not as usual.")
@click.pass_context
def command(context: click.Context, config: Path, history: bool) -> None:
    """Tell how the last runs of `migrate archive CONFIG` went: how long ago, with which outcome, when again.

    Exits with 3 if a blog was never archived or its last run did not end with 0.
    """
    job = read_config(config)
    known, now = States(job.state_file).read(), job_clock()()
    states = [known.get(blog.url, BlogState(url=blog.url)) for blog in job.blogs]
    code = 3 if any(state.exit_code != 0 for state in states) else 0
    journal = Journal(job.journal_file)
    runs = {state.url: journal.entries(state.url) if history else [] for state in states}
    if wants_json(context):
        blogs = [_as_json(state, now) | ({"runs": _runs(runs[state.url])} if history else {}) for state in states]
        print_json({"command": "status", "exit_code": code, "blogs": blogs})
    else:
        for state in states:
            print_out(on_one_line(state.url, 240))
            for line in (*_lines(state, now), *_history(runs[state.url])):
                print_out("  " + " " * (len(line) - len(line.lstrip())) + on_one_line(line, 200))
    context.exit(code)


def _lines(state: BlogState, now: datetime) -> list[str]:
    if state.exit_code is None:
        return ["never run"]
    lines = [f"{_ago(state.ended, now)}: exit code {state.exit_code}, {state.line}"]
    if state.succeeded and state.succeeded != state.ended:
        lines.append(f"last success {_ago(state.succeeded, now)}")
    if state.failures:
        lines.append(f"{state.failures} failures in a row")
    if (pause := state.not_before()) and pause > now:
        lines.append(f"left alone until {pause:%Y-%m-%d %H:%M} UTC")
    if state.archive:
        lines.append(f"archive {state.archive}")
        lines += _account(Path(state.archive))
    return lines


def _account(folder: Path) -> tuple[str, ...]:
    """Return the account of an archive; none where it can't be opened, which `verify` tells."""
    try:
        with Archive.open_existing(folder, write=False) as archive:
            return account_lines(archive)
    except MigratorError:
        return ()


def _history(entries: list[JournalEntry]) -> Iterator[str]:
    if entries:
        yield f"{len(entries)} runs: {totals(entries)}"
        yield from story(entries)


def _runs(entries: list[JournalEntry]) -> list[dict[str, object]]:
    return [asdict(entry) | {"ended": entry.ended or None} for entry in entries]


def _ago(stamp: str, now: datetime) -> str:
    seconds = (now - datetime.fromisoformat(stamp)).total_seconds()
    for size, name in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name} ago"
    return "just now"


def _as_json(state: BlogState, now: datetime) -> dict[str, object]:
    pause = state.not_before()
    return {
        "url": state.url,
        "archive": state.archive or None,
        "started": state.started or None,
        "ended": state.ended or None,
        "succeeded": state.succeeded or None,
        "exit_code": state.exit_code,
        "line": state.line,
        "failures": state.failures,
        "not_before": pause.strftime("%Y-%m-%dT%H:%M:%SZ") if pause and pause > now else None,
    }
