"""Posts, comments, authors and the blog as far as they are known, and the join of two such states."""

from dataclasses import dataclass

from migrator.merge.ranks import RankedValue, join, unite
from migrator.model.documents import Extent
from migrator.model.schema import Commenter, CommentStatus, Enclosure, Location, PostStatus, PostType


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post as far as it is known: each field with its rank, None where nobody spoke of it.

    `labels_on_page` holds what the post's own page lists, because its order is the blog's order; `labels_listed` the
    labels whose pages list the post, which count where nobody tells all of them.
    """

    url: RankedValue[str] | None = None
    type: RankedValue[PostType] | None = None
    status: RankedValue[PostStatus] | None = None
    title: RankedValue[str] | None = None
    published: RankedValue[str | None] | None = None
    updated: RankedValue[str | None] | None = None
    author: RankedValue[str | None] | None = None
    labels: RankedValue[tuple[str, ...]] | None = None
    labels_on_page: RankedValue[tuple[str, ...]] | None = None
    labels_listed: RankedValue[tuple[str, ...]] | None = None
    content_html: RankedValue[str] | None = None
    comment_count: RankedValue[int | None] | None = None
    location: RankedValue[Location | None] | None = None
    link: RankedValue[str | None] | None = None
    enclosures: RankedValue[tuple[Enclosure, ...]] | None = None

    @property
    def labels_in_order(self) -> tuple[str, ...]:
        """Return the labels, in the page's order where the page lists the same ones."""
        if self.labels is None:
            return self.labels_listed.value if self.labels_listed else ()
        on_page = self.labels_on_page
        if on_page is not None and set(on_page.value) == set(self.labels.value):
            return on_page.value
        return self.labels.value

    @property
    def extent(self) -> Extent:
        """Return how much of the body is held."""
        return Extent(self.content_html.rank.coarse % 10) if self.content_html else Extent.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldComment:
    """A comment as far as it is known; the avatar in `author` counts for nothing, `avatar` has its own rank."""

    author: RankedValue[Commenter] | None = None
    avatar: RankedValue[str | None] | None = None
    parent_id: RankedValue[str | None] | None = None
    published: RankedValue[str | None] | None = None
    content_html: RankedValue[str] | None = None
    status: RankedValue[CommentStatus] | None = None
    is_blog_author: RankedValue[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAuthor:
    """An author as far as it is known."""

    name: RankedValue[str] | None = None
    url: RankedValue[str | None] | None = None
    avatar: RankedValue[str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBlog:
    """The blog as far as it is known."""

    url: RankedValue[str] | None = None
    title: RankedValue[str] | None = None
    description: RankedValue[str] | None = None
    language: RankedValue[str] | None = None
    timezone: RankedValue[str | None] | None = None
    platform_id: RankedValue[str | None] | None = None


def join_posts(one: HeldPost, other: HeldPost) -> HeldPost:
    """Join two states of one post."""
    return HeldPost(
        url=join(one.url, other.url),
        type=join(one.type, other.type),
        status=join(one.status, other.status),
        title=join(one.title, other.title),
        published=join(one.published, other.published),
        updated=join(one.updated, other.updated),
        author=join(one.author, other.author),
        labels=join(one.labels, other.labels),
        labels_on_page=join(one.labels_on_page, other.labels_on_page),
        labels_listed=unite(one.labels_listed, other.labels_listed),
        content_html=join(one.content_html, other.content_html),
        comment_count=join(one.comment_count, other.comment_count),
        location=join(one.location, other.location),
        link=join(one.link, other.link),
        enclosures=join(one.enclosures, other.enclosures),
    )


def join_comments(one: HeldComment, other: HeldComment) -> HeldComment:
    """Join two states of one comment."""
    return HeldComment(
        author=join(one.author, other.author),
        avatar=join(one.avatar, other.avatar),
        parent_id=join(one.parent_id, other.parent_id),
        published=join(one.published, other.published),
        content_html=join(one.content_html, other.content_html),
        status=join(one.status, other.status),
        is_blog_author=join(one.is_blog_author, other.is_blog_author),
    )


def join_authors(one: HeldAuthor, other: HeldAuthor) -> HeldAuthor:
    """Join two states of one author."""
    return HeldAuthor(
        name=join(one.name, other.name), url=join(one.url, other.url), avatar=join(one.avatar, other.avatar)
    )


def join_blogs(one: HeldBlog, other: HeldBlog) -> HeldBlog:
    """Join two states of the blog."""
    return HeldBlog(
        url=join(one.url, other.url),
        title=join(one.title, other.title),
        description=join(one.description, other.description),
        language=join(one.language, other.language),
        timezone=join(one.timezone, other.timezone),
        platform_id=join(one.platform_id, other.platform_id),
    )
