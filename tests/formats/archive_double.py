"""An archive in memory that implements `protocols.ArchiveView`, and the sample that the goldens are made from."""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from migrator.addresses.urls import BlogAddress
from migrator.formats.common.times import instant
from migrator.model.ports import PostSummary
from migrator.model.schema import (
    Author,
    Blog,
    Comment,
    Commenter,
    CommentStatus,
    Location,
    Media,
    MediaKind,
    MediaStatus,
    Post,
    PostStatus,
    PostType,
)


@dataclass
class MemoryArchive:
    of_blog: Blog
    of_posts: list[Post]
    of_authors: list[Author] = field(default_factory=list)
    of_media: list[Media] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()

    def blog(self) -> Blog:
        return self.of_blog

    def authors(self) -> Iterator[Author]:
        yield from sorted(self.of_authors, key=lambda author: author.id)

    def posts(self) -> Iterator[Post]:
        by_id = sorted(self.of_posts, key=lambda post: post.id)
        yield from sorted(by_id, key=lambda post: instant(post.published), reverse=True)

    def summaries(self) -> Iterator[PostSummary]:
        address = BlogAddress(self.of_blog.url, self.hosts)
        for post in self.posts():
            yield PostSummary(
                id=post.id,
                url=post.url,
                key=address.key(post.url),
                type=post.type.value,
                status=post.status.value,
                slug=post.slug,
                title=post.title,
                published=post.published,
            )

    def labels(self, statuses: Collection[str] = ()) -> Iterator[tuple[str, int]]:
        counts: dict[str, int] = {}
        for post in self.of_posts:
            for label in post.labels if not statuses or post.status.value in statuses else ():
                counts[label] = counts.get(label, 0) + 1
        yield from sorted(counts.items())

    def media(self) -> Iterator[Media]:
        yield from sorted(self.of_media, key=lambda media: media.id)

    def media_by_id(self, media_id: str) -> Media | None:
        return next((media for media in self.of_media if media.id == media_id), None)

    def aliases(self) -> frozenset[str]:
        return self.hosts

    def open_media(self, media: Media) -> BinaryIO:
        return io.BytesIO(self.contents[media.id])


HOME = "https://lampe-a-huile.blogspot.com/"
PICTURE = "https://1.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s0/phare.jpg"
PICTURE_SMALL = "http://2.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s320/phare.jpg"
PICTURE_PAGE = "https://1.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s1600-h/phare.jpg"
MODERN = "https://blogger.googleusercontent.com/img/a/AVvXsEsample=s0"
LOST = "http://photos.example.org/vieux/port.gif"

BLOG = Blog(
    url=HOME,
    title="La lampe à huile",
    description="Carnets d'un gardien de phare & de ses chats",
    language="fr",
    timezone="Europe/Paris",
    platform_id="7000000000000000001",
    crawled_at="2026-03-01T09:30:00+00:00",
)

MARTHE = Author(id="n-marthe", name="Marthe O'Dell & fils", url="https://www.blogger.com/profile/0555")
BASILE = Author(id="p-0777", name="Базиль")


def _comment(number: int, **fields: object) -> Comment:
    given: dict[str, object] = {
        "id": f"80{number}",
        "platform_id": f"80{number}",
        "author": Commenter(name="Odile", url="https://odile.example.net/"),
        "published": f"2018-02-13T0{number}:00:00.000+01:00",
        "content_html": f"Commentaire {number} avec <b>gras</b>.",
    }
    return Comment(**{**given, **fields})  # type: ignore[arg-type] - the fields are those of Comment


