"""What starts the job at its time: files and lines as each scheduler wants them. Texts only; `install` writes them.

Formats: systemd.unit(5), systemd.timer(5), crontab(5), launchd.plist(5), Task Scheduler's XML schema 1.2, GitHub's
workflow syntax.
"""

import plistlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from migrator.model.errors import UsageError

NAME = "blog-migrator"
LABEL = "org.blog-migrator.archive"
_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePlan:
    """When to run what: daily at `hour`:`minute` local time, with the program and configuration by absolute path."""

    program: tuple[str, ...]
    config: Path
    hour: int
    minute: int

    @property
    def command(self) -> tuple[str, ...]:
        """The command line."""
        return (*self.program, "archive", str(self.config))


def plan_of(program: tuple[str, ...], config: Path, at: str) -> SchedulePlan:
    """Make a plan from a time of day such as `04:30`."""
    match = _TIME.match(at)
    if match is None:
        raise UsageError(f"{at!r} is no time of day.", hint="Give one like 04:30.")
    return SchedulePlan(program=program, config=config.resolve(), hour=int(match[1]), minute=int(match[2]))


def systemd_service(plan: SchedulePlan) -> str:
    """Return the service: one shot; exit codes 3 and 8 are no failures of the service."""
    return (
        "[Unit]\n"
        "Description=Keep the archives of Blogger blogs current\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"ExecStart={' '.join(_systemd_word(word) for word in plan.command)}\n"
        "# 3: something named is missing; 8: another run is at work. Neither is a failure of the service.\n"
        "SuccessExitStatus=3 8\n"
        "Nice=10\n"
        "NoNewPrivileges=true\n"
    )


def systemd_timer(plan: SchedulePlan) -> str:
    """Return the timer: daily, made up for if the computer was off, at a slightly random moment."""
    return (
        "[Unit]\n"
        "Description=Keep the archives of Blogger blogs current, daily\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {plan.hour:02}:{plan.minute:02}:00\n"
        "RandomizedDelaySec=15min\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def cron_line(plan: SchedulePlan) -> str:
    """Return the line of a crontab; a percent sign means a line break there and is escaped."""
    command = shlex.join(plan.command).replace("%", r"\%")
    return f"{plan.minute} {plan.hour} * * * {command}"


def launchd_plist(plan: SchedulePlan, log: Path) -> bytes:
    """Return the property list of a LaunchAgent."""
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(plan.command),
            "StartCalendarInterval": {"Hour": plan.hour, "Minute": plan.minute},
            "StandardErrorPath": str(log),
            "ProcessType": "Background",
        }
    )


def windows_task(plan: SchedulePlan, start: str) -> str:
    """Give the task as XML, in the order of elements that Task Scheduler's schema demands; `start` is `YYYY-MM-DD`."""
    words = " ".join(f'"{word}"' if re.search(r"[\s\"]", word) else word for word in plan.command[1:])
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        "  <RegistrationInfo><Description>Keep the archives of Blogger blogs current</Description></RegistrationInfo>\n"
        "  <Triggers>\n"
        "    <CalendarTrigger>\n"
        f"      <StartBoundary>{start}T{plan.hour:02}:{plan.minute:02}:00</StartBoundary>\n"
        "      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>\n"
        "    </CalendarTrigger>\n"
        "  </Triggers>\n"
        "  <Settings>\n"
        "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n"
        "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n"
        "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n"
        "    <StartWhenAvailable>true</StartWhenAvailable>\n"
        "    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>\n"
        "  </Settings>\n"
        "  <Actions>\n"
        f"    <Exec><Command>{escape(plan.command[0])}</Command><Arguments>{escape(words)}</Arguments></Exec>\n"
        "  </Actions>\n"
        "</Task>\n"
    )


def github_workflow(plan: SchedulePlan) -> str:
    """Return a workflow that runs the job in the repository that holds the configuration and commits what changed."""
    return f"""name: Keep the blog's archive
on:
  schedule:
    - cron: "{plan.minute} {plan.hour} * * *"
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: blog-migrator
jobs:
  archive:
    runs-on: ubuntu-latest
    timeout-minutes: 300
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install blog-migrator
      - run: migrate archive {shlex.quote(plan.config.name)} || test $? -eq 3
      - name: Commit what changed
        run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git add --all
          git diff --cached --quiet || git commit --message "Archive the blog"
          git push
"""


def _systemd_word(word: str) -> str:
    """Quote a word for ExecStart, where % and $ mean something, too."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"' if re.search(r"[\s\"';\\]", word) or not word else text
