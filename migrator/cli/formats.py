"""`migrate formats`."""

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.output import print_json, print_out
from migrator.formats import registry


@migrate_command(
    examples=("migrate formats", "migrate formats --json"),
)
@click.pass_context
def command(context: click.Context) -> None:
    """List the formats of `migrate export`, each with what it has no place for."""
    exporters = [registry.exporter(name) for name in registry.exporter_names()]
    if wants_json(context):
        listed = [
            {"name": exporter.name, "summary": exporter.summary, "cannot_hold": list(exporter.cannot_hold)}
            for exporter in exporters
        ]
        print_json({"command": "formats", "exit_code": 0, "formats": listed})
        return
    for exporter in exporters:
        print_out(f"{exporter.name}: {exporter.summary}")
        for loss in exporter.cannot_hold:
            print_out(f"  can't hold {loss}")
