"""An archive that is open: its runs, its captures, its queue, and what is known of single addresses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from migrator.documents import DocumentKind, RawPage, Reference, SeenPost, Validators
from migrator.errors import ArchiveError
from migrator.notices import Notice
from migrator.schema import Blog
from migrator.store.blogs import Blogs
from migrator.store.captures import FOLDER, Captured, Captures
from migrator.store.comments import Comments, HeldBetween
from migrator.store.database import Database
from migrator.store.folder import Lock
from migrator.store.frontier import Frontier, key_of
from migrator.store.history import History
from migrator.store.ledger import Ledger
from migrator.store.mediafiles import MediaFiles
from migrator.store.mending import Mending
from migrator.store.naming import Naming
from migrator.store.posts import Posts
from migrator.store.rebuilding import Rebuilding
from migrator.store.runs import LAST, REPAIR, RETENTION, Run, Runs
from migrator.store.thinning import Thinning
from migrator.store.times import seconds
from migrator.urls import BlogAddress

_SOFTWARE = "blog-migrator"
_FRESH_SECONDS = 6 * 3600


class OpenArchive:
    """An open archive: its parts, its runs and captures, what a crawl asks of it. Not for use by several threads."""

    def __init__(self, folder: Path, database: Database, lock: Lock | None) -> None:
        self.path = folder
        self._database = database
        self._lock = lock
        self._runs = Runs(database)
        self._blogs = Blogs(database)
        self._frontier = Frontier(database)
        self._captures = Captures(database, folder, _SOFTWARE)
        self._posts = Posts(database)
        self._comments = Comments(database)
        self._media = MediaFiles(database, folder)
        self._ledger = Ledger(database)
        self._naming = Naming(database)
        self._history = History(database)
        self.rebuilding = Rebuilding(database)
        self.thinning = Thinning(database, folder / FOLDER, _SOFTWARE)

    def copy_database(self, path: Path) -> None:
        """Write a copy of the database to a new file: a backup, whole even while a run works."""
        self._database.copy_to(path)

    def mending(self) -> Mending:
        """Give what mends an archive that is open to be written."""
        return Mending(self._database, self.path, self._runs)

    def copied(self, path: Path) -> Self:
        """Open a copy of the database, made at a path, over the captures of this archive: to read them again in it."""
        self.copy_database(path)
        return type(self)(self.path, Database(path, write=True), None)

    def heal(self) -> None:
        """Put right what a run that was killed left half-done."""
        last = self._runs.last_killed()
        if last is not None:
            self._captures.heal(last.number, last.started)
        if last is not None and last.command == RETENTION:
            self.thinning.heal()
        self._media.heal()
        if self._runs.killed(REPAIR) is not None:
            self._frontier.leave_queue()  # else the next crawl would take itself for one that goes on with it

    # -- opening and closing ------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close; what is not committed is undone."""
        self._captures.close()
        self._database.close()
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

    # -- what it holds ------------------------------------------------------------------------------------------

    def blog(self) -> Blog | None:
        """Give the blog, None in a new archive."""
        return self._blogs.get()

    def address(self) -> BlogAddress:
        """Give where the blog lives; ArchiveError in a new archive."""
        address = self._blogs.address()
        if address is None:
            raise ArchiveError("The archive holds no blog yet.", hint="Crawl or import one into it first.")
        return address

    def served_from(self) -> str:
        """Give the home URL, scheme and host, that answered at the last crawl."""
        return self._runs.setting("served_from", self.address().home)

    def runs(self) -> Iterator[Run]:
        """Give every run, oldest first."""
        return self._runs.all()

    def as_of(self, run: int) -> str:
        """Give the time that what this run reads counts for: of a run that goes on, when that reading began."""
        return self._runs.as_of(run)

    def resuming(self, run: int) -> bool:
        """Tell whether the last run of the same command was cut short, so that this one goes on where it was."""
        return self._runs.resuming(run)

    def cut_short(self, command: str) -> bool:
        """Tell whether the last run of a command was cut short, so that the next one goes on where it was."""
        return self._runs.cut_short(command)

    def notices(self, run: int | None = None) -> Iterator[Notice]:
        """Give the notices of one run, or of all."""
        return self._runs.notices(run)

    def feed_trust(self, as_of: str = LAST) -> bool:
        """Tell whether the feed was trusted, at a time, to give posts whole; so it is until it was found cut."""
        return self._runs.setting_at("feed_is_whole", as_of, "yes") == "yes"

    def feeds_only_name(self, as_of: str) -> bool:
        """Tell whether in the reading of a time feeds only named posts."""
        return self._runs.setting(f"feeds_only_name {as_of}", "no") == "yes"

    def theme_rules(self) -> tuple[str, str]:
        """Give the owner's rules for this blog's theme, and those learnt of it, each a rules file or empty."""
        return self._runs.setting("rules", ""), self._runs.setting("learnt_rules", "")

    def window(self, as_of: str) -> tuple[str | None, str | None]:
        """Give the first and the last publication day that the run of a time kept; None is open."""
        since, _, until = self._runs.setting(f"window {as_of}", "/").partition("/")
        return since or None, until or None

    def captured(
        self, *, latest_only: bool = False, passing: Callable[[str, str], None] | None = None
    ) -> Iterator[Captured]:
        """Give the captured documents in the order of capture.

        ArchiveError at a damaged record, unless `passing` takes the URL and what is wrong: then it is passed over.
        """
        return self._captures.documents(latest_only=latest_only, passing=passing)

    def captured_at(self, as_of: str) -> Iterator[Captured]:
        """Give the captured documents that count for a time, in the order of capture."""
        return self._captures.of_time(as_of)

    def captures(self, *, latest_only: bool = True) -> Iterator[RawPage]:
        """Give the captured responses alone."""
        return (captured.page for captured in self._captures.documents(latest_only=latest_only))

    def fetched_before(self, url: str, run: int) -> Captured | None:
        """Give the latest response to a URL, among those of this run and the runs, cut short, that it goes on with.

        What is older than some hours is not given: the blog may tell otherwise by now.
        """
        found = self._captures.latest(url, self._runs.since(run), run)
        age = seconds(self._runs.started(run)) - seconds(found.page.fetched_at) if found is not None else 0
        return found if age <= _FRESH_SECONDS else None

    def fetched_by_killed_run(self, url: str, command: str) -> RawPage | None:
        """Give the response to a URL that the last run of a command got, if it was killed."""
        run = self._runs.killed(command)
        found = self._captures.latest(url, run, run) if run is not None else None
        return found.page if found is not None else None

    def capture_count(self) -> int:
        """Count what `captured` gives."""
        return self._captures.count()

    def take(self, limit: int, kinds: Iterable[DocumentKind] | None = None) -> list[Reference]:
        """Give queued references, best first; they stay queued until they are finished."""
        return self._frontier.take(limit, tuple(kinds) if kinds is not None else None)

    def frontier_counts(self) -> dict[str, int]:
        """Count references by state."""
        return self._frontier.counts()

    def known(self, url: str) -> bool:
        """Tell whether a URL is in the frontier, or its post is held."""
        key = key_of(self._blogs.address(), url)
        return self._frontier.known(key) or self._posts.holds(key)

    def holds_whole(self, url: str) -> bool:
        """Tell whether the post at a URL is held with its whole body."""
        return self._posts.holds_whole(key_of(self._blogs.address(), url))

    def holds(self, url: str) -> bool:
        """Tell whether a post is held."""
        return self._posts.holds(key_of(self._blogs.address(), url))

    def is_published(self, url: str) -> bool:
        """Tell whether a post is held and stands on the blog, as far as is known."""
        standing = self._posts.standing(None, key_of(self._blogs.address(), url))
        return standing is not None and standing.status == "published"

    def failed(self, kinds: Iterable[DocumentKind]) -> bool:
        """Tell whether a document of some kinds could not be fetched when it was last tried."""
        return self._frontier.failed(tuple(kinds))

    def failed_before(self, run: int, kinds: Iterable[DocumentKind]) -> list[tuple[str, str]]:
        """Give (URL, what went wrong) of documents of some kinds that runs before this one could not fetch."""
        return self._frontier.failed_before(run, tuple(kinds))

    def number_of(self, seen: SeenPost) -> int | None:
        """Give the number of the row that a post so seen means; None if there is none."""
        post = seen.post
        known = self._posts.by_platform_id(post.platform_id) if post.platform_id else None
        return known or (self._posts.by_key(key_of(self._blogs.address(), post.url)) if post.url else None)

    def tells_news(self, seen: SeenPost) -> bool:
        """Tell whether a post so seen is not held, was removed, or was changed at another time than the one held."""
        post = seen.post
        standing = self._posts.standing(post.platform_id, key_of(self._blogs.address(), post.url) if post.url else "")
        if standing is None or standing.status != post.status:
            return True
        return post.updated is not None and seconds(post.updated) != seconds(standing.updated)

    def comments_known(self, ids: Iterable[str]) -> dict[str, str]:
        """Give the status of those comments, by Blogger's number, that are held."""
        return self._comments.known(ids)

    def standing_comments(self) -> int:
        """Count the comments that stand on the blog, as far as is known; emptied ones keep their place."""
        return self._comments.standing()

    def comment_times(self) -> Sequence[int]:
        """Give when each comment that stands on the blog was published, in seconds since 1970, sorted."""
        return self._comments.times()

    def comments_between(self, low: int | None, high: int | None) -> list[HeldBetween]:
        """Give the comments that stand on the blog of a span, in seconds since 1970, `high` excluded; None is open."""
        return self._comments.between(low, high)

    def comments_of(self, url: str) -> dict[str, str]:
        """Give the comments of a post that stand on the blog: Blogger's number and status."""
        return self._comments.of_post(key_of(self._blogs.address(), url))

    def references(self, kind: DocumentKind) -> list[Reference]:
        """Give the references of a kind that the blog gave when they were last asked."""
        return self._frontier.given(kind)

    def looked_at_longest_ago(self, limit: int) -> list[str]:
        """Give the URLs of so many posts and static pages, those first that were asked longest ago."""
        return self._frontier.longest_ago(limit)

    def published_since(self, day: str) -> list[str]:
        """Give the URLs of held posts of a day (`YYYY-MM-DD`) and later."""
        return self._posts.since(day)

    def gone_but_published(self) -> list[str]:
        """Give the URLs of posts whose own page was gone when it was last asked, and that are not removed yet."""
        return self._posts.gone_but_published()

    def last_status(self, url: str) -> int | None:
        """Give the status that a URL had when it was last asked, None if it was not."""
        return self._frontier.status(key_of(self._blogs.address(), url))

    def validators(self, url: str) -> Validators:
        """Give what an earlier answer gave to ask "has it changed?" with."""
        return self._frontier.validators(key_of(self._blogs.address(), url))
