"""The job for one blog: crawl, verify, exports, copies; whatever fails becomes an exit code and a line."""

import _thread
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from migrator import __version__
from migrator.addresses.join import split_url
from migrator.addresses.urls import home_from_input
from migrator.check import VerifyReport, verify_archive
from migrator.crawl import CrawlOptions, CrawlReport, crawl_blog
from migrator.export import export_archive
from migrator.job.copies import push_folder
from migrator.job.settings import BlogSettings, ExportSettings, JobConfig
from migrator.model.errors import Interrupted, MigratorError
from migrator.model.notices import Notice, Severity
from migrator.model.ports import ExportOptions, Progress
from migrator.model.unforeseen import internal_error
from migrator.net.client import Client
from migrator.net.guards import named_by_user
from migrator.net.login import header_lines, read_login
from migrator.net.settings import NetSettings, SystemClock, user_agent
from migrator.report import write_report
from migrator.retention import PruneResult, prune
from migrator.sinks import FolderSink
from migrator.store import Archive, RunKind, archive_folder, command_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogOutcome:
    """What one shot came to for one blog; `line` says it in a sentence, `problems` name what went wrong, in full.

    `spared` blogs were not asked; `out_of_time` ones reached their budget of minutes and go on next time.
    """

    url: str
    exit_code: int
    line: str
    archive: Path | None = None
    new_posts: int = 0
    changes: tuple[tuple[str, int], ...] = ()
    """What the blog showed otherwise than before, by kind as `migrate log` names it, and how often."""
    posts: int = 0
    comments: int = 0
    requests: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What is worth a line and is no problem: that the blog moved, what was let go."""
    let_go: PruneResult = field(default_factory=PruneResult)
    exports: tuple[str, ...] = ()
    pushed: int = 0
    spared: bool = False
    out_of_time: bool = False

    @property
    def changed(self) -> bool:
        """The blog showed something new, or something otherwise than before."""
        return bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the steps work with: the time, and whom to tell how it goes."""

    clock: Callable[[], datetime]
    progress: Progress
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    named: set[tuple[str, str]] = field(default_factory=set)

    def name(self, notices: Iterable[Notice], *, step: str = "") -> None:
        """Note what is missing, once, whichever step names it."""
        for notice in notices:
            if (notice.code, notice.url) not in self.named:
                self.named.add((notice.code, notice.url))
                self.problems.append(f"{step}{notice.code}: {notice.url} {notice.detail}".strip())

    def failed(self, step: str, error: Exception) -> None:
        """Note a step that did not succeed, also by a fault of this program; the next ones are still tried."""
        if isinstance(error, MigratorError | OSError):
            self.codes.append(error.exit_code if isinstance(error, MigratorError) else 9)
            self.problems.append(f"{step}: {error}")
        else:
            self.codes.append(1)
            self.name([internal_error(error, url="")], step=f"{step}: ")

    def worst(self, of_crawl: int) -> int:
        """Return the exit code of all steps: 1 after a fault of this program, else the highest."""
        codes = {of_crawl, *self.codes}
        return 1 if 1 in codes else max(codes)


