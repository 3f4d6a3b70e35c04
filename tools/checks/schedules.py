# Run by `.ci/run` (stage "schedules").
"""Runs what `migrate schedule` writes, as far as this machine can, and checks the rest against schemas.

    python -m tools.checks.schedules

systemd: `systemd-analyze verify` on the units, and the command of ExecStart is run as systemd would split it. cron: the
line goes into a real crontab, due every minute, a real cron daemon fires it once, and the crontab becomes what it was.
launchd: the keys and types of launchd.plist(5). Windows: the elements of Task Scheduler's schema 1.2, in its order.
GitHub: the published schema of workflows, as check-jsonschema brings it. The last three are not run: there is no macOS,
Windows or GitHub here. Installs cron, systemd's tools and check-jsonschema where they lack, which needs root.
"""

import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

from fixtures.blogger import StandIn
from tools.consumers.__main__ import default_cache
from tools.consumers.debian import debian_installed
from tools.consumers.shell import pip_installed

BLOG = "seed"
_CONFIG = '[[blog]]\nurl = "{url}"\nmedia = false\n'
_CRON_SECONDS = 150

# launchd.plist(5): the keys that we may write, and the type of each.
_LAUNCHD = {
    "Label": str,
    "ProgramArguments": list,
    "StartCalendarInterval": dict,
    "StandardErrorPath": str,
    "ProcessType": str,
}
_INTERVAL = {"Hour": range(24), "Minute": range(60)}
_PROCESS_TYPES = {"Background", "Standard", "Adaptive", "Interactive"}

# Task Scheduler's schema: taskType, its parts and their children; where `ordered`, in this order (xs:sequence).
_TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
_CHILDREN: dict[str, tuple[bool, tuple[str, ...]]] = {
    "Task": (False, ("RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions")),
    "RegistrationInfo": (False, ("URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description")),
    "Triggers": (False, ("CalendarTrigger", "TimeTrigger", "LogonTrigger", "BootTrigger")),
    "CalendarTrigger": (
        True,
        ("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay", "ScheduleByDay"),
    ),
    "ScheduleByDay": (True, ("DaysInterval",)),
    "Actions": (False, ("Exec",)),
    "Exec": (False, ("Command", "Arguments", "WorkingDirectory")),
}
_SETTINGS = {
    "MultipleInstancesPolicy": re.compile(r"Parallel|Queue|IgnoreNew|StopExisting"),
    "DisallowStartIfOnBatteries": re.compile(r"true|false"),
    "StopIfGoingOnBatteries": re.compile(r"true|false"),
    "StartWhenAvailable": re.compile(r"true|false"),
    "RunOnlyIfNetworkAvailable": re.compile(r"true|false"),
    "ExecutionTimeLimit": re.compile(r"P(T\d+[HMS]|\d+D)"),
}


