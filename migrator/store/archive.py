"""An archive: one blog on disk, as docs/archive-format.md describes it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from migrator.addresses.urls import BlogAddress
from migrator.merge import Evidence
from migrator.model.documents import Parsed, RawPage
from migrator.model.errors import ArchiveError
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView
from migrator.model.schema import Blog
from migrator.store.captures.captures import FOLDER, Captured, Captures
from migrator.store.captures.retention import Thinning
from migrator.store.database import Database
from migrator.store.folder import DATABASE, ErrorLog, Lock, prepare, require_archive
from migrator.store.media.files import MediaFiles
from migrator.store.merging import Ingest, KeepResult
from migrator.store.queries import Insight
from migrator.store.repair.integrity import Integrity
from migrator.store.repair.mend import Mending
from migrator.store.repair.rebuild import Rebuilding
from migrator.store.run import ActiveRun, recorded, stamp
from migrator.store.settings import Settings
from migrator.store.tables.account import Accounts
from migrator.store.tables.ambiguous_dates import OpenDates, Settlement
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.bodies import Bodies
from migrator.store.tables.comments import Comments
from migrator.store.tables.declared import Ledger
from migrator.store.tables.frontier import Frontier
from migrator.store.tables.history import History
from migrator.store.tables.mentions import Mentions
from migrator.store.tables.posts import FeedBodies, Posts
from migrator.store.tables.runs import Notices, RunKind, Runs, command_of
from migrator.store.tables.schema import is_current, migrate, migrated_in_memory
from migrator.store.tables.search import Search
from migrator.store.tables.times import seconds
from migrator.store.view import View

_SOFTWARE = "blog-migrator"
_FRESH_SECONDS = 6 * 3600
_WORDS = {"d": "day", "m": "month", "y": "year"}


class Archive:
    """A blog's archive. One process may write it at a time; any number may read.

    Made by `create_or_open` or `open_existing`; a context manager. Not for use by several threads. Its parts are
    attributes, each the tables and files of one kind of thing; what needs several of them is a method here.
    """

    def __init__(self, folder: Path, database: Database, lock: Lock | None) -> None:
        self.path = folder
        self._database = database
        self._lock = lock
        self._log = ErrorLog(folder) if lock is not None else None
        self.settings = Settings(database)
        self.runs = Runs(database)
        self.notices = Notices(database)
        self.account = Accounts(database)
        self.blogs = Blogs(database)
        self.posts = Posts(database, self.blogs)
        self.comments = Comments(database, self.blogs)
        self.frontier = Frontier(database, self.blogs, self.runs)
        self.feed_bodies = FeedBodies(database, self.posts)
        self.captures = Captures(database, folder, _SOFTWARE, self.runs)
        self.media = MediaFiles(database, folder, self.runs)
        self.declared = Ledger(database)
        self.mentions = Mentions(database, self.blogs)
        self.history = History(database, self.blogs)
        self.integrity = Integrity(database, folder / DATABASE)
        self.mending = Mending(database, folder, self.runs)
        self.rebuilding = Rebuilding(database)
        self.thinning = Thinning(database, folder / FOLDER, _SOFTWARE)
        self._open_dates = OpenDates(database, self.posts, self.comments)
        self._keeper = Ingest(database, self.blogs, self.posts, self.comments, self._open_dates)
        self._search = Search(database)

    # -- opening and closing ------------------------------------------------------------------------------------------

    @classmethod
    def create_or_open(cls, folder: Path, *, write: bool = True) -> Self:
        """Open the archive in a folder, or make one there.

        Raises NotAnArchive, UsageError (not writable), ArchiveLocked, ArchiveTooNew or ArchiveError.
        """
        prepare(folder)
        if not write and not (folder / DATABASE).exists():
            cls._open(folder, write=True).close()
        return cls._open(folder, write=write)

    @classmethod
    def open_existing(cls, folder: Path, *, write: bool) -> Self:
        """Open the archive in a folder; NotAnArchive where there is none."""
        require_archive(folder)
        return cls._open(folder, write=write)

    @classmethod
    def open_damaged(cls, folder: Path) -> Self:
        """Open an archive to mend it: nothing is cut or forgotten before what is damaged has been put aside."""
        require_archive(folder)
        return cls._open(folder, write=True, heal=False)

    @classmethod
    def _open(cls, folder: Path, *, write: bool, heal: bool = True) -> Self:
        if not write and not is_current(folder / DATABASE):
            # An archive of an older version: brought up to date first, on a read-only medium in memory.
            if not os.access(folder, os.W_OK):
                copy = cls(folder, migrated_in_memory(folder / DATABASE), None)
                copy.account.rebuild()
                return copy
            cls._open(folder, write=True).close()
        lock = Lock(folder) if write else None
        database = None
        try:
            database = Database(folder / DATABASE, write=write)
            upgraded = write and migrate(database, folder)
            archive = cls(folder, database, lock)
            if upgraded:
                archive._search.catch_up()
                with archive.transaction():
                    Bodies(database).count_uncounted()
                    archive.account.rebuild()
            if write and heal:
                archive.heal()
        except BaseException:
            if database is not None:
                database.close()
            if lock is not None:
                lock.release()
            raise
        return archive

    def copy_database(self, path: Path) -> None:
        """Write a copy of the database to a new file: a backup, whole even while a run works."""
        self._database.copy_to(path)

    def copied(self, path: Path) -> Self:
        """Open a copy of the database, made at a path, over the captures of this archive: to read them again in it."""
        self.copy_database(path)
        return type(self)(self.path, Database(path, write=True), None)

    def heal(self) -> None:
        """Put right what a run that was killed left half-done."""
        if last := self.runs.last_killed():
            self.captures.heal(last.number, last.started)
            if last.kind is RunKind.RETENTION:
                self.thinning.heal()
        self.media.heal()
        if self.runs.killed(command_of(RunKind.REPAIR)) is not None:
            self.frontier.drop_queue()  # else the next crawl would take itself for one that goes on with it

    def close(self) -> None:
        """Close; what is not committed is undone."""
        self.captures.close()
        self._database.close()
        if self._log is not None:
            self._log.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Make everything inside happen, or nothing; may be nested."""
        return self._database.transaction()

    # -- runs ---------------------------------------------------------------------------------------------------------

    def run(
        self, kind: RunKind, *, clock: Callable[[], datetime], source: str = "", started: str = ""
    ) -> AbstractContextManager[ActiveRun]:
        """Begin a run, whose end is noted however it comes.

        `source` is what a crawl reads, `started` (RFC 3339, UTC) is now by default.
        """
        started = started or stamp(clock())
        run = ActiveRun(number=self.begin_run(kind, started, source), started=started)
        return recorded(run, self.end_run, clock)

    def begin_run(self, kind: RunKind, started: str, source: str = "") -> int:
        """Note that a run begins, at a time in RFC 3339 UTC; return its number."""
        kind = RunKind(kind)
        if self._lock is not None:
            self._lock.note(f"{command_of(kind, source)} since {started}")
        return self.runs.begin(kind, started, source)

    def end_run(self, run: int, *, ended: str, exit_code: int, counts: Mapping[str, int]) -> None:
        """Note how a run ended, and make what it brought searchable."""
        self.captures.sync()
        self._search.catch_up()
        self.runs.end(run, ended=ended, exit_code=exit_code, counts=counts)

    # -- the blog -----------------------------------------------------------------------------------------------------

    def blog(self) -> Blog | None:
        """Return the blog, None in a new archive."""
        return self.blogs.get()

    def address(self) -> BlogAddress:
        """Return where the blog lives; ArchiveError in a new archive."""
        address = self.blogs.address()
        if address is None:
            raise ArchiveError("The archive holds no blog yet.", hint="Crawl or import one into it first.")
        return address

    def served_from(self) -> str:
        """Return the home URL, scheme and host, that answered at the last crawl."""
        return self.settings.served_from() or self.address().home

    def known(self, url: str) -> bool:
        """Whether a URL is in the frontier, or its post is held."""
        return self.frontier.known(url) or self.posts.holds(url)

    # -- documents ----------------------------------------------------------------------------------------------------

    def keep(
        self, parsed: Parsed, evidence: Evidence, *, run: int, stubs: bool = False, read_in: int | None = None
    ) -> KeepResult:
        """Merge everything that a document tells, all of it or nothing.

        With `stubs`, comments whose post nothing has given stand on a post made for them. `read_in` is the run that
        fetched the document, where that is not this one.
        """
        with self._database.transaction():
            return self._keeper.keep(parsed, evidence, run=run, stubs=stubs, read_in=read_in)

    def clear_parsed(self) -> None:
        """Forget what captures told, so that reading them again makes it anew; what none of them tells stays."""
        damaged = {fault.as_of for fault in self.captures.damage()}
        with self._database.transaction():
            self.rebuilding.clear(damaged=damaged | self.runs.uncaptured(), thinned=self.runs.thinned())

    def fetched_before(self, url: str, run: int) -> Captured | None:
        """Return the latest response to a URL, among those of this run and the runs, cut short, that it goes on with.

        What is older than some hours is not given: the blog may tell otherwise by now.
        """
        found = self.captures.latest(url, self.runs.since(run), run)
        age = seconds(self.runs.started(run)) - seconds(found.page.fetched_at) if found is not None else 0
        return found if age <= _FRESH_SECONDS else None

    def fetched_by_killed_run(self, url: str, command: str, now: str) -> RawPage | None:
        """Return the response to a URL that the last run of a command got, if it was killed some hours ago at most."""
        run = self.runs.killed(command)
        found = self.captures.latest(url, run, run) if run else None
        return found.page if found and seconds(now) - seconds(found.page.fetched_at) <= _FRESH_SECONDS else None

    # -- dates --------------------------------------------------------------------------------------------------------

    def settle_dates(self, run: int, notices: Iterable[Notice]) -> list[Notice]:
        """Settle printed dates by the blog's other dates; return the run's notices as they stand after that.

        The notices of dates that are no longer open go, also out of the archive; one tells what was settled and one
        how many stay open because the blog's dates contradict each other.
        """
        before = list(notices)
        with self.transaction():
            settlement = self._open_dates.settle()
            kept = [notice for notice in before if not self._is_settled(notice, settlement)]
            self.notices.drop(run, set(before) - set(kept))
            address = self.blogs.address()
            told = list(_told(settlement, address.home if address else ""))
            self.notices.add(run, told)
        return [*kept, *told]

    def _is_settled(self, notice: Notice, settlement: Settlement) -> bool:
        if notice.code != "ambiguous-date":
            return False
        of_comments = notice.detail.startswith("comments: ")
        return self.blogs.key_of(notice.url) in (settlement.comments if of_comments else settlement.posts)

    # -- looking into it ----------------------------------------------------------------------------------------------

    def damage(self) -> Iterator[str]:
        """Check the database, every media file and every capture; name what is damaged or gone, in full."""
        if problems := list(self.integrity.problems()):
            yield from problems
            return  # which files there should be only the database knows
        yield from (what for _, what in self.media.damage())
        yield from (fault.what for fault in self.captures.damage() if fault.what)

    def view(self) -> ArchiveView:
        """Return what exporters see."""
        return View(self._database, self.blogs, self.media)

    def insight(self) -> Insight:
        """Return what is asked of single posts, revisions, captures and words, and the counts of a report."""
        return Insight(self._database, self.path, self.blogs, self.media, self.captures)


def _told(settlement: Settlement, home: str) -> Iterator[Notice]:
    orders = " and ".join(order[3:].join(_WORDS[part] for part in order[:3]) for order in settlement.orders)
    if settlement.settled:
        detail = f"{settlement.settled} dates are read as {orders}, which other dates of this blog prove"
        yield Notice(code="date-by-blog", url=home, detail=detail)
    if settlement.contradicted:
        detail = f"{settlement.contradicted} dates stay open: other dates of this blog prove {orders}"
        yield Notice(code="ambiguous-date", url=home, detail=detail)
