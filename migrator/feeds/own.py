"""Our own export read back: the objects of the JSON export, one a line, each with its `record` (the format `jsonl`).

Whoever hands us such a file may have written anything into it: bodies are cleaned like any other, and a value of the
wrong type counts as not told.
"""

import json
from collections.abc import Iterator

from migrator.addresses.images import media_id
from migrator.addresses.urls import absolute, post_id, slug_of
from migrator.content.clean import clean_body, clean_comment_fragment
from migrator.content.images import references_of
from migrator.content.text import element_text
from migrator.content.tree import parse_fragment
from migrator.dates import iso_instant
from migrator.model.documents import BodyFacts, Extent, PageType, Parsed, RawPage, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import (
    Author,
    Blog,
    Comment,
    Commenter,
    CommentStatus,
    Enclosure,
    Location,
    Post,
    PostStatus,
    PostType,
)

Record = dict[str, object]
_FIELDS = ("url", "title", "published", "updated", "author", "content_html", "comment_count")
_ALWAYS_TOLD = frozenset({"type", "status", "labels", "location", "comments"})


def parse_own(page: RawPage) -> Parsed:
    """Read the records of a blog, of authors and of posts; those of media follow from the bodies."""
    url = page.final_url or page.url
    blog: Blog | None = None
    authors: list[Author] = []
    posts: list[SeenPost] = []
    notices: list[Notice] = []
    for number, line in enumerate(page.body.splitlines(), 1):
        record = _record(line)
        kind = record.get("record")
        if kind == "blog":
            blog = _blog(record)
        elif kind == "author" and _text(record, "id"):
            authors.append(_author(record))
        elif kind == "post":
            posts.append(_post(record))
        elif kind != "media" and line.strip():
            notices.append(Notice(code="parse-failed", url=url, detail=f"line {number} is no record of an export"))
    return Parsed(
        page_type=PageType.FEED if blog is not None else PageType.UNKNOWN,
        url=url,
        blog=blog,
        authors=tuple(authors),
        posts=tuple(posts),
        notices=tuple(notices),
        source="json",
    )


def _record(line: bytes) -> Record:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _objects(record: Record, name: str) -> Iterator[Record]:
    listed = record.get(name)
    yield from (one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict))


def _number(record: Record, name: str) -> str | None:
    value = _text(record, name)
    return value if value.isascii() and value.isdigit() else None


def _time(record: Record, name: str) -> str | None:
    value = _text(record, name)
    return iso_instant(value) if value else None


def _blog(record: Record) -> Blog:
    return Blog(
        url=_text(record, "url"),
        title=_text(record, "title"),
        description=_text(record, "description"),
        language=_text(record, "language"),
        timezone=_text(record, "timezone") or None,
        platform_id=_number(record, "platform_id"),
    )


def _author(record: Record) -> Author:
    return Author(
        id=_text(record, "id"),
        name=_text(record, "name"),
        url=_text(record, "url") or None,
        avatar=_text(record, "avatar") or None,
    )


def _post(record: Record) -> SeenPost:
    number, url = _number(record, "platform_id"), _text(record, "url")
    root = parse_fragment(_text(record, "content_html"))
    body = clean_body(root, url, themed=False)
    count = record.get("comment_count")
    labels = record.get("labels")
    post = Post(
        id=post_id(number, url),
        platform_id=number,
        type=PostType.PAGE if record.get("type") == "page" else PostType.POST,
        status=_status(record),
        url=url,
        slug=slug_of(url),
        title=_text(record, "title"),
        published=_time(record, "published"),
        updated=_time(record, "updated"),
        author=_text(record, "author") or None,
        labels=tuple(one for one in (labels if isinstance(labels, list) else []) if isinstance(one, str)),
        content_html=body,
        comment_count=count if isinstance(count, int) and not isinstance(count, bool) else None,
        comments=tuple(_comment(one, url) for one in _objects(record, "comments") if _text(one, "id")),
        location=_location(record),
        link=_web(record, "link"),
        enclosures=tuple(_enclosures(record)),
    )
    told = {name for name in _FIELDS if record.get(name) is not None}
    told |= {name for name in ("link", "enclosures") if getattr(post, name)}
    media, passed = references_of(root)
    facts = BodyFacts(text=element_text(root), media=media, passed=passed)
    return SeenPost(post=post, extent=Extent.FULL, tells=_ALWAYS_TOLD | told, facts=facts)


def _status(record: Record) -> PostStatus:
    try:
        return PostStatus(_text(record, "status"))
    except ValueError:
        return PostStatus.PUBLISHED


def _comment(record: Record, url: str) -> Comment:
    writer = record.get("author")
    person: Record = writer if isinstance(writer, dict) else {}
    removed = record.get("status") == "removed"
    return Comment(
        id=_text(record, "id"),
        platform_id=_number(record, "platform_id"),
        parent_id=_text(record, "parent_id") or None,
        author=Commenter(
            name=_text(person, "name"), url=_text(person, "url") or None, avatar=_text(person, "avatar") or None
        ),
        is_blog_author=record.get("is_blog_author") is True,
        published=_time(record, "published"),
        content_html=clean_comment_fragment(_text(record, "content_html"), url),
        status=CommentStatus.REMOVED if removed else CommentStatus.PUBLISHED,
    )


def _web(record: Record, name: str) -> str | None:
    value = _text(record, name)
    return absolute(value, "") if value.startswith(("http://", "https://")) else None


def _enclosures(record: Record) -> Iterator[Enclosure]:
    for one in _objects(record, "enclosures"):
        length = one.get("length")
        if url := _web(one, "url"):
            yield Enclosure(
                media=media_id(url),
                url=url,
                type=_text(one, "type") or None,
                length=length if isinstance(length, int) and not isinstance(length, bool) and length >= 0 else None,
            )


def _location(record: Record) -> Location | None:
    place = record.get("location")
    if not isinstance(place, dict) or not isinstance(place.get("name"), str):
        return None
    where = [place.get(name) for name in ("latitude", "longitude")]
    known = all(isinstance(number, int | float) and not isinstance(number, bool) for number in where)
    return Location(name=place["name"], latitude=where[0] if known else None, longitude=where[1] if known else None)
