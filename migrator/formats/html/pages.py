"""Renders one page of the copy from values: by the exporter into files, or by whoever serves pages live."""

import functools
import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from migrator.content.html5.attributes import valid_address
from migrator.formats.html.data import when
from migrator.formats.html.dates import Dates
from migrator.formats.html.language import of_blog
from migrator.model.schema import Blog

TEMPLATES = ("base.html", "home.html", "labels.html", "list.html", "post.html", "search.html")


class Pages:
    """The templates with what all pages of one blog share: its words, its language, which lists there are."""

    def __init__(self, blog: Blog, *, has_labels: bool, has_pages: bool, more: Mapping[str, str] | None = None) -> None:
        """Prepare the templates; `more` are some of whoever serves the pages, by name, beside those of the copy."""
        self.tools: Markup | None = None
        """What a server of the pages adds to the head of each."""
        self.words = words_for(blog.language)
        self.tongue = of_blog(blog.language or self.words.language)
        self.dates = Dates(blog.language)
        self._environment = _environment(more or {}, self.dates)
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
    """Return a file of `templates/`."""
    return files("migrator.formats.html").joinpath("templates", name).read_text(encoding="utf-8")


def _environment(more: Mapping[str, str], dates: Dates) -> Environment:
    made = Environment(
        loader=DictLoader({name: template_text(f"{name}.j2") for name in TEMPLATES} | dict(more)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["date"] = dates.moment
    made.filters["month"] = dates.month
    made.filters["moment"] = moment
    made.filters["datetime"] = when
    made.filters["weburl"] = _weburl
    return made


def moment(published: str | None) -> str:
    """Return a time of ours, not the blog's, for people: `2018-02-12`, with the hour where it is known."""
    if not published:
        return ""
    return published[:10] if len(published) < 16 else f"{published[:10]} {published[11:16]}"


def _weburl(url: str | None) -> str:
    """Return an address of the web, written as a link needs it; empty for anything else."""
    return (valid_address(url) or "") if url and url.lower().startswith(("https://", "http://")) else ""


# The few words of the browsable copy's own furniture, in the blog's language where we have them, else in English.


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Interface words of one language, as `templates/words.json` holds them; `language` is their BCP 47 tag."""

    language: str
    archive: str
    labels: str
    pages: str
    comments: str
    older: str
    newer: str
    untitled: str
    author: str
    removed: str
    removed_comment: str
    reply_to: str
    home: str
    skip: str
    search: str
    results: str
    nothing: str
    some: str
    more: str
    failed: str
    no_script: str
    menu: str
    picture: str
    feed: str


@functools.cache
def languages() -> dict[str, Words]:
    """Return the words of every language that we have, by its tag."""
    text = files("migrator.formats.html").joinpath("templates", "words.json").read_text(encoding="utf-8")
    return {language: Words(language=language, **words) for language, words in json.loads(text).items()}


def words_for(language: str) -> Words:
    """Return the words for a BCP 47 tag."""
    return languages().get(language.partition("-")[0].lower(), languages()["en"])
