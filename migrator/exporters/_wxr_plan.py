"""What must be known of a whole blog before its first item is written for WordPress: names, terms, logins."""

from dataclasses import dataclass, field

from migrator.exporters._moments import Moment, moment
from migrator.exporters._slugs import Names, digest, logins, nicenames, post_names, slug
from migrator.notices import Notice
from migrator.protocols import ArchiveView, PostSummary
from migrator.schema import Author
from migrator.urls import BlogAddress


@dataclass(slots=True)
class Clock:
    """Times that no two items of one type and title share: WordPress takes the second for the first once more."""

    _titled: set[int] = field(default_factory=set)
    _any: set[int] = field(default_factory=set)

    def distinct(self, kind: str, title: str, wanted: Moment) -> Moment:
        """Give the time, or the next free second; an untitled item needs a second that no other item has."""
        found = wanted
        while self._clashes(kind, title, found):
            found = found.later(1)
        # Digests and not texts: a set of two hundred thousand of them stays small.
        self._titled.add(hash((kind, title, _second(found))))
        self._any.add(hash((kind, _second(found))))
        return found

    def _clashes(self, kind: str, title: str, wanted: Moment) -> bool:
        if title:
            return hash((kind, title, _second(wanted))) in self._titled
        return hash((kind, _second(wanted))) in self._any


def _second(wanted: Moment) -> str:
    return wanted.local.isoformat(timespec="seconds")


class Plan:
    """The names of one blog in WordPress."""

    def __init__(self, view: ArchiveView) -> None:
        self.blog = view.blog()
        self.address = BlogAddress(self.blog.url, view.aliases())
        self.authors: list[Author] = list(view.authors())
        self.logins = logins((author.id, author.name) for author in self.authors)
        self.numbers = {author.url: number for number, author in enumerate(self.authors, 1) if author.url}
        self.labels = [label for label, _ in view.labels()]
        self.nicenames = nicenames(self.labels)
        self.count = 0
        self.names: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        """New addresses by key, of those posts whose old address WordPress can't keep."""
        self.notices: list[Notice] = []
        self._name_posts(view)

    def _name_posts(self, view: ArchiveView) -> None:
        """Name the oldest post first: it keeps its name where two share one."""
        taken = {"post": post_names(), "page": post_names()}
        summaries = [(one.id, one.type, wanted_name(one), one.url, one.key, one.published) for one in view.summaries()]
        self.count = len(summaries)
        for post_id, kind, wanted, url, key, published in reversed(summaries):
            name = self._take(taken[kind], wanted, post_id)
            self.names[post_id] = name
            new = self._address_of(kind, name, published)
            if url and (kind == "page" or name != wanted):
                self.moved[key] = new
                self.notices.append(Notice(code="renamed", url=url, detail=new))

    def _take(self, names: Names, wanted: str, post_id: str) -> str:
        return names.take(wanted or f"post-{digest(post_id)}")

    def _address_of(self, kind: str, name: str, published: str | None) -> str:
        """Give the address under WordPress's permalinks `/%year%/%monthnum%/%postname%.html`."""
        when = moment(published)
        if kind == "page" or when is None:
            return f"{self.blog.url}{name}/"
        return f"{self.blog.url}{when.local.year:04d}/{when.local.month:02d}/{name}.html"


def wanted_name(summary: PostSummary) -> str:
    """Give the slug that a post should have: its old one, else one of its title."""
    return slug(summary.slug) or slug(summary.title)
