"""Which old addresses of a blog have moved, and where to: posts, pages, labels, archives, feeds; for every host.

Blogger serves one document under many spellings. Host, scheme and `?m=1` are taken care of where the list is written
(`_redirect_hosts`); what is here are paths, as browsers send them: with a leading slash, percent-encoded.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from migrator.addresses.urls import BlogAddress
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, PostSummary
from migrator.model.schema import PostStatus
from migrator.portable import folded

_FEEDS = ("feeds/posts/default", "feeds/posts/summary", "feeds/comments/default", "atom.xml", "rss.xml")
_NO_SEGMENT = re.compile(r"/\.{1,2}(?:/|$)")
_MONTH = re.compile(r"\d{4}-\d{2}(?:-|$)")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path of the old blog and the path (or absolute URL) that it has now."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPaths:
    """Where things are in the target, as paths with a leading slash, percent-encoded; None: it has none.

    `month` takes `YYYY` or `YYYY-MM`; `feed` takes any of the blog's feeds.
    """

    post: Callable[[PostSummary], str | None]
    label: Callable[[str], str | None] = lambda _label: None
    month: Callable[[str], str | None] = lambda _month: None
    feed: str | None = None
    home: str = "/"


class Given:
    """The addresses that a target gives to what it shows; where `sources` are told, those among them alone."""

    def __init__(self, sources: Iterable[str] | None = None) -> None:
        # Digests: there may be a quarter of a million addresses, and few of them are sources.
        listed = None if sources is None else list(sources)
        self._asked = None if listed is None else {hash(_plain(one)) for one in listed}
        self._asked_alike = None if listed is None else {hash(_folded(one)) for one in listed}
        self._exact: set[int] = set()
        self._alike: set[int] = set()

    def add(self, path: str) -> None:
        """Take a path, percent-encoded; its fragment is of no concern."""
        exact, alike = hash(_plain(path)), hash(_folded(path))
        if self._asked is None or exact in self._asked:
            self._exact.add(exact)
        if self._asked_alike is None or alike in self._asked_alike:
            self._alike.add(alike)

    def __contains__(self, path: str) -> bool:
        """Whether a server that gets this path shows something of the target: with a slash at its end or without."""
        return hash(_plain(path)) in self._exact

    def alike(self, path: str) -> bool:
        """Whether there is such an address for a system that does not tell case apart."""
        return hash(_folded(path)) in self._alike


@dataclass(slots=True)
class Moves:
    """What moved, checked: no rule leads from an address that the target gives to something of its own."""

    rules: list[Redirect] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    given: Given = field(default_factory=Given)


def _plain(path: str) -> str:
    return path.partition("#")[0].removesuffix("index.html").rstrip("/")


def _folded(path: str) -> str:
    return folded(unquote(_plain(path)))


def moves(view: ArchiveView, places: TargetPaths) -> Moves:
    """Return the redirects that a blog needs in a target."""
    address = BlogAddress(view.blog().url, view.aliases())
    wanted: dict[str, str] = {}
    for source, target in _pairs(view, address, places):
        if source != target:
            wanted.setdefault(source, target)
    made = Moves(given=Given(wanted))
    for _, target in _pairs(view, address, places):
        made.given.add(target)
    for source, target in wanted.items():
        if _NO_SEGMENT.search(unquote(source)):
            made.notices.append(Notice(code="redirect-dropped", url=source, detail="no browser asks for such a path"))
        elif source in made.given:
            made.notices.append(
                Notice(code="redirect-dropped", url=source, detail=f"a page stands there; not {target}")
            )
        else:
            made.rules.append(Redirect(source, target))
    return made


def _pairs(view: ArchiveView, address: BlogAddress, places: TargetPaths) -> Iterator[tuple[str, str]]:
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
    labels = [label for label, _ in view.labels((PostStatus.PUBLISHED.value,))]
    for label in labels:
        yield from ((source, target) for source in _label_paths(label) if (target := places.label(label)))
    yield from _archives(months, places)
    if places.feed:
        yield from ((f"/{feed}", places.feed) for feed in _FEEDS)
        yield from (
            (f"/feeds/posts/default/-/{quote(label, safe='', errors='replace')}", places.feed) for label in labels
        )
    yield "/search", places.home


def _label_paths(label: str) -> Iterable[str]:
    """Return the spellings under which Blogger links a label."""
    plain = f"/search/label/{quote(label, safe='', errors='replace')}"
    return dict.fromkeys((plain, plain.replace("%20", "+")))


def _archives(months: Iterable[str], places: TargetPaths) -> Iterator[tuple[str, str]]:
    for year in dict.fromkeys(month[:4] for month in months):
        if target := places.month(year):
            yield f"/{year}/", target
    for month in months:
        if target := places.month(month):
            year, number = month.split("-")
            yield f"/{year}/{number}/", target
            yield f"/{year}_{number}_01_archive.html", target
