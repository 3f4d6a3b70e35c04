"""`migrate verify`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click

from migrator import __version__
from migrator.check import DeclaredCount, VerifyReport, verify_archive
from migrator.check.exported import verify_export
from migrator.check.receipt import compare_with_receipt, receipt_of, write_receipt
from migrator.check.report import report_to_json
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import chosen_archive, cookies_option, headers_option
from migrator.cli.output import on_one_line, print_err, print_json
from migrator.cli.summary import NAMED, counts, notice_lines, notices_json, table
from migrator.formats.json import JsonObject
from migrator.net.client import Client
from migrator.net.login import read_login
from migrator.net.settings import NetSettings, user_agent
from migrator.store import Archive

_MONTHS = 24
"""Months of a source that are named in the table."""


class _Given(TypedDict):
    """The command line, as click hands it over."""

    archive: Path | None
    offline: bool
    deep: bool
    export: Path | None
    receipt: bool
    output: Path | None
    against: Path | None
    cookies: Path | None
    headers: tuple[str, ...]


@migrate_command(
    examples=(
        "migrate verify",
        "migrate verify output/NAME.blogspot.com --offline --deep",
        "migrate verify --export output/NAME.blogspot.com/export/hugo",
        "migrate verify --receipt --output receipts",
        "migrate verify --against receipts/receipt.json",
    ),
    exits=(3, 4, 6, 7),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Compare with what the blog declared at the last crawl; ask it nothing.")
@click.option(
    "--deep",
    is_flag=True,
    help="Also read every captured document again, and compare what that gives with what is stored.",
)
@click.option(
    "--export",
    "export",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Read the export in DIR back and compare it with the archive, post by post; nothing else is verified then.",
)
@click.option(
    "--receipt", is_flag=True, help="Write receipt.json and a page receipt.html: what was found, and digests."
)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the receipt goes.  [default: the archive's folder]",
)
@click.option(
    "--against",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Say what differs since the receipt in FILE was written; nothing else is verified then.",
)
@cookies_option
@headers_option
@click.pass_context
def command(context: click.Context, **given: Unpack[_Given]) -> None:
    """Prove that ARCHIVE is complete and undamaged. It may be left out when output/ holds exactly one.

    Complete: what the blog declares (feeds, archive widget, comment counts) and what it names one by one (feeds,
    sitemap, lists, links between posts) is compared with what is held, source by source and month by month, and what
    lacks is named with the reason, as are pages and lists that could not be fetched. Undamaged: every captured response
    and every picture is compared with its digest, and every row of the database refers to one that is there.
    """
    folder = chosen_archive(given["archive"])
    if given["export"] is not None:
        context.exit(_check_export(context, folder, given["export"]))
    if given["against"] is not None:
        context.exit(_compare(context, folder, given["against"]))
    with Archive.open_existing(folder, write=False) as opened:
        if given["offline"]:
            report = verify_archive(opened, deep=given["deep"])
        else:
            with Client(_network(opened, given)) as client:
                report = verify_archive(opened, client=client, deep=given["deep"])
        receipt = _receipt(opened, report) if given["receipt"] else None
    _tell(report, folder)
    for path in write_receipt(receipt, given["output"] or folder) if receipt is not None else ():
        print_err(f"Receipt: {path}")
    if wants_json(context):
        print_json(_as_json(report, folder))
    context.exit(report.exit_code)


def _network(archive: Archive, given: _Given) -> NetSettings:
    login = read_login(archive.served_from(), given["cookies"], given["headers"])
    return NetSettings(user_agent=user_agent(__version__), login=login)


def _receipt(archive: Archive, report: VerifyReport) -> JsonObject:
    made_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return receipt_of(archive, report, made_by=f"blog-migrator {__version__}", made_at=made_at)


def _compare(context: click.Context, folder: Path, receipt: Path) -> int:
    with Archive.open_existing(folder, write=False) as opened:
        since = compare_with_receipt(opened, receipt)
    for title, names in (("Gone", since.gone), ("Otherwise", since.changed), ("New", since.added)):
        if names:
            print_err(f"{title} ({len(names)}):")
        for name in names[:NAMED]:
            print_err("  " + on_one_line(name, 240))
    print_err(
        f"{folder}: " + ("as it was in" if since.same else "it differs from") + f" the receipt of {since.made_at}"
    )
    if wants_json(context):
        print_json(
            {
                "command": "verify",
                "exit_code": since.exit_code,
                "archive": str(folder),
                "receipt": str(receipt),
                "made_at": since.made_at,
                "same": since.same,
                "changed": list(since.changed),
                "gone": list(since.gone),
                "added": list(since.added),
            }
        )
    return since.exit_code


def _check_export(context: click.Context, folder: Path, export: Path) -> int:
    with Archive.open_existing(folder, write=False) as opened:
        check = verify_export(opened, export)
    print_err(f"{check.place}: {check.format}")
    if check.asked:
        print_err("  a part of the archive: " + json.dumps(check.asked, ensure_ascii=False))
    for line in (*table(check.compared.items()), *notice_lines(check.differing)):
        print_err(line)
    if check.remarks:
        print_err(f"Differs as the export itself says ({len(check.remarks)}):")
    for remark in check.remarks[:_MONTHS]:
        print_err("  " + on_one_line(f"{remark.url}  {remark.detail}", 240))
    print_err(
        f"{check.place}: " + ("it differs from the archive" if check.differing else "it says what the archive says")
    )
    if wants_json(context):
        print_json(
            {
                "command": "verify",
                "exit_code": check.exit_code,
                "archive": str(folder),
                "export": check.place,
                "format": check.format,
                "asked": check.asked,
                "compared": check.compared,
                "differing": list(notices_json(check.differing)),
                "remarks": list(notices_json(check.remarks)),
            }
        )
    return check.exit_code


def _table(compared: tuple[DeclaredCount, ...]) -> Iterator[str]:
    """Yield a line for each source, and one for each of its months that lacks anything."""
    whole = [count for count in compared if not count.period]
    months = [count for count in compared if count.period and count.wanted > count.held]
    rows = [("source", "declared", "found", "archived")]
    for count in whole:
        rows.append((count.source, *_numbers(count)))
        short = [month for month in months if month.source == count.source]
        rows += [(f"  {month.period}", *_numbers(month)) for month in short[:_MONTHS]]
        if len(short) > _MONTHS:
            rows.append((f"  … {len(short) - _MONTHS} more months; --json has them", "", "", ""))
    width = max(len(row[0]) for row in rows[: 1 + len(whole)] + [row for row in rows if row[1] or row[2]])
    for name, *numbers in rows:
        yield f"  {name:{width}}" + "".join(f"  {number:>8}" for number in numbers).rstrip()


def _numbers(count: DeclaredCount) -> tuple[str, str, str]:
    return str(count.declared), "-" if count.found is None else str(count.found), str(count.held)


def _commented(report: VerifyReport) -> str:
    whole = sum(one.held >= one.declared for one in report.comments)
    return f"{whole} of {len(report.comments)} posts with comments hold as many as they declare"


def _tell(report: VerifyReport, folder: Path) -> None:
    rows = [("compared with", report.compared_with)]
    for line in (*table(rows), *_table(report.counts)):
        print_err(line)
    again = "" if report.reread is None else f", {report.reread} read again and compared with what is stored"
    rows = [
        ("comments", _commented(report)),
        ("media", counts(report.media)),
        ("captures", f"{report.captures}{again}"),
        *(("account", line) for line in report.account),
    ]
    for line in (*table(rows), *notice_lines([*report.missing, *report.remarks])):
        print_err(line)
    if report.damaged:
        print_err(f"Damaged ({len(report.damaged)}):")
        for name in report.damaged:
            print_err(f"  {name}")
    verdict = {0: "complete and undamaged", 3: "undamaged, but not complete", 7: "DAMAGED"}[report.exit_code]
    if report.exit_code == 3 and not report.lacks:
        verdict = "undamaged, but not everything could be compared"
    print_err(f"{folder}: {verdict}")
    if report.damaged or report.lacks:
        print_err(f"Next: migrate repair {folder}")


def _as_json(report: VerifyReport, folder: Path) -> JsonObject:
    return {
        "command": "verify",
        "exit_code": report.exit_code,
        "archive": str(folder),
        **report_to_json(report),
    }
