"""What a run would do, told without asking the blog for anything or changing anything: `migrate archive --dry-run`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from migrator.job.blog import folder_of
from migrator.job.settings import BlogSettings, JobConfig
from migrator.job.state import BlogState, States
from migrator.model.errors import MigratorError
from migrator.retention import PruneResult, prune
from migrator.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogPlan:
    """What the next run would do for one blog; `problem` is why that can't be told."""

    url: str
    archive: Path
    posts: int | None
    """None where nothing is archived yet."""
    left_alone_until: datetime | None
    exports: tuple[str, ...]
    pushes: tuple[str, ...]
    let_go: PruneResult
    problem: str = ""


def plan_job(config: JobConfig, *, only: str | None, clock: Callable[[], datetime]) -> tuple[BlogPlan, ...]:
    """Return what the next run would do for each blog."""
    known = States(config.state_file).read()
    return tuple(
        _plan(config, blog, known.get(blog.url, BlogState(url=blog.url)), clock)
        for blog in config.blogs
        if not only or only in blog.url
    )


def _plan(config: JobConfig, blog: BlogSettings, state: BlogState, clock: Callable[[], datetime]) -> BlogPlan:
    folder, posts, gone, problem = folder_of(config, blog), None, PruneResult(), ""
    if (folder / "archive.db").exists():
        try:
            with Archive.open_existing(folder, write=False) as archive:
                posts = archive.declared.totals().posts
                gone = prune(archive, blog.keep, clock=clock, dry_run=True)
        except MigratorError as error:
            problem = error.message
    pause = state.not_before()
    return BlogPlan(
        url=blog.url,
        archive=folder,
        posts=posts,
        left_alone_until=pause if pause is not None and pause > clock() else None,
        exports=tuple(
            f"{export.format} → {export.output or folder / 'export' / export.format}" for export in blog.exports
        ),
        pushes=tuple(push.to for push in config.pushes),
        let_go=gone,
        problem=problem,
    )
