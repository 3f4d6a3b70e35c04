"""Atom in the form of Blogger's own backup: a blog can move back there, or on to whatever reads such a file.

Format: one flat list of entries, told apart by a category of the scheme `…/g/2005#kind`; comments name their post by
`thr:in-reply-to`, and the comment that they answer by a link `related`. Blogger's `Settings › Import content` and the
converters that other tools have for Blogger read it.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from typing import ClassVar

from migrator.formats.common import readback_xml
from migrator.formats.common.format import Format
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.losses import LossTally
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.times import chronological, moment
from migrator.formats.common.xml import encoded, escaped
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.model.schema import Author, Blog, Comment, CommentStatus, Enclosure, Post, PostStatus, PostType

_KIND = "http://schemas.google.com/g/2005#kind"
_LABEL = "http://www.blogger.com/atom/ns#"
_FEEDS = "https://www.blogger.com/feeds"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/" \
xmlns:blogger="http://schemas.google.com/blogger/2008" xmlns:georss="http://www.georss.org/georss" \
xmlns:gd="http://schemas.google.com/g/2005" xmlns:thr="http://purl.org/syndication/thread/1.0" \
xmlns:app="http://purl.org/atom/app#"{language}>
"""
# What looks like an entity in a plain text: readers of Blogger's feeds undo those, since Blogger itself escapes twice.
_ENTITY = re.compile(r"&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);")
_REMOVED = "This comment has been removed by the author."


class AtomExporter(Format):
    """Writes `blog.atom.xml`."""

    name: ClassVar[str] = "atom"
    summary: ClassVar[str] = "one file in the form of Blogger's own backup, to move back there or on"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "the bytes of pictures and files (bodies keep their addresses on the web)",
        "that a post was removed from the blog (it becomes a draft)",
        "the template and most settings of the blog",
        "earlier versions of edited posts",
    )
    steps: ClassVar[str] = """
blog.atom.xml is a backup as Blogger itself writes them.

1. Into a blog on Blogger: Settings, Manage blog, Import content, and take the file. Blogger gives posts new addresses
   and takes pictures from where they were.
2. Elsewhere: whatever reads backups of Blogger (pelican-import --blogger, blogger2ghost and the like) reads this."""
    sign: ClassVar[str] = "blog.atom.xml"

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:  # noqa: ARG002 - the protocol's signature; there is nothing to choose
        """Yield the one file, then what it can't tell."""
        feed = _Feed(view)
        yield OutputFile(path="blog.atom.xml", content=feed.chunks())
        yield from feed.tally.losses(view)

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback_xml.atom_posts(folder)


