"""What the posts of a blog, their comments and files are in WordPress: schema values to items."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from migrator.addresses.join import split_url
from migrator.content.links import BodyLinks, held_files
from migrator.formats.common.losses import LossTally
from migrator.formats.common.slugs import own_slug, slug
from migrator.formats.common.times import Moment, answered, moment, parents_first
from migrator.formats.common.xml import legal
from migrator.formats.html.pages import words_for
from migrator.formats.wxr.attachments import attachment_name, attachment_url
from migrator.formats.wxr.items import CommentItem, WxrItem, classic, html_text, item_xml, spoken
from migrator.formats.wxr.plan import WxrPlan
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView
from migrator.model.schema import Comment, CommentStatus, Media, Post, PostStatus

_STATUS = {
    PostStatus.PUBLISHED: "publish",
    PostStatus.DRAFT: "draft",
    PostStatus.SCHEDULED: "future",
    PostStatus.REMOVED: "private",
}
_EPOCH = datetime(1970, 1, 1)
REMOVED_COMMENTS = "removed comments without an answer"
# WordPress takes no drawings: they may carry scripts.
_REFUSED = frozenset({"image/svg+xml"})


class PostWriter:
    """Writes the posts of one blog, newest first."""

    def __init__(self, view: ArchiveView, plan: WxrPlan, created: Moment, tally: LossTally) -> None:
        self._view = view
        self._plan = plan
        self._created = created
        self._tally = tally
        self._removed = html_text(words_for(plan.blog.language).removed_comment, 1000)
        self._told: set[str] = set()
        self._last_item = plan.count
        self._last_comment = 0

    def written(self) -> Iterator[tuple[str, list["Attachment"]]]:
        """Yield each post with its comments as XML, and the files that it shows."""
        for number, post in enumerate(self._view.posts(), 1):
            files = self._files(post)
            places = {place: (media.url, *media.urls) for place, media in files}
            links = BodyLinks(
                address=self._plan.address,
                base=post.url or self._plan.blog.url,
                post=self._plan.target,
                files=held_files(places),
                here=self._plan.here(number, post),
            )
            published = self._published(post)
            xml = item_xml(self._post_item(number, post, published, links), self._comments(post, published, links))
            author = self._plan.logins.get(post.author or "", "")
            self._lose(number, post)
            yield xml, [Attachment(media, place, number, author, published) for place, media in files]

    def attachment(self, shown: "Attachment", part: int) -> str:
        """Write a file as an item; the name tells the part, so that no importer takes it for that of another."""
        self._last_item += 1
        return item_xml(shown.item(self._last_item, part))

    def _lose(self, number: int, post: Post) -> None:
        self._tally.add("dates of change (kept as a field)", number, int(post.updated not in {None, post.published}))
        pictures = sum(1 for comment in post.comments if comment.author.avatar)
        self._tally.add("pictures of commenters (kept as a field)", number, pictures)
        self._tally.add(REMOVED_COMMENTS, number, len(post.comments) - len(answered(post.comments)))

    def _files(self, post: Post) -> list[tuple[str, Media]]:
        """Return the files of a post that become attachments, each under its one address."""
        found: dict[str, Media] = {}
        for media_id in post.media:
            media = self._view.media_by_id(media_id)
            if media is None:
                continue
            refused = media.content_type in _REFUSED
            place = None if refused else attachment_url(media, self._plan.options.media_base)
            if place is not None:
                same = found.get(place)
                found[place] = media if same is None else _both(same, media)
            elif media.id not in self._told:
                self._told.add(media.id)
                code = "target-cannot-hold" if refused else "media-remote"
                self._plan.notices.append(Notice(code=code, url=media.url, detail=post.url))
        return list(found.items())

    def _published(self, post: Post) -> Moment:
        """Return a post's time in WordPress, with a notice where it is not the one that the blog tells."""
        told = moment(post.published)
        dated = told or self._plan.date(None, post.url) or moment(post.updated) or self._created
        found = self._plan.clock.distinct(post.type.value, _title(post), dated, told=told is not None)
        if (told is None and post.status is not PostStatus.DRAFT) or dated.day_only or found is not dated:
            detail = found.local.isoformat(sep=" ", timespec="seconds")
            self._plan.notices.append(Notice(code="date-assumed", url=post.url, detail=detail))
        return found

    def _post_item(self, number: int, post: Post, published: Moment, links: BodyLinks) -> WxrItem:
        plan = self._plan
        content = classic(post.content_html, links.target)
        title = _title(post)
        return WxrItem(
            number=number,
            type=post.type.value,
            status=_STATUS[post.status],
            title=title,
            link=post.url or f"{plan.blog.url}?p={number}",
            guid=post.url or f"{plan.blog.url}?p={number}",
            author=plan.logins.get(post.author or "", ""),
            content=content or ("" if title else "&nbsp;"),  # WordPress refuses what is empty altogether
            name=plan.name(post),
            published=published,
            updated=moment(post.updated) or published,
            terms=tuple((label, plan.nicenames[label]) for label in dict.fromkeys(post.labels)),
            taxonomy=plan.options.taxonomy,
            meta=(*self._post_meta(post, published), *_enclosures(post, links)),
        )

    def _post_meta(self, post: Post, published: Moment) -> Iterator[tuple[str, str]]:
        if post.url:
            yield "blogger_blog", self._plan.address.host
            yield "blogger_permalink", split_url(post.url).path
            yield from self._old_address(post, published)
        if post.platform_id:
            yield "blogger_id", post.platform_id
        if post.updated:
            yield "blogger_updated", post.updated
        if post.status is PostStatus.REMOVED:
            yield "blogger_status", "removed"
        if post.link:
            yield "blogger_link", post.link
        if post.location is not None:
            yield "geo_address", post.location.name
            if post.location.latitude is not None and post.location.longitude is not None:
                yield "geo_latitude", repr(post.location.latitude)
                yield "geo_longitude", repr(post.location.longitude)
                yield "geo_public", "1"

    def _old_address(self, post: Post, published: Moment) -> Iterator[tuple[str, str]]:
        """Yield the fields by which WordPress itself redirects from an old name, an old month, or both.

        `wp_old_slug_redirect` in WordPress's `wp-includes/query.php`.
        """
        old, name = slug(own_slug(post.slug, post.url)), self._plan.name(post)
        if old and old != name:
            yield "_wp_old_slug", old
        if f"/{published.local:%Y/%m/}" in post.url:
            return
        month = self._plan.date(None, post.url)
        if month is not None:
            yield "_wp_old_date", f"{month.local:%Y-%m-%d}"

    def _comments(self, post: Post, published: Moment, links: BodyLinks) -> Iterable[CommentItem]:
        numbers: dict[str, int] = {}
        for comment, parent in parents_first(answered(post.comments)):
            self._last_comment += 1
            numbers[comment.id] = self._last_comment
            removed = comment.status is CommentStatus.REMOVED
            yield CommentItem(
                number=self._last_comment,
                author=comment.author.name,
                url=comment.author.url or "",
                published=moment(comment.published) or published,
                content=spoken(comment.content_html, links.target) or (self._removed if removed else "&nbsp;"),
                parent=0 if parent is None else numbers[parent.id],
                user=self._plan.user(comment.author.url, comment.author.name, is_author=comment.is_blog_author),
                meta=tuple(_comment_meta(comment)),
            )


