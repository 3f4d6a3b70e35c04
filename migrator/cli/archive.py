"""`migrate archive`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.init import CONFIG
from migrator.cli.output import job_clock, on_one_line, print_err, print_json
from migrator.cli.progress import shown_progress
from migrator.job import JobConfig, JobReport, read_config, run_job
from migrator.job.blog import BlogOutcome
from migrator.job.notify import payload_of
from migrator.job.run import BlogPlan, plan_job
from migrator.model.errors import UsageError

_WORDS = {0: "ok", 3: "incomplete", 5: "unreachable", 6: "unreadable", 7: "DAMAGED", 8: "busy", 9: "FAILED"}
_NAMED = 10


@migrate_command(
    examples=(
        "migrate archive",
        "migrate archive blogs/migrate.toml --only NAME.blogspot.com",
        "migrate archive --dry-run",
        "migrate archive --log-json 2>> archive.log",
    ),
    exits=(3, 4, 5, 6, 7, 8, 9),
)
@click.argument("config", required=False, type=click.Path(path_type=Path), default=CONFIG)
@click.option("--only", metavar="TEXT", help="Only the blogs whose URL contains TEXT.")
@click.option("--now", is_flag=True, help="Ask also a blog that is left alone for a while because it was not there.")
@click.option("--log-json", is_flag=True, help="One JSON line for each blog on stderr, in place of text for people.")
@click.option(
    "--dry-run", is_flag=True, help="Ask and change nothing: tell what a run would do, and what it would let go."
)
@click.pass_context
def command(context: click.Context, config: Path, only: str | None, now: bool, log_json: bool, dry_run: bool) -> None:
    """Bring every blog of CONFIG up to date: crawl what is new, verify, export, copy.

    One shot, for cron, a systemd timer or by hand: safe at any time, twice at once, and after a crash. CONFIG is
    migrate.toml unless named; `migrate init URL` writes one. A blog that fails does not stop the others. The exit code
    is that of the blogs if all ended alike, else 3.
    """
    job = read_config(config)
    if only and not any(only in blog.url for blog in job.blogs):
        raise UsageError(f"No blog of {config} has {only!r} in its URL.", hint="Look with: migrate status")
    clock = job_clock()
    if dry_run:
        _plan(context, job, only, clock)
        return
    said = partial(_log, clock) if log_json else _say
    with shown_progress() as progress:
        report = run_job(job, only=only, now=now, clock=clock, progress=None if log_json else progress, said=said)
    for problem in report.problems:
        if log_json:
            print_err(json.dumps({"time": _stamp(clock), "event": "telling-failed", "problem": problem}))
        else:
            print_err(f"could not tell: {problem}")
    if wants_json(context):
        print_json(_as_json(report))
    context.exit(report.exit_code)


def _say(outcome: BlogOutcome) -> None:
    word = _WORDS.get(outcome.exit_code, f"exit {outcome.exit_code}")
    print_err(on_one_line(f"{word:12} {outcome.url}  {outcome.line}", 300))
    for note in outcome.notes:
        print_err("  " + on_one_line(note, 240))
    for problem in outcome.problems[:_NAMED]:
        if problem:
            print_err("  " + on_one_line(problem, 240))
    if len(outcome.problems) > _NAMED:
        print_err(f"  … and {len(outcome.problems) - _NAMED} more; --json names them all")


def _log(clock: Callable[[], datetime], outcome: BlogOutcome) -> None:
    print_err(json.dumps({"time": _stamp(clock), **payload_of(outcome, "outcome")}, ensure_ascii=True))


def _stamp(clock: Callable[[], datetime]) -> str:
    return clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def _plan(context: click.Context, job: JobConfig, only: str | None, clock: Callable[[], datetime]) -> None:
    """Tell what a run would do."""
    plans = plan_job(job, only=only, clock=clock)
    for plan in plans:
        print_err(on_one_line(plan.url, 240))
        for line in _plan_lines(plan):
            print_err("  " + on_one_line(line, 238))
    print_err("Nothing was asked or changed.")
    if wants_json(context):
        print_json(
            {"command": "archive", "exit_code": 0, "dry_run": True, "blogs": [_plan_json(plan) for plan in plans]}
        )


def _plan_lines(plan: BlogPlan) -> Iterator[str]:
    if plan.problem:
        yield f"its archive can't be read: {plan.problem}"
    elif plan.posts is None:
        yield f"would be read whole, into {plan.archive}"
    else:
        yield f"would be asked for what changed; {plan.archive} holds {plan.posts} posts"
    if plan.left_alone_until:
        yield f"is left alone until {plan.left_alone_until:%Y-%m-%d %H:%M} UTC, unless --now"
    yield f"would let go of {plan.let_go}"
    yield from (f"export {export}" for export in plan.exports)
    yield from (f"copy to {push}" for push in plan.pushes)


def _plan_json(plan: BlogPlan) -> dict[str, object]:
    until = plan.left_alone_until
    return {
        "url": plan.url,
        "archive": str(plan.archive),
        "posts": plan.posts,
        "not_before": until.strftime("%Y-%m-%dT%H:%M:%SZ") if until else None,
        "exports": list(plan.exports),
        "pushes": list(plan.pushes),
        "let_go": asdict(plan.let_go),
        "problem": plan.problem or None,
    }


def _as_json(report: JobReport) -> dict[str, object]:
    return {
        "command": "archive",
        "exit_code": report.exit_code,
        "started": report.started,
        "ended": report.ended,
        "blogs": [payload_of(outcome, "outcome") for outcome in report.outcomes],
        "problems": list(report.problems),
    }
