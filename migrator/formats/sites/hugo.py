"""Hugo: page bundles with exact old addresses, comments in `data/`, tags with pages of their own.

gohugo.io/content-management (page bundles, front matter, taxonomies), tried with Hugo 0.168.
"""

import html
import json
import posixpath
import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

from migrator.formats.common.format import Format, ReadbackFacts, TreeLayout
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.yaml import YamlValue
from migrator.formats.sites.common import readback
from migrator.formats.sites.common.paths import Term
from migrator.formats.sites.common.tree import Made, SitePost, SiteTree, front_matter, stamped
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile


class HugoExporter(Format):
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
    sign: ClassVar[str] = "layouts/_partials/blogger-comments.html"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(
        files=True, addresses=True, layout=TreeLayout(comments="data/comments", static=("static/",))
    )

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[Made]:
        """Yield the tree."""
        return _Hugo(view, options).files()

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback.posts(folder, self.facts.layout)


class _Hugo(SiteTree):
    name = "hugo"
    static = "static/"
    comments = "data/comments/"
    feed = "/index.xml"
    data_folder = "data/"
    robots = False

    def document(self, entry: SitePost, body: str) -> OutputFile:
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

    def media_url(self, entry: SitePost, name: str) -> str:
        # Hugo serves what lies beside /2012/03/x.html in /2012/03/x/.
        return quote(f"{self.prefix}{entry.path.removesuffix('.html')}/{name}")

    def media_path(self, entry: SitePost, name: str) -> str:
        return f"{_folder(entry)}/{name}"

    def label_stub(self, term: Term, page: bytes) -> Iterator[OutputFile]:  # noqa: ARG002 - Hugo writes it itself
        # The alias of the label's page.
        return iter(())

    def lists(self) -> Iterator[OutputFile]:
        for term in self.public_terms:
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
            "zone": f"timeZone = {_toml(self.blog.timezone)}\n" if self.blog.timezone else "",
        }


def _folder(entry: SitePost) -> str:
    return posixpath.join("content", entry.folder if entry.is_page else f"posts/{entry.folder}")


def _toml(text: str) -> str:
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")


# Shortcodes of Hugo in the text of a blog: `{{<` and `{{%` would be run, or break the whole build.
#
# Hugo shows `{{</* x */>}}` as `{{< x >}}` (gohugo.io, "shortcodes in documentation"). What is never closed can't
# be written so; there a character of it becomes an entity, and a code block that holds it becomes HTML.

_START = re.compile(r"\{\{[<%]")
_CLOSED = re.compile(
    r"\{\{(?:<(?!/\*)(?P<angle>(?:(?!\{\{[<%]|\*/|>\}\}).)+)>|%(?!/\*)(?P<percent>(?:(?!\{\{[<%]|\*/|%\}\}).)+)%)\}\}",
    re.DOTALL,
)
_FENCE = re.compile(
    r"^(?P<indent>(?:[ >]|[-*+] |\d+[.)] )*)(?P<fence>`{3,})(?P<language>[^`\n]*)\n(?P<code>.*?)^[ >]*(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)


def guard_shortcodes(markdown: str, *, raw_html: bool) -> str:
    """Return Markdown that Hugo shows as it is."""
    if not _START.search(markdown):
        return markdown
    if raw_html and _is_open(markdown):
        markdown = _SPAN.sub(_span, _FENCE.sub(_block, markdown))
    parts, done = [], 0
    for match in _CLOSED.finditer(markdown):
        inside = f"</*{match['angle']}*/>" if match["angle"] else f"%/*{match['percent']}*/%"
        parts += [_START.sub(_entity, markdown[done : match.start()]), "{{", inside, "}}"]
        done = match.end()
    return "".join([*parts, _START.sub(_entity, markdown[done:])])


def _entity(match: re.Match[str]) -> str:
    return "{&#123;" + match[0][2]


def _is_open(text: str) -> bool:
    return bool(_START.search(_CLOSED.sub("", text)))


def _block(match: re.Match[str]) -> str:
    if match["indent"] or not _is_open(match["code"]):
        return match[0]
    language = f' class="language-{html.escape(match["language"])}"' if match["language"] else ""
    code = html.escape(match["code"], quote=False).replace("{", "&#123;")
    return f"<pre><code{language}>{code}</code></pre>"


def _span(match: re.Match[str]) -> str:
    if not _is_open(match["code"]):
        return match[0]
    code = match["code"].strip() or match["code"]
    return "<code>" + html.escape(code, quote=False).replace("{", "&#123;") + "</code>"
