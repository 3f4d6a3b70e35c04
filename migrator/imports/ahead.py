"""Parsing ahead of keeping, of a large file: if the other process can't be started, or dies, parsing goes on here."""

from collections import deque
from collections.abc import Iterable, Iterator

from migrator.imports.readers.base import ImportedDocument, Unread
from migrator.model.documents import PageType, Parsed
from migrator.model.notices import Notice
from migrator.pages.rules.rules import NO_THEME_RULES, ThemeRules
from migrator.parsing.document import parse_document
from migrator.parsing.process import ParserProcess

LARGE = 8 * 1024 * 1024
"""Bytes of an input from which on a second process is worth its start."""
_AHEAD = 3
_NOTHING = Parsed(page_type=PageType.UNKNOWN, url="")

ImportedItem = ImportedDocument | Unread | Notice


def parsed_items(
    items: Iterable[ImportedItem], size: int, guidance: ThemeRules = NO_THEME_RULES
) -> Iterator[tuple[ImportedItem, Parsed]]:
    """Yield each item with what its document tells (nothing for a notice), in order; pages are read with `guidance`."""
    if size < LARGE:
        yield from _here(items, guidance)
        return
    try:
        reader = ParserProcess(guidance)
    except OSError:
        yield from _here(items, guidance)
        return
    try:
        yield from _there(items, reader, guidance)
    finally:
        reader.close()


def _here(items: Iterable[ImportedItem], guidance: ThemeRules) -> Iterator[tuple[ImportedItem, Parsed]]:
    for item in items:
        yield item, _NOTHING if isinstance(item, Unread | Notice) else parse_document(item.page, guidance)


def _there(
    items: Iterable[ImportedItem], reader: ParserProcess, guidance: ThemeRules
) -> Iterator[tuple[ImportedItem, Parsed]]:
    waiting: deque[ImportedItem] = deque()
    under_way = 0
    for item in items:
        waiting.append(item)
        if not isinstance(item, Unread | Notice):
            reader.begin(item.page)
            under_way += 1
        while under_way > _AHEAD:
            first = waiting.popleft()
            under_way -= not isinstance(first, Unread | Notice)
            yield first, _answer(reader, first, guidance)
    for item in waiting:
        yield item, _answer(reader, item, guidance)


def _answer(reader: ParserProcess, item: ImportedItem, guidance: ThemeRules) -> Parsed:
    if isinstance(item, Unread | Notice):
        return _NOTHING
    return reader.next() or parse_document(item.page, guidance)
