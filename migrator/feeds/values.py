"""What one entry and the head of a feed say, before it is given the meaning of the schema. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from migrator.model.schema import Location, PostStatus


class EntryKind(StrEnum):
    """What an entry is. UNMARKED: nothing in the entry says so (public feeds mark only comments)."""

    UNMARKED = "unmarked"
    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    SETTINGS = "settings"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """An Atom link; `rel` is `alternate` where none is written."""

    rel: str
    href: str
    type: str = ""
    title: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAuthor:
    """Who an entry names; `avatar` is None where the feed gives only a stand-in picture."""

    name: str
    url: str | None = None
    avatar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """A text construct: `html` is markup, else plain text."""

    value: str
    html: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry, as written; times as RFC 3339 text.

    `unread_times` are those in no form that is known. `content` is the whole body, `summary` a shortened one;
    `in_reply_to` the Atom id of the post that a comment belongs to, `parent_comment` the number of the comment that it
    answers; `filename` the permalink's path in a Takeout; `thumbnail` the address of its picture in lists; `public` is
    False for what the blog does not show: spam, trash, comments that await moderation.
    """

    kind: EntryKind = EntryKind.UNMARKED
    atom_id: str = ""
    title: FeedText | None = None
    content: FeedText | None = None
    summary: FeedText | None = None
    published: str | None = None
    updated: str | None = None
    unread_times: tuple[str, ...] = ()
    author: FeedAuthor | None = None
    labels: tuple[str, ...] = ()
    links: tuple[FeedLink, ...] = ()
    original_url: str | None = None
    comment_count: int | None = None
    location: Location | None = None
    thumbnail: str = ""
    status: PostStatus = PostStatus.PUBLISHED
    public: bool = True
    removed: bool = False
    in_reply_to: str | None = None
    in_reply_to_url: str | None = None
    parent_comment: str | None = None
    filename: str | None = None

    def link(self, rel: str, media_type: str = "") -> str | None:
        """Return the address of the first link of a relation (and type)."""
        return find_link(self.links, rel, media_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a feed says of itself and of its blog; `takeout`: it is in the form of Google's Takeout (2018)."""

    takeout: bool = False
    atom_id: str = ""
    updated: str | None = None
    title: FeedText | None = None
    subtitle: FeedText | None = None
    language: str = ""
    links: tuple[FeedLink, ...] = ()
    authors: tuple[FeedAuthor, ...] = ()
    total: int | None = None
    start_index: int | None = None
    items_per_page: int | None = None

    def link(self, rel: str, media_type: str = "") -> str | None:
        """Return the address of the first link of a relation (and type)."""
        return find_link(self.links, rel, media_type)


def find_link(links: tuple[FeedLink, ...], rel: str, media_type: str = "") -> str | None:
    """Return the address of the first link of a relation (and type)."""
    return next((link.href for link in links if link.rel == rel and media_type in {"", link.type}), None)
