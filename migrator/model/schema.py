"""The neutral schema: what a blog is, whoever published it and whoever will.

Values only: frozen, slotted, keyword-only. They never parse or render themselves; JSON, SQL and XML live at the edges.
Times are kept as text because the text says how much is known (the JSON contract, "published"):

- `2018-02-12T08:00:00.001+01:00`  an instant, with the blog's own UTC offset;
- `2018-02-12T08:00:00-00:00`      a known time of which nobody tells the UTC offset (after RFC 3339 section 4.3);
- `2018-02-12`                     only the day is known;
- None                             unknown.
"""

from dataclasses import dataclass
from enum import StrEnum

SCHEMA_VERSION = "1.1"


class PostType(StrEnum):
    """What an entry is on the blog."""

    POST = "post"
    PAGE = "page"


class PostStatus(StrEnum):
    """Where an entry stands; REMOVED was archived, then vanished from the blog."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    REMOVED = "removed"


class CommentStatus(StrEnum):
    """REMOVED: the blog says that a comment stood here."""

    PUBLISHED = "published"
    REMOVED = "removed"


class MediaKind(StrEnum):
    """The broad type of a media file."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class MediaStatus(StrEnum):
    """HELD on disk; MISSING: asked for, no usable file came; SKIPPED: not asked for."""

    HELD = "held"
    MISSING = "missing"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """The blog itself.

    `url` is the canonical home URL with a trailing slash; `language` a BCP 47 tag, empty if the blog states none;
    `timezone` an IANA name or None; `platform_id` Blogger's numeric blog id as text; `crawled_at` RFC 3339.
    """

    url: str
    title: str = ""
    description: str = ""
    language: str = ""
    timezone: str | None = None
    platform: str = "blogger"
    platform_id: str | None = None
    crawled_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post. `id` derives from Blogger's profile number, else from the name."""

    id: str
    name: str
    url: str | None = None
    avatar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a post says it was written; degrees, None where only the name is known."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commenter:
    """Who wrote a comment, as far as the blog tells."""

    name: str
    url: str | None = None
    avatar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment; `parent_id` is the `id` of another comment of the same post, or None."""

    id: str
    platform_id: str | None = None
    parent_id: str | None = None
    author: Commenter
    is_blog_author: bool = False
    published: str | None = None
    content_html: str = ""
    status: CommentStatus = CommentStatus.PUBLISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that a post's feed attaches, as podcasts do (RFC 4287, section 4.2.7.2): `media` is a `Media.id`.

    `url` is its address, `type` its media type and `length` its bytes, as the feed states them, None where it does not.
    """

    media: str
    url: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post or static page.

    `author` is an `Author.id`; `media` are `Media.id`s in order of appearance; `comment_count` is what the blog
    declares, None if it declares nothing; `comments` are ordered by time, then id; `link` is the address that the title
    leads to where the author set one.
    """

    id: str
    platform_id: str | None = None
    type: PostType = PostType.POST
    status: PostStatus = PostStatus.PUBLISHED
    url: str
    slug: str = ""
    title: str = ""
    published: str | None = None
    updated: str | None = None
    author: str | None = None
    labels: tuple[str, ...] = ()
    content_html: str = ""
    media: tuple[str, ...] = ()
    comment_count: int | None = None
    comments: tuple[Comment, ...] = ()
    location: Location | None = None
    link: str | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One picture, video, sound or file, under however many URLs posts refer to it.

    `url` is the best original (full resolution); `path` is relative to the archive's folder; sizes are in
    bytes and pixels.
    """

    id: str
    kind: MediaKind = MediaKind.IMAGE
    url: str
    urls: tuple[str, ...] = ()
    path: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    status: MediaStatus = MediaStatus.SKIPPED
    error: str | None = None
