"""The one crossing from our errors to the command line: a sentence, the next step, and the exit code."""

import sys
from types import TracebackType

import click

from migrator import __version__
from migrator.cli.output import print_err, print_json
from migrator.model.errors import MigratorError


def report_error(error: MigratorError, command: str, *, as_json: bool) -> int:
    """Return what happened and what to do next; give the exit code."""
    print_err(f"error: {error.message}")
    if error.hint:
        print_err(f"  hint: {error.hint}")
    if as_json:
        told = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
        print_json({"command": command, "exit_code": error.exit_code, "error": told})
    return error.exit_code


def report_crashes() -> None:
    """Say of an unforeseen failure that it is our bug, in two lines; Python then exits with 1 by itself."""
    sys.excepthook = _report_crash


def show_tracebacks(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Leave unforeseen failures to Python, which prints where they happened (`--debug`)."""
    if wanted:
        sys.excepthook = sys.__excepthook__


def _report_crash(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    print_err(f"error: this should not have happened: {kind.__name__}: {error}")
    print_err(f"  hint: run the command again with --debug and report what it prints (version {__version__}).")
