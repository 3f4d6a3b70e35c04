"""HTML: the blog as pages that open from a folder, at their old paths, with nothing loaded from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote

from lxml import etree
from lxml import html as lxml_html

from migrator.content.text import element_text
from migrator.formats.common.format import Format, ReadbackFacts
from migrator.formats.common.found import ReadbackPost, with_tree
from migrator.formats.common.place import ExportFolder
from migrator.formats.html.data import SiteFeedEntry, atom, json_feed
from migrator.formats.html.pages import Pages, template_text
from migrator.formats.html.paths import ListedPost, PagePaths, is_public, places_of
from migrator.formats.html.post import PostPages, excerpt_of
from migrator.formats.html.search import PAGE as SEARCH
from migrator.formats.html.search import SearchDocument, SearchIndex
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.model.schema import Post, PostType

# The browsable copy: a page for each post, told from the others by its microformats.


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts of a copy."""
    for path in place.files(".html"):
        with place.open(path) as file:
            content = file.read()
        if b"e-content" not in content:
            continue
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        page = lxml_html.document_fromstring(content, parser=parser)
        bodies = [one for one in page.iter("div", "section") if "e-content" in _classes(one)]
        if len(bodies) == 1:
            yield _post(page, bodies[0], path)


def _post(page: etree._Element, body: etree._Element, path: str) -> ReadbackPost:
    # What stands for a thing from elsewhere says so in words that are none of the post's.
    for one in [one for one in body.iter("a", "span") if "elsewhere" in _classes(one)]:
        for child in list(one):
            one.remove(child)
        one.text = ""
    times = (one.get("datetime") for one in page.iter("time") if "dt-published" in _classes(one))
    links = (one.get("href") or "" for one in page.iter("link") if one.get("rel") == "canonical")
    title = next((element_text(one) for one in page.iter("h1") if "p-name" in _classes(one)), "")
    found = ReadbackPost(
        where=path,
        url=next(links, ""),
        title=title,
        published=next(times, None),
        labels=tuple(element_text(one) for one in page.iter("a", "li", "span") if "p-category" in _classes(one)),
        comments=tuple(
            (one.get("id") or "").removeprefix("c")
            for one in page.iter("li", "article", "div")
            if "comment" in _classes(one) and one.get("id")
        ),
        addresses=(f"/{path}",),
    )
    return with_tree(found, body)


NEWEST = 20
"""Posts on the home page and in the feeds."""


class HtmlExporter(Format):
    """Writes each post and page at its old path, lists, `media/`, one style sheet, the search and feeds."""

    name: ClassVar[str] = "html"
    summary: ClassVar[str] = (
        "a browsable copy that opens from a folder: pages at their old paths, full-text search, nothing from elsewhere"
    )
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "drafts and scheduled posts (a copy on a server would publish them)",
        "players and frames of other sites (they become links to what they show)",
        "pictures that the archive does not hold (they become links)",
        "earlier versions of edited posts",
    )
    served: ClassVar[bool] = True
    steps: ClassVar[str] = """
The blog as pages that need nothing but a browser.

1. Open index.html. Nothing is loaded from elsewhere; the search works from the folder, too.
2. To publish it, copy the folder as it is to any web server: posts lie at their old paths. With --base-url the feeds
   and the links for search engines name that address."""
    sign: ClassVar[str] = "labels.html"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(files=True, relative=True, addresses=True, renames=True)

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:
        """Yield the style sheet, every post and page, the media that they show, then lists, feeds and search."""
        site = _Site(view, base_url=options.base_url)
        yield OutputFile(path="style.css", content=template_text("style.css").encode())
        for post in view.posts():
            if is_public(post.status.value):
                yield from site.post(post)
            else:
                yield Loss(what="drafts and scheduled posts", url=post.url)
        yield from site.lists()
        yield from site.feeds()
        yield site.page("search.html", SEARCH, title=site.pages.words.search)
        yield from site.search.files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return posts(folder)


