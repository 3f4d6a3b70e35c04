"""How hard a command may press the blog: the same options wherever one asks it."""

import click

connections_option = click.option(
    "--connections",
    metavar="N",
    type=click.IntRange(1, 16),
    default=4,
    show_default=True,
    help="Requests under way at once.",
)

delay_option = click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Wait at least this long between requests to the blog.",
)

max_requests_option = click.option(
    "--max-requests", metavar="N", type=click.IntRange(min=1), help="Stop after N requests; resumable."
)
