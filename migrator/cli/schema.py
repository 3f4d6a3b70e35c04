"""`migrate schema`."""

from importlib import resources

from migrator.cli.command import migrate_command
from migrator.cli.output import emit_bytes


@migrate_command(
    examples=("migrate schema > blog.schema.json",),
)
def command() -> None:
    """Print the JSON Schema (draft 2020-12) that every `blog.json` of `migrate export --format json` satisfies."""
    emit_bytes(resources.files("migrator").joinpath("schema.json").read_bytes())
