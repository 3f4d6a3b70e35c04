"""The reading half of an archive: what it holds, whole or counted, and whether it is undamaged."""

import hashlib
from collections.abc import Iterator

from migrator.documents import Known, RawPage, Validators
from migrator.protocols import ArchiveView
from migrator.schema import Media
from migrator.store.capture_damage import CaptureFault
from migrator.store.folder import DATABASE
from migrator.store.frontier import Failure, key_of
from migrator.store.history import RunChanges
from migrator.store.insight import Insight
from migrator.store.ledger import CommentGap, Totals
from migrator.store.naming import Expected, Named
from migrator.store.opened import OpenArchive
from migrator.store.references import broken, strange_values
from migrator.store.runs import LastReading
from migrator.store.view import View


class ArchiveReader(OpenArchive):
    """What can be asked of an archive. Not for use by several threads."""

    # -- completeness and integrity -----------------------------------------------------------------------------------

    def totals(self) -> Totals:
        """Count what is held."""
        return self._ledger.totals()

    def unpublished(self) -> dict[str, int]:
        """Count what is held and not on the blog: `draft`, `scheduled`, `removed`, and `stub`."""
        return self._ledger.unpublished()

    def declared(self) -> dict[str, int]:
        """Give what each feed declares in all, by its kind, and `archive`: what the archive widget adds up to."""
        return self._ledger.declared()

    def archive_links(self) -> Iterator[tuple[str, str]]:
        """Give (URL, period) of the date archives that the blog links."""
        return self._ledger.archive_links()

    def month_counts(self) -> Iterator[tuple[str, int, int]]:
        """Give (period, declared, held) for each month (or year) that the blog counts."""
        return self._ledger.month_counts()

    def published_in(self, period: str) -> list[str]:
        """Give the URLs of the posts of a period that stand on the blog, as far as is known."""
        return self._ledger.published_in(period)

    def months_that_differ(self) -> Iterator[str]:
        """Give the periods of which the blog counts more or fewer posts than are held."""
        return self._ledger.months_that_differ()

    def named_not_held(self) -> Iterator[tuple[str, str]]:
        """Give (URL, sources) of posts that some source names and the archive lacks."""
        return self._naming.not_held()

    def named_counts(self) -> Iterator[tuple[str, int, int]]:
        """Give (source, posts that it names, those of them that are held)."""
        return self._naming.counts()

    def named_by_month(self) -> Iterator[Named]:
        """Count what each source names, month by month."""
        return self._naming.by_month()

    def named_by(self, url: str) -> tuple[str, ...]:
        """Give the sources that name a post."""
        return self._naming.sources_of(key_of(self._blogs.address(), url))

    def not_named_since(self, source: str, as_of: str) -> list[str]:
        """Give the URLs of what a source named before a time, and not since."""
        return [url for _, url in self._naming.not_since(source, as_of)]

    def expected_of(self, source: str) -> list[Expected]:
        """Give the published posts that a source names, oldest first."""
        return self._naming.expected(source)

    def posts_guessed(self) -> Iterator[str]:
        """Give the URLs of posts whose body no mark told."""
        return self._ledger.posts_guessed()

    def posts_without_date_or_author(self) -> Iterator[str]:
        """Give the URLs of posts of which nobody told when they were published, or by whom."""
        return self._ledger.posts_without_date_or_author()

    def told_elsewhere(self, url: str) -> Known:
        """Give what a feed or list told of a post; empty where only its own page told of it."""
        return self._posts.told_elsewhere(key_of(self._blogs.address(), url))

    def posts_not_whole(self) -> Iterator[str]:
        """Give the URLs of posts whose body is not held whole."""
        return self._ledger.posts_not_whole()

    def labels_untold(self) -> int:
        """Count the posts of whose labels nobody told, on a blog none of whose pages shows labels."""
        return self._ledger.labels_untold()

    def comment_counts(self) -> Iterator[CommentGap]:
        """Give every post that declares comments, with how many of them are held."""
        return self._ledger.comment_counts()

    def comment_gaps(self) -> Iterator[CommentGap]:
        """Give the posts that declare more comments than are held."""
        return self._ledger.comment_gaps()

    def damage(self) -> Iterator[str]:
        """Check the database, every media file and every capture; name what is damaged or gone, in full."""
        if problems := list(self.problems()):
            yield from problems
            return  # which files there should be only the database knows
        yield from (what for _, what in self._media.damage())
        yield from (fault.what for fault in self._captures.damage() if fault.what)

    def problems(self) -> Iterator[str]:
        """Let SQLite check the database file; name what it finds wrong."""
        return (f"{self.path / DATABASE}: {problem}" for problem in self._database.problems())

    def broken_references(self, *, bodies: bool = False) -> Iterator[str]:
        """Name the rows that refer to nothing; with `bodies`, also bodies that show media of which nothing is noted."""
        return (f"{self.path / DATABASE}: {what}" for what in broken(self._database, bodies=bodies))

    def strange_values(self) -> list[str]:
        """Name the tables that hold what this program never writes: nothing can be told of such an archive."""
        places = {table for table, _ in strange_values(self._database)}
        return [
            f"{self.path / DATABASE}: {table} holds values that this program never writes" for table in sorted(places)
        ]

    def damaged_media(self) -> Iterator[tuple[str, str]]:
        """Read every media file and compare its digest; give (path below the archive's folder, what is wrong)."""
        return self._media.damage()

    def unnamed_media(self) -> list[str]:
        """Give the media files of which the database knows nothing."""
        return self._media.unnamed()

    def damaged_captures(self) -> Iterator[CaptureFault]:
        """Read every capture and compare its digest; give what is damaged."""
        return self._captures.damage()

    def failures(self) -> Iterator[Failure]:
        """Give what could not be fetched when it was last asked for, in the order in which it came to be known."""
        return self._frontier.failures()

    # -- what changed -------------------------------------------------------------------------------------------------

    def reading(self, name: str) -> LastReading | None:
        """Give what the last whole reading of that name left behind; None if there was none."""
        return self._runs.reading(name)

    def answer(self, url: str) -> Validators:
        """Give what the last answer of a document that is asked in every run gave to ask "has it changed?" with."""
        return self._runs.answer(url)

    def answered_otherwise(self, page: RawPage) -> bool:
        """Tell whether such a document has another body than at its last answer; False where none is remembered."""
        known = self._runs.setting(f"digest {page.url}", "")
        return bool(known) and known != hashlib.sha256(page.body).hexdigest()

    def changes(self, as_of: str) -> dict[str, int]:
        """Count what the reading of a time changed: `new`, `edited`, `removed`, `back` and the like."""
        return self._history.counts(as_of)

    def history(self, post: str | None = None) -> Iterator[RunChanges]:
        """Give what each run changed, oldest first; of one post by its URL or id, or of all."""
        key = key_of(self._blogs.address(), post) if post and "/" in post else ""
        return self._history.runs(post, key)

    # -- media --------------------------------------------------------------------------------------------------------

    def media_wanted(self, run: int, *, of_whole_posts: bool = False) -> Iterator[Media]:
        """Give media that posts show, that are not held and not tried in this run or in those it goes on with.

        With `of_whole_posts` only those that a post shows whose body is held whole.
        """
        return self._media.wanted(self._runs.since(run), of_whole_posts=of_whole_posts)

    def media_asked(self, media_id: str) -> str | None:
        """Give the last address that was asked in vain for a medium whose other addresses are still to be asked."""
        return self._media.asked(media_id)

    def media_wanted_count(self, run: int) -> int:
        """Count what `media_wanted` gives."""
        return self._media.wanted_count(self._runs.since(run))

    def media_lost(self, run: int) -> Iterator[tuple[Media, tuple[str, ...]]]:
        """Give media that this run, or those it goes on with, asked for in vain, each with the posts that show it."""
        return self._media.lost(self._runs.since(run))

    def view(self) -> ArchiveView:
        """Give what exporters see."""
        return View(self._database, self._blogs, self._media)

    def insight(self) -> Insight:
        """Give what is asked of single posts, revisions, captures and words, and the counts of a report."""
        return Insight(self._database, self.path, self._blogs, self._media, self._captures)
