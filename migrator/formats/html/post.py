"""The page of one post, made of values alone: body and comments with links that lead inside the copy."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit

from migrator.addresses.urls import BlogAddress
from migrator.content.html5 import conform
from migrator.content.legible import make_legible
from migrator.content.links import BodyLinks, held_files, rewrite_tree
from migrator.content.text import element_text
from migrator.content.tree import inner_html, parse_fragment
from migrator.formats.common.times import parents_first
from migrator.formats.html.data import SiteFeedEntry, json_ld
from migrator.formats.html.language import of_text
from migrator.formats.html.pages import Pages
from migrator.formats.html.paths import ListedPost, PagePaths
from migrator.model.ports import ArchiveView
from migrator.model.schema import Author, Comment, CommentStatus, Enclosure, Media, MediaStatus, Post, PostStatus

_EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as the page shows it: `depth` in its thread, at most four levels deep."""

    comment: Comment
    html: str
    depth: int
    reply_to: str
    removed: bool


@dataclass(frozen=True, slots=True)
class PostPage:
    """A rendered page, and the words in it: of the body, and of all comments."""

    content: bytes
    text: str
    comments: str


@dataclass(slots=True)
class PostPages:
    """Renders the page of any post of an archive."""

    view: ArchiveView
    places: PagePaths
    pages: Pages
    base_url: str | None = None
    address: BlogAddress = field(init=False)
    authors: dict[str, Author] = field(init=False)
    neighbours: dict[str, tuple[ListedPost | None, ListedPost | None]] = field(init=False)

    def __post_init__(self) -> None:
        self.address = BlogAddress(self.view.blog().url, self.view.aliases())
        self.authors = {author.id: author for author in self.view.authors()}
        posts = self.places.posts
        self.neighbours = {
            entry.path: (posts[number + 1] if number + 1 < len(posts) else None, posts[number - 1] if number else None)
            for number, entry in enumerate(posts)
        }

    def media_of(self, post: Post) -> tuple[dict[str, Media], list[Media]]:
        """Return the held media of a post by their path in the copy, and those that are not held."""
        held: dict[str, Media] = {}
        missing: list[Media] = []
        for media_id in dict.fromkeys(post.media):
            media = self.view.media_by_id(media_id)
            if media is not None and media.status is MediaStatus.HELD and media.path:
                held[f"media/{posixpath.basename(media.path)}"] = media
            elif media is not None:
                missing.append(media)
        return held, missing

    def page(self, post: Post, held: Mapping[str, Media]) -> PostPage:
        """Render the page of a post; `held` are its media as `media_of` gives them."""
        path = self.places.by_id[post.id]
        links = self._links(post, path, held)
        taken = {"content", "comments", "comments-title", *(f"c{comment.id}" for comment in post.comments)}
        body, text = self._conformed(post.content_html, links, taken)
        said: list[str] = []
        comments = list(self._comments(post, links, taken, said))
        author = self.authors.get(post.author or "") or Author(id="", name=post.author or "")
        tongue = of_text(f"{post.title} {text}", self.pages.tongue)
        canonical = self._canonical(post, path)
        older, newer = self.neighbours.get(path, (None, None))
        content = self.pages.render(
            "post.html",
            path,
            title=post.title,
            post=post,
            canonical=canonical,
            body=body,
            author=author,
            labels=[(label, self.places.labels.get(label)) for label in post.labels],
            comments=comments,
            attached=[
                (one.url, file_name(one.url), (one.type or "").partition("/")[0])
                for one in self._attached(post, links)
            ],
            older=older,
            newer=newer,
            removed=post.status is PostStatus.REMOVED,
            tongue=tongue,
            data=json_ld(
                post, author.name, self.view.blog(), canonical, (tongue or self.pages.tongue).language
            ),
        )  # fmt: skip
        return PostPage(content, text, "\n".join(said))

    def feed_entry(self, post: Post, held: Mapping[str, Media]) -> SiteFeedEntry:
        """Return a post for the feeds: its links lead on from the copy's root, absolute where that is known."""
        path = self.places.by_id[post.id]
        body, text = self._conformed(post.content_html, self._links(post, "feed.xml", held), set())
        author = self.authors.get(post.author or "")
        files = tuple(self._attached(post, self._links(post, "feed.xml", held)))
        return SiteFeedEntry(
            post=post,
            url=self._canonical(post, path),
            path=quote(path),
            body=body,
            summary=excerpt_of(text),
            author=author.name if author else "",
            files=files,
        )  # fmt: skip

    def _attached(self, post: Post, links: BodyLinks) -> Iterator[Enclosure]:
        """Yield the files that a post attaches, each where it is now: a held one in the copy."""
        for one in post.enclosures:
            yield replace(one, url=links.target(one.url) or one.url)

    def _canonical(self, post: Post, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/{quote(path)}" if self.base_url else post.url

    def _links(self, post: Post, path: str, held: Mapping[str, Media]) -> BodyLinks:
        folder = posixpath.dirname(path) or "."

        def place(key: str) -> str | None:
            target = self.places.of_link(key)
            return None if target is None else quote(posixpath.relpath(target, folder))

        local = {quote(posixpath.relpath(name, folder)): (one.url, *one.urls) for name, one in held.items()}
        return BodyLinks(address=self.address, base=post.url or self.address.home, post=place, files=held_files(local))

    def _conformed(self, html: str, links: BodyLinks, taken: set[str]) -> tuple[str, str]:
        """Return a body as the page shows it, and its words."""
        root = parse_fragment(html)
        rewrite_tree(root, links.target)
        here = set(links.files.values())
        conform(root, here.__contains__, taken)
        make_legible(root, self.pages.words.picture)
        html = inner_html(root)
        # The words of what stands in the place of a picture or a frame are none of the post's.
        for one in [one for one in root.iterdescendants("a", "span") if one.get("class") == "elsewhere"]:
            one.text = ""
        return html, element_text(root)

    def _comments(self, post: Post, links: BodyLinks, taken: set[str], said: list[str]) -> Iterator[Shown]:
        depths: dict[str, int] = {}
        for comment, parent in parents_first(post.comments):
            depths[comment.id] = 0 if parent is None else min(depths[parent.id] + 1, 4)
            removed = comment.status is CommentStatus.REMOVED
            html, text = ("", "") if removed else self._conformed(comment.content_html, links, taken)
            said.append(f"{comment.author.name} {text}")
            yield Shown(comment, html, depths[comment.id], parent.author.name if parent else "", removed)


def excerpt_of(text: str) -> str:
    """Return the beginning of a text, for the home page and the feeds."""
    if len(text) <= _EXCERPT:
        return text
    begun = text[:_EXCERPT]
    words = begun.rpartition(" ")[0]
    # Scripts without spaces have no word to end at.
    return f"{words if len(words) > _EXCERPT // 2 else begun} …"


def file_name(url: str) -> str:
    """Return the name of a file by its address; the address where it has none."""
    return unquote(urlsplit(url).path.rpartition("/")[2]) or url
