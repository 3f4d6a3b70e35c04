"""One shot of the job: for each blog crawl → verify → exports → copies elsewhere, then tell whoever wants to know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from migrator.job.blog import BlogOutcome, Steps, folder_of, keep_blog
from migrator.job.journal import Journal
from migrator.job.notify import tell
from migrator.job.settings import BlogSettings, JobConfig
from migrator.job.state import BlogState, States, digest_of
from migrator.model.errors import ArchiveLocked, Interrupted, MigratorError, worst_code
from migrator.model.ports import Now, NullProgress, Progress
from migrator.model.unforeseen import internal_error
from migrator.retention import PruneResult, prune
from migrator.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """What one shot came to, blog by blog."""

    outcomes: tuple[BlogOutcome, ...] = ()
    started: str = ""
    ended: str = ""
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def exit_code(self) -> int:
        """The worst code of any blog; 3 where all went well and somebody could not be told."""
        worst = worst_code(outcome.exit_code for outcome in self.outcomes)
        return worst or (3 if self.problems else 0)


def run_job(
    config: JobConfig,
    *,
    only: str | None = None,
    now: bool = False,
    clock: Now = lambda: datetime.now(UTC),
    progress: Progress | None = None,
    said: Callable[[BlogOutcome], None] = lambda _outcome: None,
) -> JobReport:
    """Bring every blog up to date, one after the other; what happens to one does not stop the next.

    `only` names one blog by a part of its URL; `now` asks also those from which the job backs off. `said` is told each
    outcome as it comes. Ctrl-C ends the run after what is in flight; the blogs not begun are left for the next.
    """
    started = _stamp(clock())
    states = States(config.state_file)
    outcomes: list[BlogOutcome] = []
    problems: list[str] = []
    for before, outcome in _each(config, states, only=only, now=now, clock=clock, progress=progress or NullProgress()):
        outcomes.append(outcome)
        said(outcome)
        problems += tell(config, outcome, again=before.exit_code == 3 and before.problems == digest_of(outcome))
        if outcome.exit_code == Interrupted.exit_code and not outcome.out_of_time:
            break
    return JobReport(outcomes=tuple(outcomes), started=started, ended=_stamp(clock()), problems=tuple(problems))


def _each(
    config: JobConfig, states: States, *, only: str | None, now: bool, clock: Now, progress: Progress
) -> Iterator[tuple[BlogState, BlogOutcome]]:
    known = states.read()
    journal = Journal(config.journal_file)
    for blog in config.blogs:
        if only and only not in blog.url:
            continue
        before = known.get(blog.url, BlogState(url=blog.url))
        pause = before.not_before()
        if pause and clock() < pause and not now:
            outcome = _spared(blog, before, pause)
            journal.end(journal.begin(blog.url, _stamp(clock())), outcome, _stamp(clock()))
            yield before, outcome
            continue
        began = _stamp(clock())
        run = journal.begin(blog.url, began)
        try:
            outcome = keep_blog(config, blog, Steps(clock=clock, progress=progress), failures=before.failures)
        except Exception as error:  # noqa: BLE001 - the last guard: whatever one blog does, the others are kept
            told = internal_error(error, url=blog.url)
            outcome = BlogOutcome(url=blog.url, exit_code=1, line=f"a fault of this program: {told.detail}")
        journal.end(run, outcome, _stamp(clock()))
        if outcome.exit_code != ArchiveLocked.exit_code:  # the run that is at work will tell its own end
            states.put(before.after(outcome, started=began, ended=_stamp(clock())))
        yield before, outcome


def _spared(blog: BlogSettings, before: BlogState, pause: datetime) -> BlogOutcome:
    """Leave a blog alone that could not be reached for long; its last failure still stands."""
    line = f"left alone until {_stamp(pause)}: {before.failures} runs in a row failed; last: {before.line}"
    return BlogOutcome(url=blog.url, exit_code=before.exit_code or 5, line=line, spared=True)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# What a run would do, told without asking the blog for anything or changing anything: `migrate archive --dry-run`.


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
