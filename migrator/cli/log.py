"""`migrate log`."""

from collections.abc import Iterator
from pathlib import Path

import click

from migrator.cli.command import migrate_command, wants_json
from migrator.cli.options import ROOT, chosen_archive
from migrator.cli.output import on_one_line, print_json, print_out
from migrator.formats.json import JsonObject
from migrator.store import Archive
from migrator.store.tables.history import PostChange, RunChanges

_LISTED = 20
_WIDTH = 160
_WORDS = {
    "new": "new",
    "title": "title changed",
    "text": "text changed",
    "labels": "labels changed",
    "removed": "removed",
    "back": "back again",
    "status": "status changed",
    "comments": "new comments",
    "comments-removed": "comments removed",
}


@migrate_command(
    examples=(
        "migrate log",
        "migrate log https://NAME.blogspot.com/2018/02/a-post.html",
        "migrate log --archive output/NAME.blogspot.com --json",
    ),
    exits=(6, 7),
)
@click.argument("post", required=False)
@click.option(
    "--archive",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"The archive's folder.  [default: the only one below {ROOT}/]",
)
@click.option("--all", "every", is_flag=True, help=f"List every change; without it, {_LISTED} of each run.")
@click.pass_context
def command(context: click.Context, post: str | None, archive: Path | None, every: bool) -> None:
    """Tell what changed on the blog from run to run, newest run first.

    New posts, edits of title, text and labels, posts that were removed or came back, comments that came or went. With
    POST (its address, or its id in blog.json) only what happened to that post. Earlier texts stand in the archive's
    table `revisions`.
    """
    folder = chosen_archive(archive)
    with Archive.open_existing(folder, write=False) as opened:
        runs = list(opened.history.runs(post))
    if post is not None and not any(run.changes for run in runs):
        raise click.UsageError(f"{folder} knows no post {post!r}, or nothing of when it came.")
    if wants_json(context):
        print_json(_as_json(runs, folder, post))
        return
    for run in reversed(runs):
        for line in _lines(run, alone=post is not None, every=every):
            print_out(line)


def _lines(run: RunChanges, *, alone: bool, every: bool) -> Iterator[str]:
    counted = {what: sum(change.count for change in run.changes if change.what == what) for what in _WORDS}
    summary = ", ".join(_counted(what, many) for what, many in counted.items() if many)
    yield f"{run.as_of}  {run.command}: {summary or 'nothing changed'}"
    if run.first and not alone and not every:
        return  # of a first run everything is new
    listed = run.changes if every or alone else run.changes[:_LISTED]
    for change in listed:
        yield "    " + on_one_line(_told(change, alone=alone), _WIDTH)
    if len(listed) < len(run.changes):
        yield f"    … and {len(run.changes) - len(listed)} more; --all lists them"


def _told(change: PostChange, *, alone: bool) -> str:
    where = "" if alone else f"  {change.title or '(untitled)'}  {change.url}"
    if change.what in {"title", "labels", "status"}:
        return f"{_WORDS[change.what]}: “{change.before}” → “{change.after}”{where}"
    told = _counted(change.what, change.count) if change.what.startswith("comments") else _WORDS[change.what]
    return f"{told}{where}"


def _counted(what: str, many: int) -> str:
    """Return `2 new comments`, `1 new comment`."""
    words = _WORDS[what]
    return f"{many} {words.replace('comments', 'comment') if many == 1 else words}"


def _as_json(runs: list[RunChanges], folder: Path, post: str | None) -> JsonObject:
    return {
        "command": "log",
        "exit_code": 0,
        "archive": str(folder),
        "post": post,
        "runs": [
            {
                "as_of": run.as_of,
                "command": run.command,
                "first": run.first,
                "changes": [
                    {
                        "what": change.what,
                        "url": change.url,
                        "id": change.id,
                        "title": change.title,
                        "before": change.before,
                        "after": change.after,
                        "count": change.count,
                    }
                    for change in run.changes
                ],
            }
            for run in runs
        ],
    }
