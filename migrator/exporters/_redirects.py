"""Which old addresses of a blog have moved, and where to: posts, pages, labels, archives, feeds; for every host.

Blogger serves one document under many spellings. Host, scheme and `?m=1` are taken care of where the list is written
(`_redirect_hosts`); what is here are paths, as browsers send them: with a leading slash, percent-encoded.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from migrator.notices import Notice
from migrator.protocols import ArchiveView, PostSummary
from migrator.schema import PostStatus
from migrator.urls import BlogAddress

_FEEDS = ("feeds/posts/default", "feeds/posts/summary", "feeds/comments/default", "atom.xml", "rss.xml")
_NO_SEGMENT = re.compile(r"/\.{1,2}(?:/|$)")
_MOST_STEPS = 20
_MONTH = re.compile(r"\d{4}-\d{2}(?:-|$)")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path of the old blog and the path (or absolute URL) that it has now."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are in the target, as paths with a leading slash, percent-encoded; None: it has none.

    `month` takes `YYYY` or `YYYY-MM`; `feed` takes any of the blog's feeds.
    """

    post: Callable[[PostSummary], str | None]
    label: Callable[[str], str | None] = lambda _label: None
    month: Callable[[str], str | None] = lambda _month: None
    feed: str | None = None
    home: str = "/"


@dataclass(slots=True)
class Moves:
    """What moved, checked: no rule leads to itself, to another rule, or hides a page of the target."""

    rules: list[Redirect] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def moves(view: ArchiveView, places: Places) -> Moves:
    """Give the redirects that a blog needs in a target."""
    address = BlogAddress(view.blog().url, view.aliases())
    occupied: set[int] = set()
    wanted: dict[str, str] = {}
    for source, target in _pairs(view, address, places):
        if source == target:
            occupied |= {hash(source), hash(source.removesuffix("index.html"))}
        else:
            wanted.setdefault(source, target)
    made = Moves()
    for source, target in wanted.items():
        end = _end(wanted, target)
        if _NO_SEGMENT.search(unquote(source)):
            made.notices.append(Notice(code="redirect-dropped", url=source, detail="no browser asks for such a path"))
        elif end is None or end == source:
            made.notices.append(Notice(code="redirect-dropped", url=source, detail=f"a loop over {target}"))
        elif hash(source) in occupied:
            made.notices.append(Notice(code="redirect-dropped", url=source, detail=f"a page stands there; not {end}"))
        else:
            made.rules.append(Redirect(source, end))
    return made


def _end(wanted: dict[str, str], target: str) -> str | None:
    """Follow a chain to its end; None for a loop."""
    for _ in range(_MOST_STEPS):
        if target not in wanted:
            return target
        target = wanted[target]
    return None


def _pairs(view: ArchiveView, address: BlogAddress, places: Places) -> Iterator[tuple[str, str]]:
    months: dict[str, None] = {}
    for summary in view.summaries():
        if summary.status != PostStatus.PUBLISHED or not address.owns(summary.url):
            continue
        old = f"/{address.path(summary.url)}"
        target = places.post(summary)
        # Posts that share a file (`2003_05_01_archive.html#105`) have no path of their own to redirect.
        if target is not None and "#" not in summary.url:
            yield old, target
        if summary.type == "post" and _MONTH.match(summary.published or ""):
            months[(summary.published or "")[:7]] = None
    for label, _ in view.labels():
        yield from ((source, target) for source in _label_paths(label) if (target := places.label(label)))
    yield from _archives(months, places)
    if places.feed:
        yield from ((f"/{feed}", places.feed) for feed in _FEEDS)
        yield from (
            (f"/feeds/posts/default/-/{quote(label, safe='', errors='replace')}", places.feed)
            for label, _ in view.labels()
        )
    yield "/search", places.home


def _label_paths(label: str) -> Iterable[str]:
    """Give the spellings under which Blogger links a label."""
    plain = f"/search/label/{quote(label, safe='', errors='replace')}"
    return dict.fromkeys((plain, plain.replace("%20", "+")))


def _archives(months: Iterable[str], places: Places) -> Iterator[tuple[str, str]]:
    for year in dict.fromkeys(month[:4] for month in months):
        if target := places.month(year):
            yield f"/{year}/", target
    for month in months:
        if target := places.month(month):
            year, number = month.split("-")
            yield f"/{year}/{number}/", target
            yield f"/{year}_{number}_01_archive.html", target
