"""What one document tells, each field with the rank that its precision earns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from migrator.addresses.urls import is_made_up
from migrator.merge.ranks import Evidence, Rank, RankedValue
from migrator.merge.states import HeldAuthor, HeldBlog, HeldComment, HeldPost
from migrator.model.documents import Extent, SeenPost
from migrator.model.schema import Author, Blog, Comment, CommentStatus, Location

T = TypeVar("T")

_MACHINES = frozenset({"feed", "backup", "takeout", "json"})

# The rank of a whole body that general rules found, and not a mark of its page.
GUESSED_BODY = Extent.FULL + 10 * Extent.CUT

# The rank of a whole body with words in it.
WHOLE_BODY = Extent.FULL + 10 * Extent.FULL

# What a document must tell of for the post itself to be held; a sitemap or a comments feed only names it.
SUBSTANCE = frozenset({"title", "published", "author", "labels", "content_html", "location"})


def tells_substance(seen: SeenPost) -> bool:
    """Whether a document gives the post itself, rather than only naming it."""
    return bool(seen.tells & SUBSTANCE)


def observed_post(seen: SeenPost, evidence: Evidence) -> HeldPost:
    """Return what one document tells of a post, each field with its rank."""
    post, tells = seen.post, seen.tells

    def told(name: str, value: T, coarse: int = 1, fine: int = 0) -> RankedValue[T] | None:
        return _told(value, evidence, coarse, fine) if name in tells else None

    labels = told("labels", post.labels)
    # Every spelling of a URL is made canonical later: a rank only decides which of two paths is today's.
    url = _told(post.url, evidence, 2 if tells_substance(seen) else 1) if post.url else None
    updated = _precision(post.updated)
    return HeldPost(
        url=url,
        type=told("type", post.type),
        # Whoever shows a post without saying that it is a draft shows it published, also one that had vanished.
        status=_told(post.status, evidence, 1) if "status" in tells or tells_substance(seen) else None,
        title=told("title", post.title),
        published=told("published", post.published, _precision(post.published)),
        # A later edit is news however coarsely it is told, so the run counts before the fraction of the second.
        updated=told("updated", post.updated, min(updated, 2), updated),
        author=told("author", post.author, _author_precision(post.author)),
        labels=labels,
        labels_on_page=labels if evidence.source == "page" else None,
        labels_listed=_told((seen.listed_under,), evidence, 1) if seen.listed_under else None,
        content_html=told("content_html", post.content_html, _body_precision(seen, evidence)),
        # Of one run, a number written for machines stands above one read from a heading in sixty languages.
        comment_count=told(
            "comment_count", post.comment_count, int(post.comment_count is not None), int(evidence.source in _MACHINES)
        ),
        location=told("location", post.location, _location_precision(post.location)),
        link=told("link", post.link, int(bool(post.link))),
        enclosures=told("enclosures", post.enclosures, int(bool(post.enclosures))),
    )


def observed_comment(comment: Comment, evidence: Evidence) -> HeldComment:
    """Return what one document tells of a comment.

    A document that does not tell a comment's parent, author's profile or blog-author mark says nothing about them.
    """
    writer = comment.author
    precision = 2 * bool(writer.url) + bool(writer.name)
    published = comment.status is CommentStatus.PUBLISHED
    return HeldComment(
        author=_told(replace(writer, avatar=None), evidence, precision),
        avatar=_told(writer.avatar, evidence, int(bool(writer.avatar))),
        parent_id=_told(comment.parent_id, evidence, int(comment.parent_id is not None)),
        published=_told(comment.published, evidence, _precision(comment.published)),
        content_html=_told(comment.content_html, evidence, int(bool(comment.content_html))),
        status=_told(comment.status, evidence, 1, int(published)),
        is_blog_author=_told(comment.is_blog_author, evidence, int(comment.is_blog_author)),
    )


def observed_author(author: Author, evidence: Evidence) -> HeldAuthor:
    """Return what one document tells of an author."""
    return HeldAuthor(
        name=_told(author.name, evidence, int(bool(author.name))),
        url=_told(author.url, evidence, int(bool(author.url))),
        avatar=_told(author.avatar, evidence, int(bool(author.avatar))),
    )


def observed_blog(blog: Blog, evidence: Evidence) -> HeldBlog:
    """Return what one document tells of the blog; where the crawl itself located the home URL, that one stands."""
    address = 0 if is_made_up(blog.url) else 2 if evidence.source == "located" else 1
    return HeldBlog(
        url=_told(blog.url, evidence, address) if blog.url else None,
        title=_told(blog.title, evidence, int(bool(blog.title)), int(evidence.source == "feed")),
        description=_told(blog.description, evidence, int(bool(blog.description)), int(evidence.source == "feed")),
        language=_told(blog.language, evidence, bool(blog.language) + ("-" in blog.language)),
        timezone=_told(blog.timezone, evidence, int(bool(blog.timezone))),
        platform_id=_told(blog.platform_id, evidence, int(bool(blog.platform_id))),
    )


def _told(value: T, evidence: Evidence, coarse: int, fine: int = 0) -> RankedValue[T]:
    return RankedValue(value, _rank(coarse, evidence.as_of, fine, evidence.source))


# Of one document, thousands of fields are told equally well.
_rank = lru_cache(maxsize=1_024)(Rank)


def _precision(time: str | None) -> int:
    """Rank a time: 1 bare day, 2 and 3 instant without offset, 4 and 5 with it; the odd ones with fractions."""
    if not time:
        return 0
    if len(time) == 10:
        return 1
    return (2 if time.endswith("-00:00") else 4) + ("." in time)


def _author_precision(author: str | None) -> int:
    if author is None:
        return 0
    return 1 if author.startswith("n-") else 2


def _location_precision(location: Location | None) -> int:
    if location is None:
        return 0
    return 1 if location.latitude is None else 2


def _body_precision(seen: SeenPost, evidence: Evidence) -> int:
    """Rank a body: its extent, and any text above none: an empty body is more often a failure than an edit.

    A body that general rules found stands below one that its page marks, and above a shortened one.
    """
    extent = seen.extent
    if evidence.source == "feed" and not evidence.trusted_feed and seen.post.id not in evidence.whole_posts:
        extent = min(extent, Extent.CUT)
    weight = min(extent, Extent.CUT) if seen.guessed else extent
    return extent + 10 * weight if seen.post.content_html.strip() else extent


# Where two documents of one run tell different things, equally well.


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One field of which two documents of one run tell different things, equally well."""

    field: str
    ours: str
    theirs: str


