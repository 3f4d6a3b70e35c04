"""`migrate export`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import chosen_archive, partial_date, window_of
from migrator.cli.output import print_err, print_json
from migrator.cli.summary import notice_lines, notices_json, table
from migrator.export import ExportReport, Selection, export_archive
from migrator.export.losses import NAME as LOSSES
from migrator.formats import registry
from migrator.formats.json import JsonObject
from migrator.model.errors import UsageError
from migrator.model.notices import Severity
from migrator.model.ports import ExportOptions, checked_base_url
from migrator.model.schema import PostStatus, PostType
from migrator.sinks import FolderSink
from migrator.store import Archive


def _choice(values: type[PostType] | type[PostStatus]) -> click.Choice[str]:
    return click.Choice([value.value for value in values])


class _Given(TypedDict):
    """The command line, as click hands it over."""

    archive: Path | None
    format_name: str
    output: Path | None
    base_url: str | None
    site: bool
    no_html: bool
    since: str | None
    until: str | None
    labels: tuple[str, ...]
    types: tuple[str, ...]
    statuses: tuple[str, ...]
    no_comments: bool
    as_terms: str | None
    media: str | None
    split: str | None


@migrate_command(
    examples=(
        "migrate export --format markdown",
        "migrate export --format hugo --site --base-url https://blog.example/",
        "migrate export --format jsonl --since 2015 --type post --no-comments",
        "migrate export output/NAME.blogspot.com --format wxr --split 20MB --media folder --output for-wordpress",
    ),
    exits=(3, 6, 7, 9),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice((*registry.exporter_names(), *registry.ALIASES)),
    callback=lambda _context, _option, name: registry.ALIASES.get(name, name),
    help="The form; `migrate formats` tells what each can't hold.",
)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go.  [default: <archive>/export/<format>/]",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="Where the exported blog will live. Without it, links between posts are relative; in wxr they name the old "
    "blog, and WordPress's importer changes them (a box in the browser, --rewrite_urls of WP-CLI).",
)
@click.option("--site", is_flag=True, help="Add a minimal working site around the content, for formats that have one.")
@click.option("--no-html", is_flag=True, help="Markdown without any HTML in it; what needs HTML is simplified.")
@click.option("--since", metavar="DATE", callback=partial_date, help="Only what was published on or after this day.")
@click.option("--until", metavar="DATE", callback=partial_date, help="Only what was published on or before this day.")
@click.option("--label", "labels", metavar="LABEL", multiple=True, help="Only posts with this label; repeatable.")
@click.option("--type", "types", type=_choice(PostType), multiple=True, help="Only posts, or only pages.")
@click.option("--status", "statuses", type=_choice(PostStatus), multiple=True, help="Only of this status; repeatable.")
@click.option("--no-comments", is_flag=True, help="Leave comments out.")
@click.option(
    "--labels",
    "as_terms",
    type=click.Choice(["tags", "categories"]),
    help="wxr: what labels become in WordPress.  [default: tags]",
)
@click.option(
    "--media",
    metavar="WHERE",
    help="wxr: where WordPress gets the files from. remote: where they were. folder: a folder written beside the file, "
    "for `wp import --source-dir`. base-url: media/ below --base-url. Or an address that leads to a copy of the "
    "archive's media folder.  [default: remote]",
)
@click.option("--split", metavar="SIZE", help="wxr: parts of at most this size, such as 20MB, each complete in itself.")
@click.pass_context
def command(context: click.Context, **given: Unpack[_Given]) -> None:
    """Write ARCHIVE in another form. It may be left out when output/ holds exactly one.

    The files appear all at once, or not at all. An earlier export in the same place is replaced, what did not change in
    it is not written again; anything else there is left alone. The same archive gives the same bytes every time.
    README says what to do with the export. losses.json lists what the form has no place for; of html it lies next to
    the folder, as DIR.losses.json. DATE is YYYY, YYYY-MM or YYYY-MM-DD in the blog's own time; both ends count.
    """
    folder, format_name = chosen_archive(given["archive"]), given["format_name"]
    if given["site"] and not registry.exporter(format_name).makes_site:
        raise UsageError(f"The format {format_name} has no site of its own.", hint="Leave --site out.")
    options = ExportOptions(
        base_url=_base_url(given["base_url"]),
        site=given["site"],
        raw_html=not given["no_html"],
        extra=_extra(given),
        source_date_epoch=_source_date_epoch(),
    )
    destination = given["output"] or folder / "export" / format_name
    with Archive.open_existing(folder, write=False) as opened:
        view = opened.view()
        sink = FolderSink(destination, view.open_media)
        report = export_archive(view, format_name, sink, options, _selection(given))
    code = 3 if any(notice.severity is Severity.LOSS for notice in report.notices) else 0
    _tell(report, destination, sink.unchanged)
    if wants_json(context):
        print_json(_as_json(report, format_name, destination, code) | {"unchanged": sink.unchanged})
    context.exit(code)


def _extra(given: _Given) -> dict[str, str]:
    """Return the options of single formats that were used; wrong usage if this format knows nothing of them."""
    named = {"labels": given["as_terms"], "media": given["media"], "split": given["split"]}
    used = {name: value for name, value in named.items() if value is not None}
    unknown = sorted(used.keys() - set(registry.exporter(given["format_name"]).takes))
    if unknown:
        raise UsageError(
            f"The format {given['format_name']} has no option --{unknown[0]}.", hint=f"Leave --{unknown[0]} out."
        )
    return used


def _selection(given: _Given) -> Selection:
    return Selection(
        window=window_of(given["since"], given["until"]),
        labels=frozenset(given["labels"]),
        types=frozenset(given["types"]),
        statuses=frozenset(given["statuses"]),
        comments=not given["no_comments"],
    )


def _base_url(url: str | None) -> str | None:
    try:
        return checked_base_url(url)
    except ValueError as error:
        raise UsageError(f"--base-url {error}.") from error


def _source_date_epoch() -> int | None:
    """Read the reproducible-builds variable: seconds since 1970."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if text and not text.isdecimal():
        raise UsageError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {text!r}.")
    return int(text) if text else None


def _tell(report: ExportReport, destination: Path, unchanged: int) -> None:
    rows: list[tuple[str, object]] = [
        ("posts", report.posts),
        ("pages", report.pages),
        ("comments", report.comments),
        ("media", report.media),
        ("files", f"{report.files} ({report.bytes:,} bytes)" + (f", {unchanged} as before" if unchanged else "")),
        ("in", destination),
    ]
    for line in (*table(rows), *_loss_lines(report), *notice_lines(report.notices)):
        print_err(line)


def _loss_lines(report: ExportReport) -> Iterator[str]:
    if report.losses:
        yield f"No place for ({LOSSES} lists each):"
        yield from table((what, count) for what, count in sorted(report.losses.items()))
    if sum(report.notice_counts.values()) > len(report.notices):
        yield f"Only the first notices of each kind follow; {LOSSES} lists them all."


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
        "losses": dict(report.losses),
        "notice_counts": dict(report.notice_counts),
        "notices": list(notices_json(report.notices)),
    }
