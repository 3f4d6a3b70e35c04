"""Markdown: a folder per post with YAML front matter, its pictures and its comments beside it, links made relative."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

from migrator.addresses.urls import BlogAddress
from migrator.content.links import BodyLinks, held_files, rewrite_html, rewrite_tree
from migrator.content.markdown import tree_to_markdown
from migrator.content.tree import parse_fragment
from migrator.formats.common.folders import folders
from migrator.formats.common.format import Format, ReadbackFacts
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.times import chronological
from migrator.formats.common.yaml import Timestamp, YamlValue, item, mapping
from migrator.formats.json import comment_to_json, json_line
from migrator.formats.sites.common import readback
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile
from migrator.model.schema import Media, MediaStatus, Post


class MarkdownExporter(Format):
    """Writes `YYYY/MM/slug/index.md` for posts, `p/slug/index.md` for pages, and `blog.yaml` for the blog."""

    name: ClassVar[str] = "markdown"
    summary: ClassVar[str] = "a folder per post: Markdown with YAML front matter, pictures and comments beside it"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "earlier versions of edited posts",
        "pictures that the archive does not hold (they keep their old address)",
    )
    steps: ClassVar[str] = """
Each post is a folder below its year and month: index.md with the facts in front (YAML), its pictures, and
comments.json. blog.yaml lists the blog, its authors and labels, and every post with its path.

1. Open the files with any editor. Links between posts lead from file to file, so they hold wherever the tree lies.
2. For a site made by a generator, `--format hugo` (or jekyll, pelican, eleventy, hexo, astro) fits better."""
    sign: ClassVar[str] = "blog.yaml"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(files=True, relative=True, addresses=True)

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice]:
        """Yield `blog.yaml`, then the folder of each post."""
        tree = _Tree(view, raw_html=options.raw_html)
        yield OutputFile(path="blog.yaml", content=tree.index())
        for post in view.posts():
            yield from tree.folder(post)

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, None)


class _Tree:
    """The tree of one blog: knows every post's folder and every author's name."""

    def __init__(self, view: ArchiveView, *, raw_html: bool) -> None:
        self._view = view
        self._raw_html = raw_html
        self._blog = view.blog()
        self._address = BlogAddress(self._blog.url, view.aliases())
        self._names = {author.id: author.name for author in view.authors()}
        self._by_id, self._by_key = folders(view.summaries())
        self._told: set[str] = set()

    def index(self) -> Iterator[bytes]:
        """Yield `blog.yaml`: the blog, its authors and labels, and where each post is."""
        blog = self._blog
        head: dict[str, YamlValue] = {
            "title": blog.title,
            "url": blog.url,
            "description": blog.description,
            "language": blog.language,
            "timezone": blog.timezone,
            "platform": blog.platform,
            "platform_id": blog.platform_id,
            "crawled_at": None if blog.crawled_at is None else Timestamp(blog.crawled_at),
            "authors": [
                {"id": author.id, "name": author.name, "url": author.url, "avatar": author.avatar}
                for author in self._view.authors()
            ],
            "labels": [{"name": label, "posts": count} for label, count in self._view.labels()],
        }
        yield mapping(head).encode()
        opened = False
        for summary in self._view.summaries():
            if not opened:
                yield b"posts:\n"
                opened = True
            line: dict[str, YamlValue] = {
                "path": f"{self._by_id[summary.id]}/index.md",
                "title": summary.title,
                "date": None if summary.published is None else Timestamp(summary.published),
                "type": summary.type,
                "status": summary.status,
                "url": summary.url,
            }
            yield item(line).encode()
        if not opened:
            yield b"posts: []\n"

    def folder(self, post: Post) -> Iterator[OutputFile | Notice]:
        """Yield the files of one post."""
        folder = self._by_id[post.id]
        held: dict[str, Media] = {}
        for media_id in post.media:
            media = self._view.media_by_id(media_id)
            if media is not None and media.status is MediaStatus.HELD and media.path:
                held[posixpath.basename(media.path)] = media
            elif media is not None and media.id not in self._told:
                self._told.add(media.id)
                yield Notice(code="media-remote", url=media.url, detail=post.url)
        links = self._links(post, folder, held)
        yield OutputFile(path=f"{folder}/index.md", content=self._document(post, links))
        if post.comments:
            yield OutputFile(path=f"{folder}/comments.json", content=_comments(post, links))
        for name, media in held.items():
            yield OutputFile(path=f"{folder}/{name}", content=media)

    def _links(self, post: Post, folder: str, held: dict[str, Media]) -> BodyLinks:
        def place(key: str) -> str | None:
            target = self._by_key.get(key)
            return None if target is None else quote(posixpath.relpath(f"{target}/index.md", folder))

        files = held_files({quote(name): (media.url, *media.urls) for name, media in held.items()})
        return BodyLinks(address=self._address, base=post.url or self._blog.url, post=place, files=files)

    def _document(self, post: Post, links: BodyLinks) -> bytes:
        body = parse_fragment(post.content_html)
        rewrite_tree(body, links.target)
        text = tree_to_markdown(body, raw_html=self._raw_html)
        front = mapping(self._front_matter(post, links))
        return f"---\n{front}---\n{text and chr(10) + text}".encode("utf-8", "replace")

    def _front_matter(self, post: Post, links: BodyLinks) -> dict[str, YamlValue]:
        values: dict[str, YamlValue] = {
            "title": post.title,
            "date": post.published and Timestamp(post.published),
            "updated": post.updated and Timestamp(post.updated),
            "slug": post.slug,
            "author": self._names.get(post.author or "", post.author),
            "tags": post.labels,
            "type": post.type.value,
            "status": post.status.value,
            "url": post.url,
            "aliases": [f"/{self._address.path(post.url)}"] if self._address.owns(post.url) else [],
            "id": post.platform_id or post.id,
            "comments": len(post.comments) or None,
            "location": {},
            "link": post.link,
            "enclosures": [
                {key: value for key, value in file.items() if value is not None}
                for one in post.enclosures
                for file in ({"url": links.target(one.url) or one.url, "type": one.type, "length": one.length},)
            ],
        }
        if post.location is not None:
            place = post.location
            values["location"] = {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
        return {key: value for key, value in values.items() if key == "title" or value not in (None, "", (), [], {})}


def _comments(post: Post, links: BodyLinks) -> bytes:
    """Write the comments of a post, one a line."""
    rewritten = (
        replace(comment, content_html=rewrite_html(comment.content_html, links.target))
        for comment in chronological(post.comments)
    )
    return b"[\n" + b",\n".join(json_line(comment_to_json(comment)) for comment in rewritten) + b"\n]\n"
