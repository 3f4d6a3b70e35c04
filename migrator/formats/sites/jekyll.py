"""Jekyll: `_posts` with exact old permalinks, comments and labels in `_data`, a page for each label.

jekyllrb.com/docs (posts, front matter, permalinks, data files), tried with Jekyll 4.3.1.
"""

import posixpath
from collections.abc import Iterator
from typing import ClassVar

from migrator.addresses.join import split_url
from migrator.content.markdown import KRAMDOWN
from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.yaml import YamlValue, mapping, scalar
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.blog import feed_author
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree, front_matter, stamped
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile


class JekyllExporter(Format):
    """Writes `_posts/YYYY-MM-DD-slug.md`, `_drafts`, pages, `_data/comments` and an include."""

    name: ClassVar[str] = "jekyll"
    summary: ClassVar[str] = "content for Jekyll: posts at their old addresses, a page for each label, comments as data"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "new comments: those of the blog are shown, none can be added",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see _redirects-by-host/)",
    )
    makes_site: ClassVar[bool] = True
    sign: ClassVar[str] = "_includes/blogger-comments.html"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True,
        addresses=True,
        layout=TreeLayout(
            comments="_data/comments", static=("", "_drafts/"), redirects="_redirects-by-host/redirects.csv"
        ),
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Jekyll(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Jekyll(SiteTree):
    name = "jekyll"
    media = "media/"
    static = ""
    comments = "_data/comments/"
    redirects = "_redirects-by-host"
    feed = "/feed.xml"
    data_folder = "_data/"
    drafts = "_drafts/"
    dialect = KRAMDOWN

    def document(self, entry: SitePost, body: str) -> OutputFile:
        facts = entry.facts
        # `published` decides in Jekyll whether a page is built at all.
        facts["published_at"] = facts.pop("published", None)
        values: dict[str, YamlValue] = {
            "layout": "post",
            "title": entry.post.title,
            "date": stamped(entry.time),
            "last_modified_at": stamped(entry.updated),
            "wall_time": entry.time.wall if entry.time else None,
            "published": None if entry.live or entry.post.status.value == "draft" else False,
            "permalink": entry.path if entry.live else None,
            "tags": [term.name for term in entry.terms],
            "author": entry.author,
            "render_with_liquid": False,
            **facts,
        }
        return OutputFile(path=_file(entry), content=front_matter(values, body))

    def settings(self) -> dict[str, str]:
        base = split_url(self.base_url)
        return {
            "title": scalar(self.blog.title),
            "description": scalar(self.blog.description),
            "author": scalar(feed_author(self.view)),
            "origin": scalar(f"{base.scheme}://{base.netloc}"),
            "prefix": scalar(self.prefix),
            "language": scalar(self.blog.language or "en"),
            "timezone": scalar(self.blog.timezone or "UTC"),
        }

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:
        values: dict[str, YamlValue] = {
            "layout": None,
            "permalink": f"/search/label/{term.name}/index.html",
            "render_with_liquid": False,
            "sitemap": False,
        }
        head = mapping(values)
        yield OutputFile(path=f"old-labels/{term.slug}.html", content=f"---\n{head}---\n".encode() + page)

    def lists(self) -> Iterator[OutputFile]:
        yield self.data("labels", [{"name": term.name, "slug": term.slug} for term in self.public_terms])
        if self.options.site:
            for term in self.public_terms:
                values: dict[str, YamlValue] = {
                    "layout": "tag",
                    "title": term.name,
                    "tag": term.name,
                    "permalink": f"/tags/{term.slug}/",
                }
                yield OutputFile(path=f"tags/{term.slug}.html", content=front_matter(values, ""))


def _file(entry: SitePost) -> str:
    name = posixpath.basename(entry.folder)
    if entry.is_page:
        return f"{entry.folder}.md" if entry.live else f"_drafts/{entry.folder}.md"
    if entry.post.status.value == "draft":
        return f"_drafts/{entry.folder}.md"
    day = entry.time.day if entry.time else "1970-01-01"
    return f"_posts/{posixpath.dirname(entry.folder)}/{day}-{name}.md"
