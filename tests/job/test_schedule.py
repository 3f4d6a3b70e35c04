import plistlib
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from migrator.job import schedule
from migrator.job.schedule import SchedulePlan, plan_of
from migrator.model.errors import ConfigError, UsageError

ODD = plan_of(("/opt/my tools/migrate",), Path("/srv/100% mine/it's.toml"), "4:05")


def test_a_time_that_is_none_is_wrong_usage():
    with pytest.raises(UsageError):
        plan_of(("/usr/bin/migrate",), Path("migrate.toml"), "25:00")


def test_the_cron_line_survives_spaces_and_percent_signs():
    minute, hour, *stars, command = schedule.cron_line(ODD).split(" ", 5)

    assert ("5", "4", ["*", "*", "*"]) == (minute, hour, stars)
    assert list(ODD.command) == shlex.split(command.replace(r"\%", "%"))


def test_systemd_gets_what_it_would_expand_escaped():
    line = next(line for line in schedule.systemd_service(ODD).splitlines() if line.startswith("ExecStart="))

    assert 'ExecStart="/opt/my tools/migrate" archive "/srv/100%% mine/it\'s.toml"' == line


def test_the_timer_makes_up_for_a_day_on_which_the_computer_was_off():
    assert "Persistent=true" in schedule.systemd_timer(ODD)
    assert "OnCalendar=*-*-* 04:05:00" in schedule.systemd_timer(ODD)


def test_launchd_gets_a_property_list():
    told = plistlib.loads(schedule.launchd_plist(ODD, Path("job.log")))

    assert list(ODD.command) == told["ProgramArguments"]
    assert {"Hour": 4, "Minute": 5} == told["StartCalendarInterval"]


def test_windows_gets_a_task_of_well_formed_xml():
    plan = SchedulePlan(program=(r"C:\Program Files\migrate.exe",), config=Path("a & b.toml"), hour=4, minute=5)
    text = schedule.windows_task(plan, "2026-01-02").partition("\n")[2]
    names = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ET.fromstring(text)  # noqa: S314 - our own text

    assert r"C:\Program Files\migrate.exe" == task.findtext(f".//{names}Command")
    assert 'archive "a & b.toml"' == task.findtext(f".//{names}Arguments")
    assert "2026-01-02T04:05:00" == task.findtext(f".//{names}StartBoundary")


def test_github_gets_a_workflow_that_runs_at_the_time():
    told = yaml.safe_load(schedule.github_workflow(ODD))

    # YAML 1.1 reads the key `on` as true.
    assert "5 4 * * *" == told[True]["schedule"][0]["cron"]
    assert any("migrate archive" in step.get("run", "") for step in told["jobs"]["archive"]["steps"])


NAMES = st.text(st.sampled_from(" ab-%$'\"`{}()\\;#:&<>!*~é灯"), min_size=1, max_size=12).filter(
    lambda name: name.strip()
)


def plan_at(name: str, program: str = "/opt/migrate") -> SchedulePlan:
    return SchedulePlan(program=(program,), config=Path("/srv") / name, hour=4, minute=5)


def words_of_systemd(line: str) -> list[str]:
    """The words of ExecStart by systemd.service(5), without the marks that stand for `%` and `$`."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.removeprefix("ExecStart="))
    words = [re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%") for quoted, bare in found]
    return [words[0], *(word.replace("$$", "$") for word in words[1:])]


@pytest.mark.parametrize("mark", ["\n", "\r", "\0", "\t", "\x1b", "\x85", "\u2028", "\ud800", "\ufeff", "\uffff"])
def test_a_character_that_no_schedule_can_hold_is_refused(mark: str):
    with pytest.raises(ConfigError):
        plan_of((f"/opt/a{mark}b/migrate",), Path("migrate.toml"), "4:05")


def test_a_line_break_in_the_path_of_the_configuration_is_refused():
    with pytest.raises(ConfigError):
        plan_of(("/opt/migrate",), Path("/srv/a\n* * * * * other/migrate.toml"), "4:05")


@given(NAMES)
def test_cron_runs_the_command_whatever_the_name(name: str):
    plan = plan_at(name)
    command = schedule.cron_line(plan).split(" ", 5)[5]

    assert "%" not in command.replace(r"\%", "")
    assert list(plan.command) == shlex.split(command.replace(r"\%", "%"))


@given(NAMES, NAMES)
def test_systemd_runs_the_command_whatever_the_name(name: str, program: str):
    plan = plan_at(name, f"/opt/{program}")
    line = next(line for line in schedule.systemd_service(plan).splitlines() if line.startswith("ExecStart="))

    assert list(plan.command) == words_of_systemd(line)


@given(NAMES)
def test_launchd_runs_the_command_whatever_the_name(name: str):
    plan = plan_at(name)

    assert list(plan.command) == plistlib.loads(schedule.launchd_plist(plan, Path("job.log")))["ProgramArguments"]


@given(NAMES)
def test_github_runs_the_command_whatever_the_name(name: str):
    plan = plan_at(name)
    steps = yaml.safe_load(schedule.github_workflow(plan))["jobs"]["archive"]["steps"]
    written = next(step["run"] for step in steps if "migrate archive" in step.get("run", ""))

    assert [] == [one for one in re.findall(r"\$\{\{.*?\}\}", written) if one != "${{ '${{' }}"]
    expected = ["migrate", "archive", f"./{plan.config.name}", "||", "test", "$?", "-eq", "3"]
    assert expected == shlex.split(written.replace("${{ '${{' }}", "${{"))


@pytest.mark.parametrize("name", ["%PATH%.toml", "$(EventID).toml"])
def test_what_windows_would_replace_is_refused(name: str):
    with pytest.raises(ConfigError):
        schedule.windows_task(plan_at(name), "2026-01-02")


def test_a_command_that_cron_would_cut_is_refused():
    with pytest.raises(ConfigError):
        schedule.cron_line(plan_at("a" * 1000))
