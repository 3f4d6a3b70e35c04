"""One repair from beginning to end.

First what needs no network: damaged files are put aside and mended or forgotten, rows are made anew from captures. Then
the blog is asked for what lacks. It can be stopped at any time: what is left to do follows from the archive alone.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from migrator.check import VerifyReport, verify_archive
from migrator.check.deep import reread
from migrator.check.opening import unopened
from migrator.crawl import CrawlOptions
from migrator.crawl.options import SourceName
from migrator.model.errors import ArchiveError, ArchiveTooNew, NotAnArchive
from migrator.model.ports import Now, NullProgress, Progress
from migrator.model.schema import MediaStatus
from migrator.net.client import Client
from migrator.repair.fetching import Fetching, RequestLimitReached, media_are_kept
from migrator.repair.wanted import wanted_documents
from migrator.reparse import reparse_archive
from migrator.sources.window import Window
from migrator.store import Archive, CaptureFault, Run, RunKind
from migrator.store.repair.mend import Aside
from migrator.store.repair.salvage import salvage

# What a repair found, did, and left.


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairReport:
    """The result of one repair, or with `dry_run` what it would do.

    `damaged` names what was found damaged; `asides` are the damaged originals; `lost` the URLs whose captured responses
    were lost; `asked` the documents that were (or would be) asked for again; `reread` how many captures were read again
    to make rows anew; `media` how many files more are held than before, `media_wanted` how many are (or were) to be
    asked for; `after` the verification at the end, None of a dry run.
    """

    archive: Path
    dry_run: bool
    damaged: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    lost: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    reread: int = 0
    media_wanted: int = 0
    media: int = 0
    requests: int = 0
    after: VerifyReport | None = None

    @property
    def exit_code(self) -> int:
        """What `verify` says afterwards; of a dry run 7 where something is damaged, 3 where something is missing."""
        if self.after is not None:
            return self.after.exit_code
        if self.damaged:
            return 7
        return 3 if self.asked or self.media_wanted else 0


_FREE_SPACE = "Free some space on the disk, then run the same command again: it goes on where it was."


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOptions:
    """`offline`: the blog is asked nothing; `deep`: rows are compared with what the captures tell, too."""

    folder: Path
    dry_run: bool = False
    offline: bool = False
    deep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Damage:
    """What is wrong with an archive, before anything is done about it."""

    captures: tuple[CaptureFault, ...] = ()
    media: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    media_wanted: int = 0
    database: Aside | None = None
    """The damaged database, once all that can be read of it stands in a new one."""
    reread: int = 0
    """How many captures were read again to fill that in."""

    @property
    def damaged(self) -> tuple[str, ...]:
        """Everything that is damaged, in full."""
        captures = (fault.what for fault in self.captures if fault.what)
        return (*self.problems, *self.references, *(what for _, what in self.media), *captures, *self.differing)


def repair_archive(
    options: RepairOptions,
    *,
    client: Client | None = None,
    clock: Now = lambda: datetime.now(UTC),
    progress: Progress | None = None,
) -> RepairReport:
    """Mend an archive; without a client, or with `offline`, only what needs no network.

    NotAnArchive, ArchiveLocked, Interrupted; ArchiveError where the database can't be mended, or nothing be written.
    """
    try:
        return _repaired(options, client, clock=clock, progress=progress or NullProgress())
    except OSError as error:
        raise ArchiveError(f"The archive can't be written: {error.strerror or error}.", hint=_FREE_SPACE) from error


def _repaired(options: RepairOptions, client: Client | None, *, clock: Now, progress: Progress) -> RepairReport:
    progress.phase("Verifying")
    try:
        with Archive.open_existing(options.folder, write=False) as archive:
            found = _look(archive, options)
    except (ArchiveTooNew, NotAnArchive):
        raise
    except ArchiveError as error:
        found = _Damage(problems=(error.message,))
    if not options.dry_run and found.problems:
        found = _saved(found, options, clock)
    if options.dry_run:
        return RepairReport(
            archive=options.folder,
            dry_run=True,
            damaged=found.damaged,
            lost=tuple(fault.url for fault in found.captures if fault.url),
            asked=found.documents,
            media_wanted=found.media_wanted,
        )
    with Archive.open_damaged(options.folder) as archive:
        return _repair(archive, found, options, client, clock=clock, progress=progress)


def _saved(found: _Damage, options: RepairOptions, clock: Now) -> _Damage:
    """Save what can be read of a damaged database, fill in the rest from the captures, then look again."""
    aside, lost = salvage(options.folder)
    with Archive.open_damaged(options.folder) as archive:
        again = reparse_archive(archive, clock=clock, afresh=False).documents if archive.captures.count() else 0
        if "media" in lost:
            archive.mending.media_again()
        left = f"of these tables not every row could be read: {', '.join(sorted(lost))}"
        problems = (*found.problems, *([left] if lost else []))
        return replace(_look(archive, options), problems=problems, database=aside, reread=again)


def _look(archive: Archive, options: RepairOptions) -> _Damage:
    if problems := tuple(archive.integrity.problems()):
        return _Damage(problems=problems)  # nothing else can be asked of such a database
    captures = tuple(archive.captures.damage())
    damaged_media = tuple(archive.media.damage())
    found = _Damage(captures=captures, media=damaged_media)
    if strange := archive.integrity.strange_values() or list(unopened(archive)):
        return replace(found, references=tuple(strange))
    lost = [fault.url for fault in captures if fault.url]
    documents = [] if options.offline else wanted_documents(archive, lost, _window(archive))
    references = tuple(archive.integrity.broken_references(bodies=options.deep))
    again = reread(archive)[1] if options.deep and not references else []
    differing = [one for one in again if one.code == "stored-differs"]
    wanted = archive.declared.totals().media.get(MediaStatus.MISSING, 0) + len(damaged_media)
    return replace(
        found,
        references=references,
        differing=tuple(f"{one.url}: {one.detail}" for one in differing),
        documents=tuple(one.url for one in documents),
        media_wanted=0 if options.offline else wanted,
    )


def _repair(
    archive: Archive,
    found: _Damage,
    options: RepairOptions,
    client: Client | None,
    *,
    clock: Now,
    progress: Progress,
) -> RepairReport:
    asides, lost = _mend(archive, found)
    before = archive.declared.totals().media.get(MediaStatus.HELD, 0)
    documents = found.reread
    if found.references or found.differing:
        of_media = archive.mending.dangling()
        documents += reparse_archive(archive, clock=clock).documents if archive.captures.count() else 0
        if of_media:
            archive.mending.media_again()
    asked: list[str] = []
    requests = 0
    if client is not None and not options.offline and not _unfinished(archive):
        asked = _fetch(archive, lost, client, clock=clock, progress=progress)
        requests = client.requests_made
    after = verify_archive(archive, deep=options.deep)
    return RepairReport(
        archive=options.folder,
        dry_run=False,
        damaged=found.damaged,
        asides=tuple(asides),
        lost=tuple(lost),
        asked=tuple(asked),
        reread=documents,
        media_wanted=found.media_wanted,
        media=archive.declared.totals().media.get(MediaStatus.HELD, 0) - before,
        requests=requests,
        after=after,
    )


def _mend(archive: Archive, found: _Damage) -> tuple[list[Aside], list[str]]:
    """Mend files; give the damaged originals, and the URLs whose captured responses were lost."""
    mending = archive.mending
    asides, lost = mending.captures(found.captures)
    asides += [mending.media(path) for path, _ in found.media]
    asides += [found.database] if found.database is not None else []
    archive.heal()
    return asides, lost


def _fetch(archive: Archive, lost: list[str], client: Client, *, clock: Now, progress: Progress) -> list[str]:
    """Ask the blog for what lacks; give the URLs of the documents that were asked for."""
    window = _window(archive)
    wanted = wanted_documents(archive, lost, window)
    keeps_media, known = media_are_kept(archive), archive.declared.totals().media
    if not wanted and not (keeps_media and (known.get(MediaStatus.MISSING) or known.get("wanted"))):
        return []
    with archive.run(RunKind.REPAIR, clock=clock) as run:
        fetching = Fetching(archive, client, _source(archive), window, run=run.number, progress=progress)
        try:
            fetching.documents(wanted)
            if keeps_media:
                fetching.media()
        except RequestLimitReached:
            run.exit_code = 3  # what is left follows from the archive: the next repair goes on with it
        finally:
            run.counts["requests"] = client.requests_made
    return [one.url for one in wanted]


def _last_crawl(archive: Archive) -> Run | None:
    """Return the last crawl of which it is known what it read; None where there was none."""
    return next((run for run in reversed(list(archive.runs.all())) if run.kind is RunKind.CRAWL and run.source), None)


def _source(archive: Archive) -> SourceName:
    last = _last_crawl(archive)
    known = last is not None and last.source in set(SourceName)
    return SourceName(last.source) if last is not None and known else CrawlOptions(url="").source


def _window(archive: Archive) -> Window:
    last = _last_crawl(archive)
    since, until = archive.settings.window(last.started) if last is not None else (None, None)
    return Window(since=since, until=until)


def _unfinished(archive: Archive) -> bool:
    """Whether a crawl was stopped midway: it must go on itself, and its queue is not ours to settle."""
    last = _last_crawl(archive)
    return last is not None and archive.runs.cut_short(last.command)
