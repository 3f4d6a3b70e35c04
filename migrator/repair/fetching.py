"""The part of a repair that asks the blog."""

from collections.abc import Iterable, Iterator

from migrator.crawl import CrawlOptions
from migrator.crawl.engine import Engine
from migrator.crawl.locate import Located
from migrator.crawl.loop import RequestLimitReached
from migrator.crawl.media import media_of
from migrator.crawl.options import SourceName
from migrator.crawl.session import FEED_KINDS, PAGE_KINDS, CrawlSession
from migrator.model.documents import DocumentKind, Parsed, Reference
from migrator.model.ports import Progress
from migrator.model.schema import Blog, MediaStatus
from migrator.net.client import Client
from migrator.repair.wanted import LOST, POSTS, missing_comments, named_posts
from migrator.sources.window import Window
from migrator.store import Archive

_KINDS = (*FEED_KINDS, *PAGE_KINDS, DocumentKind.SITEMAP)
_ROUNDS = 20
"""How often what was just read is searched for further posts that it names."""
_LISTS = frozenset({DocumentKind.HOME, DocumentKind.ARCHIVE, DocumentKind.LIST})


class Fetching:
    """Asks for documents and media as a crawl does, but for nothing that is held."""

    def __init__(
        self, archive: Archive, client: Client, source: SourceName, window: Window, *, run: int, progress: Progress
    ) -> None:
        self._archive = archive
        self._client = client
        self._window = window
        self._run = run
        self._progress = progress
        address = archive.address()
        located = Located(
            address=address, blog=archive.blog() or Blog(url=address.home), served_from=archive.served_from()
        )
        for host in (address.host, *address.aliases):
            client.know_blog_host(host)
        if client.settings.login:
            archive.captures.leave_out_login()
        self._engine = Engine(
            archive, client, located, run=run, started=archive.runs.as_of(run), window=window, progress=progress
        )
        options = CrawlOptions(url=address.home, output=archive.path, source=source, window=window)
        self._reading = CrawlSession(self._engine, options, progress)
        # It follows what a list names, which only who walks the pages does; `_follow` leaves out what is held.
        self._reading.walking = True
        if source is SourceName.PAGES:
            self._engine.feeds_only_name = True
            archive.settings.set_feeds_only_name(self._engine.as_of)
        self._alone: set[str] = set()

    def documents(self, wanted: list[Reference]) -> None:
        """Ask for documents, then for what they name that is not held; raises RequestLimitReached."""
        self._progress.phase("Asking again for what lacks")
        # What a lost capture led to was read once, and stands in the queue for itself.
        self._alone = {one.url for one in wanted if one.reason == LOST}
        try:
            self._drain(wanted)
            asked = {one.url for one in wanted}
            for _ in range(_ROUNDS):
                fresh = [
                    one
                    for one in (
                        *named_posts(self._archive, self._window),
                        *missing_comments(self._archive, self._window),
                    )
                    if one.url not in asked
                ]
                if not fresh:
                    break
                asked |= {one.url for one in fresh}
                self._drain(fresh)
            self._engine.read_guessed_again()
        finally:
            self._archive.frontier.drop_queue()

    def media(self) -> None:
        """Ask for the media that posts show and that are not held; raises RequestLimitReached."""
        self._progress.phase("Fetching pictures and files")
        with media_of(self._archive, self._client, run=self._run, progress=self._progress) as gallery:
            gallery.finish()

    def _drain(self, wanted: Iterable[Reference]) -> None:
        if self._archive.frontier.ask_again(wanted):
            self._engine.drain(self._follow, _KINDS)

    def _follow(self, reference: Reference, parsed: Parsed, news: bool) -> Iterator[Reference]:
        onward = self._reading.follow(reference, parsed, news)
        for one in onward if reference.url not in self._alone else ():
            if one.kind in _LISTS and reference.kind not in _LISTS:
                continue
            if one.kind in POSTS and "?" not in one.url and self._archive.posts.holds(one.url):
                continue
            yield one


def media_are_kept(archive: Archive) -> bool:
    """Whether this archive keeps media at all: whoever crawled with --no-media wants none."""
    known = archive.declared.totals().media
    held = (archive.path / "media").is_dir() and any((archive.path / "media").iterdir())
    return held or any(known.get(status) for status in (MediaStatus.HELD, MediaStatus.MISSING))


__all__ = ["Fetching", "RequestLimitReached", "media_are_kept"]
