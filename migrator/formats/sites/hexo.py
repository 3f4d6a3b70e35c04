"""Hexo: `source/_posts` with exact permalinks, times on the blog's own clock, comments in `source/_data`.

hexo.io/docs (front matter, permalinks, data files, configuration), tried with Hexo 8.1. Hexo shifts a time that has an
offset by the zone of the site once more; so posts carry the wall clock alone, and the site stands in UTC.
"""

import json
from collections.abc import Iterator
from typing import ClassVar

from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.yaml import YamlValue, mapping, scalar
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.blog import feed_author
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree, front_matter
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile


class HexoExporter(Format):
    """Writes `source/_posts`, pages, `source/_data/comments` and a partial that shows them."""

    name: ClassVar[str] = "hexo"
    summary: ClassVar[str] = "content for Hexo: posts at their old addresses, tags, comments as data"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "the UTC offset of a time as a date (it is kept as `told_time`)",
        "new comments: those of the blog are shown, none can be added",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see redirects/)",
    )
    makes_site: ClassVar[bool] = True
    sign: ClassVar[str] = "themes/blogger/layout/_partial/blogger-comments.ejs"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True,
        addresses=True,
        layout=TreeLayout(comments="source/_data/comments", static=("source/", "source/_drafts/")),
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Hexo(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Hexo(SiteTree):
    name = "hexo"
    media = "source/media/"
    static = "source/"
    comments = "source/_data/comments/"
    feed = "/atom.xml"
    data_folder = "source/_data/"
    drafts = "source/_drafts/"
    more = "<!-- more -->"

    def document(self, entry: SitePost, body: str) -> OutputFile:
        facts = entry.facts
        # Hexo asks `published` whether a post is shown.
        facts["told_time"] = facts.pop("published", None)
        values: dict[str, YamlValue] = {
            "title": entry.post.title,
            "layout": "page" if entry.is_page else "post",
            "date": entry.time.wall if entry.time else None,
            "updated": entry.updated.wall if entry.updated else None,
            "wall_time": entry.time.wall if entry.time else None,
            "stamp": entry.time.stamp if entry.time else None,
            "updated_stamp": entry.updated.stamp if entry.updated else None,
            "published": None if entry.live else False,
            "permalink": entry.path.lstrip("/") if entry.live else None,
            "tags": [term.name for term in entry.terms],
            "author": entry.author,
            "comments": False,
            "disableNunjucks": True,
            **facts,
        }
        return OutputFile(path=_file(entry), content=front_matter(values, body))

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:
        if "%" in term.name:  # which Hexo takes for the beginning of a code
            yield OutputFile(path=f"source/search/label/{term.name}/index.html", content=page)
            return
        values: dict[str, YamlValue] = {
            "layout": False,
            "permalink": f"search/label/{term.name}/index.html",
            "disableNunjucks": True,
        }
        head = mapping(values)
        yield OutputFile(path=f"source/old-labels/{term.slug}.html", content=f"---\n{head}---\n".encode() + page)

    def settings(self) -> dict[str, str]:
        return {
            "title": scalar(self.blog.title),
            "description": scalar(self.blog.description),
            "language": scalar(self.blog.language or "en"),
            "base": scalar(self.base_url),
            "root": scalar(f"{self.prefix}/"),
            "author": scalar(feed_author(self.view)),
            "tag_map": self._tag_map(),
        }

    def lists(self) -> Iterator[OutputFile]:
        yield OutputFile(path="labels.json", content=f"{self._tag_map(indent=1)}\n".encode("utf-8", "replace"))

    def _tag_map(self, indent: int | None = None) -> str:
        slugs = {term.name: term.slug for term in self.public_terms}
        return json.dumps(slugs, ensure_ascii=False, indent=indent)


def _file(entry: SitePost) -> str:
    if not entry.live:
        return f"source/_drafts/{entry.folder}.md"
    return f"source/{entry.folder}.md" if entry.is_page else f"source/_posts/{entry.folder}.md"
