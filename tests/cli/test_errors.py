import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from migrator.cli.command import migrate_command
from migrator.cli.group import Commands
from migrator.model.errors import BlogPrivate, MigratorError, UsageError


def run(failure: BaseException, *arguments: str) -> Result:
    """Run a command that fails with `failure`, through the real group."""

    @migrate_command(examples=("migrate fail",))
    def fail() -> None:
        """Fail."""
        raise failure

    group = Commands("migrate")
    group.add_command(fail)
    return CliRunner().invoke(group, ["fail", *arguments])


def test_an_error_is_one_sentence_and_the_next_step():
    done = run(UsageError("There is no archive.", hint="Make one."))

    assert "error: There is no archive.\n  hint: Make one.\n" == done.stderr
    assert "" == done.stdout


def test_an_error_without_a_next_step_has_no_empty_hint():
    assert "error: It broke.\n" == run(MigratorError("It broke.")).stderr


def test_the_exit_code_is_the_errors_own():
    assert 5 == run(BlogPrivate("Closed.")).exit_code


def test_control_characters_of_a_title_do_not_reach_the_terminal():
    done = run(UsageError("Not \x1b[2J\x9b31m\x07this\u202e."))

    assert "error: Not �[2J�31m�this�.\n" == done.stderr


def test_with_json_an_error_is_one_object_on_stdout():
    done = run(BlogPrivate("Closed.", hint="Ask."), "--json")

    assert {
        "command": "fail",
        "exit_code": 5,
        "error": {"kind": "BlogPrivate", "message": "Closed.", "hint": "Ask."},
    } == json.loads(done.stdout)


def test_an_interrupt_is_130_and_says_how_to_go_on():
    done = run(KeyboardInterrupt())

    assert 130 == done.exit_code
    assert "Run the same command again" in done.stderr


CRASH = (
    "import sys\n"
    "from migrator.cli.errors import report_crashes, show_tracebacks\n"
    "report_crashes()\n"
    "if sys.argv[1:]: show_tracebacks(None, None, True)\n"
    "raise RuntimeError('no such thing')\n"
)


@pytest.fixture
def crashed() -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)


def test_a_crash_exits_with_1(crashed: subprocess.CompletedProcess[str]):
    assert 1 == crashed.returncode


def test_a_crash_asks_for_a_report_without_a_traceback(crashed: subprocess.CompletedProcess[str]):
    assert "error: this should not have happened: RuntimeError: no such thing" in crashed.stderr
    assert "--debug" in crashed.stderr
    assert "Traceback" not in crashed.stderr


def test_debug_shows_the_traceback():
    done = subprocess.run([sys.executable, "-c", CRASH, "--debug"], capture_output=True, text=True, check=False)

    assert 1 == done.returncode
    assert "Traceback" in done.stderr
