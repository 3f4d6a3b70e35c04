"""`migrate repair`."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from migrator import __version__
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import (
    chosen_archive,
    connections_option,
    cookies_option,
    delay_option,
    headers_option,
    max_requests_option,
)
from migrator.cli.output import on_one_line, print_err, print_json
from migrator.cli.progress import shown_progress
from migrator.cli.summary import notice_lines, notices_json, table
from migrator.formats.json import JsonObject
from migrator.net.client import Client
from migrator.net.guards import named_by_user
from migrator.net.login import read_login
from migrator.net.settings import NetSettings, user_agent
from migrator.repair import RepairOptions, RepairReport, repair_archive
from migrator.store import Archive

_SHOWN = 40


class _Given(TypedDict):
    """The command line, as click hands it over."""

    archive: Path | None
    dry_run: bool
    offline: bool
    deep: bool
    connections: int
    delay: float
    max_requests: int | None
    cookies: Path | None
    headers: tuple[str, ...]


@migrate_command(
    examples=(
        "migrate repair --dry-run",
        "migrate repair output/NAME.blogspot.com",
        "migrate repair output/NAME.blogspot.com --offline --deep",
    ),
    exits=(3, 4, 6, 7, 8),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be mended and asked for; change nothing.")
@click.option("--offline", is_flag=True, help="Mend what needs no network; ask the blog nothing.")
@click.option("--deep", is_flag=True, help="Also compare what is stored with the captures, and make anew what differs.")
@connections_option
@delay_option
@max_requests_option
@cookies_option
@headers_option
@click.pass_context
def command(context: click.Context, **given: Unpack[_Given]) -> None:
    """Mend ARCHIVE, and fetch again only what is missing or damaged. It may be left out when output/ holds exactly one.

    Damaged files go to the archive's folder damaged/, and nothing is thrown away; a torn capture file is written anew
    with all that is sound in it, and what it lost is asked for again, as are pages that failed, comments that lack, and
    pictures. Rows of the database that refer to nothing are made anew from the captures. At the end stands what
    `verify` finds then, with its exit code. Stop it when you like: the same command goes on.
    """
    folder = chosen_archive(given["archive"])
    options = RepairOptions(folder=folder, dry_run=given["dry_run"], offline=given["offline"], deep=given["deep"])
    if options.offline or options.dry_run:
        report = repair_archive(options)
    else:
        with shown_progress() as progress, Client(_network(folder, given), events=progress.waiting) as client:
            report = repair_archive(options, client=client, progress=progress)
    _tell(report)
    if wants_json(context):
        print_json(_as_json(report))
    context.exit(report.exit_code)


def _network(folder: Path, given: _Given) -> NetSettings:
    with Archive.open_existing(folder, write=False) as archive:
        home = archive.served_from()
    return NetSettings(
        user_agent=user_agent(__version__),
        connections=given["connections"],
        delay=given["delay"],
        max_requests=given["max_requests"],
        allowed_private_hosts=named_by_user(home),
        login=read_login(home, given["cookies"], given["headers"]),
    )


def _tell(report: RepairReport) -> None:
    _list("Damaged", report.damaged)
    if report.after is None:
        _list("Would be asked for again", report.asked)
        print_err(f"Pictures and files to ask for: {report.media_wanted}. Nothing was changed.")
        return
    _list("Kept aside", [f"{one.was} → {one.kept}" for one in report.asides if one.kept])
    rows: list[tuple[str, object]] = [
        ("responses lost", len(report.lost)),
        ("captures read again", report.reread),
        ("documents asked for", len(report.asked)),
        ("files gained", report.media),
        ("requests", report.requests),
    ]
    for line in (*table(rows), *notice_lines([*report.after.missing, *report.after.remarks])):
        print_err(line)
    _list("Still damaged", report.after.damaged)
    verdict = {0: "complete and undamaged", 3: "undamaged, but not complete", 7: "DAMAGED"}[report.exit_code]
    print_err(f"{report.archive}: {verdict}")


def _list(title: str, names: tuple[str, ...] | list[str]) -> None:
    if names:
        print_err(f"{title} ({len(names)}):")
    for name in names[:_SHOWN]:
        print_err("  " + on_one_line(name, 240))
    if len(names) > _SHOWN:
        print_err(f"  … and {len(names) - _SHOWN} more; --json names them all")


def _as_json(report: RepairReport) -> JsonObject:
    after = report.after
    return {
        "command": "repair",
        "exit_code": report.exit_code,
        "archive": str(report.archive),
        "dry_run": report.dry_run,
        "damaged_before": list(report.damaged),
        "kept_aside": [{"was": one.was, "kept": one.kept or None} for one in report.asides],
        "lost": list(report.lost),
        "asked": list(report.asked),
        "reread": report.reread,
        "media_wanted": report.media_wanted,
        "media_gained": report.media,
        "requests": report.requests,
        "missing": list(notices_json(after.missing)) if after is not None else [],
        "damaged": list(after.damaged) if after is not None else list(report.damaged),
        "notices": list(notices_json(after.remarks)) if after is not None else [],
    }