@dataclass(slots=True)
class _Site:
    """A copy in the making: knows every page's place, remembers which media were written."""

    view: ArchiveView
    base_url: str | None
    places: PagePaths = field(init=False)
    pages: Pages = field(init=False)
    posts: PostPages = field(init=False)
    search: SearchIndex = field(default_factory=SearchIndex)
    written: set[int] = field(default_factory=set)
    newest: list[tuple[ListedPost, str]] = field(default_factory=list)
    fed: list[SiteFeedEntry] = field(default_factory=list)
    by_label: dict[str, list[ListedPost]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = places_of(self.view.summaries(), [label for label, _ in self.view.labels()])
        self.pages = Pages(
            self.view.blog(), has_labels=bool(self.places.labels), has_pages=bool(self.places.pages)
        )  # fmt: skip
        self.posts = PostPages(self.view, self.places, self.pages, self.base_url)

    def post(self, post: Post) -> Iterator[OutputFile | Notice | Loss]:
        """Yield the page of a post, and those of its media that no page before it showed."""
        path = self.places.by_id[post.id]
        held, missing = self.posts.media_of(post)
        for media in missing:
            yield Loss(what="media that are not held", url=post.url, detail=media.url)
        page = self.posts.page(post, held)
        yield OutputFile(path=path, content=page.content)
        for name, medium in held.items():
            if hash(name) not in self.written:
                self.written.add(hash(name))
                yield OutputFile(path=name, content=medium)
        if post.type is PostType.POST:
            entry = ListedPost(path, post.title, post.published)
            if len(self.newest) < NEWEST:
                self.newest.append((entry, excerpt_of(page.text)))
                self.fed.append(self.posts.feed_entry(post, held))
            for label in dict.fromkeys(post.labels):
                self.by_label.setdefault(label, []).append(entry)
        found = SearchDocument(
            quote(path), post.title, self.pages.dates.moment(post.published), post.labels, page.text, page.comments
        )
        yield from self.search.add(found)

    def lists(self) -> Iterator[OutputFile]:
        """Yield home, all posts, years and months, the old files of several posts, labels and pages."""
        words, places = self.pages.words, self.places
        yield self.page("home.html", "index.html", title="", posts=self.newest, years=self._years())
        yield self.page("list.html", "archive.html", title=words.archive, groups=grouped(places.posts))
        posts_there = {path for path in places.by_id.values() if path.endswith("/index.html")}
        for period, entries in places.periods.items():
            path = f"{period}/index.html"
            if path in posts_there:
                continue  # a post of that name keeps its address; the year and the archive list the month as well
            yield self.page(
                "list.html", path, title=self.pages.dates.month(period.replace("/", "-")), groups=grouped(entries)
            )
        for path, entries in places.shared.items():
            yield self.page("list.html", path, title=path, groups=grouped(entries), anchored=True)
        if places.labels:
            counted = [(label, places.labels[label], len(self.by_label.get(label, ()))) for label in places.labels]
            yield self.page("labels.html", "labels.html", title=words.labels, labels=counted)
        for label, path in places.labels.items():
            yield self.page("list.html", path, title=label, groups=grouped(self.by_label.get(label, [])))
        if places.pages:
            yield self.page("list.html", "pages.html", title=words.pages, groups=[("", places.pages)])

    def feeds(self) -> Iterator[OutputFile]:
        """Yield the feeds of the newest posts; their addresses are absolute where the copy's own is known."""
        blog, home = self.view.blog(), f"{self.base_url.rstrip('/')}/" if self.base_url else None
        yield OutputFile(path="feed.xml", content=atom(blog, self.fed, home))
        yield OutputFile(path="feed.json", content=json_feed(blog, self.fed, home))

    def page(self, template: str, path: str, **values: object) -> OutputFile:
        """Return a rendered page as a file."""
        return OutputFile(path=path, content=self.pages.render(template, path, **values))

    def _years(self) -> list[tuple[str, int]]:
        counted = [(period, len(entries)) for period, entries in self.places.periods.items() if "/" not in period]
        return sorted(counted, reverse=True)


def grouped(entries: list[ListedPost]) -> list[tuple[str, list[ListedPost]]]:
    """Group a list by month."""
    groups: dict[str, list[ListedPost]] = {}
    for entry in entries:
        groups.setdefault((entry.published or "")[:7], []).append(entry)
    return list(groups.items())
