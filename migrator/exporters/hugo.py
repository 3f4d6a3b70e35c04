"""Hugo: page bundles with exact old addresses, comments in `data/`, tags with pages of their own.

gohugo.io/content-management (page bundles, front matter, taxonomies), tried with Hugo 0.168.
"""

import json
import posixpath
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

from migrator.exporters._hugo_guard import guard_shortcodes
from migrator.exporters._site import Entry, Made, SiteTree, front_matter, stamped
from migrator.exporters._terms import Term
from migrator.exporters._yaml import YamlValue
from migrator.protocols import ArchiveView, ExportOptions, OutputFile


class HugoExporter:
    """Writes `content/posts/…/index.md` with its pictures, `data/comments`, `static` and partials."""

    name: ClassVar[str] = "hugo"
    summary: ClassVar[str] = "content for Hugo: page bundles at their old addresses, tags, comments as data"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "looks that are nothing but style: colours, fonts, sizes, alignment",
        "new comments: those of the blog are shown, none can be added",
        "earlier versions of edited posts",
        "redirects of feeds, which a static page can't do (see redirects/)",
    )
    makes_site: ClassVar[bool] = True

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Hugo(view, options).files()


class _Hugo(SiteTree):
    name = "hugo"
    static = "static/"
    comments = "data/comments/"
    feed = "/index.xml"

    def document(self, entry: Entry, body: str) -> OutputFile:
        values: dict[str, YamlValue] = {
            "title": entry.post.title,
            "date": stamped(entry.time),
            "lastmod": stamped(entry.updated),
            "draft": True if not entry.live else None,
            "url": entry.path,
            "tags": [term.key for term in entry.terms],
            "author": entry.author,
            "params": entry.facts,
        }
        return OutputFile(path=f"{_folder(entry)}/index.md", content=front_matter(values, body))

    def guard(self, markdown: str) -> str:
        return guard_shortcodes(markdown, raw_html=self.options.raw_html)

    def media_url(self, entry: Entry, name: str) -> str:
        # Hugo serves what lies beside /2012/03/x.html in /2012/03/x/.
        return quote(f"{self.prefix}{entry.path.removesuffix('.html')}/{name}")

    def media_path(self, entry: Entry, name: str) -> str:
        return f"{_folder(entry)}/{name}"

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:  # noqa: ARG002 - Hugo writes it itself
        # The alias of the label's page.
        return iter(())

    def lists(self) -> Iterator[OutputFile]:
        for term in self.terms.values():
            # Without it Hugo would make a title of the key, its first letter in upper case.
            values: dict[str, YamlValue] = {
                "title": term.name,
                "url": f"/tags/{term.slug}/",
                "aliases": [f"/search/label/{term.name}/index.html"] if self.has_old_path(term) else [],
            }
            yield OutputFile(path=f"content/tags/{term.slug}/_index.md", content=front_matter(values, ""))

    def settings(self) -> dict[str, str]:
        return {
            "base": _toml(f"{self.base_url}/"),
            "title": _toml(self.blog.title),
            "description": _toml(self.blog.description),
            "language": _toml(self.blog.language or "en"),
            "zone": f"timeZone = {_toml(self.blog.timezone)}\n" if self.blog.timezone else "",
        }


def _folder(entry: Entry) -> str:
    return posixpath.join("content", entry.folder if entry.is_page else f"posts/{entry.folder}")


def _toml(text: str) -> str:
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