class Attachment:
    """A file on its way into WordPress, as the first post of a part that shows it has it."""

    __slots__ = ("_author", "_media", "_parent", "_published", "place")

    def __init__(self, media: Media, place: str, parent: int, author: str, published: Moment) -> None:
        self._media = media
        self.place = place
        self._parent = parent
        self._author = author
        self._published = published

    def item(self, number: int, part: int) -> WxrItem:
        """Return the item."""
        name = attachment_name(self._media) + (f"-{part}" if part > 1 else "")
        return WxrItem(
            number=number,
            type="attachment",
            status="inherit",
            title=name,
            link=self.place,
            guid=self.place,
            author=self._author,
            name=name,
            published=self._published,
            updated=self._published,
            parent=self._parent,
            attachment_url=self.place,
            comments_open=False,
            meta=() if self._media.url.startswith("data:") else (("blogger_url", self._media.url),),
        )


def _enclosures(post: Post, links: BodyLinks) -> Iterator[tuple[str, str]]:
    """Yield attached files as WordPress keeps them for its feeds (`do_enclose` in `wp-includes/functions.php`)."""
    for one in post.enclosures:
        yield "enclosure", f"{links.target(one.url) or one.url}\n{one.length or 0}\n{one.type or ''}\n"


def _both(one: Media, other: Media) -> Media:
    """Return one file that two media are, with all addresses of both."""
    return replace(one, urls=(*one.urls, other.url, *other.urls))


def _comment_meta(comment: Comment) -> Iterator[tuple[str, str]]:
    if comment.platform_id:
        yield "blogger_id", comment.platform_id
    if comment.author.avatar:
        yield "blogger_avatar", comment.author.avatar
    if comment.is_blog_author:
        yield "blogger_author", "1"
    if comment.status is CommentStatus.REMOVED:
        yield "blogger_status", "removed"


def _title(post: Post) -> str:
    """Return a title as WordPress will read it; two that look alike there are alike."""
    return legal(post.title).strip()


def file_time(crawled_at: str | None, epoch: int | None) -> Moment:
    """Return the time that the file claims to be made at: told from outside, else that of the archive."""
    if epoch is not None:
        when = datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
        return Moment(when, when)
    return moment(crawled_at) or Moment(_EPOCH, _EPOCH)