class Desk:
    """A folder with a configuration in it, whose name holds what schedulers stumble over, and our program."""

    def __init__(self, folder: Path, standin: StandIn) -> None:
        self.folder = folder / "my blogs, 100% $HOME"
        self.folder.mkdir()
        self.config = self.folder / "it's migrate.toml"
        self.config.write_text(_CONFIG.format(url=standin.blog(BLOG).home), encoding="utf-8")
        self.environment = standin.environment()

    @property
    def state(self) -> Path:
        """What the job leaves when it has run."""
        return self.folder / "output" / ".migrate-job.json"

    def schedule(self, *words: str) -> str:
        """Return what `migrate schedule` prints."""
        command = [str(Path(sys.executable).with_name("migrate")), "schedule", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {done.stderr}")
        return done.stdout

    def shown(self, scheduler: str, at: str = "04:30") -> str:
        """Return what would be put in place."""
        return self.schedule("show", str(self.config), "--with", scheduler, "--at", at)


def systemd(desk: Desk, folder: Path) -> Iterator[str]:
    """Let systemd judge the units, and run the service's command as it would."""
    debian_installed(["systemd-analyze"], ["systemd"], folder)
    for scheduler in ("systemd", "systemd-system"):
        units = folder / scheduler
        units.mkdir()
        for path, text in _files(desk.shown(scheduler)):
            (units / Path(path).name).write_text(text, encoding="utf-8")
        names = sorted(units.iterdir())
        manager = "--user" if scheduler == "systemd" else "--system"
        # The manager of a user wants to know where his sockets lie, even where none runs.
        judged = _ran("systemd-analyze", manager, "verify", *map(str, names), XDG_RUNTIME_DIR=str(folder))
        ours = [line for line in judged.stderr.splitlines() if "blog-migrator" in line]
        print(f"systemd-analyze {manager} verify: exit code {judged.returncode}, {len(ours)} remarks on our units")
        if judged.returncode or ours:
            yield f"{scheduler}: {judged.stderr}"
        when = next(line for line in names[1].read_text().splitlines() if line.startswith("OnCalendar="))
        if _ran("systemd-analyze", "calendar", when.partition("=")[2]).returncode:
            yield f"{scheduler}: systemd cannot read {when}"
    yield from _executed(desk, names[0].read_text(encoding="utf-8"))


def _executed(desk: Desk, service: str) -> Iterator[str]:
    line = next(line for line in service.splitlines() if line.startswith("ExecStart=")).partition("=")[2]
    words = [
        re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%").replace("$$", "$")
        for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    ]
    desk.state.unlink(missing_ok=True)
    done = subprocess.run(words, cwd="/", env=desk.environment, capture_output=True, text=True, check=False)  # noqa: S603
    print(f"ExecStart {words}: exit code {done.returncode}")
    if done.returncode not in {0, 3} or not desk.state.exists():
        yield f"ExecStart ended with {done.returncode}: {done.stderr}"


def cron(desk: Desk, folder: Path) -> Iterator[str]:
    """Let a real cron daemon fire the line that is installed, made due every minute."""
    debian_installed(["/usr/sbin/cron", "crontab"], ["cron"], folder)
    with _crontab_as_it_was():
        desk.schedule("install", str(desk.config), "--with", "cron")
        lines = _ran("crontab", "-l").stdout.splitlines()
        line = next(line for line in lines if "archive" in line and not line.startswith("#"))
        minute, hour, rest = line.split(" ", 2)
        print(f"cron: {line}")
        if (minute, hour) != ("30", "4"):
            yield f"cron: the line is due at {hour}:{minute}, not at 4:30"
        settings = [f"{name}={desk.environment[name]}" for name in ("HTTP_PROXY", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE")]
        every_minute = "\n".join([*settings, f"* * {rest}", ""])
        _ran("crontab", "-", text=every_minute)
        desk.state.unlink(missing_ok=True)
        began = time.monotonic()
        with _cron_daemon():
            while not desk.state.exists() and time.monotonic() - began < _CRON_SECONDS:
                time.sleep(0.5)
        if not desk.state.exists():
            yield f"cron fired nothing in {_CRON_SECONDS} seconds"
        else:
            [told] = json.loads(desk.state.read_text(encoding="utf-8"))["blogs"].values()
            print(
                f"cron fired it after {time.monotonic() - began:.0f} s: exit code {told['exit_code']}, {told['line']}"
            )
        desk.schedule("install", str(desk.config), "--with", "cron")
        desk.schedule("remove", str(desk.config), "--with", "cron")
        left = _ran("crontab", "-l").stdout
        if "blog-migrator" in left:
            yield "cron: `schedule remove` left its mark"


@contextmanager
def _crontab_as_it_was() -> Iterator[None]:
    before = _ran("crontab", "-l")
    try:
        yield
    finally:
        if before.returncode == 0:
            _ran("crontab", "-", text=before.stdout)
        else:
            _ran("crontab", "-r")


@contextmanager
def _cron_daemon() -> Iterator[None]:
    """Run cron in the foreground; one that runs already does as well."""
    if any(path.read_text(errors="replace") == "cron\n" for path in Path("/proc").glob("[0-9]*/comm")):
        yield
        return
    daemon = subprocess.Popen(["/usr/sbin/cron", "-f"])
    try:
        yield
    finally:
        daemon.terminate()
        daemon.wait(timeout=30)


def launchd(desk: Desk) -> Iterator[str]:
    """Check the property list against the documented keys."""
    told = plistlib.loads(desk.shown("launchd").partition("\n")[2].encode())
    yield from (f"launchd: {key} is no key of ours" for key in told if key not in _LAUNCHD)
    yield from (
        f"launchd: {key} is no {kind.__name__}" for key, kind in _LAUNCHD.items() if not isinstance(told[key], kind)
    )
    if not all(value in _INTERVAL.get(key, ()) for key, value in told["StartCalendarInterval"].items()):
        yield f"launchd: {told['StartCalendarInterval']} is no time"
    if told["ProcessType"] not in _PROCESS_TYPES or told["ProgramArguments"][-1] != str(desk.config):
        yield f"launchd: {told}"
    print(f"launchd: {len(told)} keys, each as launchd.plist(5) has it")


def windows(desk: Desk) -> Iterator[str]:
    """Check the task against Task Scheduler's schema."""
    task = ET.fromstring(desk.shown("windows").partition("?>")[2])  # noqa: S314 - our own text
    count = 0
    for element in task.iter():
        count += 1
        name = element.tag.removeprefix(_TASK)
        children = [child.tag.removeprefix(_TASK) for child in element]
        if name == "Settings":
            for child in element:
                pattern = _SETTINGS.get(child.tag.removeprefix(_TASK))
                if pattern is None or not pattern.fullmatch(child.text or ""):
                    yield f"windows: {child.tag} = {child.text}"
            continue
        ordered, allowed = _CHILDREN.get(name, (False, ()))
        yield from (f"windows: {child} has no place in {name}" for child in children if child not in allowed)
        if ordered and children != sorted(children, key=allowed.index):
            yield f"windows: {children} is not the order that {name} wants"
    if str(desk.config) not in (task.findtext(f".//{_TASK}Arguments") or ""):
        yield "windows: the task does not name the configuration"
    print(f"windows: {count} elements, each where the schema has it")


def github(desk: Desk, folder: Path) -> Iterator[str]:
    """Check the workflow against the published schema."""
    workflow = folder / "workflow.yml"
    workflow.write_text(desk.shown("github").partition("\n")[2], encoding="utf-8")
    check = [
        str(pip_installed(default_cache() / "check-jsonschema") / "check-jsonschema"),
        "--builtin-schema",
        "vendor.github-workflows",
        str(workflow),
    ]
    judged = _ran(*check)
    print(f"github: {judged.stdout.strip()}")
    if judged.returncode:
        yield f"github: {judged.stdout} {judged.stderr}"


def _ran(*command: str, text: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - commands of ours
        command, input=text, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def _files(shown: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each file that `show` prints after a line with its path."""
    parts = re.split(r"^# (/\S.*)$\n", shown, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check all schedulers; give the exit code."""
    del arguments
    wrong: list[str] = []
    os.environ.pop("XDG_CONFIG_HOME", None)
    if shutil.which(str(Path(sys.executable).with_name("migrate"))) is None:
        sys.exit("the program is not installed beside this Python: make .venv/.ready")
    with tempfile.TemporaryDirectory() as scratch, StandIn(BLOG) as standin:
        folder = Path(scratch)
        desk = Desk(folder, standin)
        for found in (systemd(desk, folder), launchd(desk), windows(desk), github(desk, folder), cron(desk, folder)):
            wrong += found
    for one in wrong:
        print(f"WRONG: {one}")
    print("FAILED" if wrong else "every schedule does what it says, as far as it can be run here")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
