"""Documents of inputs into an archive: raw record, parse, merge, each in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from migrator.account import Tally
from migrator.imports.account import DAMAGE, declared_count, offered, settle, settle_refused, tally_of
from migrator.imports.ahead import parsed_items
from migrator.imports.readers.base import BlogInput, ImportedDocument, Unread
from migrator.merge import evidence_for
from migrator.model.documents import DocumentKind, Extent, PageType, Parsed, Reference
from migrator.model.errors import MigratorError
from migrator.model.notices import Notice
from migrator.model.ports import Progress
from migrator.model.unforeseen import internal_error
from migrator.pages.rules.rules import NO_THEME_RULES, ThemeRules
from migrator.parsing.document import parse_document
from migrator.store import IMPORTED, Archive, RunKind

_LIVE = frozenset({RunKind.CRAWL, RunKind.MEDIA})
_OWN_PAGE = {PageType.POST: DocumentKind.POST, PageType.PAGE: DocumentKind.PAGE}
_REPORTED = 1024
"""Bytes of one step of the progress."""

Sink = Callable[[BlogInput, ImportedDocument, Parsed, Tally], None]


class Keeping:
    """Takes the documents of a blog's inputs into its archive; counts what is new."""

    def __init__(self, archive: Archive, *, run: int) -> None:
        self._archive = archive
        self._run = run
        self.new_posts = 0
        self.changed_posts = 0
        self.new_comments = 0
        self.notices: list[Notice] = []
        self.documents: Counter[str] = Counter()
        self.guidance = ThemeRules.of_texts(*archive.settings.theme_rules())
        self._ruled = 0
        self._asked_live = any(one.kind in _LIVE for one in archive.runs.all())

    def take(self, one: BlogInput, document: ImportedDocument, parsed: Parsed, tally: Tally) -> None:
        """Keep one document, all of it or nothing, with the account of it."""
        self.documents[one.name] += 1
        with self._archive.transaction():
            self._archive.captures.add_once(document.page, run=self._run, as_of=document.as_of)
            if parsed.page_type in {PageType.UNKNOWN, PageType.ERROR, PageType.INTERSTITIAL} and not parsed.posts:
                settle_refused(tally, document, parsed)
                self._archive.account.add(self._run, tally)
                return
            trusted = self._archive.settings.feed_is_whole()
            evidence = evidence_for(parsed, as_of=document.as_of, trusted_feed=trusted)
            kept = self._archive.keep(parsed, evidence, run=self._run, stubs=True)
            self._settle(document, parsed)
            settle(tally, document, parsed, kept)
            self._archive.account.add(self._run, tally)
        self._ruled += "owner's rules" in dict(parsed.provenance).values()
        self.new_posts += kept.new_posts
        self.changed_posts += kept.changed_posts
        self.new_comments += kept.new_comments
        self.notices += kept.notices

    def unread(self, tally: Tally) -> None:
        """Note what a reader could not read."""
        with self._archive.transaction():
            self._archive.account.add(self._run, tally)

    def told_by_rules(self) -> list[Notice]:
        """Say how many documents the owner's rules, which the archive remembers, had a part in reading."""
        detail = f"{self._ruled} pages are read by the owner's rules that the archive remembers"
        return [Notice(code="rules-used", url="", detail=detail)] if self._ruled else []

    def _settle(self, document: ImportedDocument, parsed: Parsed) -> None:
        """Let a crawl know that it need not ask for a page of which the whole post is here."""
        if counted := declared_count(parsed):
            self._declare(*counted)
        kind = _OWN_PAGE.get(parsed.page_type)
        if kind is None or not parsed.posts or parsed.posts[0].extent is not Extent.FULL:
            return
        page, reference = document.page, Reference(url=parsed.url, kind=kind, reason=IMPORTED, priority=10)
        if not self._archive.frontier.enqueue([reference]):
            return  # a crawl knows it already, and when it last saw it
        validators = {"etag": page.header("etag") or None, "last_modified": page.header("last-modified") or None}
        self._archive.frontier.settle(reference, "done", status=page.status, **validators)

    def _declare(self, kind: DocumentKind, total: int) -> None:
        """Remember what a saved feed declares, unless the blog itself was asked; of several, what the largest says."""
        known = self._archive.declared.counts().get(kind.value)
        if known is None or (known < total and not self._asked_live):
            self._archive.declared.keep(kind, "", total)


def read(
    one: BlogInput,
    sink: Sink,
    progress: Progress,
    guidance: ThemeRules = NO_THEME_RULES,
    unread: Callable[[Tally], None] = lambda _: None,
) -> Iterator[Notice]:
    """Parse an input's documents one by one and hand them to `sink`; give what is wrong, with its place.

    `guidance` is what is known of the blog's theme. Each document comes with a tally of the units that it offers;
    `unread` is handed those of what can't be read.
    """
    total = one.size // _REPORTED
    for item, parsed in parsed_items(_guarded(one), one.size, guidance):
        if isinstance(item, Notice):
            yield item
            continue
        if isinstance(item, Unread):
            unread(tally_of(one, item))
            yield item.notice
            continue
        tally = offered(one, item, parsed)
        try:
            yield from _read(one, item, parsed, sink, tally)
        except (MigratorError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - the last guard: whatever one document does, the others are kept
            tally = offered(one, item, parsed)
            yield internal_error(error, url=one.name, where=item.position)
        if tally.counts:
            unread(tally)  # of what is offered, it is not known what became of it
        progress.step(min(total, item.read // _REPORTED), total, one.name)


def _guarded(one: BlogInput) -> Iterator[ImportedDocument | Unread | Notice]:
    """Yield the documents of an input; where its reader fails, what it gave so far and a notice."""
    try:
        yield from one.documents()
    except (MigratorError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - the last guard: whatever one file does, the others are read
        yield internal_error(error, url=one.name)


def _read(one: BlogInput, document: ImportedDocument, parsed: Parsed, sink: Sink, tally: Tally) -> Iterator[Notice]:
    damaged = any(notice.code in DAMAGE for notice in parsed.notices)
    if damaged and document.parts is not None:
        for part in document.parts():
            if isinstance(part, Notice):
                yield part
            else:
                # What the whole offers goes with its first part: a part offers nothing of its own.
                yield from _read(one, part, parse_document(part.page), sink, tally)
        return
    sink(one, document, parsed, tally)
    for notice in parsed.notices:
        where = f"{document.position}: " if document.position else ""
        yield replace(notice, detail=f"{where}{notice.detail}".rstrip(": ")) if notice.code in DAMAGE else notice
