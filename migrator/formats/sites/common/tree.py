"""A blog as the source tree of a static site generator: what all generators share.

Posts as Markdown at their old paths, comments as data files beside a template that shows them, media once, pages that
lead on at old paths of labels and archives, redirects for hosts that know some. A flavour says where its generator
wants things and how it writes front matter.
"""

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import ClassVar
from urllib.parse import quote

from migrator.addresses.images import key as media_key
from migrator.addresses.join import split_url
from migrator.content.links import BodyLinks, held_files, rewrite_html, rewrite_tree
from migrator.content.lost import replace_lost
from migrator.content.markdown import COMMONMARK, Dialect, tree_to_markdown
from migrator.content.tree import parse_fragment
from migrator.formats.common.redirect_files import Hosts, no_stub, redirect_files, stub_files, stub_page
from migrator.formats.common.redirects import Moves, TargetPaths, moves
from migrator.formats.common.slugs import digest
from migrator.formats.common.times import answered, parents_first
from migrator.formats.common.yaml import Timestamp, YamlValue, mapping
from migrator.formats.html.pages import words_for
from migrator.formats.json import JsonValue, comment_to_json, json_line
from migrator.formats.sites.common.blog import atom_id, blog_facts, public_labels, robots, style
from migrator.formats.sites.common.paths import PageTime, SitePaths, Term, needed_time, page_time, terms
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.model.schema import Comment, CommentStatus, Media, MediaStatus, Post, PostStatus, PostType
from migrator.portable import folded, is_portable

