"""`migrate crawl`."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from migrator import __version__
from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import (
    ROOT,
    connections_option,
    cookies_option,
    delay_option,
    headers_option,
    max_requests_option,
    partial_date,
    rules_option,
    window_of,
)
from migrator.cli.output import on_one_line, print_err, print_json
from migrator.cli.progress import shown_progress
from migrator.cli.summary import counts, notice_lines, notices_json, table
from migrator.crawl import CaptureMode, CrawlOptions, CrawlReport, SourceName, crawl_blog
from migrator.formats.json import JsonObject, blog_to_json
from migrator.net.client import Client
from migrator.net.guards import named_by_user
from migrator.net.login import read_login
from migrator.net.settings import NetSettings
from migrator.net.settings import user_agent as our_name

_PLANNED = 40


def _contact(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Let through what can stand in a header."""
    if value.isascii() and value.isprintable() and not set(value) & set("()<>;"):
        return value.strip()
    raise click.BadParameter("give an e-mail or web address in plain letters.")


class _Given(TypedDict):
    """The command line, as click hands it over."""

    url: str
    output: Path | None
    source: str
    since: str | None
    until: str | None
    no_media: bool
    capture: str
    connections: int
    delay: float
    max_requests: int | None
    dry_run: bool
    user_agent: str | None
    contact: str
    media_only: bool
    ignore_robots: bool
    cookies: Path | None
    headers: tuple[str, ...]
    rules: str | None


@migrate_command(
    examples=(
        "migrate crawl https://NAME.blogspot.com/",
        "migrate crawl NAME.blogspot.com --since 2015 --until 2017-06 --no-media",
        "migrate crawl https://NAME.blogspot.com/ --dry-run",
    ),
    exits=(3, 4, 5, 6, 7, 8),
)
@click.argument("url", metavar="URL")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"The archive's folder.  [default: {ROOT}/<host>/, or where this blog is held already]",
)
@click.option(
    "--source",
    type=click.Choice([name.value for name in SourceName]),
    default=SourceName.AUTO.value,
    show_default=True,
    help="feeds: what the blog's feeds tell. pages: what a reader sees. auto: feeds where they are full, pages for "
    "what they lack or cut short.",
)
@click.option("--since", metavar="DATE", callback=partial_date, help="Only what was published on or after this day.")
@click.option("--until", metavar="DATE", callback=partial_date, help="Only what was published on or before this day.")
@click.option("--no-media", is_flag=True, help="Leave pictures and files where they are.")
@click.option("--media-only", is_flag=True, help="Fetch only the pictures and files that the archive still lacks.")
@click.option(
    "--capture",
    type=click.Choice([name.value for name in CaptureMode]),
    default=CaptureMode.PAGES.value,
    show_default=True,
    help="Which responses to keep as received, in WARC: pages and feeds, media as well, or nothing. Without them "
    "`migrate reparse` can't rebuild the archive.",
)
@connections_option
@delay_option
@max_requests_option
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; write nothing.")
@click.option(
    "--contact",
    metavar="TEXT",
    default="",
    callback=_contact,
    help="An e-mail or web address that the blog's host finds in its log, to reach you.",
)
@click.option("--user-agent", metavar="TEXT", help="Identify as TEXT.")
@click.option("--ignore-robots", is_flag=True, help="Fetch also what robots.txt asks not to; it is noted.")
@cookies_option
@headers_option
@rules_option("CSS selectors for a theme that is not read right (`migrate parse --explain` drafts them). Remembered.")
@click.pass_context
def command(context: click.Context, **given: Unpack[_Given]) -> None:
    """Save the live blog at URL into an archive.

    Posts, static pages, comments, labels, authors, and the pictures in their largest form; every response is kept as
    received. URL may be the address of any page of the blog. Interrupt it when you like: the same command goes on where
    it was, and later fetches only what is new. DATE is YYYY, YYYY-MM or YYYY-MM-DD in the blog's own time; both ends
    count.
    """
    if given["media_only"] and (given["no_media"] or given["dry_run"]):
        raise click.UsageError("--media-only goes with neither --no-media nor --dry-run.")
    options = _options(given)
    with shown_progress() as progress, Client(options.network, events=progress.waiting) as client:
        report = crawl_blog(options, client=client, progress=progress)
    _tell(report)
    if wants_json(context):
        print_json(_as_json(report))
    context.exit(report.exit_code)


def _options(given: _Given) -> CrawlOptions:
    network = NetSettings(
        user_agent=given["user_agent"] or our_name(__version__, given["contact"]),
        connections=given["connections"],
        delay=given["delay"],
        max_requests=given["max_requests"],
        robots=not given["ignore_robots"],
        allowed_private_hosts=named_by_user(given["url"]),
        login=read_login(given["url"], given["cookies"], given["headers"]),
    )
    return CrawlOptions(
        url=given["url"],
        output=given["output"],
        root=ROOT,
        source=SourceName(given["source"]),
        window=window_of(given["since"], given["until"]),
        media=not given["no_media"],
        media_only=given["media_only"],
        capture=CaptureMode(given["capture"]),
        dry_run=given["dry_run"],
        network=network,
        rules=given["rules"],
    )


def _tell(report: CrawlReport) -> None:
    print_err(on_one_line(f"{report.blog.title or 'The blog'}, {report.blog.url}", 200))
    if report.archive is None:
        _tell_plan(report)
        return
    rows: list[tuple[str, object]] = [
        ("posts", report.posts),
        ("pages", report.pages),
        ("new of these", report.new_posts),
        ("changed", counts({name.replace("_", " "): many for name, many in report.changes.items() if name != "new"})),
        ("comments", report.comments),
        ("labels", report.labels),
        ("authors", report.authors),
        ("media", counts(report.media)),
        ("requests", report.requests),
        *(("account", line) for line in report.account),
        ("archive", report.archive),
    ]
    for line in (*table(rows), *notice_lines(report.notices)):
        print_err(line)
    if report.posts + report.pages:
        print_err(f"Next: migrate export {report.archive} --format markdown")


def _tell_plan(report: CrawlReport) -> None:
    for line in table((f"{name} declares", number) for name, number in report.declared.items()):
        print_err(line)
    print_err(f"Nothing was written. The crawl would begin with {len(report.planned)} documents:")
    for url in report.planned[:_PLANNED]:
        print_err("  " + on_one_line(url, 200))
    if len(report.planned) > _PLANNED:
        print_err(f"  … and {len(report.planned) - _PLANNED} more; --json names them all")


def _as_json(report: CrawlReport) -> JsonObject:
    return {
        "command": "crawl",
        "exit_code": report.exit_code,
        "blog": blog_to_json(report.blog),
        "archive": None if report.archive is None else str(report.archive),
        "source": report.source,
        "posts": report.posts,
        "pages": report.pages,
        "comments": report.comments,
        "labels": report.labels,
        "authors": report.authors,
        "media": dict(report.media),
        "new_posts": report.new_posts,
        "changes": dict(report.changes),
        "requests": report.requests,
        "declared": dict(report.declared),
        "account": list(report.account),
        "missing": list(notices_json(report.missing)),
        "notices": list(notices_json(report.notices)),
        "planned": list(report.planned),
    }
