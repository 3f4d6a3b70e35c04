"""What exporters see of an archive: schema values, streamed, always in the same order."""

import sqlite3
from collections.abc import Collection, Iterator
from typing import BinaryIO

from migrator.addresses.urls import BlogAddress, id_order, slug_of
from migrator.model.errors import ArchiveError
from migrator.model.ports import PostSummary
from migrator.model.schema import (
    Author,
    Blog,
    Comment,
    Commenter,
    CommentStatus,
    Location,
    Media,
    Post,
    PostStatus,
    PostType,
)
from migrator.store.database import Database
from migrator.store.media.files import MediaFiles
from migrator.store.tables.blogs import Blogs, People
from migrator.store.tables.posts import enclosures_of
from migrator.store.tables.times import LAST, UNKNOWN, LocalTimes, milliseconds

_BRIEF = "number, id, platform_id, type, status, url, title, published, author_id"
_ORDER = "FROM posts WHERE state <> 'named' ORDER BY sort_time DESC, id"


class View:
    """Reads an archive. Memory holds one post at a time, and the authors."""

    def __init__(self, database: Database, blogs: Blogs, media: MediaFiles) -> None:
        self._database = database
        self._blogs = blogs
        self._media = media
        self._people: People | None = None

    def blog(self) -> Blog:
        """Return the blog itself; ArchiveError where nothing has told of it yet."""
        blog = self._blogs.get()
        if blog is None:
            raise ArchiveError("The archive holds no blog yet.", hint="Crawl or import one into it first.")
        return blog

    def aliases(self) -> frozenset[str]:
        """Return the folded hosts, other than the canonical one, under which the blog is known."""
        address = self._blogs.address()
        return address.aliases - {address.host} if address is not None else frozenset()

    def authors(self) -> Iterator[Author]:
        """Yield the authors of the held posts, by id."""
        yield from People(self._database).shown()

    def posts(self) -> Iterator[Post]:
        """Yield posts and pages, newest first (then by id), each with its comments; one in memory at a time."""
        address, people, times = self._blogs.address(), People(self._database), self._times()
        for row in self._database.rows(f"SELECT * {_ORDER}"):
            yield self._post(row, address, people, times)

    def post(self, post_id: str) -> Post | None:
        """Return one post, whatever its status; None where none has this id. Who is who is looked up once for all."""
        # The index of the order holds every id in a hundredth of the pages of the table.
        one = "SELECT number FROM posts INDEXED BY posts_in_order WHERE id = ? AND state <> 'named'"
        row = self._database.row(f"SELECT * FROM posts WHERE number = ({one})", (post_id,))
        if row is None:
            return None
        if self._people is None:
            self._people = People(self._database)
        return self._post(row, self._blogs.address(), self._people, self._times())

    def summaries(self) -> Iterator[PostSummary]:
        """Yield every post without its body, in the order of `posts`."""
        address, times = self._blogs.address(), self._times()
        for row in self._database.rows(f"SELECT {_BRIEF} {_ORDER}"):
            url = _canonical(row["url"], address)
            yield PostSummary(
                id=row["id"],
                url=url,
                key=address.key(url) if address is not None else url,
                type=row["type"] or PostType.POST.value,
                status=row["status"] or PostStatus.PUBLISHED.value,
                slug=slug_of(url),
                title=row["title"] or "",
                published=times.local(row["published"]),
            )

    def labels(self, statuses: Collection[str] = ()) -> Iterator[tuple[str, int]]:
        """Return (label, number of posts), by label; of posts of these statuses alone, if some are named."""
        known = f" AND coalesce(status, 'published') IN ({', '.join('?' * len(statuses))})" if statuses else ""
        query = (
            "SELECT label, count(*) AS many FROM post_labels JOIN posts ON number = post WHERE state <> 'named'"
            f"{known} GROUP BY label ORDER BY label"
        )
        for row in self._database.rows(query, tuple(statuses)):
            yield row["label"], row["many"]

    def media(self) -> Iterator[Media]:
        """Return every media file that a held post refers to, by id."""
        return self._media.shown()

    def media_by_id(self, media_id: str) -> Media | None:
        """Return one media file."""
        return self._media.by_id(media_id)

    def open_media(self, media: Media) -> BinaryIO:
        """Open the bytes of a held media file."""
        return self._media.open(media).open("rb")

    def _times(self) -> LocalTimes:
        blog = self._blogs.get()
        return LocalTimes(blog.timezone if blog is not None else None)

    def _post(self, row: sqlite3.Row, address: BlogAddress | None, people: People, times: LocalTimes) -> Post:
        number, url = row["number"], _canonical(row["url"], address)
        labels = self._database.rows("SELECT label FROM post_labels WHERE post = ? ORDER BY position", (number,))
        media = self._database.rows("SELECT media FROM post_media WHERE post = ? ORDER BY position", (number,))
        place = row["location_name"]
        return Post(
            id=row["id"],
            platform_id=row["platform_id"],
            type=PostType(row["type"] or PostType.POST),
            status=PostStatus(row["status"] or PostStatus.PUBLISHED),
            url=url,
            slug=slug_of(url),
            title=row["title"] or "",
            published=times.local(row["published"]),
            updated=times.local(row["updated"]),
            author=people.of_post(row["author_id"]),
            labels=tuple(label["label"] for label in labels),
            content_html=row["content_html"] or "",
            media=tuple(dict.fromkeys(use["media"] for use in media)),
            comment_count=row["comment_count"],
            comments=self._comments(number, people, times),
            location=Location(name=place, latitude=row["latitude"], longitude=row["longitude"])
            if place is not None
            else None,
            link=row["link"],
            enclosures=enclosures_of(row["enclosures"]),
        )

    def _comments(self, post: int, people: People, times: LocalTimes) -> tuple[Comment, ...]:
        rows = list(self._database.rows("SELECT * FROM comments WHERE post = ?", (post,)))
        parents = {row["id"]: row["parent_id"] for row in rows}
        comments = [_comment(row, parents, people, times) for row in rows]
        return tuple(sorted(comments, key=lambda comment: (_when(comment.published), id_order(comment.id))))


def _comment(row: sqlite3.Row, parents: dict[str, str | None], people: People, times: LocalTimes) -> Comment:
    writer = Commenter(name=row["author_name"], url=row["author_url"], avatar=row["author_avatar"])
    status = CommentStatus(row["status"])
    return Comment(
        id=row["id"],
        platform_id=row["platform_id"],
        parent_id=_parent(row["id"], parents),
        author=writer,
        is_blog_author=bool(row["is_blog_author"]) or people.wrote(writer),
        published=times.local(row["published"]),
        content_html="" if status is CommentStatus.REMOVED else row["content_html"],
        status=status,
    )


def _parent(comment: str, parents: dict[str, str | None]) -> str | None:
    """Return the parent if it is a comment of this post, and not a descendant of its own child."""
    wanted = parents[comment]
    seen, ancestor = {comment}, wanted
    while ancestor is not None and ancestor in parents:
        if ancestor in seen:
            return None
        seen.add(ancestor)
        ancestor = parents[ancestor]
    return wanted if wanted in parents else None


def _when(time: str | None) -> int:
    moment = milliseconds(time)
    return LAST if moment == UNKNOWN else moment


def _canonical(url: str, address: BlogAddress | None) -> str:
    """Return a post's URL under the scheme and host that the blog calls its own today."""
    if not url or address is None or not address.owns(url):
        return url
    number = url.partition("#")[2]
    return address.canonical(url) + (f"#{number}" if number.isdigit() else "")
