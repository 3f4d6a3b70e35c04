"""WXR 1.2, the WordPress export format, made for what the WordPress importer does with it.

It matches posts by type, time and title, comments by number, terms by slug, authors by login, and replaces addresses
of attachments as text; so all of these are unique here, whatever the blog had.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from migrator.content.links import Links, held_files
from migrator.exporters._attachments import attachment_name, attachment_url
from migrator.exporters._moments import Moment, moment
from migrator.exporters._slugs import slug
from migrator.exporters._threads import parents_first
from migrator.exporters._wxr_content import classic
from migrator.exporters._wxr_items import CommentItem, Item, item_xml, rfc_822
from migrator.exporters._wxr_plan import Clock, Plan
from migrator.exporters._wxr_xml import FOOT, HEAD, legal, lines, plain, section
from migrator.notices import Notice
from migrator.protocols import ArchiveView, ExportOptions, OutputFile
from migrator.schema import CommentStatus, Media, Post, PostStatus

_STATUS = {
    PostStatus.PUBLISHED: "publish",
    PostStatus.DRAFT: "draft",
    PostStatus.SCHEDULED: "future",
    PostStatus.REMOVED: "private",
}
_EPOCH = datetime(1970, 1, 1)
_LARGEST = 9_900_000
"""Bytes of one body: beyond 10,000,000 libxml2, and with it the importer, refuses the whole file."""


class WxrExporter:
    """Writes `blog.wxr.xml`."""

    name: ClassVar[str] = "wxr"
    summary: ClassVar[str] = "one file for the WordPress importer: posts, pages, drafts, tags, authors, comments, media"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "the time of the last change as a date (it is kept as the post's field `blogger_updated`)",
        "pictures of people who comment (kept as the comment's field `blogger_avatar`)",
        "addresses of static pages under /p/, and of posts whose name another post has: listed as renamed",
        "earlier versions of edited posts",
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice]:
        """Yield the one file, then what had to change."""
        document = _Document(view, options)
        yield OutputFile(path="blog.wxr.xml", content=document.chunks())
        yield from document.plan.notices


class _Document:
    """The file of one blog, in the order in which WordPress writes it."""

    def __init__(self, view: ArchiveView, options: ExportOptions) -> None:
        self.plan = Plan(view)
        self._view = view
        self._base_url = options.base_url
        self._created = _created(self.plan.blog.crawled_at, options.source_date_epoch)
        self._clock = Clock()
        self._attached: set[int] = set()
        self._told: set[str] = set()
        self._next_item = self.plan.count
        self._next_comment = 0

    def chunks(self) -> Iterator[bytes]:
        """Give the file, an item at a time."""
        yield self._head().encode()
        for number, post in enumerate(self._view.posts(), 1):
            yield "".join(self._items(number, post)).encode("utf-8", "replace")
        yield FOOT.encode()

    def _head(self) -> str:
        plan, blog = self.plan, self.plan.blog
        home = blog.url.rstrip("/")
        created = self._created.utc.isoformat(sep=" ", timespec="minutes")
        parts = [
            plain("title", blog.title),
            plain("link", home),
            plain("description", blog.description),
            plain("pubDate", rfc_822(self._created)),
            plain("language", blog.language),
            plain("wp:wxr_version", "1.2"),
            plain("wp:base_site_url", home),
            plain("wp:base_blog_url", home),
        ]
        for number, author in enumerate(plan.authors, 1):
            fields = [
                plain("wp:author_id", number),
                section("wp:author_login", plan.logins[author.id]),
                section("wp:author_email", ""),
                section("wp:author_display_name", author.name),
                section("wp:author_first_name", ""),
                section("wp:author_last_name", ""),
            ]
            parts.append(f"<wp:author>{''.join(fields)}</wp:author>")
        for number, label in enumerate(plan.labels, 1):
            fields = [
                plain("wp:term_id", number),
                section("wp:tag_slug", plan.nicenames[label]),
                section("wp:tag_name", label),
            ]
            parts.append(f"<wp:tag>{''.join(fields)}</wp:tag>")
        parts.append(plain("generator", "blog-migrator"))
        return HEAD.format(created=created) + lines("\t", parts)

    def _items(self, number: int, post: Post) -> Iterator[str]:
        """Write a post with its comments, then the files that it is the first to use."""
        places, attachments = self._places(post)
        links = Links(
            address=self.plan.address,
            base=post.url or self.plan.blog.url,
            post=self.plan.moved.get,
            files=held_files(places),
        )
        published = self._published(post)
        yield item_xml(self._post_item(number, post, published, links), self._comments(post, published, links))
        for media, url in attachments:
            self._next_item += 1
            yield item_xml(self._attachment_item(media, url, number, post, published))

    def _places(self, post: Post) -> tuple[dict[str, tuple[str, ...]], list[tuple[Media, str]]]:
        """Give the one address of each file of a post with all its old ones, and the files that are new here."""
        places: dict[str, tuple[str, ...]] = {}
        fresh: list[tuple[Media, str]] = []
        for media_id in post.media:
            media = self._view.media_by_id(media_id)
            if media is None:
                continue
            url = attachment_url(media, self._base_url)
            if url is None:
                self._tell_remote(media, post)
                continue
            places[url] = (*places.get(url, ()), media.url, *media.urls)
            if hash(url) not in self._attached:
                self._attached.add(hash(url))
                fresh.append((media, url))
        return places, fresh

    def _tell_remote(self, media: Media, post: Post) -> None:
        if media.id not in self._told:
            self._told.add(media.id)
            self.plan.notices.append(Notice(code="media-remote", url=media.url, detail=post.url))

    def _published(self, post: Post) -> Moment:
        """Give a post's time in WordPress, with a notice where it is not the one that the blog tells."""
        told = moment(post.published)
        assumed = told or moment(post.updated) or self._month_of(post) or self._created
        found = self._clock.distinct(post.type.value, _title(post), assumed)
        if (told is None and post.status is not PostStatus.DRAFT) or assumed.day_only or found is not assumed:
            detail = found.local.isoformat(sep=" ", timespec="seconds")
            self.plan.notices.append(Notice(code="date-assumed", url=post.url, detail=detail))
        return found

    def _month_of(self, post: Post) -> Moment | None:
        """Give the first day of the month in the post's address."""
        if not self.plan.address.owns(post.url):
            return None
        parts = self.plan.address.path(post.url).split("/")
        return moment(f"{parts[0]}-{parts[1]}-01") if len(parts) > 2 else None

    def _post_item(self, number: int, post: Post, published: Moment, links: Links) -> Item:
        blog = self.plan.blog
        content = classic(post.content_html, links.target)
        if len(content) > _LARGEST // 4 and len(content.encode("utf-8", "replace")) > _LARGEST:
            self.plan.notices.append(Notice(code="target-cannot-hold", url=post.url, detail="a body above 10 MB"))
        return Item(
            number=number,
            type=post.type.value,
            status=_STATUS[post.status],
            title=_title(post),
            link=post.url or f"{blog.url}?p={number}",
            guid=post.url or f"{blog.url}?p={number}",
            author=self.plan.logins.get(post.author or "", ""),
            content=content or ("" if _title(post) else "&nbsp;"),  # WordPress refuses what is empty altogether
            name=self.plan.names[post.id],
            published=published,
            updated=moment(post.updated) or published,
            terms=tuple((label, self.plan.nicenames[label]) for label in dict.fromkeys(post.labels)),
            meta=tuple(self._post_meta(post)),
        )

    def _post_meta(self, post: Post) -> Iterator[tuple[str, str]]:
        if post.url:
            yield "blogger_blog", self.plan.address.host
            yield "blogger_permalink", urlsplit(post.url).path
            old = slug(post.slug)
            if old and old != self.plan.names[post.id]:
                yield "_wp_old_slug", old
        if post.platform_id:
            yield "blogger_id", post.platform_id
        if post.updated:
            yield "blogger_updated", post.updated
        if post.status is PostStatus.REMOVED:
            yield "blogger_status", "removed"
        if post.location is not None:
            yield "geo_address", post.location.name
            if post.location.latitude is not None and post.location.longitude is not None:
                yield "geo_latitude", repr(post.location.latitude)
                yield "geo_longitude", repr(post.location.longitude)
                yield "geo_public", "1"

    def _attachment_item(self, media: Media, url: str, parent: int, post: Post, published: Moment) -> Item:
        name = attachment_name(media)
        return Item(
            number=self._next_item,
            type="attachment",
            status="inherit",
            title=name,
            link=url,
            guid=url,
            author=self.plan.logins.get(post.author or "", ""),
            name=name,
            published=published,
            updated=published,
            parent=parent,
            attachment_url=url,
            comments_open=False,
            meta=(("blogger_url", media.url),),
        )

    def _comments(self, post: Post, published: Moment, links: Links) -> Iterable[CommentItem]:
        numbers: dict[str, int] = {}
        for comment, parent in parents_first(post.comments):
            self._next_comment += 1
            numbers[comment.id] = self._next_comment
            writer = comment.author
            removed = comment.status is CommentStatus.REMOVED
            meta = [
                ("blogger_id", comment.platform_id),
                ("blogger_avatar", writer.avatar),
                ("blogger_author", "1" if comment.is_blog_author else None),
                ("blogger_status", "removed" if removed else None),
            ]
            yield CommentItem(
                number=self._next_comment,
                author=writer.name,
                url=writer.url or "",
                published=moment(comment.published) or published,
                content=classic(comment.content_html, links.target) or ("(removed)" if removed else "&nbsp;"),
                parent=0 if parent is None else numbers[parent.id],
                user=self.plan.numbers.get(writer.url, 0) if writer.url else 0,
                meta=tuple((key, value) for key, value in meta if value),
            )


def _title(post: Post) -> str:
    """Give a title as WordPress will read it; two that look alike there are alike."""
    return legal(post.title).strip()


def _created(crawled_at: str | None, epoch: int | None) -> Moment:
    """Give the time that the file claims to be made at: told from outside, else that of the archive."""
    if epoch is not None:
        when = datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
        return Moment(when, when)
    return moment(crawled_at) or Moment(_EPOCH, _EPOCH)
