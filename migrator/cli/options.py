"""How hard a command may press the blog: the same options wherever one asks it."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from migrator.model.errors import ConfigError, UsageError
from migrator.net.login import header_lines
from migrator.net.settings import CONNECTIONS, DELAY, MOST_CONNECTIONS
from migrator.pages.rules.rules import read_rules
from migrator.sources.window import Window

connections_option = click.option(
    "--connections",
    metavar="N",
    type=click.IntRange(1, MOST_CONNECTIONS),
    default=CONNECTIONS,
    show_default=True,
    help="Requests under way at once.",
)

delay_option = click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=DELAY,
    help="Wait at least this long between requests to the blog.",
)

max_requests_option = click.option(
    "--max-requests", metavar="N", type=click.IntRange(min=1), help="Stop after N requests; resumable."
)


cookies_option = click.option(
    "--cookies",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For a blog behind a login: cookies in Netscape form, as wget and curl take them. Sent to the blog's own "
    "hosts over https, and kept nowhere.",
)


def _headers(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Put the lines of a file in the place of `@FILE`."""
    return tuple(line for one in given for line in (header_lines(Path(one[1:])) if one.startswith("@") else [one]))


headers_option = click.option(
    "--header",
    "headers",
    metavar="TEXT",
    multiple=True,
    callback=_headers,
    help="A header NAME: VALUE for the host of the blog's address, likewise; @FILE reads them from a file.",
)


# Days as people type them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

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
    """Return the span between two days; wrong usage if it is empty."""
    window = Window.of(since, until)
    if window.since and window.until and window.since > window.until:
        raise click.UsageError("--since is after --until: nothing lies between.")
    return window


# The option `--rules`, which several commands share.

_LONGEST = 100_000


def _text(_context: click.Context, _option: click.Parameter, value: Path | None) -> str | None:
    """Read the file and refuse it if it holds no rules, before anything is done."""
    if value is None:
        return None
    try:
        text = value.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"The rules file {value} is no UTF-8 text.") from error
    except OSError as error:
        raise ConfigError(f"The rules file {value} can't be read: {error.strerror or error}.") from error
    if len(text) > _LONGEST:
        raise ConfigError(f"The rules file {value} is larger than a rules file can be.")
    read_rules(text)
    return text


def rules_option(help_text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the decorator of the option; the command gets the file's text, or None."""
    return click.option(
        "--rules",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        callback=_text,
        help=help_text,
    )


# Which archive a command means when the user does not name one.

ROOT = Path("output")


def chosen_archive(named: Path | None, root: Path = ROOT) -> Path:
    """Return the archive that was named, else the only one below `root`; UsageError when that is none or several."""
    if named is not None:
        return named
    held = sorted(database.parent for database in root.glob("*/archive.db"))
    if not held:
        raise UsageError(f"There is no archive in {root}/.", hint="Make one first: migrate crawl URL")
    if len(held) > 1:
        names = ", ".join(str(folder) for folder in held)
        raise UsageError(f"There are several archives in {root}/.", hint=f"Name one of them: {names}")
    return held[0]
