"""Pelican: Markdown with `Title:` lines, exact old paths by `Save_as`, comments as JSON that the settings load.

docs.getpelican.com (content, settings), tried with Pelican 4.8 and 4.12.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import quote

from migrator.content.markdown import PYTHON_MARKDOWN
from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.json import JsonValue
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.blog import feed_author
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile

_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class PelicanExporter(Format):
    """Writes `content/*.md` with metadata lines, `comments/`, and a template that shows these."""

    name: ClassVar[str] = "pelican"
    summary: ClassVar[str] = "content for Pelican: posts at their old addresses, tags, comments as JSON"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "new comments: those of the blog are shown, none can be added",
        "semicolons in labels and names of authors (they part names there)",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see redirects/)",
    )
    makes_site: ClassVar[bool] = True
    sign: ClassVar[str] = "blogger_data.py"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True,
        addresses=True,
        layout=TreeLayout(comments="comments", static=("content/old-paths/", "content/", "drafts/")),
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Pelican(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Pelican(SiteTree):
    name = "pelican"
    media = "content/media/"
    static = "content/old-paths/"
    comments = "comments/"
    feed = "/feeds/all.atom.xml"
    drafts = "drafts/"
    dialect = PYTHON_MARKDOWN

    def document(self, entry: SitePost, body: str) -> OutputFile:
        path = entry.path.lstrip("/")
        facts = entry.facts
        lines: dict[str, object] = {
            # Templates of Pelican print titles as HTML.
            "Title": html.escape(entry.post.title, quote=False) or "…",
            "Date": entry.time and entry.time.stamp,
            "Modified": entry.updated and entry.updated.stamp,
            "Category": None if entry.is_page else "blog",
            "Tags": _names(term.key for term in entry.terms),
            "Slug": entry.folder.replace("/", "-"),
            "Authors": _names([entry.author] if entry.author else []),
            "Status": "published" if entry.live else "draft",
            "Url": quote(path) if entry.live else None,
            "Save_as": path if entry.live else None,
            "Published": facts.get("published"),
            "Wall_month": entry.time and entry.time.wall[:7],
            "Wall_year": entry.time and entry.time.wall[:4],
            "Blogger_id": facts.get("blogger_id"),
            "Blogger_url": entry.post.url,
            "Comments_key": entry.comments_key,
            "Location": entry.post.location and entry.post.location.name,
            "Byline": entry.author,
            "Link": entry.post.link,
            "Enclosures": json.dumps(entry.enclosures, ensure_ascii=False) if entry.enclosures else None,
            "Atom_id": entry.atom_id,
        }
        head = "".join(f"{key}: {_LINE_ENDS.sub(' ', str(value))}\n" for key, value in lines.items() if value)
        # Pelican writes pages of drafts, by which whoever guesses a name reads them: they lie outside of `content`.
        folder = f"{'content/' if entry.live else self.drafts}{'pages' if entry.is_page else 'posts'}"
        return OutputFile(path=f"{folder}/{entry.folder}.md", content=f"{head}\n{body}".encode("utf-8", "replace"))

    def settings(self) -> dict[str, str]:
        blog = self.blog
        return {
            "title": repr(blog.title),
            "description": repr(blog.description),
            "author": repr(feed_author(self.view)),
            "base": repr(self.base_url),
            "prefix": repr(self.prefix),
            "language": repr(blog.language or "en"),
            "timezone": repr(blog.timezone or "UTC"),
        }

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:
        # blogger_data.py says under which name it is served.
        yield OutputFile(path=f"content/old-labels/{term.slug}.html", content=page)

    def lists(self) -> Iterator[OutputFile]:
        named: list[JsonValue] = [{"key": term.key, "name": term.name, "slug": term.slug} for term in self.public_terms]
        yield self.data("labels", named)


def _names(names: Iterable[str]) -> str:
    """Return a list as Pelican reads it: parted by semicolons as soon as there is one."""
    listed = [name.replace(";", "\uff1b") for name in names]
    return "; ".join(listed) + (";" if len(listed) == 1 and "," in listed[0] else "")
