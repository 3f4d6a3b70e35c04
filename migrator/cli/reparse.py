"""`migrate reparse`."""

from pathlib import Path

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import chosen_archive, rules_option
from migrator.cli.output import print_err, print_json
from migrator.cli.progress import shown_progress
from migrator.cli.summary import notice_lines, notices_json, table
from migrator.formats.json import JsonObject
from migrator.reparse import ReparseReport, reparse_archive
from migrator.store import Archive


@migrate_command(
    examples=(
        "migrate reparse",
        "migrate reparse output/NAME.blogspot.com --json",
        "migrate reparse --rules theme.toml",
    ),
    exits=(3, 4, 7, 8),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@rules_option("CSS selectors for the blog's theme, remembered; an empty file forgets them.")
@click.pass_context
def command(context: click.Context, archive: Path | None, rules: str | None) -> None:
    """Read every captured response of ARCHIVE again and rebuild posts, comments and labels from them, without network.

    Worth doing after an upgrade: a better parser then serves what was saved long ago. What no capture holds stays as
    it is. Rules for the theme that a crawl was given count here too; --rules replaces them. ARCHIVE may be left out
    when output/ holds exactly one.
    """
    folder = chosen_archive(archive)
    with Archive.open_existing(folder, write=True) as opened, shown_progress() as progress:
        progress.phase("Reading the captures")
        report = reparse_archive(opened, step=progress.step, rules=rules)
    _tell(report, folder)
    if wants_json(context):
        print_json(_as_json(report, folder))
    context.exit(report.exit_code)


def _tell(report: ReparseReport, folder: Path) -> None:
    rows: list[tuple[str, object]] = [
        ("documents", report.documents),
        ("posts", report.posts),
        ("pages", report.pages),
        ("comments", report.comments),
        *(("account", line) for line in report.account),
        ("archive", folder),
    ]
    for line in (*table(rows), *notice_lines(report.notices)):
        print_err(line)


def _as_json(report: ReparseReport, folder: Path) -> JsonObject:
    return {
        "command": "reparse",
        "exit_code": report.exit_code,
        "archive": str(folder),
        "documents": report.documents,
        "posts": report.posts,
        "pages": report.pages,
        "comments": report.comments,
        "account": list(report.account),
        "notices": list(notices_json(report.notices)),
    }
