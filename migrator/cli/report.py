"""`migrate report`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from migrator.check import verify_archive
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import chosen_archive
from migrator.cli.output import print_err, print_json
from migrator.report import verdict, write_report
from migrator.store import Archive


@migrate_command(
    examples=(
        "migrate report",
        "migrate report output/NAME.blogspot.com --quick",
        "migrate report /media/cdrom/blog --output ~/blog-report.html",
    ),
    exits=(7,),
)
@click.argument("archive", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the page.  [default: report.html in the archive's folder]",
)  # fmt: skip
@click.option("--quick", is_flag=True, help="Do not hold every file and record against its digest.")
@click.pass_context
def command(context: click.Context, archive: Path | None, output: Path | None, quick: bool) -> None:
    """Write one page that shows how much ARCHIVE holds and how sure that is, readable in any browser.

    Posts month by month, comments over time, completeness source by source, what is missing and why, media by state,
    labels, authors, runs and what each changed. The page needs no script, no network and no other file; the blog is
    not asked. ARCHIVE may be left out when output/ holds exactly one.
    """
    folder = chosen_archive(archive)
    with Archive.open_existing(folder, write=False) as opened:
        proof = verify_archive(opened, integrity=not quick)
        survey, path = write_report(opened, proof, made=datetime.now(UTC), integrity=not quick, to=output)
    print_err(verdict(survey))
    print_err(f"  in  {path}")
    if wants_json(context):
        print_json(
            {
                "command": "report",
                "exit_code": 0,
                "archive": str(folder),
                "output": str(path),
                "verdict": verdict(survey),
                "posts": survey.posts,
                "pages": survey.pages,
                "comments": survey.comments,
                "missing": sum(one.count for one in survey.missing),
                "damaged": None if survey.damaged is None else len(survey.damaged),
            }
        )
