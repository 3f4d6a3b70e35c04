"""The entries of a comments feed → the comments, gathered under the posts that they name."""

import html
import re
from collections.abc import Iterable

from migrator.addresses.urls import absolute, blog_and_post_ids, post_id, slug_of
from migrator.content.clean import clean_comment_fragment
from migrator.content.text import words_of
from migrator.feeds.posts import with_breaks
from migrator.feeds.values import FeedEntry
from migrator.model.documents import Extent, SeenPost
from migrator.model.schema import Comment, Commenter, CommentStatus, Post

# `…/feeds/<blog>/<post>/comments/default/<comment>` in the entry's own links.
_OWN_FEED = re.compile(r"/feeds/(?:\d+/)?(\d+)/comments/")


def seen_comment(entry: FeedEntry) -> Comment | None:
    """Return one comment; None if the entry has no id. A removed one keeps its author and date, not its notice."""
    number = blog_and_post_ids(entry.atom_id)[1]
    if number is None:
        return None
    author = entry.author
    name = words_of(author.name) if author else ""
    return Comment(
        id=number,
        platform_id=number,
        parent_id=entry.parent_comment,
        author=Commenter(name=name, url=author.url if author else None, avatar=author.avatar if author else None),
        published=entry.published,
        content_html="" if entry.removed else _body(entry),
        status=CommentStatus.REMOVED if entry.removed else CommentStatus.PUBLISHED,
    )


def _body(entry: FeedEntry) -> str:
    text = entry.content or entry.summary
    if text is None:
        return ""
    # No block can stand in a comment: a line end that a Takeout gives as it was typed is a break.
    markup = with_breaks(text.value if text.html else html.escape(text.value, quote=False))
    return clean_comment_fragment(markup, entry.in_reply_to_url or entry.link("alternate") or "")


def _post_of(entry: FeedEntry, only_post: str | None) -> tuple[str | None, str]:
    """Return the number and address of the post that a comment belongs to."""
    number = blog_and_post_ids(entry.in_reply_to or "")[1]
    if number is None:
        own = _OWN_FEED.search(entry.link("self") or entry.link("edit") or "")
        number = own[1] if own else only_post
    shown = (entry.link("alternate") or "").partition("#")[0].partition("?showComment=")[0]
    return number, absolute(entry.in_reply_to_url or shown, "") or ""


def posts_with_comments(entries: Iterable[FeedEntry], only_post: str | None = None) -> tuple[SeenPost, ...]:
    """Gather comments by post, in the order in which the posts first appear; a post so seen tells nothing else.

    `only_post` is the number of the post whose comments the feed holds, if it says so: RSS entries do not.
    """
    gathered: dict[tuple[str | None, str], list[Comment]] = {}
    for entry in entries:
        comment = seen_comment(entry)
        if comment is not None:
            gathered.setdefault(_post_of(entry, only_post), []).append(comment)
    return tuple(
        SeenPost(
            post=Post(
                id=post_id(number, url), platform_id=number, url=url, slug=slug_of(url), comments=tuple(comments)
            ),
            extent=Extent.NONE,
            tells=frozenset({"comments"}),
        )
        for (number, url), comments in gathered.items()
    )