def sample() -> MemoryArchive:
    """Give a blog of seven entries with the usual traps."""
    keeper = Post(
        id="101",
        platform_id="101",
        url=HOME + "2018/02/le-gardien.html",
        slug="le-gardien",
        title='Le gardien: #1 "n\'oublie" rien 😀',
        published="2018-02-12T23:30:00.001+01:00",
        updated="2019-01-05T10:00:00+01:00",
        author="n-marthe",
        labels=("Mer", "mer", "C++", "C", "R&D"),
        content_html=(
            '<div class="separator"><a href="' + PICTURE_PAGE + '"><img alt="Le phare" src="' + PICTURE_SMALL + '">'
            '</a></div>Voir <a href="http://www.lampe-a-huile.blogspot.fr/2012/03/blog-post.html?m=1#c801">l\'autre'
            '</a>,<br><br><a name="more"></a>les <a href="/search/label/Mer">mers</a>\net [caption] <b>gras </b>ici.'
            '<br><img src="' + MODERN + '"><img src="' + LOST + '">'
        ),
        media=("m1", "m2", "m3"),
        comment_count=4,
        comments=(
            _comment(1),
            _comment(2, parent_id="803", content_html="Réponse ]]> à un commentaire plus tardif"),
            _comment(3, is_blog_author=True, author=Commenter(name="Marthe O'Dell & fils")),
            _comment(4, status=CommentStatus.REMOVED, content_html="", parent_id="801"),
        ),
        location=Location(name="Ouessant, France", latitude=48.4575, longitude=-5.0951),
    )
    march_12 = Post(
        id="102",
        platform_id="102",
        url=HOME + "2012/03/blog-post.html",
        slug="blog-post",
        published="2012-03-01T08:00:00+01:00",
        updated="2012-03-01T08:00:00+01:00",
        author="p-0777",
        content_html='Без заголовка.<br>\n<br>\n<pre class="brush: python">if a:\n    b()</pre>\x0bfin',
    )
    march_13 = Post(
        id="103",
        platform_id="103",
        url=HOME + "2013/03/blog-post.html",
        slug="blog-post",
        title="yes",
        published="2012-03-01T08:00:00+01:00",
        labels=("Mer",),
        content_html="<p>Même seconde, même nom.</p>",
    )
    empty = Post(id="104", url=HOME + "2012/03/vide.html", slug="vide", published="2012-03-01T08:00:00+01:00")
    page = Post(
        id="105",
        platform_id="105",
        type=PostType.PAGE,
        url=HOME + "p/contact.html",
        slug="contact",
        title="Contact",
        published="2011-01-01",
        content_html='<p>Écrire. <a href="../2018/02/le-gardien.html">Le gardien</a></p>',
    )
    draft = Post(
        id="106", platform_id="106", status=PostStatus.DRAFT, url="", title="Brouillon", content_html="<p>À finir</p>"
    )
    removed = Post(
        id="107",
        platform_id="107",
        status=PostStatus.REMOVED,
        url=HOME + "2010/12/con.html",
        slug="con",
        title="null",
        published="2010-12-31T23:30:00-00:00",
        content_html="<blockquote>Parti</blockquote>",
        media=("m1",),
    )
    return MemoryArchive(
        of_blog=BLOG,
        of_posts=[keeper, march_12, march_13, empty, page, draft, removed],
        of_authors=[MARTHE, BASILE],
        of_media=[
            Media(
                id="m1",
                url=PICTURE,
                urls=(PICTURE_PAGE, PICTURE_SMALL),
                path="media/phare-0a1b2c3d.jpg",
                sha256="0a1b2c3d" * 8,
                bytes=9,
                content_type="image/jpeg",
                width=1600,
                height=1200,
                status=MediaStatus.HELD,
            ),
            Media(
                id="m2",
                url=MODERN,
                urls=(MODERN,),
                path="media/AVvXsEsample-11111111.png",
                sha256="1" * 64,
                bytes=8,
                content_type="image/png",
                width=10,
                height=10,
                status=MediaStatus.HELD,
            ),
            Media(id="m3", kind=MediaKind.IMAGE, url=LOST, urls=(LOST,), status=MediaStatus.MISSING, error="404"),
        ],
        contents={"m1": b"\xff\xd8\xffphare\n", "m2": b"\x89PNG-two"},
        hosts=frozenset({"www.lampe-a-huile.example"}),
    )
