"""What documents offer a crawl or a reparse, one by one, and what became of it.

Documents are counted as they arrive, entries in the bytes of a feed before it is parsed, posts and comments of a page
as its parser gives them; outcomes where a document is settled and in the archive.
"""

from collections import Counter

from migrator.account import Outcome, Tally, Unit, entries_in
from migrator.model.documents import PageType, Parsed, RawPage, Reference
from migrator.store import KeepResult

_SITEMAP = "sitemap"
_OWN = "json"
_DAMAGE = frozenset({"truncated", "xml-repaired", "parse-failed"})


class DocumentAccount:
    """Counts of one run that reads documents of an input; they come into the archive at its end."""

    def __init__(self, name: str) -> None:
        self.tally = Tally(name)

    # -- documents ----------------------------------------------------------------------------------------------------

    def arrived(self) -> None:
        """Count a document that was asked for: it came, or the reason why it did not."""
        self.tally.offer(Unit.RESPONSE)

    def settled(self, *, unchanged: bool = False) -> None:
        """Count a document that was read; `unchanged`, that it is the one that is held."""
        self.tally.settle(Unit.RESPONSE, Outcome.MERGED if unchanged else Outcome.KEPT)

    def not_had(self, url: str, reason: str) -> None:
        """Name a document that the blog did not give."""
        self.tally.name(Unit.RESPONSE, Outcome.NOT_HAD, url, reason=reason)

    def refused(self, reference: Reference, reason: str) -> None:
        """Name a document for which a rule does not let us ask."""
        self.tally.name(Unit.RESPONSE, Outcome.NOT_ASKED, reference.url, reason=reason)

    def tells_nothing(self, url: str, reason: str) -> None:
        """Name a document that is none of a blog."""
        self.tally.name(Unit.RESPONSE, Outcome.NO_DOCUMENT, url, reason=reason)

    def unreadable(self, url: str, reason: str) -> None:
        """Name a document that is damaged where it is kept."""
        self.tally.name(Unit.RESPONSE, Outcome.UNREADABLE, url, reason=reason)

    # -- what stands in them ------------------------------------------------------------------------------------------

    def offered(self, page: RawPage, parsed: Parsed) -> None:
        """Count what a document holds; a sitemap holds nothing, it names what is elsewhere."""
        if parsed.source == _SITEMAP:
            return
        posts, comments = _shown(parsed)
        if parsed.page_type is PageType.FEED:
            # An export of ours is no feed: its records are counted as they are read.
            self.tally.offer(Unit.ENTRY, posts + comments if parsed.source == _OWN else entries_in(page.body))
            return
        self.tally.offer(Unit.BLOCK, posts)
        self.tally.offer(Unit.COMMENT, comments)

    def left_out(self, before: Parsed, after: Parsed) -> None:
        """Count what the window of publication dates leaves out."""
        if before is not after:
            (posts, comments), (left, told) = _shown(before), _shown(after)
            self._settle(before, {Outcome.NOT_ASKED: posts - left}, {Outcome.NOT_ASKED: comments - told})

    def only_named(self, page: RawPage, parsed: Parsed) -> None:
        """Count what a feed gives where it is read for the names of posts alone."""
        posts, comments = _shown(parsed)
        self.tally.settle_passed(Unit.ENTRY, parsed.passed, place=page.url)
        self._settle(parsed, {Outcome.NOT_ASKED: posts}, {Outcome.NOT_ASKED: comments})

    def kept(self, page: RawPage, parsed: Parsed, result: KeepResult) -> None:
        """Count what became of what a document holds."""
        if parsed.page_type is PageType.FEED:
            self.tally.settle_passed(Unit.ENTRY, parsed.passed, place=page.url)
        self._settle(parsed, Counter(result.posts), Counter(result.comments))

    def damaged(self, page: RawPage, parsed: Parsed) -> None:
        """Name the entries of a damaged document that its parser could not read: they were told when they were kept."""
        posts, comments = _shown(parsed)
        lacking = entries_in(page.body) - posts - comments - sum(one.count for one in parsed.passed)
        reason = next((f"{one.code}: {one.detail}" for one in parsed.notices if one.code in _DAMAGE), "")
        told = posts or comments or parsed.passed
        if parsed.page_type is PageType.FEED and lacking > 0 and (reason or not told):
            self.tally.name(Unit.ENTRY, Outcome.UNREADABLE, page.url, reason=reason or "nothing could be read in it")
            self.tally.settle(Unit.ENTRY, Outcome.UNREADABLE, lacking - 1)

    def _settle(self, parsed: Parsed, posts: dict[Outcome, int], comments: dict[Outcome, int]) -> None:
        if parsed.source == _SITEMAP:
            return
        feed = parsed.page_type is PageType.FEED
        self.tally.settle_all(Unit.ENTRY if feed else Unit.BLOCK, posts)
        self.tally.settle_all(Unit.ENTRY if feed else Unit.COMMENT, comments)


def _shown(parsed: Parsed) -> tuple[int, int]:
    """Return how many posts, and how many comments, a document shows."""
    posts = sum(not seen.only_comments for seen in parsed.posts)
    return posts, sum(len(seen.post.comments) for seen in parsed.posts)
