"""What an imported document offers, and what became of it.

The readers count entries in bytes, before anything is parsed; what a page shows is counted as its parser gives it. The
outcomes come from the parser (what is no post) and from the archive (what it did with posts and comments).
"""

from collections.abc import Iterable

from migrator.account import Exceptional, Gap, Outcome, Tally, Unit
from migrator.imports.readers.base import BlogInput, ImportedDocument, Unread
from migrator.model.documents import PageType, Parsed
from migrator.model.notices import Notice
from migrator.store import KeepResult


def offered(one: BlogInput, document: ImportedDocument, parsed: Parsed) -> Tally:
    """Return a tally of the units that a document offers."""
    tally = Tally(one.name)
    if document.offers is not None:
        for unit, many in document.offers.items():
            tally.offer(unit, many)
        return tally
    tally.offer(Unit.RECORD)
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
