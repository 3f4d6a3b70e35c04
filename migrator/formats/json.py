"""JSON: the neutral archive as one file, `blog.json`, in the shape that `schema.json` describes.

The other commands that speak JSON use the same shapes (`parsed_to_json` for `migrate parse`).
"""

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar

from migrator.formats.common import readback_json
from migrator.formats.common.format import Format
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.times import chronological
from migrator.model.documents import Declared, Links, Parsed, SeenPost
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile
from migrator.model.schema import SCHEMA_VERSION, Author, Blog, Comment, Location, Media, Post

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]


def blog_to_json(blog: Blog) -> JsonObject:
    """Return a BLOG of the contract."""
    return {
        "url": blog.url,
        "title": blog.title,
        "description": blog.description,
        "language": blog.language,
        "timezone": blog.timezone,
        "platform": blog.platform,
        "platform_id": blog.platform_id,
        "crawled_at": blog.crawled_at,
    }


def author_to_json(author: Author) -> JsonObject:
    """Return an AUTHOR of the contract."""
    return {"id": author.id, "name": author.name, "url": author.url, "avatar": author.avatar}


def comment_to_json(comment: Comment) -> JsonObject:
    """Return a COMMENT of the contract."""
    writer = comment.author
    return {
        "id": comment.id,
        "platform_id": comment.platform_id,
        "parent_id": comment.parent_id,
        "author": {"name": writer.name, "url": writer.url, "avatar": writer.avatar},
        "is_blog_author": comment.is_blog_author,
        "published": comment.published,
        "content_html": comment.content_html,
        "status": comment.status.value,
    }


def location_to_json(location: Location | None) -> JsonObject | None:
    """Return the location of a POST of the contract."""
    if location is None:
        return None
    return {"name": location.name, "latitude": location.latitude, "longitude": location.longitude}


def post_to_json(post: Post) -> JsonObject:
    """Return a POST of the contract, its comments oldest first."""
    return {
        "id": post.id,
        "platform_id": post.platform_id,
        "type": post.type.value,
        "status": post.status.value,
        "url": post.url,
        "slug": post.slug,
        "title": post.title,
        "published": post.published,
        "updated": post.updated,
        "author": post.author,
        "labels": list(post.labels),
        "content_html": post.content_html,
        "media": list(post.media),
        "comment_count": post.comment_count,
        "comments": [comment_to_json(comment) for comment in chronological(post.comments)],
        "location": location_to_json(post.location),
        "link": post.link,
        "enclosures": [
            {"media": one.media, "url": one.url, "type": one.type, "length": one.length} for one in post.enclosures
        ],
    }


def media_to_json(media: Media) -> JsonObject:
    """Return a MEDIA of the contract."""
    return {
        "id": media.id,
        "kind": media.kind.value,
        "url": media.url,
        "urls": list(media.urls),
        "path": media.path,
        "sha256": media.sha256,
        "bytes": media.bytes,
        "content_type": media.content_type,
        "width": media.width,
        "height": media.height,
        "status": media.status.value,
        "error": media.error,
    }


def notice_to_json(notice: Notice) -> JsonObject:
    """Return a notice with its severity."""
    return {"code": notice.code, "severity": notice.severity.value, "url": notice.url, "detail": notice.detail}


def parsed_to_json(parsed: Parsed) -> JsonObject:
    """Return what `migrate parse` prints: everything that the parser sees in one document."""
    return {
        "page_type": parsed.page_type.value,
        "url": parsed.url,
        "blog": None if parsed.blog is None else blog_to_json(parsed.blog),
        "authors": [author_to_json(author) for author in parsed.authors],
        "posts": [_seen_to_json(seen) for seen in parsed.posts],
        "links": _links_to_json(parsed.links),
        "declared": _declared_to_json(parsed.declared),
        "notices": [notice_to_json(notice) for notice in parsed.notices],
    }


_WEIGHED = ("author", "comments", "content_html", "labels", "media", "platform_id", "published", "title", "url")


def _seen_to_json(seen: SeenPost) -> JsonObject:
    tells: list[JsonValue] = [*sorted(seen.tells)]
    shown = seen.post.comments
    # Without a time of day there is nothing better than the order in which the document has them.
    timed = all(comment.published and "T" in comment.published for comment in shown)
    comments: list[JsonValue] = [comment_to_json(one) for one in (chronological(shown) if timed else shown)]
    confidence: JsonObject = {name: "sure" if name in seen.tells - seen.doubtful else "doubtful" for name in _WEIGHED}
    told: JsonObject = {"extent": seen.extent.name.lower(), "tells": tells, "confidence": confidence}
    return {**post_to_json(seen.post), "comments": comments, **told}


def _links_to_json(links: Links) -> JsonObject:
    return {
        "archives": [{"url": archive.url, "count": archive.count} for archive in links.archives],
        "older": links.older,
        "newer": links.newer,
        "posts": list(links.posts),
        "pages": list(links.pages),
        "labels": list(links.labels),
        "feeds": list(links.feeds),
        "next_feed": links.next_feed,
        "sitemaps": list(links.sitemaps),
    }


def _declared_to_json(declared: Declared) -> JsonObject:
    return {
        "feed_total": declared.feed_total,
        "start_index": declared.start_index,
        "items_per_page": declared.items_per_page,
        "archive_total": declared.archive_total,
        "comments": declared.comments,
    }


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def json_line(value: JsonValue) -> bytes:
    """Write a value on one line, without line end."""
    # Text may hold half a surrogate pair, which UTF-8 can't: it becomes a question mark.
    return _encode(value).encode("utf-8", "replace")


def _listed(objects: Iterable[JsonObject]) -> Iterator[bytes]:
    """Write the inside of an array, one object a line: then comparing two exports line by line tells something."""
    separator = b"\n"
    for value in objects:
        yield separator + json_line(value)
        separator = b",\n"


def _document(view: ArchiveView) -> Iterator[bytes]:
    yield b'{\n"schema_version": "' + SCHEMA_VERSION.encode() + b'",\n"blog": ' + json_line(blog_to_json(view.blog()))
    yield b',\n"authors": ['
    yield from _listed(author_to_json(author) for author in view.authors())
    yield b'],\n"posts": ['
    yield from _listed(post_to_json(post) for post in view.posts())
    yield b'],\n"media": ['
    yield from _listed(media_to_json(media) for media in view.media())
    yield b"]\n}\n"


class JsonExporter(Format):
    """Writes `blog.json`; posts are never all in memory."""

    name: ClassVar[str] = "json"
    summary: ClassVar[str] = "the whole archive as one JSON document, for programs (`migrate schema` describes it)"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "the bytes of pictures and files (only their paths in the archive)",
        "the pages as they were captured",
        "earlier versions of edited posts",
    )
    steps: ClassVar[str] = """
blog.json holds everything that the archive knows, as one JSON object: the blog, its authors, posts with their
comments, and media. `migrate schema` prints its JSON Schema. Times are the blog's own clock with its offset from UTC.

1. Read it with any program. Paths of media lead into the folder of the archive.
2. `migrate import blog.json` makes an archive of it again."""
    sign: ClassVar[str] = "blog.json"

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice]:  # noqa: ARG002 - the protocol's signature; JSON has no options
        """Yield the one file."""
        yield OutputFile(path="blog.json", content=_document(view))

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback_json.json_posts(folder)
