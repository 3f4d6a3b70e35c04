"""Astro: content collections with the old path of each post, comments and labels as data.

docs.astro.build (content collections, routing, configuration), tried with Astro 7.
"""

import json
from collections.abc import Iterator
from typing import ClassVar

from migrator.addresses.join import split_url
from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.yaml import YamlValue
from migrator.formats.json import JsonValue
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree, front_matter, stamped
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile


class AstroExporter(Format):
    """Writes `src/content/posts`, `src/content/pages`, `src/data` and a component that shows comments."""

    name: ClassVar[str] = "astro"
    summary: ClassVar[str] = "content collections for Astro: posts with their old paths, labels and comments as data"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "new comments: those of the blog are shown, none can be added",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see redirects/)",
    )
    makes_site: ClassVar[bool] = True
    sign: ClassVar[str] = "src/components/BloggerComments.astro"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True, addresses=True, layout=TreeLayout(comments="src/data/comments", static=("public/", "src/drafts/"))
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Astro(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Astro(SiteTree):
    name = "astro"
    media = "public/media/"
    static = "public/"
    comments = "src/data/comments/"
    feed = "/feed.xml"
    data_folder = "src/data/"
    drafts = "src/drafts/"

    def document(self, entry: SitePost, body: str) -> OutputFile:
        values: dict[str, YamlValue] = {
            "title": entry.post.title,
            "pubDate": stamped(entry.time),
            "updatedDate": stamped(entry.updated),
            "draft": None if entry.live else True,
            "path": entry.path,
            "tags": [term.name for term in entry.terms],
            "author": entry.author,
            "wall_time": entry.time.wall if entry.time else None,
            "stamp": entry.time.stamp if entry.time else None,
            "updated_stamp": entry.updated.stamp if entry.updated else None,
            **entry.facts,
        }
        # Whoever forgets to look at `draft` would publish what lies in a collection.
        folder = f"{'src/content/' if entry.live else self.drafts}{'pages' if entry.is_page else 'posts'}"
        return OutputFile(path=f"{folder}/{entry.folder}.md", content=front_matter(values, body))

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:  # noqa: ARG002 - the route knows both
        # A route writes them: it asks for `old_path` in labels.json.
        return iter(())

    def settings(self) -> dict[str, str]:
        base = split_url(self.base_url)
        return {"origin": json.dumps(f"{base.scheme}://{base.netloc}"), "root": json.dumps(f"{self.prefix}/")}

    def lists(self) -> Iterator[OutputFile]:
        labels: list[JsonValue] = [
            {"name": term.name, "slug": term.slug, "old_path": self.has_old_path(term)} for term in self.public_terms
        ]
        yield self.data("labels", labels)
