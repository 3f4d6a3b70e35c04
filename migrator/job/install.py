"""Putting a schedule where the system's scheduler finds it, showing it, and taking it away."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from migrator.job import schedule
from migrator.job.schedule import SchedulePlan
from migrator.model.errors import ConfigError, UsageError

_MARK = "# blog-migrator: the next line is made by `migrate schedule`"


class Scheduler(StrEnum):
    """Who starts the job."""

    SYSTEMD = "systemd"
    SYSTEMD_SYSTEM = "systemd-system"
    CRON = "cron"
    LAUNCHD = "launchd"
    WINDOWS = "windows"
    GITHUB = "github"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFile:
    """A file of a schedule, and where it belongs."""

    path: Path
    content: bytes


def usual_scheduler() -> Scheduler:
    """Return the scheduler that this system has."""
    if sys.platform == "darwin":
        return Scheduler.LAUNCHD
    if sys.platform == "win32":
        return Scheduler.WINDOWS
    return Scheduler.SYSTEMD if Path("/run/systemd/system").is_dir() else Scheduler.CRON


def pieces(plan: SchedulePlan, scheduler: Scheduler) -> tuple[ScheduleFile, ...]:
    """Return the files of a schedule; for cron there is none but the crontab's line."""
    if scheduler in {Scheduler.SYSTEMD, Scheduler.SYSTEMD_SYSTEM}:
        folder = _units(scheduler)
        return (
            ScheduleFile(path=folder / f"{schedule.NAME}.service", content=schedule.systemd_service(plan).encode()),
            ScheduleFile(path=folder / f"{schedule.NAME}.timer", content=schedule.systemd_timer(plan).encode()),
        )
    if scheduler is Scheduler.LAUNCHD:
        home = Path.home() / "Library"
        content = schedule.launchd_plist(plan, home / "Logs" / f"{schedule.NAME}.log")
        return (ScheduleFile(path=home / "LaunchAgents" / f"{schedule.LABEL}.plist", content=content),)
    if scheduler is Scheduler.WINDOWS:
        task = schedule.windows_task(plan, date.today().isoformat())
        return (ScheduleFile(path=plan.config.with_name(f"{schedule.NAME}-task.xml"), content=task.encode("utf-16")),)
    if scheduler is Scheduler.GITHUB:
        path = plan.config.parent / ".github" / "workflows" / f"{schedule.NAME}.yml"
        return (ScheduleFile(path=path, content=schedule.github_workflow(plan).encode()),)
    return ()


def show(plan: SchedulePlan, scheduler: Scheduler) -> str:
    """Return what `install` would put in place, as text."""
    if scheduler is Scheduler.CRON:
        return f"{_MARK}\n{schedule.cron_line(plan)}\n"
    encoding = "utf-16" if scheduler is Scheduler.WINDOWS else "utf-8"
    return "\n".join(f"# {piece.path}\n{piece.content.decode(encoding)}" for piece in pieces(plan, scheduler))


def install(plan: SchedulePlan, scheduler: Scheduler) -> tuple[str, ...]:
    """Put a schedule in place and start it; give what was done, a line each."""
    if not plan.config.is_file():
        raise ConfigError(f"There is no configuration {plan.config}.", hint="`migrate init URL` writes one.")
    if scheduler is Scheduler.CRON:
        _write_crontab([*_crontab_of_others(), _MARK, schedule.cron_line(plan)])
        return ("a line in your crontab",)
    done = []
    for piece in pieces(plan, scheduler):
        try:
            piece.path.parent.mkdir(parents=True, exist_ok=True)
            piece.path.write_bytes(piece.content)
        except OSError as error:
            raise UsageError(f"{piece.path} can't be written: {error.strerror or error}.") from error
        done.append(str(piece.path))
    for command in _starting(plan, scheduler):
        _run(command)
        done.append(" ".join(command))
    return tuple(done)


def remove(plan: SchedulePlan, scheduler: Scheduler) -> tuple[str, ...]:
    """Take a schedule away; give what was done, nothing if there was none."""
    if scheduler is Scheduler.CRON:
        before, others = _crontab(), _crontab_of_others()
        if before == others:
            return ()
        _write_crontab(others)
        return ("the line in your crontab",)
    there = [piece.path for piece in pieces(plan, scheduler) if piece.path.exists()]
    if not there:
        return ()
    for command in _stopping(plan, scheduler):
        _run(command)
    for path in there:
        path.unlink()
    return tuple(str(path) for path in there)


def _units(scheduler: Scheduler) -> Path:
    if scheduler is Scheduler.SYSTEMD_SYSTEM:
        return Path("/etc/systemd/system")
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def _starting(plan: SchedulePlan, scheduler: Scheduler) -> tuple[tuple[str, ...], ...]:
    timer = f"{schedule.NAME}.timer"
    files = pieces(plan, scheduler)
    return {
        Scheduler.SYSTEMD: (
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "enable", "--now", timer),
        ),
        Scheduler.SYSTEMD_SYSTEM: (("systemctl", "daemon-reload"), ("systemctl", "enable", "--now", timer)),
        Scheduler.LAUNCHD: (("launchctl", "load", "-w", str(files[0].path)),) if files else (),
        Scheduler.WINDOWS: (("schtasks", "/Create", "/F", "/TN", schedule.NAME, "/XML", str(files[0].path)),)
        if files
        else (),
    }.get(scheduler, ())


def _stopping(plan: SchedulePlan, scheduler: Scheduler) -> tuple[tuple[str, ...], ...]:
    timer = f"{schedule.NAME}.timer"
    files = pieces(plan, scheduler)
    return {
        Scheduler.SYSTEMD: (("systemctl", "--user", "disable", "--now", timer),),
        Scheduler.SYSTEMD_SYSTEM: (("systemctl", "disable", "--now", timer),),
        Scheduler.LAUNCHD: (("launchctl", "unload", "-w", str(files[0].path)),) if files else (),
        Scheduler.WINDOWS: (("schtasks", "/Delete", "/F", "/TN", schedule.NAME),),
    }.get(scheduler, ())


def _crontab() -> list[str]:
    done = _call(("crontab", "-l"))
    # Without a crontab the program says so and exits with 1; that is an empty one.
    return done.stdout.splitlines() if done.returncode == 0 else []


def _crontab_of_others() -> list[str]:
    """Return the crontab without the two lines that we made."""
    lines, kept = iter(_crontab()), []
    for line in lines:
        if line == _MARK:
            next(lines, None)
        else:
            kept.append(line)
    return kept


def _write_crontab(lines: Sequence[str]) -> None:
    _run(("crontab", "-"), text="".join(f"{line}\n" for line in lines))


def _run(command: tuple[str, ...], text: str | None = None) -> None:
    done = _call(command, text)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[:300]
        raise UsageError(
            f"`{' '.join(command)}` failed: {said}", hint="`migrate schedule show` prints it; put it in place by hand."
        )


def _call(command: tuple[str, ...], text: str | None = None) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603 - constants
    except OSError as error:
        raise UsageError(
            f"{command[0]} can't be run: {error.strerror or error}.",
            hint="Choose another scheduler with --with, or put `migrate schedule show` in place by hand.",
        ) from error
