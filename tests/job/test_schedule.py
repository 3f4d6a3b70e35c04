import plistlib
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from migrator.job import schedule
from migrator.job.schedule import SchedulePlan, plan_of
from migrator.model.errors import UsageError

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
