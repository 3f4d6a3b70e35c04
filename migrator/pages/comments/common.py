"""From a comment as some generation of markup shows it to the schema's: times, identity, who wrote it, order."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from lxml import etree

from migrator import dates
from migrator.addresses import images, urls
from migrator.content.clean import clean_comment
from migrator.content.text import plain_text
from migrator.model.documents import OpenDate
from migrator.model.notices import Notice
from migrator.model.schema import Comment, Commenter, CommentStatus
from migrator.pages.ui_phrases import says_removed

_SHOWN = re.compile(r"showComment=(\d{11,14})(?!\d)")
_NUMBER = re.compile(r"(?:^|[^0-9a-zA-Z])c(?:omment-)?(\d{1,20})$")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?![\d])")
_CLOCK_NUMBER = re.compile(r"^(1[01]\d{8})\d{8}$")
_NUMBERED_BY_CLOCK_BEFORE = 2007
_QUARTER = 15
_FARTHEST = 15 * 60


@dataclass(slots=True, kw_only=True)
class Draft:
    """A comment as the markup gives it; `shown` is its printed time, `link` its permalink as written."""

    number: str | None
    name: str
    profile: str | None = None
    avatar: str | None = None
    by_blog_author: bool = False
    link: str = ""
    shown: str = ""
    body: etree._Element | None = None
    removed: bool = False
    parent: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether who wrote it, when, and what are told."""
        return bool(self.name and (self.link or self.shown)) and (self.body is not None or self.removed)

    def fill_from(self, other: "Draft") -> None:
        """Take what this one does not tell from another reading of the same comment."""
        if not self.name:
            self.name, self.profile = other.name, self.profile or other.profile
        if not self.link and not self.shown:
            self.link, self.shown = other.link, other.shown
        self.avatar = self.avatar or other.avatar
        self.parent = self.parent or other.parent
        if self.body is None:
            self.body = other.body


@dataclass(slots=True, kw_only=True)
class CommentContext:
    """What is known around: the page's address and language, the author's profile, the numeric order of dates.

    `offset` (minutes) is the post's, then that of the comment read last; `post_day` is when the post was published.
    Reading fills the rest: the orders that printed dates prove, the dates that stay open, and these in words.
    """

    url: str
    locale: str
    offset: int | None
    author_url: str | None
    order: str | None = None
    post_day: str = ""
    orders: set[str] = field(default_factory=set)
    open_dates: list[OpenDate] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def notices(self) -> Iterator[Notice]:
        """Yield one notice for all dates that can be two days."""
        if self.unclear:
            further = f", and {len(self.unclear) - 1} more" if self.unclear[1:] else ""
            yield Notice(code="ambiguous-date", url=self.url, detail=f"comments: {self.unclear[0]}{further}")


def comment_number(*texts: str | None) -> str | None:
    """Read Blogger's comment number from an id (`c123…`, `comment-123…`) or a permalink's fragment."""
    for text in texts:
        if text and (match := _NUMBER.search(text)):
            return match[1]
    return None


def avatar_of(element: etree._Element | None, base: str) -> str | None:
    """Read the picture of a commenter; Blogger's stand-ins are none."""
    image = None if element is None else next(element.iter("img"), None)
    if image is None:
        return None
    # Pictures that load late keep their address in `longdesc`.
    return avatar_at(image.get("longdesc") or image.get("data-src") or image.get("src") or "", base)


def avatar_at(address: str, base: str) -> str | None:
    """Return the whole address of a commenter's picture; None for Blogger's stand-ins."""
    url = urls.absolute(address, base) if address else None
    return None if url is None or images.is_chrome(url) or "/img/blank.gif" in url else url


def _local_offset(moment: datetime, reading: dates.DateReading, near: int | None) -> int | None:
    """Compare an exact UTC time with the local time that is printed beside it: the difference is the blog's offset."""
    if not reading.time:
        return None
    hour, minute = (int(part) for part in reading.time.split(":")[:2])
    utc = moment.replace(second=0, microsecond=0, tzinfo=None)
    if reading.value:
        local = datetime.fromisoformat(reading.value) + timedelta(hours=hour, minutes=minute)
        difference = round((local - utc).total_seconds() / 60)
    else:
        difference = hour * 60 + minute - utc.hour * 60 - utc.minute
        options = [difference + days * 1440 for days in (-1, 0, 1)]
        difference = min(options, key=lambda one: abs(one - (near or 0)))
    return difference if difference % _QUARTER == 0 and abs(difference) <= _FARTHEST else None


def _usual_offset(moment: datetime, shown: str, usual: int | None) -> int | None:
    """Check the printed clock against the offset of the neighbours, summer time or not: far cheaper than reading it."""
    clock = _CLOCK.search(shown)
    if usual is None or clock is None:
        return None
    fitting = [
        offset
        for offset in (usual, usual + 60, usual - 60)
        if (local := moment + timedelta(minutes=offset)).minute == int(clock[2])
        and (local.hour - int(clock[1])) % 12 == 0
    ]
    return fitting[0] if len(fitting) == 1 else None