def keep_blog(config: JobConfig, blog: BlogSettings, steps: Steps, *, failures: int) -> BlogOutcome:
    """Do all steps for one blog. Never raises what is ours: it becomes the outcome."""
    try:
        with limited(config.budget.minutes) as is_over:
            report = _crawl(config, blog, steps)
    except Interrupted as stop:
        if is_over.is_set():
            line = f"stopped after {config.budget.minutes} minutes; the next run goes on"
            return BlogOutcome(url=blog.url, exit_code=3, line=line, out_of_time=True)
        return BlogOutcome(url=blog.url, exit_code=stop.exit_code, line=stop.message)
    except MigratorError as error:
        tries = f" ({failures + 1} in a row)" if error.exit_code == 5 and failures else ""
        line = f"{error.message}{tries}"
        return BlogOutcome(
            url=blog.url, exit_code=error.exit_code, line=line, problems=(error.hint,) if error.hint else ()
        )
    outcome = BlogOutcome(
        url=blog.url,
        exit_code=report.exit_code,
        line="",
        archive=report.archive,
        new_posts=report.new_posts,
        posts=report.posts,
        comments=report.comments,
        requests=report.requests,
    )
    steps.name(report.missing)
    moved = [notice for notice in report.notices if notice.code == "blog-moved"]
    steps.notes.extend(f"it moved to {notice.url}; {notice.detail}" for notice in moved)
    if report.archive is not None:
        changes = _changes(report.archive)
        outcome = replace(outcome, changes=(*changes, *((("moved", 1),) if moved else ())))
        outcome = replace(outcome, let_go=_let_go(report.archive, blog, steps))
    outcome = _after_crawl(config, blog, steps, outcome)
    return replace(
        outcome,
        exit_code=steps.worst(report.exit_code),
        line=_line(outcome, report, steps),
        problems=tuple(steps.problems),
        notes=tuple(steps.notes),
    )


def _let_go(folder: Path, blog: BlogSettings, steps: Steps) -> PruneResult:
    """Let go of what the owner no longer wants kept, once a reading has come to its end."""
    if blog.keep.is_forever:
        return PruneResult()
    steps.progress.phase("Letting go of what is not to be kept")
    try:
        with Archive.open_existing(folder, write=True) as archive:
            if archive.runs.cut_short(command_of(RunKind.CRAWL, blog.source)):
                return PruneResult()
            gone = prune(archive, blog.keep, clock=steps.clock)
    except MigratorError as error:
        steps.failed("retention", error)
        return PruneResult()
    if gone:
        steps.notes.append(f"let go of {gone}")
    return gone


def _after_crawl(config: JobConfig, blog: BlogSettings, steps: Steps, outcome: BlogOutcome) -> BlogOutcome:
    folder = outcome.archive
    if folder is None:
        return outcome
    proof = None
    if config.verify:
        steps.progress.phase("Verifying")
        try:
            _note_verdict(proof := _verify(folder), steps)
        except Exception as error:  # noqa: BLE001 - the last guard: the next step is still tried
            steps.failed("verify", error)
    try:
        draw(folder, proof, made=steps.clock())
    except Exception as error:  # noqa: BLE001 - the last guard: the next step is still tried
        steps.failed("report", error)
    written: list[str] = []
    for export in blog.exports:
        steps.progress.phase(f"Exporting {export.format}")
        try:
            written.append(str(_export(folder, export, steps)))
        except Exception as error:  # noqa: BLE001 - the last guard: the next step is still tried
            steps.failed(f"export {export.format}", error)
    pushed = 0
    for push in config.pushes:
        steps.progress.phase(f"Copying to {push.to}")
        try:
            pushed += push_folder(folder, push, exports=[Path(place) for place in written])
        except Exception as error:  # noqa: BLE001 - the last guard: the next step is still tried
            steps.failed(f"copy to {push.to}", error)
    return replace(outcome, exports=tuple(written), pushed=pushed)


def _crawl(config: JobConfig, blog: BlogSettings, steps: Steps) -> CrawlReport:
    network = NetSettings(
        user_agent=config.network.user_agent or user_agent(__version__),
        connections=config.network.connections,
        delay=config.network.delay,
        max_requests=config.budget.requests,
        robots=not config.network.ignore_robots,
        allowed_private_hosts=named_by_user(blog.url),
        login=read_login(blog.url, blog.cookies, () if blog.headers is None else header_lines(blog.headers)),
    )
    options = CrawlOptions(
        url=blog.url,
        output=blog.archive,
        root=config.archives,
        source=blog.source,
        media=blog.media and not _is_full(config, blog),
        network=network,
    )
    with Client(network, clock=_NetClock(steps.clock)) as client:
        return crawl_blog(options, client=client, clock=steps.clock, progress=steps.progress)


class _NetClock(SystemClock):
    """The job's time for what is fetched; waiting goes by the computer's own."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return the time of day."""
        return self._clock()


