"""`migrate schema`."""

from importlib import resources

from migrator.cli.command import teaching
from migrator.cli.output import emit_bytes


@teaching(
    examples=("migrate schema > blog.schema.json",),
)
def command() -> None:
    """Print the JSON Schema (draft 2020-12) that every `blog.json` of `migrate export --format json` satisfies."""
    emit_bytes(resources.files("migrator").joinpath("schema.json").read_bytes())