def _exact_published(draft: Draft, milliseconds: int, around: CommentContext) -> str | None:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    offset = _usual_offset(moment, draft.shown, around.offset)
    if offset is None and draft.shown:
        offset = _local_offset(moment, dates.parse_date(draft.shown, locale=around.locale or None), around.offset)
    if offset is not None:
        around.offset = offset
    published = dates.from_epoch_ms(milliseconds, offset)
    if published and len(around.orders) < 2 and (order := dates.proven_order(draft.shown, published)):
        around.orders.add(order)
    return published


def _published(draft: Draft, around: CommentContext) -> str | None:
    if match := _SHOWN.search(draft.link):
        return _exact_published(draft, int(match[1]), around)
    reading = dates.DateReading()
    if draft.shown:
        reading = dates.parse_date(draft.shown, locale=around.locale or None, order=around.order)
    if instant := _told_by_number(draft, reading, around):
        return instant
    if order := dates.proven_order(draft.shown):
        around.orders.add(order)
    return _with_clock(reading.value, reading) if reading.value else None


def _with_clock(day: str, reading: dates.DateReading) -> str:
    if not reading.time:
        return day
    seconds = reading.time if reading.time.count(":") == 2 else f"{reading.time}:00"
    return f"{day}T{seconds}{dates.UNKNOWN_OFFSET}"


def _note_open(draft: Draft, around: CommentContext, comment: str) -> None:
    """Keep what the date of a comment can mean: other documents of the blog may settle it."""
    reading = dates.parse_date(draft.shown, locale=around.locale or None, order=around.order)
    if len(reading.readings) < 2:
        return
    around.unclear.append(f"{draft.shown!r} can be {' or '.join(reading.readings)}")
    by_order = dates.readings_by_order(draft.shown, around.locale or None)
    told = tuple((order, _with_clock(day, reading)) for order, day in by_order)
    around.open_dates.append(OpenDate(comment=comment, readings=told))


def _told_by_number(draft: Draft, reading: dates.DateReading, around: CommentContext) -> str | None:
    """Read the instant out of a comment's number, if the printed clock agrees with it.

    Until 2006 Blogger numbered by the clock: ten digits of seconds since 1970, eight more. Not documented anywhere;
    found in pages of that time, where all 73 comments whose clock is printed agree to the minute.
    """
    number = _CLOCK_NUMBER.match(draft.number or "")
    if number is None or not reading.time:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(number[1]))
    if moment.year >= _NUMBERED_BY_CLOCK_BEFORE or (moment + timedelta(days=2)).date().isoformat() < around.post_day:
        return None
    offset = _local_offset(moment, reading, around.offset)
    if offset is None:
        return None
    around.offset = offset
    told = dates.from_epoch_ms(int(number[1]) * 1000, offset)
    return told and told.replace(".000", "", 1)


def _body_html(draft: Draft, base: str) -> str:
    body = draft.body
    if body is None or draft.removed:
        return ""
    # Older markup has one paragraph around the whole comment; feeds do not.
    if len(body) == 1 and body[0].tag == "p" and not (body.text or "").strip() and not (body[0].tail or "").strip():
        body = body[0]
    return clean_comment(body, base)


def _identity(draft: Draft, published: str | None, html: str) -> str:
    if draft.number:
        return draft.number
    told = "\n".join((draft.name, published or draft.shown, plain_text(html)))
    return "u-" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _finished(draft: Draft, around: CommentContext) -> Comment:
    published = _published(draft, around)
    html = _body_html(draft, around.url)
    profile = urls.absolute(draft.profile, around.url) if draft.profile else None
    same_profile = bool(
        profile
        and around.author_url
        and "/profile/" in profile
        and urls.author_id("", profile) == urls.author_id("", around.author_url)
    )
    if not draft.removed and html and says_removed(plain_text(html)):
        # Themes write the notice without the mark that Blogger's own markup has.
        draft.removed, html = True, ""
    identity = _identity(draft, published, html)
    if published is None and draft.shown:
        _note_open(draft, around, identity)
    return Comment(
        id=identity,
        platform_id=draft.number,
        parent_id=draft.parent,
        author=Commenter(name=draft.name, url=profile, avatar=draft.avatar),
        is_blog_author=draft.by_blog_author or same_profile,
        published=published,
        content_html=html,
        status=CommentStatus.REMOVED if draft.removed else CommentStatus.PUBLISHED,
    )


def _instant(comment: Comment) -> datetime | None:
    if not comment.published or len(comment.published) <= 10:
        return None
    return datetime.fromisoformat(comment.published).astimezone(UTC)


def finish(drafts: list[Draft], around: CommentContext) -> tuple[Comment, ...]:
    """Make comments of drafts: each once, oldest first; where a time is missing the page's own order stays."""
    unique: dict[str, Comment] = {}
    if not all(_SHOWN.search(draft.link) for draft in drafts):
        around.order = dates.numeric_order(draft.shown for draft in drafts)
    for draft in drafts:
        comment = _finished(draft, around)
        unique.setdefault(comment.id, comment)
    comments = [
        replace(one, parent_id=None) if one.parent_id and one.parent_id not in unique else one
        for one in unique.values()
    ]
    times = {comment.id: _instant(comment) for comment in comments}
    known = [time for time in times.values() if time is not None]
    if len(known) == len(comments):
        by_time = sorted(zip(known, comments, strict=True), key=lambda one: (one[0], urls.id_order(one[1].id)))
        comments = [comment for _, comment in by_time]
    return tuple(comments)
