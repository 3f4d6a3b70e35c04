"""Renders one page of the copy from values: by the exporter into files, or by whoever serves pages live."""

import posixpath
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import quote

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from migrator.content.conform_attributes import valid_address
from migrator.exporters._site_data import when
from migrator.exporters._site_language import of_blog
from migrator.exporters._site_words import words_for
from migrator.schema import Blog

TEMPLATES = ("base.html", "home.html", "labels.html", "list.html", "post.html", "search.html")


class Pages:
    """The templates with what all pages of one blog share: its words, its language, which lists there are."""

    def __init__(self, blog: Blog, *, has_labels: bool, has_pages: bool, more: Mapping[str, str] | None = None) -> None:
        """Prepare the templates; `more` are some of whoever serves the pages, by name, beside those of the copy."""
        self.tools: Markup | None = None
        """What a server of the pages adds to the head of each."""
        self.words = words_for(blog.language)
        self.tongue = of_blog(blog.language or self.words.language)
        self._environment = _environment(more or {})
        self._common = {
            "blog": blog,
            "words": self.words,
            "language": self.tongue.language,
            "direction": self.tongue.direction,
            "furniture_direction": of_blog(self.words.language).direction,
            "has_labels": has_labels,
            "has_pages": has_pages,
        }

    def render(self, template: str, path: str, **values: object) -> bytes:
        """Render a page that lies at `path`; `to(path)` in a template is the link from there to another file."""
        folder = posixpath.dirname(path) or "."

        def to(target: str) -> str:
            return quote(posixpath.relpath(target, folder))

        given = {"anchored": False, "tools": self.tools, "to": to, **values}
        text = self._environment.get_template(template).render(self._common, **given)
        return text.encode("utf-8", "replace")


def template_text(name: str) -> str:
    """Give a file of `templates/`."""
    return files("migrator.exporters").joinpath("templates", name).read_text(encoding="utf-8")


def _environment(more: Mapping[str, str]) -> Environment:
    made = Environment(
        loader=DictLoader({name: template_text(f"{name}.j2") for name in TEMPLATES} | dict(more)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    made.filters["datetime"] = when
    made.filters["weburl"] = _weburl
    return made


def moment(published: str | None) -> str:
    """Write a time for people: `2018-02-12`, with the hour where it is known; the same in every language."""
    if not published:
        return ""
    return published[:10] if len(published) < 16 else f"{published[:10]} {published[11:16]}"


def _weburl(url: str | None) -> str:
    """Give an address of the web, written as a link needs it; empty for anything else."""
    return (valid_address(url) or "") if url and url.lower().startswith(("https://", "http://")) else ""
