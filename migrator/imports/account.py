"""What an imported document offers, and what became of it.

The readers count entries in bytes, before anything is parsed; what a page shows is counted as its parser gives it. The
outcomes come from the parser (what is no post) and from the archive (what it did with posts and comments).
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs

from migrator.account import Exceptional, Gap, Outcome, Tally, Unit, entries_in
from migrator.addresses.join import split_url
from migrator.addresses.urls import host_of
from migrator.imports.readers.base import BlogInput, ImportedDocument, Unread
from migrator.imports.readers.which_blog import BLOGGERS_HOSTS
from migrator.model.documents import DocumentKind, PageType, Parsed
from migrator.model.notices import Notice
from migrator.store import Archive, KeepResult

DAMAGE = frozenset({"truncated", "xml-repaired", "parse-failed"})
"""Codes of notices that tell of damage to what is read."""


def offered(one: BlogInput, document: ImportedDocument, parsed: Parsed) -> Tally:
    """Return a tally of the units that a document offers."""
    tally = Tally(one.name)
    if document.offers is not None:
        for unit, many in document.offers.items():
            tally.offer(unit, many)
        return tally
    tally.offer(Unit.RECORD)
    if _is_feed(parsed):
        tally.offer(Unit.ENTRY, entries_in(document.page.body))
        return tally
    tally.offer(Unit.BLOCK, sum(not seen.only_comments for seen in parsed.posts))
    tally.offer(Unit.COMMENT, sum(len(seen.post.comments) for seen in parsed.posts))
    return tally


def tally_of(one: BlogInput, unread: Unread) -> Tally:
    """Return a tally of what a reader sees and can't read."""
    tally = Tally(one.name)
    tally.offer(unread.unit, unread.count)
    tally.name(unread.unit, Outcome.UNREADABLE, one.name, place=unread.place, reason=unread.notice.detail)
    tally.settle(unread.unit, Outcome.UNREADABLE, unread.count - 1)
    return tally


def settle(tally: Tally, document: ImportedDocument, parsed: Parsed, kept: KeepResult) -> None:
    """Count what became of a document that was kept."""
    if document.offers is None and not _is_entry(document):
        tally.settle(Unit.RECORD, Outcome.KEPT)
        if _is_feed(parsed):
            _settle_feed(tally, document, parsed, kept)
            return
        tally.settle_all(Unit.BLOCK, kept.posts)
        tally.settle_all(Unit.COMMENT, kept.comments)
        return
    tally.settle_passed(Unit.ENTRY, parsed.passed, repeated=document.repeated, place=document.position)
    tally.settle_all(Unit.ENTRY, kept.posts)
    # In an export of ours comments stand in their posts; in feeds they are entries of their own.
    tally.settle_all(Unit.COMMENT if parsed.source == "json" else Unit.ENTRY, kept.comments)
    if _is_entry(document) and not (parsed.passed or kept.posts or kept.comments):
        reason = "nothing could be read in it"
        tally.name(Unit.ENTRY, Outcome.UNREADABLE, document.page.url, place=document.position, reason=reason)
    for unit, many in tally.open_units():
        if many > 0 and not _is_entry(document):
            tally.note_open(unit, many, place=document.position)


def _is_feed(parsed: Parsed) -> bool:
    """Whether a document is a feed that came as a whole, in a WARC file or a folder; a sitemap only names posts."""
    return parsed.page_type is PageType.FEED and parsed.source not in {"json", "sitemap"}


def _settle_feed(tally: Tally, document: ImportedDocument, parsed: Parsed, kept: KeepResult) -> None:
    """Count what became of the entries of a feed that came as a whole; what damage took of it is unreadable."""
    place = document.position or document.page.url
    tally.settle_passed(Unit.ENTRY, parsed.passed, place=place)
    tally.settle_all(Unit.ENTRY, kept.posts)
    tally.settle_all(Unit.ENTRY, kept.comments)
    reason = next((f"{one.code}: {one.detail}" for one in parsed.notices if one.code in DAMAGE), "")
    for unit, many in list(tally.open_units()):
        if reason and many > 0:
            tally.name(unit, Outcome.UNREADABLE, document.page.url, place=place, reason=reason)
            tally.settle(unit, Outcome.UNREADABLE, many - 1)
        elif many > 0:
            tally.note_open(unit, many, place=place)


