"""The `migrate` command itself: which commands there are, found without importing any but the one that runs."""

import importlib

import click

from migrator import __version__
from migrator.cli.command import wants_json
from migrator.cli.errors import report_error
from migrator.model.errors import Interrupted, MigratorError

# Name of the module and of the command → its line in `migrate --help`. Importing all of them to ask for that line would
# take longer than the help is worth.
COMMANDS: dict[str, str] = {
    "crawl": "Save a live blog into an archive.",
    "import": "Make the same archive from files you hold.",
    "export": "Write an archive in another form.",
    "parse": "Print what the parser sees in one saved page or feed.",
    "verify": "Prove that an archive is complete and undamaged.",
    "repair": "Mend an archive; fetch again only what is missing or damaged.",
    "log": "Tell what changed on the blog between runs.",
    "browse": "Show an archive in the browser, live.",
    "report": "Draw what an archive holds, on one page.",
    "reparse": "Rebuild an archive's parsed part from its captures.",
    "archive": "Keep the archives of a configuration current (the scheduled job).",
    "init": "Write a configuration for `migrate archive`.",
    "status": "Tell how the last runs of `migrate archive` went.",
    "schedule": "Let the system run `migrate archive` every day.",
    "formats": "List the export formats.",
    "schema": "Print the JSON Schema of blog.json.",
}


class Commands(click.Group):
    """A group that imports a command when it is called, and through which every error leaves."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order in which one uses them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"migrator.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn what it raises on purpose, and Ctrl-C, into words and an exit code."""
        try:
            return super().invoke(ctx)
        except MigratorError as error:
            ctx.exit(report_error(error, ctx.invoked_subcommand or "", as_json=wants_json(ctx)))
        except KeyboardInterrupt:
            stopped = Interrupted("Stopped.")
            ctx.exit(report_error(stopped, ctx.invoked_subcommand or "", as_json=wants_json(ctx)))


_HELP = """Save a public Blogger blog whole, and move it to its next home.

\b
  migrate crawl https://NAME.blogspot.com/
  migrate export --format markdown
"""


@click.group(
    cls=Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, package_name="blog-migrator", prog_name="migrate")
def migrate() -> None:
    """Stand above all commands; do nothing by itself."""