def folder_of(config: JobConfig, blog: BlogSettings) -> Path:
    """Return where a blog's archive lies, also one that is held under another of its names."""
    return blog.archive or archive_folder(config.archives, home_from_input(blog.url), "")


def _is_full(config: JobConfig, blog: BlogSettings) -> bool:
    """Whether the archive takes more room than the budget gives: then no more media are fetched."""
    if config.budget.megabytes is None:
        return False
    folder = folder_of(config, blog)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    return size > config.budget.megabytes * 1_000_000


def _changes(folder: Path) -> tuple[tuple[str, int], ...]:
    """Count what the last reading found changed, by kind."""
    with Archive.open_existing(folder, write=False) as archive:
        last = deque(archive.history.runs(None), maxlen=1)
    counted: Counter[str] = Counter()
    for change in last[0].changes if last else ():
        counted[change.what] += change.count
    return tuple(sorted(counted.items()))


def _verify(folder: Path) -> VerifyReport:
    with Archive.open_existing(folder, write=False) as archive:
        return verify_archive(archive)


def _note_verdict(report: VerifyReport, steps: Steps) -> None:
    steps.codes.append(report.exit_code)
    steps.problems.extend(f"damaged: {name}" for name in report.damaged)
    steps.name(report.missing)


def _export(folder: Path, export: ExportSettings, steps: Steps) -> Path:
    destination = export.output or folder / "export" / export.format
    options = ExportOptions(base_url=export.base_url, site=export.site)
    with Archive.open_existing(folder, write=False) as archive:
        view = archive.view()
        report = export_archive(view, export.format, FolderSink(destination, view.open_media), options)
    losses = [notice for notice in report.notices if notice.severity is Severity.LOSS]
    if losses:
        steps.codes.append(3)
        steps.name(losses, step=f"export {export.format}: ")
    return destination


def _line(outcome: BlogOutcome, report: CrawlReport, steps: Steps) -> str:
    parts = [f"{outcome.posts} posts", f"{outcome.comments} comments"]
    parts += [f"{count} × {what}" for what, count in outcome.changes] or ["nothing changed"]
    if split_url(report.blog.url).hostname != split_url(outcome.url).hostname and "://" in outcome.url:
        parts.append(f"it lives at {report.blog.url} now (put that into the configuration)")
    if outcome.let_go:
        parts.append(f"{outcome.let_go} let go")
    if outcome.exports:
        parts.append(f"{len(outcome.exports)} exported")
    if outcome.pushed:
        parts.append(f"{outcome.pushed} files copied")
    if steps.problems:
        parts.append(f"{len(steps.problems)} missing or failed")
    return ", ".join(parts)


# The report page of an archive, drawn anew after each run of the job.


def draw(folder: Path, proof: VerifyReport | None, *, made: datetime) -> Path:
    """Write `report.html` into the archive's folder; without a proof it says that no file was compared."""
    with Archive.open_existing(folder, write=False) as archive:
        found = proof or verify_archive(archive, integrity=False)
        _, path = write_report(archive, found, made=made, integrity=proof is not None)
    return path


# The budget of minutes: a crawl is stopped as Ctrl-C would stop it.


@contextmanager
def limited(minutes: float | None) -> Iterator[threading.Event]:
    """Stop the block as Ctrl-C would once the minutes are over: what is in flight is finished and kept."""
    over, ended, lock = threading.Event(), threading.Event(), threading.Lock()
    if minutes is None:
        yield over
        return

    def end() -> None:
        with lock:
            if not ended.is_set():
                over.set()
                _thread.interrupt_main()

    timer = threading.Timer(minutes * 60, end)
    timer.daemon = True
    timer.start()
    # A shell that starts the job in the background lets it ignore Ctrl-C, and with it our own interruption.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield over
        with suppress(KeyboardInterrupt):
            with lock:
                ended.set()
            if over.is_set():
                time.sleep(0.1)  # the minutes ended with the block: the interruption is to strike here, not later
    except KeyboardInterrupt:
        if over.is_set():  # it struck where nobody made ours of it
            raise Interrupted("The minutes are over.") from None
        raise
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
