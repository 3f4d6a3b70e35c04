"""The command line, `migrate`: the only place that knows click and rich, that prints, and that sets exit codes."""

from migrator.cli.errors import report_crashes
from migrator.cli.group import migrate

__all__ = ["main"]


def main() -> None:
    """Run the command that the command line names, and exit with its code."""
    report_crashes()
    migrate.main(prog_name="migrate")