Made = OutputFile | Notice | Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePost:
    """A post on its way into a site.

    `path` is its decoded path on the site, `folder` its unique place in a tree of files, `time` when it appeared (None
    for a page without date), `terms` its labels, `live` whether the site shows it; `atom_id` is its id in Blogger's
    feeds, `enclosures` the files that its feed attaches (`url` on the site or on the web, `name`, `type`, `length`).
    """

    post: Post
    path: str
    folder: str
    time: PageTime | None
    updated: PageTime | None
    author: str | None
    terms: tuple[Term, ...]
    live: bool
    atom_id: str | None = None
    enclosures: tuple[Mapping[str, YamlValue], ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is a static page."""
        return self.post.type is PostType.PAGE

    @property
    def comments_key(self) -> str:
        """The name of its file of comments, empty if it has none."""
        return f"c{self.post.id}" if self.post.comments else ""

    @property
    def facts(self) -> dict[str, YamlValue]:
        """What the blog tells that generators have no name for."""
        post = self.post
        values: dict[str, YamlValue] = {
            "blogger_id": post.platform_id or post.id,
            "blogger_url": post.url,
            "published": post.published,
            "status": None if self.live else post.status.value,
            "labels": [term.name for term in self.terms],
            "comments_key": self.comments_key,
        }
        if post.location is not None:
            place = post.location
            values["location"] = {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
        values |= {"link": post.link, "enclosures": list(self.enclosures), "atom_id": self.atom_id}
        return {key: value for key, value in values.items() if value not in (None, "", [])}


class SiteTree:
    """The tree of one blog; a flavour overrides what its generator wants otherwise."""

    name: ClassVar[str]
    media: ClassVar[str] = ""
    """The folder of files that are served under `/media/`, for flavours without folders of posts."""
    static: ClassVar[str]
    """The folder of files that are served as they are."""
    comments: ClassVar[str]
    """The folder of data files of comments."""
    data_folder: ClassVar[str] = ""
    """The folder of data files for templates."""
    drafts: ClassVar[str] = ""
    """Where the tree of what is not public begins, for generators that would build it; its media lie there, too."""
    robots: ClassVar[bool] = True
    """Whether the site's robots.txt is a file of ours; Hugo writes its own."""
    redirects: ClassVar[str] = "redirects"
    tags: ClassVar[str] = "/tags/"
    more: ClassVar[str] = "<!--more-->"
    feed: ClassVar[str | None] = None
    dialect: ClassVar[Dialect] = COMMONMARK

    def __init__(self, view: ArchiveView, options: ExportOptions) -> None:
        self.view = view
        self.options = options
        self.blog = view.blog()
        self.base_url = (options.base_url or self.blog.url).rstrip("/")
        self.prefix = split_url(self.base_url).path if options.base_url else ""
        self.terms = terms(label for label, _ in view.labels())
        self._old_paths = label_paths(self.terms)
        self.words = words_for(self.blog.language)
        self.paths = SitePaths(view, self.terms, prefix=self.prefix, tags=self.tags)
        self.authors = {author.id: author.name for author in view.authors()}
        self.public_labels = public_labels(view)
        self._media_given: set[int] = set()
        self._told: set[int] = set()

    # -- what a flavour says ------------------------------------------------------------------------------------------

    def document(self, entry: SitePost, body: str) -> OutputFile:
        """Return the file of a post."""
        raise NotImplementedError

    def settings(self) -> dict[str, str]:
        """Return what stands for `${name}` in the templates of the flavour."""
        return {}

    @property
    def public_terms(self) -> list[Term]:
        """The labels that have a page: those of posts that the site shows."""
        return [self.terms[label] for label in self.public_labels]

    def data(self, name: str, value: JsonValue) -> OutputFile:
        """Return a file of data for templates."""
        text = json.dumps(value, ensure_ascii=False, indent=1)
        return OutputFile(path=f"{self.data_folder}{name}.json", content=f"{text}\n".encode("utf-8", "replace"))

    def lists(self) -> Iterator[OutputFile]:
        """Yield what the generator needs beside posts: pages of tags, data."""
        return iter(())

    def guard(self, markdown: str) -> str:
        """Keep the generator from reading its own template language into a body."""
        return markdown

    # -- what is the same for all -------------------------------------------------------------------------------------

    def files(self) -> Iterator[Made]:
        """Yield every file of the tree."""
        for post in self.view.posts():
            yield from self._post(post)
        facts = blog_facts(self.view, self.paths, base_url=self.base_url, feed=self.feed)
        yield self.data("blog", facts)
        yield from self.lists()
        if self.options.site:
            yield OutputFile(path=f"{self.static}blogger.css", content=style().encode())
            if self.robots:
                yield OutputFile(path=f"{self.static}robots.txt", content=robots(self.base_url))
        yield from templates(self.name, self.settings(), site=self.options.site)
        found = moves(self.view, self.places())
        yield from found.notices
        hosts = Hosts(old=(self.paths.address.host, *sorted(self.view.aliases())), base_url=self.options.base_url)
        yield from redirect_files(found.rules, hosts, self.redirects, found.given)
        yield from self._lead_on(found)

    def _lead_on(self, found: Moves) -> Iterator[Made]:
        """Yield pages that lead on; those of labels in the flavour's own way."""
        own = {f"/search/label/{quote(label, safe='', errors='replace')}": term for label, term in self.terms.items()}
        others = [rule for rule in found.rules if rule.source not in own]
        yield from stub_files(others, self.static, self.prefix, found.given)
        for rule in found.rules:
            term = own.get(rule.source)
            if term is not None and not self.has_old_path(term):
                yield no_stub(rule)
            elif term is not None:
                yield from self.label_stub(term, stub_page(self.prefix + rule.target))

    def has_old_path(self, term: Term) -> bool:
        """Whether a file can lead on from a label's old path: of a name that every system takes for its own."""
        return term.name in self._old_paths

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:
        """Yield the page at `/search/label/<name>/index.html` that leads on to a label's own."""
        raise NotImplementedError

    def places(self) -> TargetPaths:
        """Say where things are, for redirects."""
        return TargetPaths(
            post=lambda summary: quote(self.paths.of(summary)),
            label=self.paths.label,
            month=self.paths.month,
            feed=self.feed,
        )

    def _post(self, post: Post) -> Iterator[Made]:
        entry = self._entry(post)
        entry = replace(entry, enclosures=tuple(self._enclosures(entry)))
        if self.paths.renamed(post):
            yield Notice(code="renamed", url=post.url, detail=entry.path)
        if entry.time is not None and entry.time.assumed and entry.live:
            yield Notice(code="date-assumed", url=post.url, detail=entry.time.stamp)
        held: dict[str, Media] = {}
        yield from self._media_of(entry, held)
        files = {self.media_url(entry, name): (one.url, *one.urls) for name, one in held.items()}
        links = BodyLinks(
            address=self.paths.address,
            base=post.url or self.blog.url,
            post=self.paths.target,
            files=held_files(files),
        )
        root = parse_fragment(post.content_html)
        rewrite_tree(root, links.target)
        replace_lost(root, self._lost(post), self.words.picture)
        text = tree_to_markdown(root, raw_html=self.options.raw_html, dialect=self.dialect)
        if self.more != "<!--more-->":
            text = text.replace("<!--more-->", self.more)
        yield self.document(entry, self.guard(text))
        if post.comments:
            yield OutputFile(
                path=f"{self.comments}{entry.comments_key}.json", content=comments_file(post, links.target)
            )
        yield from markdown_losses(post, raw_html=self.options.raw_html)

    def _entry(self, post: Post) -> SitePost:
        if post.type is PostType.PAGE:
            time = page_time(post.published)
        else:
            period = self.paths.address.path(post.url).split("/") if self.paths.address.owns(post.url) else []
            month = (int(period[0]), int(period[1])) if len(period) > 2 and period[0].isdecimal() else None
            time = needed_time(post, month, self.blog.crawled_at)
        return SitePost(
            post=post,
            path=self.paths.of(post),
            folder=_seen_folder(self.paths.folders[post.id], post.id),
            time=time,
            updated=page_time(post.updated),
            author=self.authors.get(post.author or "", post.author),
            terms=tuple(self.terms[label] for label in dict.fromkeys(post.labels)),
            live=post.status is PostStatus.PUBLISHED,
            atom_id=atom_id(post, self.blog),
        )

    def _enclosures(self, entry: SitePost) -> Iterator[Mapping[str, YamlValue]]:
        """Yield the files that a post's feed attaches; one that is not held stays where it is on the web."""
        for enclosure in entry.post.enclosures:
            one = self.view.media_by_id(enclosure.media)
            if one is None:
                continue
            held = one.status is MediaStatus.HELD and one.path
            name = posixpath.basename(one.path or split_url(one.url).path) or one.url
            url = self.media_url(entry, name) if held else one.url
            facts = {"url": url, "name": name, "type": enclosure.type, "length": enclosure.length}
            yield {key: value for key, value in facts.items() if value is not None}

    def _lost(self, post: Post) -> frozenset[str]:
        """Return the keys of the pictures of a post that nobody has any more."""
        found = (self.view.media_by_id(media_id) for media_id in post.media)
        missing = [one for one in found if one is not None and one.status is MediaStatus.MISSING]
        return frozenset(media_key(url) for one in missing for url in (one.url, *one.urls))

    def media_url(self, entry: SitePost, name: str) -> str:  # noqa: ARG002 - flavours that keep pictures beside the post need it
        """Return the address of a media file in a body."""
        return f"{self.prefix}/media/{quote(name)}"

    def media_path(self, entry: SitePost, name: str) -> str:
        """Return where a media file goes in the tree: where the generator publishes it, but for what is not public."""
        return f"{self.media if entry.live else f'{self.drafts}media/'}{name}"

    def _media_of(self, entry: SitePost, held: dict[str, Media]) -> Iterator[Made]:
        attached = (enclosure.media for enclosure in entry.post.enclosures)
        for media_id in dict.fromkeys((*entry.post.media, *attached)):
            media = self.view.media_by_id(media_id)
            if media is None:
                continue
            if media.status is MediaStatus.HELD and media.path:
                name = posixpath.basename(media.path)
                held[name] = media
                path = self.media_path(entry, name)
                if hash(path) not in self._media_given:
                    self._media_given.add(hash(path))
                    yield OutputFile(path=path, content=media)
            elif hash(media.id) not in self._told:
                self._told.add(hash(media.id))
                yield Notice(code="media-remote", url=media.url, detail=entry.post.url)


def _seen_folder(folder: str, post_id: str) -> str:
    """Give a folder that no generator takes for a hidden one, as they do with names that begin with `_`, `.` or `#`."""
    above, _, leaf = folder.rpartition("/")
    return folder if leaf[0] not in "_.#~" else f"{above}/x{leaf}-{digest(post_id)}"


def front_matter(values: Mapping[str, YamlValue], body: str) -> bytes:
    """Return a document of YAML front matter and Markdown; what is empty stays out, but for a title."""
    kept = {key: value for key, value in values.items() if key == "title" or value not in (None, "", (), [], {})}
    return f"---\n{mapping(kept)}---\n{body and chr(10) + body}".encode("utf-8", "replace")


def label_paths(labels: Iterable[str]) -> frozenset[str]:
    """Return the labels under whose old paths a site can have a file; of several that are one to a system, one."""
    by_path: dict[str, str] = {}
    for label in labels:
        if label.isprintable() and label == label.strip() and is_portable(label):
            by_path.setdefault(folded(label), label)
    return frozenset(by_path.values())


def stamped(time: PageTime | None) -> Timestamp | None:
    """Return a time for front matter."""
    return None if time is None else Timestamp(time.stamp)


# Comments as the data of a site: one file a post, in the order in which a page shows them, answers last.

_DEEPEST = 4


def comments_of(post: Post, rewrite: Callable[[str], str | None]) -> list[JsonValue]:
    """Return the comments of a post: those of the JSON export with `anchor`, `depth`, and `when` to print.

    `shown` says whether a page shows it: a removed comment that nobody answered leaves nothing to see.
    """
    seen = {comment.id for comment in answered(post.comments)}
    children: dict[str, list[Comment]] = {}
    for comment, parent in parents_first(post.comments):
        children.setdefault("" if parent is None else parent.id, []).append(comment)
    listed: list[JsonValue] = []
    pending = [(comment, 0) for comment in reversed(children.get("", []))]
    while pending:
        comment, depth = pending.pop()
        shown = replace(comment, content_html=rewrite_html(comment.content_html, rewrite))
        listed.append(
            {
                **comment_to_json(shown),
                "anchor": f"c{comment.platform_id or comment.id}",
                "depth": min(depth, _DEEPEST),
                "when": printed(comment.published),
                "shown": comment.id in seen,
                "removed": comment.status is CommentStatus.REMOVED,
            }
        )
        pending.extend((child, depth + 1) for child in reversed(children.get(comment.id, [])))
    return listed


def printed(time: str | None) -> str:
    """Return a time as the blog's readers saw it: its own wall clock to the minute."""
    return (time or "")[:16].replace("T", " ")


def comments_file(post: Post, rewrite: Callable[[str], str | None]) -> bytes:
    """Return the file of a post's comments."""
    return b"[\n" + b",\n".join(map(json_line, comments_of(post, rewrite))) + b"\n]\n"


# The files of a flavour that no post is in: templates, configuration. They lie as they are under `_templates/`.
#
# `content/` goes into every export (what shows the comments), `alone/` into one without `--site` (what to do with
# it), `site/` is the minimal working site. A name may end in `.in`, so that no tool takes the file for one of this
# program.

_ROOT = files("migrator.formats.sites.common") / "templates"
# Files in which `${name}` stands for a setting; templates may hold the same signs for their own generator.
_SETTINGS = (".toml", ".yml", "conf.py", "astro.config.mjs", "package.json")


def templates(flavour: str, settings: Mapping[str, str], *, site: bool) -> Iterator[OutputFile]:
    """Yield the files of a flavour, with or without the site."""
    for part in ("content", "site") if site else ("content", "alone"):
        yield from _files(_ROOT / flavour / part, "", settings)


def _files(folder: Traversable, path: str, settings: Mapping[str, str]) -> Iterator[OutputFile]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}{entry.name.removesuffix('.in')}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/", settings)
            continue
        text = entry.read_text(encoding="utf-8")
        if name.endswith(_SETTINGS):
            for key, value in settings.items():
                text = text.replace(f"${{{key}}}", value)
        yield OutputFile(path=name, content=text.encode("utf-8", "replace"))


# What of a body's HTML Markdown has no place for, counted.

# Literal beginnings: this runs over every body, and an expression that could begin anywhere takes longer than the rest.
_STYLE = re.compile(r"style=[\"']([^\"']*)")
_LOOKS = re.compile(
    r"(?<![\w-])(?:color|background(?:-color)?|font-(?:size|family)|text-align|float)\s*:", re.IGNORECASE
)
_NEEDS_HTML = re.compile(
    r"<(?:iframe|object|embed|video|audio|sub|sup|u|ins|mark|details|math)\b|\b(?:col|row)span=", re.IGNORECASE
)


def markdown_losses(post: Post, *, raw_html: bool) -> Iterator[Loss]:
    """Yield what of a post is nothing but looks, and without HTML what only HTML can say."""
    html = post.content_html
    styles = html.count("<font") + html.count(" align=")
    if "style=" in html:
        styles += sum(len(_LOOKS.findall(style)) for style in _STYLE.findall(html))
    if styles:
        yield Loss(what="colours, fonts, sizes and alignments", url=post.url, count=styles)
    simplified = 0 if raw_html else len(_NEEDS_HTML.findall(html))
    if simplified:
        yield Loss(what="things that only HTML can say, simplified", url=post.url, count=simplified)
