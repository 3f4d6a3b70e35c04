"""HTML: the blog as pages that open from a folder, at their old paths, with nothing loaded from elsewhere."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import ClassVar
from urllib.parse import quote

from jinja2 import DictLoader, Environment, StrictUndefined

from migrator.content.conform import conform
from migrator.content.links import Links, held_files, rewrite_tree
from migrator.content.text import plain_text
from migrator.content.tree import inner_html, parse_fragment
from migrator.exporters._site_places import Entry, Places, is_public, places_of
from migrator.exporters._site_words import words_for
from migrator.exporters._threads import parents_first
from migrator.notices import Notice
from migrator.protocols import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.schema import Comment, CommentStatus, Media, MediaStatus, Post, PostStatus, PostType
from migrator.urls import BlogAddress

_NEWEST = 20
_EXCERPT = 280
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "iw", "ps", "ur", "yi"})


class HtmlExporter:
    """Writes each post and page at its old path, lists by year, month and label, `media/` and one style sheet."""

    name: ClassVar[str] = "html"
    summary: ClassVar[str] = (
        "a browsable copy that opens from a folder: pages at their old paths, nothing from elsewhere"
    )
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "drafts and scheduled posts (a copy on a server would publish them)",
        "players and frames of other sites (they become links to what they show)",
        "pictures that the archive does not hold (they become links)",
        "earlier versions of edited posts",
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:
        """Yield the style sheet, every post and page, the media that they show, then the lists."""
        site = _Site(view, base_url=options.base_url)
        yield OutputFile(path="style.css", content=_template("style.css").encode())
        for post in view.posts():
            if is_public(post.status.value):
                yield from site.post(post)
            else:
                yield Loss(what="drafts and scheduled posts", url=post.url)
        yield from site.lists()


@dataclass(frozen=True, slots=True)
class _Shown:
    """A comment as the page shows it: `depth` in its thread, at most four levels deep."""

    comment: Comment
    html: str
    depth: int
    reply_to: str
    removed: bool


@dataclass(slots=True)
class _Site:
    """A copy in the making: knows every page's place, remembers which media were written."""

    view: ArchiveView
    base_url: str | None
    environment: Environment = field(init=False)
    places: Places = field(init=False)
    address: BlogAddress = field(init=False)
    names: dict[str, str] = field(init=False)
    common: dict[str, object] = field(init=False)
    written: set[int] = field(default_factory=set)
    excerpts: list[tuple[Entry, str]] = field(default_factory=list)
    by_label: dict[str, list[Entry]] = field(default_factory=dict)
    neighbours: dict[str, tuple[Entry | None, Entry | None]] = field(init=False)

    def __post_init__(self) -> None:
        blog = self.view.blog()
        words = words_for(blog.language)
        self.environment = _environment()
        self.places = places_of(self.view.summaries(), [label for label, _ in self.view.labels()])
        self.address = BlogAddress(blog.url, self.view.aliases())
        self.names = {author.id: author.name for author in self.view.authors()}
        self.common = {
            "blog": blog,
            "words": words,
            "language": blog.language or words.language,
            "direction": "rtl" if blog.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
            "has_labels": bool(self.places.labels),
            "has_pages": bool(self.places.pages),
        }
        self.neighbours = self._chain()

    def _chain(self) -> dict[str, tuple[Entry | None, Entry | None]]:
        posts = self.places.posts
        return {
            entry.path: (posts[number + 1] if number + 1 < len(posts) else None, posts[number - 1] if number else None)
            for number, entry in enumerate(posts)
        }

    # -- one post -----------------------------------------------------------------------------------------------------

    def post(self, post: Post) -> Iterator[OutputFile | Notice | Loss]:
        """Give the page of a post, and those of its media that no page before it showed."""
        path = self.places.by_id[post.id]
        held: dict[str, Media] = {}
        for media_id in dict.fromkeys(post.media):
            media = self.view.media_by_id(media_id)
            if media is not None and media.status is MediaStatus.HELD and media.path:
                held[f"media/{posixpath.basename(media.path)}"] = media
            elif media is not None:
                yield Loss(what="media that are not held", url=post.url, detail=media.url)
        yield OutputFile(path=path, content=self._page(post, path, held))
        for name, media in held.items():
            if hash(name) not in self.written:
                self.written.add(hash(name))
                yield OutputFile(path=name, content=media)

    def _page(self, post: Post, path: str, held: Mapping[str, Media]) -> bytes:
        links = self._links(post, path, held)
        taken = {"content", "comments", *(f"c{comment.id}" for comment in post.comments)}
        body = self._conformed(post.content_html, links, taken)
        entry = Entry(path, post.title, post.published)
        if post.type is PostType.POST:
            if len(self.excerpts) < _NEWEST:
                self.excerpts.append((entry, _excerpt(body)))
            for label in dict.fromkeys(post.labels):
                self.by_label.setdefault(label, []).append(entry)
        older, newer = self.neighbours.get(path, (None, None))
        return self._render(
            "post.html",
            path,
            title=post.title,
            post=post,
            canonical=f"{self.base_url.rstrip('/')}/{quote(path)}" if self.base_url else post.url,
            body=body,
            author=self.names.get(post.author or "", post.author or ""),
            labels=[(label, self.places.labels.get(label)) for label in post.labels],
            comments=list(self._comments(post, links, taken)),
            older=older,
            newer=newer,
            removed=post.status is PostStatus.REMOVED,
            data=_json_ld(post, self.names.get(post.author or "", "")),
        )

    def _links(self, post: Post, path: str, held: Mapping[str, Media]) -> Links:
        folder = posixpath.dirname(path) or "."

        def place(key: str) -> str | None:
            target = self.places.of_link(key)
            return None if target is None else quote(posixpath.relpath(target, folder))

        local = {quote(posixpath.relpath(name, folder)): (one.url, *one.urls) for name, one in held.items()}
        return Links(address=self.address, base=post.url or self.address.home, post=place, files=held_files(local))

    def _conformed(self, html: str, links: Links, taken: set[str]) -> str:
        root = parse_fragment(html)
        rewrite_tree(root, links.target)
        here = set(links.files.values())
        conform(root, here.__contains__, taken)
        return inner_html(root)

    def _comments(self, post: Post, links: Links, taken: set[str]) -> Iterator[_Shown]:
        depths: dict[str, int] = {}
        for comment, parent in parents_first(post.comments):
            depths[comment.id] = 0 if parent is None else min(depths[parent.id] + 1, 4)
            removed = comment.status is CommentStatus.REMOVED
            html = "" if removed else self._conformed(comment.content_html, links, taken)
            yield _Shown(comment, html, depths[comment.id], parent.author.name if parent else "", removed)

    # -- lists --------------------------------------------------------------------------------------------------------

    def lists(self) -> Iterator[OutputFile]:
        """Give home, all posts, years and months, the old files of several posts, labels and pages."""
        words, places = words_for(self.view.blog().language), self.places
        home = [(entry, excerpt) for entry, excerpt in self.excerpts]
        yield self._file("home.html", "index.html", title="", posts=home, years=self._years())
        yield self._file("list.html", "archive.html", title=words.archive, groups=_grouped(places.posts))
        posts_there = {path for path in places.by_id.values() if path.endswith("/index.html")}
        for period, entries in places.periods.items():
            path = f"{period}/index.html"
            if path in posts_there:
                continue  # a post of that name keeps its address; the year and the archive list the month as well
            yield self._file("list.html", path, title=period.replace("/", "-"), groups=_grouped(entries))
        for path, entries in places.shared.items():
            yield self._file("list.html", path, title=path, groups=_grouped(entries), anchored=True)
        if places.labels:
            counted = [(label, places.labels[label], len(self.by_label.get(label, ()))) for label in places.labels]
            yield self._file("labels.html", "labels.html", title=words.labels, labels=counted)
        for label, path in places.labels.items():
            yield self._file("list.html", path, title=label, groups=_grouped(self.by_label.get(label, [])))
        if places.pages:
            yield self._file("list.html", "pages.html", title=words.pages, groups=[("", places.pages)])

    def _years(self) -> list[tuple[str, int]]:
        counted = [(period, len(entries)) for period, entries in self.places.periods.items() if "/" not in period]
        return sorted(counted, reverse=True)

    def _file(self, template: str, path: str, **values: object) -> OutputFile:
        return OutputFile(path=path, content=self._render(template, path, **{"anchored": False, **values}))

    def _render(self, template: str, path: str, **values: object) -> bytes:
        folder = posixpath.dirname(path) or "."

        def to(target: str) -> str:
            return quote(posixpath.relpath(target, folder))

        text = self.environment.get_template(template).render(self.common, to=to, **values)
        return text.encode("utf-8", "replace")


