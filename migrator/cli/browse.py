"""`migrate browse`."""

import os
import sys
import webbrowser
from pathlib import Path

import click

from migrator.browse import open_browsing
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import chosen_archive
from migrator.cli.output import print_err, print_json


@migrate_command(
    examples=(
        "migrate browse",
        "migrate browse output/NAME.blogspot.com --port 9000 --no-open",
    ),
    exits=(7,),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535),
    help="The port to listen on; 0 takes any that is free.  [default: 8787, or a free one]",
)  # fmt: skip
@click.option("--open/--no-open", "opens", default=None, help="Open the browser.  [default: where there is a desktop]")
@click.pass_context
def command(context: click.Context, archive: Path | None, port: int | None, opens: bool | None) -> None:
    """Show ARCHIVE in the browser, live, until Ctrl-C. It may be left out when output/ holds exactly one.

    The blog as `export --format html` shows it, with search in any language, the earlier versions of posts side by
    side, the captured pages as they came, drafts, runs, notices and the report. Only this machine can see it; nothing
    is changed, neither scripts nor requests of the blog's pages are let through, and a run may write meanwhile.
    """
    folder = chosen_archive(archive)
    with open_browsing(folder, port=port, crashed=lambda what: print_err(f"error: {what}")) as browsing:
        if wants_json(context):
            print_json({"command": "browse", "exit_code": 0, "archive": str(folder), "url": browsing.url})
        print_err(f"{folder} is at {browsing.url}  (Ctrl-C ends it)")
        if opens or (opens is None and _has_desktop()):
            webbrowser.open(browsing.url)
        browsing.run()


def _has_desktop() -> bool:
    """Whether somebody sits there: elsewhere the browser that opens would be one of the terminal."""
    if not sys.stderr.isatty():
        return False
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
