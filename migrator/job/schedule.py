"""What starts the job at its time: files and lines as each scheduler wants them. Texts only; `install` writes them.

Formats: systemd.unit(5), systemd.timer(5), crontab(5), launchd.plist(5), Task Scheduler's XML schema 1.2, GitHub's
workflow syntax.
"""

import json
import plistlib
import re
import shlex
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from migrator.model.errors import ConfigError, UsageError

NAME = "blog-migrator"
LABEL = "org.blog-migrator.archive"
_CRON_COMMAND = 998
"""Bytes that the shortest of the cron daemons takes as one command (MAX_COMMAND of Vixie cron, with its end)."""
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
    plan = SchedulePlan(program=program, config=config.resolve(), hour=int(match[1]), minute=int(match[2]))
    for word in plan.command:
        if any(_unwritable(character) for character in word):
            raise _refused(f"The path {word!r} holds a line break or another character that no schedule can hold.")
    return plan


def _unwritable(character: str) -> bool:
    """Whether a character ends a line, or has no place in XML or YAML: controls, separators, half pairs, no letters."""
    code = ord(character)
    if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return True
    return code == 0xFEFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _refused(what: str) -> ConfigError:
    return ConfigError(what, hint="Rename the file or its folder, or choose another scheduler with --with.")


def systemd_service(plan: SchedulePlan) -> str:
    """Return the service: one shot; exit codes 3 and 8 are no failures of the service."""
    # systemd puts no variables into the program's own path: there a dollar sign is itself.
    words = [_systemd_word(plan.command[0]).replace("$$", "$"), *map(_systemd_word, plan.command[1:])]
    return (
        "[Unit]\n"
        "Description=Keep the archives of Blogger blogs current\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"ExecStart={' '.join(words)}\n"
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
    """Return the line of a crontab; a percent sign means a line break there and is escaped.

    ConfigError where cron would cut the command.
    """
    command = shlex.join(plan.command).replace("%", r"\%")
    if len(command.encode()) > _CRON_COMMAND:
        raise _refused("The paths are so long that cron would cut the command.")
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
    """Return the task as XML, in the order of elements that Task Scheduler's schema demands; `start` is `YYYY-MM-DD`.

    ConfigError for what Task Scheduler would replace, which it has no escape for: `%NAME%` and `$(Name)`.
    """
    words = subprocess.list2cmdline(plan.command[1:])
    for text in (plan.command[0], words):
        if text.count("%") > 1 or "$(" in text:
            raise _refused("Task Scheduler would replace a part of the path: it has two percent signs, or `$(`.")
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
    # GitHub puts values in first, then YAML is a string of JSON, then the shell reads it: quoted for each.
    command = f"migrate archive {shlex.quote(f'./{plan.config.name}')} || test $? -eq 3".replace("${{", "${{ '${{' }}")
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
      - run: {json.dumps(command, ensure_ascii=False)}
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
