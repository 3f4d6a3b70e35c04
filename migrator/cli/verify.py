"""`migrate verify`."""

from collections.abc import Iterator
from pathlib import Path

import click

from migrator import __version__
from migrator.check import Count, VerifyReport, verify_archive
from migrator.cli.archives import chosen_archive
from migrator.cli.command import teaching, wants_json
from migrator.cli.output import emit, say
from migrator.cli.summary import counts, notice_lines, notices_json, table
from migrator.exporters.json import JsonObject
from migrator.net.client import Client
from migrator.net.settings import NetSettings, user_agent
from migrator.store import Archive


@teaching(
    examples=("migrate verify", "migrate verify output/NAME.blogspot.com --offline --deep"),
    exits=(3, 6, 7),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Compare with what the blog declared at the last crawl; ask it nothing.")
@click.option("--deep", is_flag=True, help="Also read every captured document again.")
@click.pass_context
def command(context: click.Context, archive: Path | None, offline: bool, deep: bool) -> None:
    """Prove that ARCHIVE is complete and undamaged. It may be left out when output/ holds exactly one.

    Complete: what the blog declares (feeds, sitemap, archive widget, comment counts) is compared with what is held, and
    what lacks is named. Undamaged: every captured response and every picture is compared with its digest.
    """
    folder = chosen_archive(archive)
    with Archive.open_existing(folder, write=False) as opened:
        if offline:
            report = verify_archive(opened, deep=deep)
        else:
            with Client(NetSettings(user_agent=user_agent(__version__))) as client:
                report = verify_archive(opened, client=client, deep=deep)
    _tell(report, folder)
    if wants_json(context):
        emit(_as_json(report, folder))
    context.exit(report.exit_code)


def _count_rows(compared: tuple[Count, ...]) -> Iterator[tuple[str, str]]:
    """Sum each source up, and name the months that differ."""
    for source in dict.fromkeys(count.source for count in compared):
        of_source = [count for count in compared if count.source == source]
        declared, held = sum(count.declared for count in of_source), sum(count.held for count in of_source)
        yield source, f"{declared} declared, {held} held"
        for count in of_source:
            if count.period and count.declared != count.held:
                yield f"  {count.period}", f"{count.declared} declared, {count.held} held"


def _tell(report: VerifyReport, folder: Path) -> None:
    rows = [("compared with", "what the blog declares today" if report.live else "what it declared at the last crawl")]
    rows += [*_count_rows(report.counts), ("media", counts(report.media)), ("captures", f"{report.captures}")]
    for line in (*table(rows), *notice_lines([*report.missing, *report.remarks])):
        say(line)
    if report.damaged:
        say(f"Damaged ({len(report.damaged)}):")
        for name in report.damaged:
            say(f"  {name}")
    verdict = {0: "complete and undamaged", 3: "undamaged, but not complete", 7: "DAMAGED"}[report.exit_code]
    say(f"{folder}: {verdict}")


def _as_json(report: VerifyReport, folder: Path) -> JsonObject:
    return {
        "command": "verify",
        "exit_code": report.exit_code,
        "archive": str(folder),
        "live": report.live,
        "counts": [
            {"source": count.source, "period": count.period, "declared": count.declared, "held": count.held}
            for count in report.counts
        ],
        "media": dict(report.media),
        "captures": report.captures,
        "missing": list(notices_json(report.missing)),
        "damaged": list(report.damaged),
        "notices": list(notices_json(report.remarks)),
    }
