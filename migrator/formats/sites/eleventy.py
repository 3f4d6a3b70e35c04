"""Eleventy: Markdown with exact permalinks, comments and labels as global data.

11ty.dev/docs (front matter, permalinks, collections, data), tried with Eleventy 3.1.
"""

from collections.abc import Iterator
from typing import ClassVar

from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.yaml import YamlValue, mapping
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree, front_matter, stamped
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile


class EleventyExporter(Format):
    """Writes `content/posts`, `content/pages`, `_data` and an include that shows comments."""

    name: ClassVar[str] = "eleventy"
    summary: ClassVar[str] = "content for Eleventy: posts at their old addresses, labels and comments as data"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "new comments: those of the blog are shown, none can be added",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see redirects/)",
    )
    makes_site: ClassVar[bool] = True
    sign: ClassVar[str] = "_includes/blogger-comments.njk"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True, addresses=True, layout=TreeLayout(comments="_data/comments", static=("static/", "", "drafts/"))
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Eleventy(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Eleventy(SiteTree):
    name = "eleventy"
    media = "media/"
    static = "static/"
    comments = "_data/comments/"
    feed = "/feed.xml"
    data_folder = "_data/"
    drafts = "drafts/"

    def document(self, entry: SitePost, body: str) -> OutputFile:
        values: dict[str, YamlValue] = {
            "title": entry.post.title,
            "date": stamped(entry.time),
            "updated": stamped(entry.updated),
            "permalink": entry.path if entry.live else False,
            # Neither the permalink nor the body is a template.
            "dynamicPermalink": False,
            "templateEngineOverride": "md",
            "eleventyExcludeFromCollections": None if entry.live else True,
            "tags": [term.name if term.name != "all" else term.key for term in entry.terms],
            "author": entry.author,
            "wall_time": entry.time.wall if entry.time else None,
            "stamp": entry.time.stamp if entry.time else None,
            "updated_stamp": entry.updated.stamp if entry.updated else None,
            **entry.facts,
        }
        folder = "pages" if entry.is_page else "posts"
        return OutputFile(path=f"content/{folder}/{entry.folder}.md", content=front_matter(values, body))

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:
        values: dict[str, YamlValue] = {
            "permalink": f"/search/label/{term.name}/index.html",
            "dynamicPermalink": False,
            "templateEngineOverride": "html",
            "eleventyExcludeFromCollections": True,
        }
        head = mapping(values)
        yield OutputFile(path=f"content/old-labels/{term.slug}.html", content=f"---\n{head}---\n".encode() + page)

    def lists(self) -> Iterator[OutputFile]:
        yield self.data("label_list", [{"name": term.name, "slug": term.slug} for term in self.public_terms])
