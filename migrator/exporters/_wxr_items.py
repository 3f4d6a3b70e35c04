"""Items of the WordPress export format: a post, page, attachment or comment as XML, its fields in WordPress's order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime

from migrator.exporters._moments import Moment
from migrator.exporters._wxr_xml import cdata, escaped, lines, metadata, plain, section

_NEVER = "0000-00-00 00:00:00"

# What is the same in every item; written once, because a blog has a hundred thousand of them.
_NO_EXCERPT = section("excerpt:encoded", "")
_NO_PINGS = section("wp:ping_status", "closed")
_NO_ORDER = plain("wp:menu_order", 0)
_NO_PASSWORD = section("wp:post_password", "")
_NOT_STICKY = plain("wp:is_sticky", 0)
_NO_EMAIL = section("wp:comment_author_email", "")
_NO_IP = section("wp:comment_author_IP", "")
_APPROVED = section("wp:comment_approved", "1")
_COMMENT = section("wp:comment_type", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item; times on the blog's clock and in UTC, `terms` (label, nicename), `meta` (key, value)."""

    number: int
    type: str
    status: str
    title: str
    link: str
    guid: str
    author: str = ""
    content: str = ""
    name: str = ""
    published: Moment
    updated: Moment
    parent: int = 0
    attachment_url: str = ""
    comments_open: bool = True
    terms: tuple[tuple[str, str], ...] = ()
    meta: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentItem:
    """One comment of an item; `parent` is a smaller `number`, or 0."""

    number: int
    author: str
    url: str
    published: Moment
    content: str
    parent: int
    user: int
    meta: tuple[tuple[str, str], ...] = ()


def _clock(moment: Moment) -> str:
    return moment.local.isoformat(sep=" ", timespec="seconds")


def _utc(moment: Moment) -> str:
    return moment.utc.isoformat(sep=" ", timespec="seconds")


def rfc_822(moment: Moment) -> str:
    """Write a time for `pubDate`."""
    return format_datetime(moment.utc.replace(tzinfo=UTC, microsecond=0))


def item_xml(item: Item, comments: Iterable[CommentItem] = ()) -> str:
    """Write an item with its comments."""
    # WordPress gives drafts no UTC time; it dates them when they are published.
    undated = item.status == "draft"
    parts = [
        section("title", item.title),
        plain("link", item.link),
        plain("pubDate", rfc_822(item.published)),
        section("dc:creator", item.author),
        f'<guid isPermaLink="false">{escaped(item.guid)}</guid>',
        "<description></description>",
        section("content:encoded", item.content),
        _NO_EXCERPT,
        plain("wp:post_id", item.number),
        section("wp:post_date", _clock(item.published)),
        section("wp:post_date_gmt", _NEVER if undated else _utc(item.published)),
        section("wp:post_modified", _clock(item.updated)),
        section("wp:post_modified_gmt", _utc(item.updated)),
        section("wp:comment_status", "open" if item.comments_open else "closed"),
        _NO_PINGS,
        section("wp:post_name", item.name),
        section("wp:status", item.status),
        plain("wp:post_parent", item.parent),
        _NO_ORDER,
        section("wp:post_type", item.type),
        _NO_PASSWORD,
        _NOT_STICKY,
    ]
    if item.attachment_url:
        parts.append(section("wp:attachment_url", item.attachment_url))
    parts += [
        f'<category domain="post_tag" nicename="{escaped(nicename)}">{cdata(label)}</category>'
        for label, nicename in item.terms
    ]
    parts += [metadata("wp:postmeta", key, value) for key, value in item.meta]
    parts += [_comment_xml(comment) for comment in comments]
    return f"<item>\n{lines(chr(9), parts)}</item>\n"


def _comment_xml(comment: CommentItem) -> str:
    parts = [
        plain("wp:comment_id", comment.number),
        section("wp:comment_author", comment.author),
        _NO_EMAIL,
        plain("wp:comment_author_url", comment.url),
        _NO_IP,
        section("wp:comment_date", _clock(comment.published)),
        section("wp:comment_date_gmt", _utc(comment.published)),
        section("wp:comment_content", comment.content),
        _APPROVED,
        _COMMENT,
        plain("wp:comment_parent", comment.parent),
        plain("wp:comment_user_id", comment.user),
    ]
    parts += [metadata("wp:commentmeta", key, value) for key, value in comment.meta]
    return f"<wp:comment>\n{lines(chr(9) * 2, parts)}\t</wp:comment>"
