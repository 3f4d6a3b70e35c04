"""What the live pages have beside those of the copy: a second row of links, and the shape of our own pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from migrator.browse.library import OWN, Library

# What a page function answers with; HTTP is made of it elsewhere.

PAGE, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes with their type. `foreign`: they came from the web as they are, so the browser must shut them in."""

    body: bytes
    type: str = PAGE
    status: int = 200
    foreign: bool = False
    name: str = ""
    """With a name the browser saves it, and never shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A held media file."""

    path: Path
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirection:
    """The page has this path, from the root, quoted."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """There is no such page; `tried` says of what."""

    tried: str


Answer = Content | File | Redirection | NotFound


_MENU = (
    ("report", "Report"),
    ("revisions", "Changes"),
    ("captures", "Captures"),
    ("runs", "Runs"),
    ("notices", "Notices"),
)


def link(page: str, /, **query: object) -> str:
    """Return the address of one of our own pages."""
    asked = {name: value for name, value in query.items() if value not in {"", None}}
    return f"/{OWN}/{quote(page)}" + (f"?{urlencode(asked)}" if asked else "")


def dress(library: Library, *of_post: tuple[str, str]) -> None:
    """Give the next page the links of the archive, and those of its post: (address, words)."""
    plan = library.plan()
    menu = [(link(page), words) for page, words in _MENU]
    if plan.hidden:
        menu.append((link("drafts"), f"Drafts ({len(plan.hidden)})"))
    rows = [_nav("tools", "Archive", menu)]
    if of_post:
        rows.append(_nav("tools of-post", "This post", of_post))
    plan.pages.tools = Markup("\n").join([Markup('<link rel="stylesheet" href="/~/live.css">'), *rows])


def own_page(library: Library, template: str, title: str, *, status: int = 200, **values: object) -> Content:
    """Render one of our own pages in the look of the copy."""
    dress(library)
    places = library.plan().places.by_id
    given = {
        "title": title,
        "link": link,
        "to": lambda path: f"/{quote(path)}",
        "path_of": lambda post: "/" + quote(places.get(post, "")),
        **values,
    }
    return Content(body=library.plan().pages.render(template, OWN, **given), status=status)


def _nav(kind: str, name: str, links: Iterable[tuple[str, str]]) -> Markup:
    listed = Markup(" ").join(Markup('<a href="{}">{}</a>').format(address, words) for address, words in links)
    return Markup('<nav class="{}" aria-label="{}" lang="en" dir="ltr"><span>{}</span> {}</nav>').format(
        kind, name, escape(name), listed
    )