def _template(name: str) -> str:
    return files("migrator.exporters").joinpath("templates", name).read_text(encoding="utf-8")


def _environment() -> Environment:
    names = ("base.html", "home.html", "labels.html", "list.html", "post.html")
    made = Environment(
        loader=DictLoader({name: _template(f"{name}.j2") for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = _moment
    made.filters["datetime"] = _datetime
    return made


def _moment(published: str | None) -> str:
    """Write a time for people: `2018-02-12`, with the hour where it is known; the same in every language."""
    if not published:
        return ""
    return published[:10] if len(published) < 16 else f"{published[:10]} {published[11:16]}"


def _datetime(published: str | None) -> str:
    """Write a time as HTML's `datetime` wants it: an unknown offset is left out."""
    return (published or "").removesuffix("-00:00")


def _excerpt(html: str) -> str:
    text = plain_text(html)
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rpartition(" ")[0] + " …"


def _grouped(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Group a list by month."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.published or "")[:7], []).append(entry)
    return list(groups.items())


def _json_ld(post: Post, author: str) -> str:
    """Give the post as JSON-LD; `<` is escaped so that no title ends the script element."""
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "url": post.url,
    }
    if post.published:
        told["datePublished"] = _datetime(post.published)
    if post.updated:
        told["dateModified"] = _datetime(post.updated)
    if author:
        told["author"] = {"@type": "Person", "name": author}
    if post.labels:
        told["keywords"] = list(post.labels)
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
