"""`migrate import`."""

from pathlib import Path

import click

from migrator.addresses.urls import home_from_input, is_made_up
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import ROOT
from migrator.cli.output import on_one_line, print_err, print_json
from migrator.cli.progress import shown_progress
from migrator.cli.summary import counts, notice_lines, notices_json, table
from migrator.formats.json import JsonObject, blog_to_json
from migrator.imports import ImportedBlog, ImportOptions, ImportReport, import_files
from migrator.model.errors import UsageError


@migrate_command(
    examples=(
        "migrate import blog-11-02-2018.xml",
        "migrate import takeout-20240101T000000Z-001.zip",
        "migrate import old-backup.xml newer-backup.xml feed.xml --output output/NAME.blogspot.com",
        "migrate import feed.atom --url https://NAME.blogspot.com/",
    ),
    exits=(3, 6, 7, 8),
)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"The archive's folder.  [default: {ROOT}/<host>/, or where this blog is held already]",
)
@click.option("--url", metavar="URL", help="Where the blog lives, for files that do not say (a Takeout does not).")
@click.option("--dry-run", is_flag=True, help="Read everything and say what is in it; write nothing.")
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], output: Path | None, url: str | None, dry_run: bool
) -> None:
    """Make the same archive from what you already hold.

    PATH is a Blogger backup (.xml), a Takeout (.zip, .tgz, folder or feed.atom; all its parts), a saved feed or entry,
    a dump of Blogger's API, a WARC or WACZ file, a folder (or page) that HTTrack, wget, wayback_machine_downloader or a
    browser saved, a blog.json of ours, or a folder of any of these. Several at once, or one after the other, in any
    order, with or without a crawl of the blog: what they tell of one post is merged, and drafts stay drafts. What a
    file is shows in its content, not in its name. Afterwards `migrate crawl` fetches only what is still missing.
    """
    options = ImportOptions(paths=paths, output=output, root=ROOT, home=_home(url), dry_run=dry_run)
    with shown_progress() as progress:
        report = import_files(options, progress=progress)
    _tell(report)
    if wants_json(context):
        print_json(_as_json(report))
    context.exit(report.exit_code)


def _home(url: str | None) -> str:
    if url is None:
        return ""
    try:
        home = home_from_input(url)
    except ValueError:
        raise UsageError(f"“{url}” is not a web address.", hint="Give one like https://NAME.blogspot.com/.") from None
    return home if home.endswith("/") else f"{home}/"


def _tell(report: ImportReport) -> None:
    for one in report.blogs:
        print_err(on_one_line(f"{one.blog.title or 'A blog'}, {one.blog.url}", 200))
        for line in table(_rows(one)):
            print_err(line)
        if is_made_up(one.blog.url):
            print_err("  No file says where this blog lives. If you know, say it: --url https://NAME.blogspot.com/")
    for line in notice_lines(report.notices):
        print_err(line)
    for one in report.blogs:
        if one.archive is None:
            print_err("Nothing was written.")
        elif one.posts + one.pages:
            print_err(f"Next: migrate export {one.archive} --format markdown")


def _rows(one: ImportedBlog) -> list[tuple[str, object]]:
    return [
        *((form, name) for name, form, _ in one.inputs),
        ("posts", one.posts),
        ("pages", one.pages),
        ("drafts", one.drafts),
        ("scheduled", one.scheduled),
        ("new or changed", one.new_posts + one.changed_posts),
        ("comments", one.comments),
        ("labels", one.labels),
        ("authors", one.authors),
        ("media", counts(one.media)),
        *(("account", line) for line in one.account),
        ("archive", one.archive or "none"),
    ]


def _as_json(report: ImportReport) -> JsonObject:
    return {
        "command": "import",
        "exit_code": report.exit_code,
        "blogs": [_blog_as_json(one) for one in report.blogs],
        "missing": list(notices_json(report.missing)),
        "notices": list(notices_json(report.notices)),
    }


def _blog_as_json(one: ImportedBlog) -> JsonObject:
    return {
        "blog": blog_to_json(one.blog),
        "archive": None if one.archive is None else str(one.archive),
        "inputs": [{"name": name, "form": form, "documents": documents} for name, form, documents in one.inputs],
        "posts": one.posts,
        "pages": one.pages,
        "drafts": one.drafts,
        "scheduled": one.scheduled,
        "stubs": one.stubs,
        "comments": one.comments,
        "labels": one.labels,
        "authors": one.authors,
        "media": dict(one.media),
        "new_posts": one.new_posts,
        "changed_posts": one.changed_posts,
        "new_comments": one.new_comments,
        "new_media": one.new_media,
        "account": list(one.account),
    }
