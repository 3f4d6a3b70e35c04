"""The command line, `migrate`: the only place that knows click and rich, that prints, and that sets exit codes."""

import gc

from migrator.cli.errors import report_crashes
from migrator.cli.group import migrate

__all__ = ["main"]

# Trees and values come and go by the ten thousand and hardly ever in circles: to search for circles as often as Python
# does by default costs a crawl a tenth of its time; to search less costs two megabytes (bench/crawl.py).
COLLECTIONS = (50_000, 20, 100)


def main() -> None:
    """Run the command that the command line names, and exit with its code."""
    report_crashes()
    gc.set_threshold(*COLLECTIONS)
    migrate.main(prog_name="migrate")
