"""One import from start to report."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from migrator.account import lines_of
from migrator.imports.account import shortfalls, unaccounted, unreadable
from migrator.imports.grouping import BlogGroup, by_blog, folders
from migrator.imports.keeping import Keeping, read
from migrator.imports.media import take_media
from migrator.imports.readers.base import BlogInput
from migrator.imports.readers.collected import collected
from migrator.imports.readers.recognise import blogs_in
from migrator.imports.readers.takeout import TakeoutPictures, takeout_blogs
from migrator.imports.report import ImportedBlog, ImportReport
from migrator.model.errors import Interrupted, MigratorError, UnreadableInput, UsageError
from migrator.model.notices import Notice
from migrator.model.ports import Now, NullProgress, Progress
from migrator.model.schema import Blog
from migrator.model.unforeseen import internal_error
from migrator.store import ActiveRun, Archive, RunKind, is_other_blog

_ASKS_NOTHING = "an import asks the blog for nothing"


# What an import is asked to do.


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """One import. `output` None means `root/<host>/`, or the archive under `root` that holds the same blog already.

    `home` is where the blog lives, for inputs that do not say; empty if the user says nothing.
    """

    paths: tuple[Path, ...]
    output: Path | None = None
    root: Path = Path("output")
    home: str = ""
    dry_run: bool = False


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def import_files(options: ImportOptions, *, clock: Now = now, progress: Progress | None = None) -> ImportReport:
    """Import files and folders into the archives of the blogs in them, and report.

    Raises UsageError, UnreadableInput (nothing in any of the paths can be read), ArchiveLocked, ArchiveError or
    Interrupted; whatever else goes wrong is a notice in the report.
    """
    progress = progress or NullProgress()
    progress.phase("Looking at the files")
    inputs, notices = recognised(options.paths, options.home)
    _give_blog_to_pictures(inputs, options)
    groups = by_blog(inputs)
    if options.dry_run:
        with tempfile.TemporaryDirectory() as scratch:
            return _import(groups, [None] * len(groups), Path(scratch), notices, clock=clock, progress=progress)
    where = list(folders(groups, options.output, options.root))
    return _import(groups, where, options.root, notices, clock=clock, progress=progress)


def recognised(paths: Iterable[Path], home: str) -> tuple[list[BlogInput], list[Notice]]:
    """Return the blogs in the paths, and notices of paths with none; UnreadableInput if that is all of them."""
    inputs: list[BlogInput] = []
    refused: list[UnreadableInput] = []
    notices: list[Notice] = []
    found = collected(paths)
    notices += found.notices
    reading: list[tuple[Path, Callable[[], Iterator[BlogInput]]]] = [
        (path, partial(blogs_in, path, home)) for path in found.alone
    ]
    if found.parts:
        reading.append((found.parts[0], partial(takeout_blogs, found.parts, home)))
    for path, blogs in reading:
        try:
            inputs += blogs()
        except UnreadableInput as error:
            refused.append(error)
        except (MigratorError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - the last guard: whatever one file does, the others are read
            notices.append(internal_error(error, url=str(path)))
    if not inputs and refused:
        raise refused[0]
    if not inputs and notices:
        raise MigratorError(
            f"{notices[0].url} could not be read: {notices[0].detail}.",
            hint="This is a fault of this program, not of the file: please report it.",
        )
    if not inputs:
        raise UnreadableInput("There is no blog in what was named.")
    return inputs, [
        *notices,
        *(Notice(code="input-unreadable", url="", detail=error.message) for error in refused),
    ]


def _give_blog_to_pictures(inputs: Sequence[BlogInput], options: ImportOptions) -> None:
    """Let pictures of a Takeout that come by themselves be of the blog whose archive is there already."""
    if any(one.home or one.platform_id or not isinstance(one, TakeoutPictures) for one in inputs):
        return
    held = [options.output] if options.output else [found.parent for found in options.root.glob("*/archive.db")]
    if len(held) != 1 or not (held[0] / "archive.db").exists():
        raise UnreadableInput(
            f"{inputs[0].name} holds pictures of a Takeout and no blog.",
            hint="Import it together with the part that holds feed.atom, or after it, with the same --output.",
        )
    with Archive.open_existing(held[0], write=False) as archive:
        blog = archive.blog()
        for one in inputs:
            if isinstance(one, TakeoutPictures):
                one.home, one.platform_id = archive.address().home, (blog.platform_id if blog else "") or ""


def _import(
    groups: Sequence[BlogGroup],
    where: Sequence[Path | None],
    scratch: Path,
    notices: list[Notice],
    *,
    clock: Now,
    progress: Progress,
) -> ImportReport:
    blogs = []
    for number, (group, folder) in enumerate(zip(groups, where, strict=True)):
        with Archive.create_or_open(folder or scratch / str(number)) as archive:
            if is_other_blog(archive, group.home, group.platform_id):
                blog = archive.blog()
                raise UsageError(
                    f"{archive.path} holds the archive of another blog, {blog.url if blog else ''}",
                    hint="Name another folder with --output.",
                )
            with archive.run(RunKind.IMPORT, clock=clock) as run:
                imported, found = _ImportRun(archive, group, run, progress).work(dry=folder is None)
            blogs.append(imported)
            notices += found
    return ImportReport(blogs=tuple(blogs), notices=tuple(dict.fromkeys(notices)))


class _ImportRun:
    """All inputs of one blog into its archive."""

    def __init__(self, archive: Archive, group: BlogGroup, run: ActiveRun, progress: Progress) -> None:
        self._archive = archive
        self._group = group
        self._progress = progress
        self._run = run
        self._keeping = Keeping(archive, run=run.number)

    def work(self, *, dry: bool) -> tuple[ImportedBlog, list[Notice]]:
        """Keep everything."""
        number = self._run.number
        try:
            self._archive.blogs.add_hosts(self._group.hosts)
            notices = self._read_all()
            self._progress.phase("Taking in pictures and files")
            new_media, found = take_media(self._archive, self._group.inputs, run=number, progress=self._progress)
            notices += found
            self._archive.account.add_media(number, undecided=_ASKS_NOTHING)
            notices = self._archive.settle_dates(
                number, dict.fromkeys([*notices, *self._keeping.notices, *self._keeping.told_by_rules()])
            )
            notices += self._shortfalls()
            notices += unreadable(self._archive.account.exceptions(number), notices)
            notices += unaccounted(self._archive.account.gaps(number))
            self._archive.notices.add(number, notices)
            self._run.exit_code = ImportReport(blogs=(), notices=tuple(notices)).exit_code
        except KeyboardInterrupt:
            raise Interrupted("Stopped; everything read so far is kept.") from None
        finally:
            self._run.counts["documents"] = sum(self._keeping.documents.values())
        return self._report(new_media, dry=dry), notices

    def _shortfalls(self) -> list[Notice]:
        """Compare what is held now with what feeds declared: further inputs of the same run may have filled it."""
        tally, notices = shortfalls(self._archive, self._group.inputs[0].name)
        with self._archive.transaction():
            self._archive.account.add(self._run.number, tally)
        return notices

    def _read_all(self) -> list[Notice]:
        notices: list[Notice] = []
        for one in self._group.inputs:
            self._progress.phase(f"Reading {one.name} ({one.form})")
            keeping = self._keeping
            for notice in read(one, keeping.take, self._progress, keeping.guidance, keeping.unread):
                self._progress.notice(notice)
                notices.append(notice)
        return notices

    def _report(self, new_media: int, *, dry: bool) -> ImportedBlog:
        totals, unpublished = self._archive.declared.totals(), self._archive.declared.unpublished()
        return ImportedBlog(
            blog=self._archive.blog() or Blog(url=self._group.home),
            archive=None if dry else self._archive.path,
            inputs=tuple((one.name, one.form, self._keeping.documents[one.name]) for one in self._group.inputs),
            posts=totals.posts,
            pages=totals.pages,
            drafts=unpublished.get("draft", 0),
            scheduled=unpublished.get("scheduled", 0),
            stubs=unpublished.get("stub", 0),
            comments=totals.comments,
            labels=totals.labels,
            authors=totals.authors,
            media=totals.media,
            new_posts=self._keeping.new_posts,
            changed_posts=self._keeping.changed_posts,
            new_comments=self._keeping.new_comments,
            new_media=new_media,
            account=lines_of(self._archive.account.of(self._run.number)),
        )
