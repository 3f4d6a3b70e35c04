"""`migrate export`."""

import os
from pathlib import Path

import click

from migrator import registry
from migrator.cli.archives import chosen_archive
from migrator.cli.command import teaching, wants_json
from migrator.cli.output import emit, say
from migrator.cli.summary import notice_lines, notices_json, table
from migrator.errors import UsageError
from migrator.export import ExportReport, export_archive
from migrator.exporters.json import JsonObject
from migrator.notices import Severity
from migrator.protocols import ExportOptions
from migrator.sinks import FolderSink
from migrator.store import Archive


@teaching(
    examples=(
        "migrate export --format markdown",
        "migrate export output/NAME.blogspot.com --format wxr --output for-wordpress",
    ),
    exits=(3, 6, 7, 9),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(registry.exporter_names()),
    help="The form; `migrate formats` tells what each can't hold.",
)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go.  [default: <archive>/export/<format>/]",
)
@click.option("--base-url", metavar="URL", help="Where the exported blog will live; without it, links stay relative.")
@click.option("--site", is_flag=True, help="Add a minimal working site around the content, for formats that have one.")
@click.pass_context
def command(
    context: click.Context,
    archive: Path | None,
    format_name: str,
    output: Path | None,
    base_url: str | None,
    site: bool,
) -> None:
    """Write ARCHIVE in another form. It may be left out when output/ holds exactly one.

    The files appear all at once, or not at all. An earlier export in the same place is replaced; anything else there
    is left alone. The same archive gives the same bytes every time.
    """
    folder = chosen_archive(archive)
    if site and not getattr(registry.exporter(format_name), "makes_site", False):
        raise UsageError(f"The format {format_name} has no site of its own.", hint="Leave --site out.")
    options = ExportOptions(base_url=base_url, site=site, source_date_epoch=_source_date_epoch())
    destination = output or folder / "export" / format_name
    with Archive.open_existing(folder, write=False) as opened:
        view = opened.view()
        report = export_archive(view, format_name, FolderSink(destination, view.open_media), options)
    code = 3 if any(notice.severity is Severity.LOSS for notice in report.notices) else 0
    _tell(report, destination)
    if wants_json(context):
        emit(_as_json(report, format_name, destination, code))
    context.exit(code)


def _source_date_epoch() -> int | None:
    """Read the reproducible-builds variable: seconds since 1970."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if text and not text.isdecimal():
        raise UsageError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {text!r}.")
    return int(text) if text else None


def _tell(report: ExportReport, destination: Path) -> None:
    rows: list[tuple[str, object]] = [
        ("posts", report.posts),
        ("pages", report.pages),
        ("comments", report.comments),
        ("media", report.media),
        ("files", f"{report.files} ({report.bytes:,} bytes)"),
        ("in", destination),
    ]
    for line in (*table(rows), *notice_lines(report.notices)):
        say(line)


def _as_json(report: ExportReport, format_name: str, destination: Path, code: int) -> JsonObject:
    return {
        "command": "export",
        "exit_code": code,
        "format": format_name,
        "output": str(destination),
        "posts": report.posts,
        "pages": report.pages,
        "comments": report.comments,
        "media": report.media,
        "files": report.files,
        "bytes": report.bytes,
        "notices": list(notices_json(report.notices)),
    }