class _Feed:
    """The file of one blog."""

    def __init__(self, view: ArchiveView) -> None:
        self._view = view
        self._blog = view.blog()
        self._authors = {author.id: author for author in view.authors()}
        self._number = self._blog.platform_id or _digits(self._blog.url)
        self._made = _when(self._blog.crawled_at, "1970-01-01T00:00:00Z")
        self.tally = LossTally()

    def chunks(self) -> Iterator[bytes]:
        """Yield the file, a post with its comments at a time."""
        yield encoded("".join(self._head()))
        for number, post in enumerate(self._view.posts(), 1):
            self._count(number, post)
            yield encoded("".join(self._entries(post)))
        yield b"</feed>\n"

    def _count(self, number: int, post: Post) -> None:
        self.tally.add("removals (drafts in the file)", number, int(post.status is PostStatus.REMOVED))
        self.tally.add("dates of which only the day is known", number, int(len(post.published or "") == 10))

    def _head(self) -> Iterator[str]:
        blog = self._blog
        language = f' xml:lang="{escaped(blog.language)}"' if blog.language else ""
        yield _HEAD.format(language=language)
        yield f"<id>tag:blogger.com,1999:blog-{self._number}.archive</id><updated>{self._made}</updated>"
        yield f"{_text('title', blog.title)}{_text('subtitle', blog.description)}"
        yield _link("http://schemas.google.com/g/2005#feed", f"{blog.url}feeds/posts/default", "application/atom+xml")
        yield _link("alternate", blog.url, "text/html")
        first = next(iter(self._authors.values()), Author(id="", name=blog.title or blog.url))
        yield _person(first.name, first.url, first.avatar)
        yield '<generator version="7.00" uri="http://www.blogger.com">Blogger</generator>\n'
        settings = {
            "BLOG_NAME": blog.title,
            "BLOG_DESCRIPTION": blog.description,
            "BLOG_LOCALE": blog.language.replace("-", "_"),
            "BLOG_TIME_ZONE": blog.timezone or "",
        }
        yield from (self._setting(blog, name, value) for name, value in settings.items() if value)

    def _setting(self, blog: Blog, name: str, value: str) -> str:
        return (
            f"<entry><id>tag:blogger.com,1999:blog-{self._number}.settings.{name}</id><published>{self._made}</published>"
            f"<updated>{self._made}</updated>{_category(_KIND, _kind('settings'))}{_text('title', name)}"
            f"{_text('content', value)}{_link('alternate', blog.url, 'text/html')}</entry>\n"
        )

    def _entries(self, post: Post) -> Iterator[str]:
        """Yield a post and its comments, each an entry on one line."""
        number = post.platform_id or _digits(post.id)
        kind = "page" if post.type is PostType.PAGE else "post"
        atom_id = f"tag:blogger.com,1999:blog-{self._number}.{kind}-{number}"
        updated = _when(post.updated or post.published, self._made)
        parts = [
            f"<entry><id>{atom_id}</id>",
            f"<published>{_when(post.published, self._made)}</published>" if post.published else "",
            f"<updated>{updated}</updated>",
            *(_category(_LABEL, label) for label in post.labels),
            _category(_KIND, _kind(kind)),
            _text("title", post.title),
            f'<content type="html">{escaped(post.content_html)}</content>',
            _link("self", f"{_FEEDS}/{self._number}/{kind}s/default/{number}", "application/atom+xml"),
            _link("alternate", post.url, "text/html") if post.url else "",
            self._author(post),
            *(_enclosure(one) for one in post.enclosures),
            f'<link rel="related" href="{escaped(post.link)}"/>' if post.link else "",
            *_state(post),
            *_place(post),
            "" if post.comment_count is None else f"<thr:total>{post.comment_count}</thr:total>",
            "</entry>\n",
        ]
        yield "".join(parts)
        for comment in chronological(post.comments):
            yield self._comment(comment, post, number, atom_id)

    def _author(self, post: Post) -> str:
        author = self._authors.get(post.author or "")
        return _person(author.name, author.url, author.avatar) if author is not None else ""

    def _comment(self, comment: Comment, post: Post, post_number: str, post_atom_id: str) -> str:
        number = comment.platform_id or _digits(comment.id)
        feed = f"{_FEEDS}/{self._number}/{post_number}/comments/default"
        when = _when(comment.published, self._made)
        parents = {
            other.id: other.platform_id or _digits(other.id) for other in post.comments if other.id == comment.parent_id
        }
        removed = comment.status is CommentStatus.REMOVED
        parts = [
            f"<entry><id>tag:blogger.com,1999:blog-{self._number}.post-{number}</id>",
            f"<published>{when}</published>" if comment.published else "",
            f"<updated>{when}</updated>",
            _category(_KIND, _kind("comment")),
            '<title type="text">...</title>',
            f'<content type="html">{escaped(_REMOVED if removed else comment.content_html)}</content>',
            _link("self", f"{feed}/{number}", "application/atom+xml"),
            _link("alternate", f"{post.url}#c{number}", "text/html") if post.url else "",
            *(_link("related", f"{feed}/{parent}", "application/atom+xml") for parent in parents.values()),
            _person(comment.author.name or "Anonymous", comment.author.url, comment.author.avatar),
            f'<thr:in-reply-to href="{escaped(post.url)}" ref="{post_atom_id}" type="text/html"/>',
            '<gd:extendedProperty name="blogger.contentRemoved" value="true"/>' if removed else "",
            "</entry>\n",
        ]
        return "".join(parts)


def _state(post: Post) -> Iterator[str]:
    """Yield what tells a draft; a scheduled post has no sign of its own in a backup but its date."""
    if post.status in {PostStatus.DRAFT, PostStatus.REMOVED}:
        yield "<app:control><app:draft>yes</app:draft></app:control>"
    if post.status is PostStatus.SCHEDULED:
        yield "<blogger:status>SCHEDULED</blogger:status>"


def _enclosure(file: Enclosure) -> str:
    stated = (("type", file.type), ("length", file.length))
    more = "".join(f' {name}="{escaped(str(value))}"' for name, value in stated if value is not None)
    return f'<link rel="enclosure" href="{escaped(file.url)}"{more}/>'


def _place(post: Post) -> Iterator[str]:
    if post.location is None:
        return
    yield f"<georss:featurename>{escaped(post.location.name)}</georss:featurename>"
    if post.location.latitude is not None and post.location.longitude is not None:
        yield f"<georss:point>{post.location.latitude!r} {post.location.longitude!r}</georss:point>"


def _person(name: str, url: str | None, avatar: str | None) -> str:
    uri = f"<uri>{escaped(url)}</uri>" if url else ""
    picture = (
        f'<gd:image rel="http://schemas.google.com/g/2005#thumbnail" width="32" height="32" src="{escaped(avatar)}"/>'
        if avatar
        else ""
    )
    return f"<author><name>{escaped(name)}</name>{uri}<email>noreply@blogger.com</email>{picture}</author>"


def _text(element: str, value: str) -> str:
    """Write a text; one that looks as if it held entities as markup, so that no reader undoes them."""
    if _ENTITY.search(value):
        return f'<{element} type="html">{escaped(html.escape(value, quote=False))}</{element}>'
    return f'<{element} type="text">{escaped(value)}</{element}>'


def _category(scheme: str, term: str) -> str:
    return f'<category scheme="{scheme}" term="{escaped(term)}"/>'


def _kind(name: str) -> str:
    return f"http://schemas.google.com/blogger/2008/kind#{name}"


def _link(rel: str, href: str, kind: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href="{escaped(href)}"/>'


def _when(text: str | None, otherwise: str) -> str:
    """Write a time; Atom knows no bare day, which stands at noon without an offset."""
    if text is None or moment(text) is None:
        return otherwise
    return f"{text}T12:00:00-00:00" if len(text) == 10 else text


def _digits(text: str) -> str:
    """Return a number for what has none of Blogger's: sixteen digits of the digest of its id."""
    return f"{int(hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:15], 16) % 10**16:016d}"