def settle_refused(tally: Tally, document: ImportedDocument, parsed: Parsed) -> None:
    """Count a document that tells nothing of a blog: a page of something else, or an entry that can't be read."""
    if _is_entry(document):
        reason = next((f"{one.code}: {one.detail}" for one in parsed.notices), "no entry could be read in it")
        tally.name(Unit.ENTRY, Outcome.UNREADABLE, document.page.url, place=document.position, reason=reason)
    elif document.offers is None:
        reason = f"a page of type {parsed.page_type}"
        outcome = Outcome.NOT_HAD if parsed.page_type is PageType.INTERSTITIAL else Outcome.NO_DOCUMENT
        tally.name(Unit.RECORD, outcome, document.page.url, place=document.position, reason=reason)


def _is_entry(document: ImportedDocument) -> bool:
    """Whether it is one entry by itself, out of a part of a feed that was damaged."""
    return document.offers is not None and not document.offers


_FEED_PATH = re.compile(r"/feeds/(\d+/)?(posts|pages|comments)/(?:default|full|summary)/?$")
_BURNT = re.compile(r"^(?:feeds\d?\.feedburner\.com|feedproxy\.google\.com)$", re.IGNORECASE)
_FEED_KINDS = {
    "posts": (DocumentKind.POSTS_FEED, "posts"),
    "pages": (DocumentKind.PAGES_FEED, "static pages"),
    "comments": (DocumentKind.COMMENTS_FEED, "comments"),
}
_NARROWER = frozenset(
    {"q", "category", "label", "published-min", "published-max", "updated-min", "updated-max", "orderby"}
)
"""Keys of a query under which a feed counts a part of the blog alone."""


def declared_count(parsed: Parsed) -> tuple[DocumentKind, int] | None:
    """Return how many posts, static pages or comments a public feed of a whole blog declares; None for any other.

    A backup's total counts settings and comments too (openSearch 1.1 leaves it open what is counted).
    """
    total, parts = parsed.declared.feed_total, split_url(parsed.url)
    found = _FEED_PATH.search(parts.path)
    if total is not None and _BURNT.match(parts.netloc) and not parsed.source:
        # FeedBurner names no feed of the blog's; what it copies is that of the posts, if it is not one of comments.
        return (DocumentKind.POSTS_FEED, total) if any(not seen.only_comments for seen in parsed.posts) else None
    if total is None or found is None or parsed.source or not _NARROWER.isdisjoint(parse_qs(parts.query)):
        return None
    if found[1] and host_of(parsed.url) not in BLOGGERS_HOSTS:
        return None  # on the blog's own host the number is that of a post, whose comments these are
    return _FEED_KINDS[found[2]][0], total


def shortfalls(archive: Archive, name: str) -> tuple[Tally, list[Notice]]:
    """Compare what the feeds declare with what is held: the account of it, and a loss for each count not reached."""
    tally, notices = Tally(name), []
    totals, declared = archive.declared.totals(), archive.declared.counts()
    held = {"posts": totals.posts, "pages": totals.pages, "comments": archive.comments.standing()}
    for key, (kind, words) in _FEED_KINDS.items():
        if kind.value not in declared:
            continue
        tally.offer(Unit.DECLARED)
        if held[key] >= declared[kind.value]:
            tally.settle(Unit.DECLARED, Outcome.KEPT)
            continue
        detail = (
            f"the feed declares {declared[kind.value]:,} {words}, {held[key]:,} are held; what was given ends there"
        )
        tally.name(Unit.DECLARED, Outcome.NOT_HAD, f"feed of {words}", reason=detail)
        notices.append(Notice(code="feed-ends-early", url=name, detail=detail))
    return tally, notices


def unreadable(exceptions: Iterable[Exceptional], told: list[Notice]) -> list[Notice]:
    """Name the units that could not be read and that no notice names yet."""
    named = {(one.url, one.detail) for one in told}
    return [
        Notice(code="input-damaged", url=one.name, detail=f"{one.place}: {one.reason}".removeprefix(": "))
        for one in exceptions
        if one.outcome == Outcome.UNREADABLE and (one.name, one.reason) not in named
    ]


def unaccounted(gaps: Iterable[Gap]) -> list[Notice]:
    """Name the sums that do not close: each is a loss."""
    return [Notice(code="unaccounted", url=gap.input, detail=str(gap)) for gap in gaps]
