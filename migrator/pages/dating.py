"""When a post was published, from all that its page tells of it, the most exact first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from lxml import etree

from migrator import dates
from migrator.model.documents import OpenDate
from migrator.model.notices import Notice
from migrator.pages.byline import byline_texts, permalink_element
from migrator.pages.elements import stated_time, text_of
from migrator.pages.jsonld import Stated
from migrator.pages.segment import PageSegments, PostBlock

MACHINE_RUNGS = frozenset({"time attribute", "JSON-LD", "meta"})
_NEAR, _BEFORE = (
    "date near the body, in the month of the URL", "only date before the body, in the month of the URL"
)  # fmt: skip
UNMARKED = frozenset({_NEAR, _BEFORE})
_OF_UPDATES = frozenset({"update", "updated", "upd", "modified", "date-modified"})
_MOST_BEFORE, _LONGEST_BADGE = 3_000, 30
_SILENT = frozenset({"script", "style", "option", "title"})
_CLOCK = re.compile(r"\D{0,8}\d{1,2}[:.]\d{2}(?:\s*[ap]\.?\s?m\.?)?\D{0,4}", re.IGNORECASE)
_PERIOD = re.compile(r"/((?:19|20)\d{2})[/_](0[1-9]|1[0-2])[/_]")


@dataclass(slots=True)
class Dated:
    """The result: the time as text (see `schema`), which rule gave it, and what was unclear.

    `open` is what an unclear date means in each order of its numbers; `orders` are those that the post's dates prove.
    """

    value: str | None = None
    rung: str = ""
    notices: list[Notice] = field(default_factory=list)
    open: tuple[tuple[str, str], ...] = ()
    orders: frozenset[str] = frozenset()

    def left_open(self) -> tuple[OpenDate, ...]:
        """Return the date that other documents of the blog may settle; empty if it is clear."""
        return (OpenDate(readings=self.open),) if self.open else ()


def hint_of(url: str) -> dates.DateHint | None:
    """Read year and month from a post's URL: when the URL was made, so only a hint."""
    match = _PERIOD.search(url)
    return dates.DateHint(int(match[1]), int(match[2])) if match else None


def _tells_update(element: etree._Element) -> bool:
    """Whether a time is that of the last change, by the names that themes give it."""
    names = (element.get("class") or "").lower().split()
    if "published" in names or "datePublished" in (element.get("itemprop") or ""):
        return False  # some say both of one time
    return "dateModified" in (element.get("itemprop") or "") or not _OF_UPDATES.isdisjoint(names)


def _machine_times(layout: PageSegments, block: PostBlock) -> Iterator[str]:
    for node in layout.find(block, layout.selectors.published):
        if (stated := stated_time(node.element)) and not layout.shows_another(node.element):
            yield stated
    for node in layout.find(block, ("time", *layout.selectors.stamp)):
        if _tells_update(node.element) or layout.shows_another(node.element):
            continue
        if stated := stated_time(node.element):
            yield stated
        else:
            for inner in node.element.iterdescendants("abbr", "time"):
                if (stated := stated_time(inner)) and not _tells_update(inner):
                    yield stated


def _printed(layout: PageSegments, block: PostBlock, number: str | None) -> Iterator[str]:
    """Yield the texts that may hold the day or the time: first those beside the post, then the header over it."""
    for node in layout.find(block, layout.selectors.stamp):
        if not _tells_update(node.element) and not layout.shows_another(node.element):
            yield text_of(node.element)
    if layout.selectors.byline:
        link = permalink_element(layout, block, number)
        if link is not None:
            yield text_of(link)
        yield from byline_texts(layout, block, link)
    if (day := layout.before(block, layout.selectors.day)) is not None:
        yield text_of(day.element)
    for node in layout.find(block, layout.selectors.meta, wide=False):
        yield text_of(node.element)


def _precision(instant: str | None) -> int:
    """Rank a time: 0 none, 1 a bare day, 2 a time whose offset nobody tells, 3 one with its offset."""
    if not instant:
        return 0
    return 1 if len(instant) == 10 else 2 if instant.endswith(dates.UNKNOWN_OFFSET) else 3


def _exact(times: Iterator[str]) -> str | None:
    """Return the first instant with its offset, else the first of the next best precision."""
    best = None
    for text in times:
        instant = dates.iso_instant(text)
        if _precision(instant) > _precision(best):
            best = instant
        if _precision(best) == 3:
            break
    return best


def _order_of(layout: PageSegments) -> str | None:
    """Find which order of day and month the other dates of the page prove."""
    marks = (*layout.selectors.day, *layout.selectors.stamp, ".comment-timestamp", ".datetime")
    return dates.numeric_order(text_of(node.element) for node in layout.document.index.all(*marks))


def _combined(texts: Iterable[str], locale: str | None, url: str, order: str | None = None) -> Dated:
    day: str | None = None
    time: str | None = None
    readings: tuple[str, ...] = ()
    source = ""
    for text in texts:
        if not text or len(text) > 200:
            continue
        reading = dates.parse_date(text, locale=locale or None, hint=hint_of(url), order=order)
        if day is None and reading.value:
            day = reading.value
        elif day is None and len(reading.readings) > 1 and not readings:
            readings, source = reading.readings, text
        if time is None and reading.time:
            time = reading.time
        if day and time:
            break
    if day is None:
        detail = f"{source!r} can be {' or '.join(readings)}"
        notices = [Notice(code="ambiguous-date", url=url, detail=detail)] if readings else []
        by_order = dates.readings_by_order(source, locale or None) if readings else ()
        return Dated(None, "", notices, tuple((known, _with_clock(day, time)) for known, day in by_order))
    return Dated(_with_clock(day, time), "printed date and time" if time else "printed date")