def disagreements(held: HeldPost, told: HeldPost) -> Iterator[Disagreement]:
    """Name the fields of which another document of the same run tells otherwise, equally well.

    Bodies are given whole: whether their words differ is for the caller to say.
    """
    if _rivals(held.title, told.title):
        yield _differing("title", held.title, told.title)
    if _rivals(held.labels, told.labels) and _other_labels(held, told):
        yield _differing("labels", held.labels, told.labels)
    if _other_day(held.published, told.published):
        yield _differing("published", held.published, told.published)
    whole = held.extent is Extent.FULL and told.extent is Extent.FULL
    if whole and _rivals(held.content_html, told.content_html):
        yield _differing("content_html", held.content_html, told.content_html)


def _same_run(one: RankedValue[T], other: RankedValue[T]) -> bool:
    return one.rank.as_of == other.rank.as_of and one.rank.source != other.rank.source


def _rivals(one: RankedValue[T] | None, other: RankedValue[T] | None) -> bool:
    if one is None or other is None:
        return False
    return _same_run(one, other) and one.rank.coarse == other.rank.coarse and one.value != other.value


def _differing(field: str, one: RankedValue[T] | None, other: RankedValue[T] | None) -> Disagreement:
    """Return both values, the better source's first."""
    pair = [told for told in (one, other) if told is not None]
    pair.sort(key=lambda told: told.rank.order, reverse=True)
    values = [", ".join(told.value) if isinstance(told.value, tuple) else str(told.value) for told in pair]
    return Disagreement(field=field, ours=values[0], theirs=values[-1])


def _other_labels(held: HeldPost, told: HeldPost) -> bool:
    return set(held.labels.value if held.labels else ()) != set(told.labels.value if told.labels else ())


def _other_day(held: RankedValue[str | None] | None, told: RankedValue[str | None] | None) -> bool:
    """Compare days, however precisely they are told; where an offset is unknown, the local day may be a neighbour."""
    if held is None or told is None or not _same_run(held, told):
        return False
    one, other = held.value, told.value
    if not one or not other:
        return False
    try:
        apart = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return False
    return apart > (1 if one.endswith("-00:00") or other.endswith("-00:00") else 0)
