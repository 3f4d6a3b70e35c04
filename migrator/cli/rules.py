"""The option `--rules`, which several commands share."""

from pathlib import Path

import click

from migrator.errors import ConfigError
from migrator.themes.rules import read_rules

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


def rules_option(help_text: str) -> click.Option:
    """Make the option; the command gets the file's text, or None."""
    return click.Option(
        ["--rules"],
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        callback=_text,
        help=help_text,
    )
