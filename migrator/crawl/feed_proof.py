"""Is a feed without any jump break whole? It may end at each break, and look complete: then the blog's pages tell.

A list page of Blogger's themes of version 1 shows a post up to its jump break, and a link `…#more` behind exactly the
posts that have one: one request proves some twenty posts. What no list proves keeps the rank of a shortened text, so
that its own page is read.
"""

import re
from collections.abc import Iterator
from html import unescape

from migrator.addresses.urls import absolute
from migrator.content.text import plain_text
from migrator.crawl.feed_trust import JUMP
from migrator.crawl.fetch import ask
from migrator.crawl.session import CrawlSession
from migrator.feeds.posts import lacks_video
from migrator.model.documents import Extent, Parsed, RawPage
from migrator.model.notices import Notice
from migrator.store.tables.posts import FeedBody

# The same stored text, served twice, differs by a few words at most (video placeholders, what a page leaves out).
_ENOUGH = 0.95
_MORE = re.compile(r"""href=["']([^"'<>]+)#more["']""")
# What a page since 2016 tells of its theme, in the data of its script: whether it is one of Blogger's, as it was made.
_TOLD = re.compile(r"'isResponsive':\s*(true|false),.{0,200}?'isCustom':\s*(true|false)")
# Where none is told, the names of themes of 2010; older ones had no such link unless their owner put it in.
_WITH_JUMP_LINKS = re.compile(r"Name:\s*(?:Simple|Picture Window|Awesome Inc\.?|Watermark|Ethereal|Travel)\b")


def prove_feed(session: CrawlSession) -> None:
    """Find out which posts the feed gives whole, where nothing in it tells; the others are left for their pages."""
    archive, as_of = session.archive, session.engine.as_of
    if not archive.settings.feed_is_unproven(as_of):
        return
    found = (body for body in archive.feed_bodies.unproven(as_of) if body.url and not lacks_video(body.html))
    bodies = {session.key(body.url): body for body in found}
    if any(JUMP.search(body.html) for body in bodies.values()):
        proof = _Proof(session, bodies)
        proof.whole = set(bodies)
        session.engine.trust_feed(whole=True)
        proof.remember("a jump break stands in it")
        return
    proof = _Proof(session, bodies)
    proof.read_lists()
    proof.remember("list pages show a link behind each jump break" if proof.lists else "pages alone")


class _Proof:
    """What list pages tell of the posts of a feed, each known by its key."""

    def __init__(self, session: CrawlSession, bodies: dict[str, FeedBody]) -> None:
        self._session = session
        self._bodies = bodies
        self._shows_links = False
        self.whole: set[str] = set()
        self.cut: set[str] = set()
        self.lists = 0

    @property
    def _open(self) -> dict[str, FeedBody]:
        return {key: body for key, body in self._bodies.items() if key not in self.whole | self.cut}

    def read_lists(self) -> None:
        """Read the home page, then the archives of years, then of months, while these can prove more than one post."""
        located = self._session.engine.located
        home = located.page or self._asked(located.address.home)
        if home is None or home.status != 200:
            return
        self._shows_links = _is_of_version_1(home.body.decode("utf-8", "replace"))
        self._take(home, self._session.engine.read(home))
        if not self._shows_links:
            return
        self.lists = 1
        for length in (4, 7):
            for period in self._periods(length):
                url = f"{located.address.home}{period.replace('-', '/')}/"
                page = self._asked(url)
                if page is not None and page.status == 200:
                    self.lists += 1
                    self._take(page, self._session.engine.read(page))

    def _periods(self, length: int) -> Iterator[str]:
        """Return the years (4) or months (7) that hold more than one open post, the latest first."""
        for period in sorted({body.published[:length] for body in self._open.values()}, reverse=True):
            if sum(body.published.startswith(period) for body in self._open.values()) > 1 and len(period) == length:
                yield period

    def _asked(self, url: str) -> RawPage | None:
        """Fetch a list, and keep what it tells."""
        page = ask(self._session.engine, url)
        if page is not None:
            # Not as work of the queue: whoever walks the lists later has to follow their links.
            self._session.engine.ingest(page)
        return page

    def _take(self, page: RawPage, parsed: Parsed) -> None:
        """Sort the posts that a list shows as far as the feed gives them, by whether a link leads on."""
        linked, shown = set(self._linked(page)), dict[str, tuple[int, int]]()
        for seen in parsed.posts:
            key = self._session.key(seen.post.url) if seen.post.url else ""
            if key in self._bodies and seen.extent is not Extent.SNIPPET:
                here, there = len(_words(seen.post.content_html)), len(_words(self._bodies[key].html))
                if here >= _ENOUGH * there:  # less is a snippet, too
                    shown[key] = here, there
        self._shows_links = self._shows_links or not linked.isdisjoint(shown)
        for key, (here, there) in shown.items():
            if key in linked or there < _ENOUGH * here:
                self.cut.add(key)
            elif self._shows_links:
                self.whole.add(key)

    def _linked(self, page: RawPage) -> Iterator[str]:
        for match in _MORE.finditer(page.body.decode("utf-8", "replace")):
            url = absolute(unescape(match[1]), page.final_url or page.url)
            if url:
                yield self._session.key(url)

    def remember(self, how: str) -> None:
        """Let the bodies that are proven count as whole, in a later reparse as well."""
        archive, engine = self._session.archive, self._session.engine
        proven = [self._bodies[key] for key in sorted(self.whole - self.cut)]
        counts = {"posts": len(self._bodies), "proven": len(proven), "cut": len(self.cut), "lists": self.lists}
        belief: dict[str, str | int] = {"how": how, **counts}
        with archive.transaction():
            archive.settings.set_feed_proven((body.id for body in proven), engine.as_of)
            archive.settings.set_feed_belief(belief, engine.as_of)
            archive.feed_bodies.count_as_whole((body.number for body in proven), engine.as_of)
        if self.cut:
            detail = f"it ends at the jump break, in {len(self.cut)} posts at least"
            engine.note(Notice(code="feed-cut", url=engine.located.address.home, detail=detail))


def _is_of_version_1(markup: str) -> bool:
    """Whether a page has a theme of Blogger's of version 1 as it was made: its lists link on behind each jump break."""
    told = _TOLD.search(markup)
    return told.groups() == ("false", "false") if told else bool(_WITH_JUMP_LINKS.search(markup))


def _words(html: str) -> list[str]:
    return plain_text(html).split()
