"""An archive: one blog on disk, as docs/archive-format.md describes it."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from migrator.documents import DocumentKind, Parsed, RawPage, Reference, Validators
from migrator.media import ORIGINAL_SIZE, poster_id, size_of
from migrator.merge import Evidence
from migrator.notices import Notice
from migrator.schema import Blog, Media, MediaStatus
from migrator.store.blogs import located
from migrator.store.bodies import Bodies
from migrator.store.database import Database
from migrator.store.folder import DATABASE, Lock, prepare, require_archive
from migrator.store.frontier import key_of
from migrator.store.keeper import Keeper, KeepResult
from migrator.store.runs import LastReading
from migrator.store.search import Search
from migrator.store.settling import SettlingArchive
from migrator.store.tables import is_current, migrate


class Archive(SettlingArchive):
    """A blog's archive. One process may write it at a time; any number may read.

    Made by `create_or_open` or `open_existing`; a context manager. Not for use by several threads.
    """

    def __init__(self, folder: Path, database: Database, lock: Lock | None) -> None:
        super().__init__(folder, database, lock)
        self._keeper = Keeper(database, self._blogs)
        self._search = Search(database)
        self._capturing = True

    # -- opening and closing ------------------------------------------------------------------------------------------

    @classmethod
    def create_or_open(cls, folder: Path, *, write: bool = True) -> Self:
        """Open the archive in a folder, or make one there.

        Raises NotAnArchive, UsageError (not writable), ArchiveLocked, ArchiveTooNew or ArchiveError.
        """
        prepare(folder)
        if not write and not (folder / DATABASE).exists():
            with cls._open(folder, write=True):
                pass
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
            with cls._open(folder, write=True):  # an archive of an older version: brought up to date first
                pass
        lock = Lock(folder) if write else None
        database = None
        try:
            database = Database(folder / DATABASE, write=write)
            upgraded = write and migrate(database, folder)
            archive = cls(folder, database, lock)
            if upgraded:
                archive._search.catch_up()
            if write and heal:
                archive.heal()
        except BaseException:
            if database is not None:
                database.close()
            if lock is not None:
                lock.release()
            raise
        return archive

    # -- runs ---------------------------------------------------------------------------------------------------------

    def begin_run(self, command: str, started: str) -> int:
        """Note that a run begins, at a time in RFC 3339 UTC; give its number."""
        if self._lock is not None:
            self._lock.note(f"{command} since {started}")
        return self._runs.begin(command, started)

    def end_run(self, run: int, *, ended: str, exit_code: int, counts: Mapping[str, int]) -> None:
        """Note how a run ended, and make what it brought searchable."""
        self._captures.sync()
        self._search.catch_up()
        self._runs.end(run, ended=ended, exit_code=exit_code, counts=counts)

    def add_notices(self, run: int, notices: Iterable[Notice]) -> None:
        """Note imperfections of a run."""
        self._runs.add_notices(run, notices)

    def set_feed_trust(self, *, whole: bool, as_of: str) -> None:
        """Remember whether this blog's feed gives posts whole, from a time on."""
        self._runs.set(f"feed_is_whole {as_of}", "yes" if whole else "no")

    def set_feeds_only_name(self, as_of: str) -> None:
        """Remember that in the reading of a time feeds only named posts, so that a reparse takes no more from them."""
        self._runs.set(f"feeds_only_name {as_of}", "yes")

    def keep_reading(self, name: str, reading: LastReading) -> None:
        """Remember how far the blog was read."""
        self._runs.keep_reading(name, reading)

    def keep_answer(self, page: RawPage) -> None:
        """Remember what to ask "has it changed?" with, of a document that is asked in every run."""
        validators = Validators(etag=page.header("etag"), last_modified=page.header("last-modified"))
        self._runs.keep_answer(page.url, validators, hashlib.sha256(page.body).hexdigest())

    def set_rules(self, text: str) -> None:
        """Remember the owner's rules for this blog's theme, as a rules file; an empty text forgets them."""
        self._runs.set("rules", text)

    def set_learnt_rules(self, text: str) -> None:
        """Remember what was learnt of this blog's theme, as a rules file."""
        self._runs.set("learnt_rules", text)

    # -- the blog -----------------------------------------------------------------------------------------------------

    def set_window(self, as_of: str, since: str | None, until: str | None) -> None:
        """Remember which span of publication days the run of a time kept, so that a reparse keeps the same."""
        if since or until:
            self._runs.set(f"window {as_of}", f"{since or ''}/{until or ''}")

    def keep_blog(self, blog: Blog, evidence: Evidence) -> None:
        """Keep what a crawl found out about the blog; its home URL stands above what single documents say."""
        self._blogs.keep(blog, located(evidence))

    def set_aliases(self, hosts: Iterable[str]) -> None:
        """Remember further hosts under which the blog is known."""
        self._blogs.add_hosts(frozenset(hosts))

    def set_served_from(self, home: str) -> None:
        """Remember the home URL, scheme and host, that answered."""
        self._runs.set("served_from", home)

    # -- documents ----------------------------------------------------------------------------------------------------

    def capture(self, page: RawPage, *, run: int, as_of: str | None = None) -> int:
        """Append a response, and the redirects that led to it, to the run's WARC file; give its number.

        `as_of` is the time that it counts for, the one of `as_of` by default. 0 after `capture_nothing`.
        """
        if not self._capturing:
            return 0
        started = self._runs.started(run)
        return self._captures.add(page, run=run, started=started, as_of=as_of or self._runs.as_of(run))

    def capture_once(self, page: RawPage, *, run: int, as_of: str) -> None:
        """Append a record of an import, unless the same one is held already."""
        if not self._captures.holds(page, as_of):
            self.capture(page, run=run, as_of=as_of)

    def capture_file(self, page: RawPage, path: Path, *, run: int) -> None:
        """Append the response that gave a media file, and the redirects that led to it."""
        self._captures.add_file(page, path, run=run, started=self._runs.started(run), as_of=self._runs.as_of(run))

    def capture_nothing(self, run: int) -> None:
        """Keep no responses from now on; what this run tells is then never forgotten for a reparse."""
        self._capturing = False
        self._runs.note_uncaptured(self._runs.as_of(run))

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
        damaged = {fault.as_of for fault in self._captures.damage()}
        with self._database.transaction():
            self.rebuilding.clear(damaged=damaged | self._runs.uncaptured(), thinned=self._runs.thinned())

    # -- the frontier -------------------------------------------------------------------------------------------------

    def enqueue(self, references: Iterable[Reference]) -> int:
        """Queue what is not known yet; give how many are new."""
        address = self._blogs.address()
        with self._database.transaction():
            return self._frontier.enqueue((key_of(address, reference.url), reference) for reference in references)

    def finish(
        self,
        reference: Reference,
        state: str,
        *,
        status: int | None,
        etag: str | None = None,
        last_modified: str | None = None,
        error: str | None = None,
    ) -> None:
        """Settle a reference as `done`, `failed` or `skipped`."""
        with self._database.transaction():
            self._frontier.finish(
                key_of(self._blogs.address(), reference.url),
                reference,
                state,
                status=status,
                validators=Validators(etag=etag or "", last_modified=last_modified or ""),
                error=error,
                run=self._runs.current,
            )

    def forget_imported(self) -> None:
        """Let a crawl ask for pages that an import brought, as if it had not."""
        with self._database.transaction():
            self._frontier.forget_imported()

    def requeue(self, kinds: Iterable[DocumentKind]) -> int:
        """Queue again what earlier runs settled, of some kinds."""
        chosen = tuple(kinds)
        return self._frontier.requeue(chosen) if chosen else 0

    def ask_again(self, references: Iterable[Reference]) -> int:
        """Queue references, also those that were settled before; give how many."""
        address = self._blogs.address()
        with self._database.transaction():
            return self._frontier.ask_again([(key_of(address, reference.url), reference) for reference in references])

    def leave_queue(self) -> None:
        """Settle what is still queued at the end of a reading that asked for all it wanted.

        What stays queued would make the next run take itself for one that goes on with this one.
        """
        with self._database.transaction():
            self._frontier.leave_queue()

    # -- completeness and media ---------------------------------------------------------------------------------------

    def keep_declared(self, kind: DocumentKind, name: str, count: int, url: str = "") -> None:
        """Remember a count that the blog states: of a feed (no name), or of a period of its archive, `YYYY[-MM]`."""
        self._ledger.keep_declared(kind, name, count, url)

    def forget_declared(self, periods: Iterable[str]) -> None:
        """Forget the counts of periods that the blog no longer lists."""
        self._ledger.forget_declared(periods)

    def note_named(self, urls: Iterable[str], source: str, as_of: str = "") -> None:
        """Remember the URLs of posts that a source names, to compare them with what is held."""
        address = self._blogs.address()
        self._naming.note(source, [(key_of(address, url), url) for url in urls], as_of)

    def forget_named(self, urls: Iterable[str], source: str = "") -> None:
        """Remember that a source, or any but a link in a text, names these posts no longer."""
        address = self._blogs.address()
        self._naming.forget(source, [key_of(address, url) for url in urls])

    def keep_media(
        self, media_id: str, content: Path | bytes, *, final_url: str, content_type: str = "", asked: bool = True
    ) -> Media:
        """Take a media file in; give what is held then: `missing` where a web page came in its place.

        `content_type` is what the server said; it counts only where the bytes tell nothing. Not `asked`: the file is
        from an import, and a size smaller than the original is taken for now and stays wanted.
        """
        run = self._runs.current if asked or size_of(final_url) == ORIGINAL_SIZE else None
        with self._database.transaction():
            return self._media.keep(media_id, content, fetched_from=final_url, declared=content_type, run=run)

    def media_failed(self, media_id: str, status: MediaStatus, error: str) -> None:
        """Note why a media file is not held."""
        self._media.failed(media_id, status, error, run=self._runs.current)

    def keep_poster(self, video_id: str, content: Path, *, final_url: str) -> None:
        """Take in the picture that stands for a video; it counts as shown by every post that shows the video."""
        poster = poster_id(video_id)
        with self._database.transaction():
            self._media.name_poster(poster, final_url)
            Bodies(self._database).show_poster(video_id)
            self._media.keep(poster, content, fetched_from=final_url, declared="", run=self._runs.current)

    def media_stepped(self, media_id: str, url: str) -> None:
        """Note that an address of a media file was asked in vain, and that there are others still to be asked."""
        self._media.stepped(media_id, url)

    def settle_media_names(self) -> None:
        """Name each media file by all addresses that are known now, so that the order of arrival leaves no trace."""
        with self._database.transaction():
            self._media.settle_names()
