"""`migrate init`."""

from pathlib import Path

import click

from migrator.addresses.urls import home_from_input
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.output import print_err, print_json
from migrator.job.template import template
from migrator.model.errors import UsageError

CONFIG = Path("migrate.toml")


@migrate_command(
    examples=("migrate init https://NAME.blogspot.com/", "migrate init NAME.blogspot.com --output blogs/migrate.toml")
)
@click.argument("urls", metavar="URL…", nargs=-1, required=True)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=CONFIG,
    show_default=True,
    help="The configuration to write.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.pass_context
def command(context: click.Context, urls: tuple[str, ...], output: Path, force: bool) -> None:
    """Write a configuration for `migrate archive`, with every setting explained.

    It keeps the blogs at URL current. Nothing is asked of them yet.
    """
    homes = tuple(_home(url) for url in urls)
    if output.exists() and not force:
        raise UsageError(f"{output} is there already.", hint="Edit it, or replace it with --force.")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(template(homes), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} can't be written: {error.strerror or error}.") from error
    print_err(f"{output} written. Look at it, then:")
    print_err(f"  migrate archive {output}            runs it once")
    print_err(f"  migrate schedule install {output}   runs it every day")
    if wants_json(context):
        print_json({"command": "init", "exit_code": 0, "config": str(output), "blogs": list(homes)})


def _home(text: str) -> str:
    try:
        return home_from_input(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a web address.", hint="Give one like https://NAME.blogspot.com/.") from None
