"""`migrate archive`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from migrator.cli.command import teaching, wants_json
from migrator.cli.init import CONFIG
from migrator.cli.output import emit, on_one_line, say
from migrator.cli.progress import shown_progress
from migrator.errors import UsageError
from migrator.job import JobReport, read_config, run_job
from migrator.job.blog import BlogOutcome
from migrator.job.telling import payload_of

_WORDS = {0: "ok", 3: "incomplete", 5: "unreachable", 6: "unreadable", 7: "DAMAGED", 8: "busy", 9: "FAILED"}
_NAMED = 10


@teaching(
    examples=(
        "migrate archive",
        "migrate archive blogs/migrate.toml --only NAME.blogspot.com",
        "migrate archive --log-json 2>> archive.log",
    ),
    exits=(3, 4, 5, 6, 7, 8, 9),
)
@click.argument("config", required=False, type=click.Path(path_type=Path), default=CONFIG)
@click.option("--only", metavar="TEXT", help="Only the blogs whose URL contains TEXT.")
@click.option("--now", is_flag=True, help="Ask also a blog that is left alone for a while because it was not there.")
@click.option("--log-json", is_flag=True, help="One JSON line for each blog on stderr, in place of text for people.")
@click.pass_context
def command(context: click.Context, config: Path, only: str | None, now: bool, log_json: bool) -> None:
    """Bring every blog of CONFIG up to date: crawl what is new, verify, export, copy.

    One shot, for cron, a systemd timer or by hand: safe at any time, twice at once, and after a crash. CONFIG is
    migrate.toml unless named; `migrate init URL` writes one. A blog that fails does not stop the others. The exit code
    is that of the blogs if all ended alike, else 3.
    """
    job = read_config(config)
    if only and not any(only in blog.url for blog in job.blogs):
        raise UsageError(f"No blog of {config} has {only!r} in its URL.", hint="Look with: migrate status")
    say_outcome = _log if log_json else _say
    with shown_progress() as progress:
        report = run_job(job, only=only, now=now, progress=None if log_json else progress, said=say_outcome)
    for problem in report.problems:
        say(f"could not tell: {problem}")
    if wants_json(context):
        emit(_as_json(report))
    context.exit(report.exit_code)


def _say(outcome: BlogOutcome) -> None:
    word = _WORDS.get(outcome.exit_code, f"exit {outcome.exit_code}")
    say(on_one_line(f"{word:12} {outcome.url}  {outcome.line}", 300))
    for problem in outcome.problems[:_NAMED]:
        if problem:
            say("  " + on_one_line(problem, 240))
    if len(outcome.problems) > _NAMED:
        say(f"  … and {len(outcome.problems) - _NAMED} more; --json names them all")


def _log(outcome: BlogOutcome) -> None:
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    say(json.dumps({"time": stamp, **payload_of(outcome, "outcome")}, ensure_ascii=True))


def _as_json(report: JobReport) -> dict[str, object]:
    return {
        "command": "archive",
        "exit_code": report.exit_code,
        "started": report.started,
        "ended": report.ended,
        "blogs": [payload_of(outcome, "outcome") for outcome in report.outcomes],
        "problems": list(report.problems),
    }
