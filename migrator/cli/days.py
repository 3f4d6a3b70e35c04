"""Days as people type them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

import re
from datetime import date

import click

from migrator.sources.window import Window

_PARTIAL_DATE = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")


def partial_date(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Let `YYYY`, `YYYY-MM` and `YYYY-MM-DD` through if there is such a day."""
    if value is None or (_PARTIAL_DATE.match(value) and _is_day(value + "-01-01"[len(value) - 4 :])):
        return value
    raise click.BadParameter(f"{value!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD.")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def window_of(since: str | None, until: str | None) -> Window:
    """Give the span between two days; wrong usage if it is empty."""
    window = Window.of(since, until)
    if window.since and window.until and window.since > window.until:
        raise click.UsageError("--since is after --until: nothing lies between.")
    return window
