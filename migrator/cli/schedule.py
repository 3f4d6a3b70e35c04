"""`migrate schedule`."""

import shutil
import sys
from pathlib import Path

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.init import CONFIG
from migrator.cli.output import print_err, print_json, print_out
from migrator.job.install import Scheduler, install, remove, show, usual_scheduler
from migrator.job.schedule import plan_of


@migrate_command(
    examples=(
        "migrate schedule install",
        "migrate schedule show blogs/migrate.toml --with cron --at 05:15",
        "migrate schedule remove",
    ),
    exits=(4,),
)
@click.argument("action", type=click.Choice(["install", "show", "remove"]))
@click.argument("config", required=False, type=click.Path(path_type=Path), default=CONFIG)
@click.option(
    "--with",
    "scheduler",
    type=click.Choice([name.value for name in Scheduler]),
    help="Who starts the job.  [default: what this system has]",
)
@click.option("--at", metavar="HH:MM", default="04:30", show_default=True, help="The time of day, local (github: UTC).")
@click.pass_context
def command(context: click.Context, action: str, config: Path, scheduler: str | None, at: str) -> None:
    """Let the system run `migrate archive CONFIG` every day.

    show prints what install would put in place. systemd is the user's own (it runs while you are logged in, or always
    after `loginctl enable-linger`), systemd-system the machine's; github is a workflow in the repository of CONFIG.
    """
    chosen = Scheduler(scheduler) if scheduler else usual_scheduler()
    plan = plan_of(_program(), config, at)
    if action == "show":
        done: tuple[str, ...] = (show(plan, chosen).rstrip("\n"),)
        if not wants_json(context):
            print_out(done[0])
    else:
        done = install(plan, chosen) if action == "install" else remove(plan, chosen)
        for line in done:
            print_err(line)
        if action == "remove" and not done:
            print_err("There was no schedule.")
    if wants_json(context):
        print_json({"command": "schedule", "exit_code": 0, "action": action, "with": chosen, "done": list(done)})


def _program() -> tuple[str, ...]:
    """Return the program by its absolute path: a scheduler knows no PATH of ours."""
    called = Path(sys.argv[0])
    if called.name.startswith("migrate") and called.exists():
        return (str(called.absolute()),)
    found = shutil.which("migrate")
    return (found,) if found else (sys.executable, "-m", "migrator.cli")