def _with_clock(day: str, time: str | None) -> str:
    """Join a printed day and a printed time of day, whose offset nobody tells."""
    if time is None:
        return day
    seconds = time if time.count(":") == 2 else f"{time}:00"
    return f"{day}T{seconds}{dates.UNKNOWN_OFFSET}"


def _unmarked(layout: PageSegments, block: PostBlock, url: str) -> Dated:
    """Look for a date that no mark tells: only one in the month that the URL names is taken for it.

    Near the body the first counts (in a list: in the entry), before it anywhere in the page only one that is the only.
    """
    hint = hint_of(url)
    if hint is None:
        return Dated()
    near = next(_in_month(layout, layout.surroundings(block), hint), None)
    if near is not None or len(layout.blocks) > 1:
        return Dated(near, _NEAR) if near else Dated()
    before = islice(layout.document.index.order, min(block.body.order, _MOST_BEFORE))
    found = set(_in_month(layout, before, hint))
    return Dated(found.pop(), _BEFORE) if len(found) == 1 else Dated()


def _in_month(layout: PageSegments, elements: Iterable[etree._Element], hint: dates.DateHint) -> Iterator[str]:
    """Yield the dates in one month that short texts of elements tell, foreign parts and comments aside."""
    order, month = layout.document.index.order, f"{hint.year}-{hint.month:02}-"
    for element in elements:
        if element.tag in _SILENT or order[element] in layout.comments or order[element] in layout.foreign:
            continue
        for text in (element.text, element.tail, _badge(element)):
            short = (text or "").strip()
            if 3 < len(short) < 60 and any(character.isdigit() for character in short):
                reading = dates.parse_date(short, locale=layout.document.language or None, hint=hint)
                if reading.value and reading.value.startswith(month):
                    yield _with_clock(reading.value, reading.time)


def _badge(element: etree._Element) -> str:
    """Return the text of a box that shows a day in pieces, each in an element of its own; empty if it is none."""
    if not 2 <= len(element) <= 4 or any(len(part) for part in element):
        return ""
    text = " ".join(str(text).strip() for text in element.itertext())
    return text if len(text) <= _LONGEST_BADGE else ""


def _clock_near(layout: PageSegments, block: PostBlock) -> str | None:
    """Return the time of day that stands alone near the body; None if none does, or several that differ."""
    found: set[str] = set()
    for element in layout.surroundings(block):
        if element.tag in {"script", "style"}:
            continue
        for text in (element.text, element.tail):
            if text and _CLOCK.fullmatch(text.strip()) and (time := dates.parse_date(text.strip()).time):
                found.add(time)
    return found.pop() if len(found) == 1 else None


def _orders(texts: Iterable[str], exact: str | None) -> frozenset[str]:
    """Return the orders of day and month that printed dates of a post prove, be it by what an attribute says of it."""
    return frozenset(order for text in texts if (order := dates.proven_order(text, exact or "")) is not None)


def published_of(layout: PageSegments, block: PostBlock, stated: Stated | None, url: str, number: str | None) -> Dated:
    """Find when a post was published, and what its dates prove of the order in which this blog writes them."""
    texts = list(_printed(layout, block, number))
    dated = _published(layout, block, stated, url, texts)
    known = dated.value if dated.rung in MACHINE_RUNGS else None
    orders = _orders(texts, known)
    return replace(dated, orders=orders) if orders else dated


def _published(layout: PageSegments, block: PostBlock, stated: Stated | None, url: str, texts: list[str]) -> Dated:
    """Find when a post was published: attributes, JSON-LD, then the printed `texts`."""
    exact, rung = _exact(_machine_times(layout, block)), "time attribute"
    instant = dates.iso_instant(stated.published) if stated else None
    if _precision(instant) > _precision(exact):
        exact, rung = instant, "JSON-LD"
    if _precision(exact) > 1:
        return Dated(exact, rung)
    language = layout.document.language
    printed = _combined(texts, language, url)
    if printed.notices and (order := _order_of(layout)):
        printed = _combined(texts, language, url, order)
    if exact and not (printed.value and printed.value.startswith(exact)):
        return Dated(exact, rung)
    if printed.value:
        clock = _clock_near(layout, block) if len(layout.blocks) == 1 and len(printed.value) == 10 else None
        return (
            replace(printed, value=_with_clock(printed.value, clock), rung="printed date and time")
            if clock
            else printed
        )
    meta = layout.document.head.properties.get("article:published_time", "")
    if len(layout.blocks) == 1 and (instant := dates.iso_instant(meta)):
        return Dated(instant, "meta")
    found = Dated() if printed.notices else _unmarked(layout, block, url)
    return found if found.value else printed


def updated_of(layout: PageSegments, block: PostBlock, stated: Stated | None) -> str | None:
    """Find when a post was last changed, if the page tells."""
    times = (stated_time(node.element) for node in layout.find(block, layout.selectors.updated))
    others = (stated_time(node.element) for node in layout.find(block, ("time",)) if _tells_update(node.element))
    exact = _exact(text for text in (*times, *others) if text)
    return exact or (dates.iso_instant(stated.modified) if stated and stated.modified else None)


def offset_minutes(instant: str | None) -> int | None:
    """Return the offset of an instant in minutes; None for a bare day and for an unknown offset."""
    if not instant or len(instant) <= 10 or instant.endswith(dates.UNKNOWN_OFFSET):
        return None
    try:
        offset = datetime.fromisoformat(instant).utcoffset()
    except ValueError:
        return None
    return None if offset is None else round(offset.total_seconds() / 60)
