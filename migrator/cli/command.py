"""The shape that all commands share: help that teaches, and the options that every command has."""

from collections.abc import Callable

import click

from migrator.cli.errors import show_tracebacks

_JSON = "migrator.json"


def wants_json(context: click.Context) -> bool:
    """Whether the user asked for the machine-readable summary."""
    return bool(context.find_root().meta.get(_JSON))


class Command(click.Command):
    """A command whose help ends with examples and exit codes."""

    examples: tuple[str, ...] = ()
    exits: tuple[int, ...] = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples and the exit codes below the options."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), EXIT_CODES[code]) for code in self.exits])
        super().format_epilog(ctx, formatter)


def migrate_command(
    *, examples: tuple[str, ...], exits: tuple[int, ...] = ()
) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command with these examples and, beyond those that all share, these exit codes."""

    def decorate(function: Callable[..., None]) -> Command:
        command = click.command(cls=Command)(function)
        command.params += _shared_options()
        command.examples = examples
        command.exits = tuple(sorted({0, 1, 2, 130, *exits}))
        return command

    return decorate


def _remember_json(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    # On the root, because the place that reports errors is above the command.
    context.find_root().meta[_JSON] = wanted


def _shared_options() -> list[click.Parameter]:
    """Make what every command takes; eager, so that it counts even when another option is wrong."""
    return [
        click.Option(
            ["--json"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_remember_json,
            help="Print one JSON object on stdout that sums the run up.",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show_tracebacks,
            help="Show where a crash happened.",
        ),
    ]


# The exit codes that every command shares, and what each tells the caller.

EXIT_CODES: dict[int, str] = {
    0: "done and complete",
    1: "a crash: a bug of ours, please report it",
    2: "wrong usage; nothing was done",
    3: "finished, but something named in the output is missing or failed",
    4: "the configuration is wrong",
    5: "the blog can't be reached, or refuses us",
    6: "nothing here that we can read",
    7: "the archive is damaged, or a newer version wrote it",
    8: "another run is working on the archive",
    9: "the export failed; nothing half-written is left",
    130: "interrupted; run the same command again and it goes on",
}
