import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrator import __version__
from migrator.cli.command import EXIT_CODES
from migrator.cli.group import COMMANDS, migrate
from migrator.model.errors import MigratorError


def every_error(kind: type[MigratorError] = MigratorError) -> list[type[MigratorError]]:
    return [kind, *(below for direct in kind.__subclasses__() for below in every_error(direct))]


def test_help_names_every_command_with_its_line():
    shown = CliRunner().invoke(migrate, ["--help"])
    width = max(map(len, COMMANDS)) + 2

    assert 0 == shown.exit_code
    assert [line for name, line in COMMANDS.items() if f"  {name:{width}}{line}" not in shown.stdout] == []


def test_the_help_of_the_program_imports_nothing_heavy():
    script = (
        "import sys\n"
        "from migrator.cli.group import migrate\n"
        "migrate.main(['--help'], standalone_mode=False)\n"
        "heavy = {'requests', 'lxml', 'bs4', 'rich', 'sqlite3', 'warcio', 'PIL', 'yaml'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "" == done.stderr
    assert 0 == done.returncode


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_teaches(name: str):
    shown = CliRunner().invoke(migrate, [name, "--help"]).stdout

    assert f"Usage: migrate {name}" in shown
    assert f"  migrate {name}" in shown.partition("Examples:")[2]
    assert f"  2    {EXIT_CODES[2]}" in shown.partition("Exit codes:")[2]
    assert "--json" in shown


def test_the_version_is_the_package_version():
    shown = CliRunner().invoke(migrate, ["--version"])

    assert f"migrate, version {__version__}\n" == shown.stdout


def test_an_unknown_command_is_wrong_usage():
    assert 2 == CliRunner().invoke(migrate, ["crwal"]).exit_code


def test_every_error_has_an_exit_code_that_the_help_explains():
    assert [kind.__name__ for kind in every_error() if kind.exit_code not in EXIT_CODES] == []


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "migrator.cli", "schema"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)

    assert "" == done.stderr
    assert 0 == done.returncode
