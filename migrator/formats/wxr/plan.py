"""What must be known of a whole blog before its first item is written for WordPress: names, terms, logins.

Of a post whose name nobody else wants, nothing is kept but eight bytes: fifty thousand posts take no more memory than
ten thousand.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from migrator.addresses.urls import BlogAddress, label_of
from migrator.formats.common.redirects import Moves, TargetPaths, moves
from migrator.formats.common.slugs import (
    WantedSlugs,
    digest,
    full_key,
    is_reserved,
    logins,
    nicenames,
    numbered,
    own_slug,
    slug,
)
from migrator.formats.common.times import Moment, moment
from migrator.formats.wxr.options import WxrOptions
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, PostSummary
from migrator.model.schema import Author, Post

_UNNAMED = {"draft", "scheduled"}


class WxrPlan:
    """The names of one blog in WordPress, and where its old addresses lead there."""

    def __init__(self, view: ArchiveView, options: WxrOptions) -> None:
        self.options = options
        self.blog = view.blog()
        self.address = BlogAddress(self.blog.url, view.aliases())
        self.authors: list[Author] = list(view.authors()) or [Author(id="", name=self.blog.title or "Blogger")]
        self.logins = logins((author.id, author.name) for author in self.authors)
        self._by_url = {author.url: number for number, author in enumerate(self.authors, 1) if author.url}
        self._by_name = {author.name: number for number, author in enumerate(self.authors, 1)}
        self.labels = [label for label, _ in view.labels()]
        self.nicenames = nicenames(self.labels)
        self.clock = UniqueTimes(view.summaries())
        self._wanted = WantedSlugs(_key(one.type, wanted_name(one)) for one in view.summaries())
        self.count = len(self._wanted)
        self.moved: dict[str, str] = {}
        """New paths by key, of those posts whose old path WordPress can't keep."""
        self.notices: list[Notice] = []
        self._names: dict[str, str] = {}
        self._name_posts(view)

    def renamed(self, view: ArchiveView) -> Iterator[Notice]:
        """Tell of each post whose address changes; found anew, for there may be as many as posts."""
        for one in view.summaries():
            if one.url and (new := self.moved.get(full_key(one))) is not None:
                yield Notice(code="renamed", url=one.url, detail=self.options.site + new)

    def user(self, url: str | None, name: str, *, is_author: bool) -> int:
        """Return the number of the blog's author who wrote a comment, else 0."""
        if url and url in self._by_url:
            return self._by_url[url]
        return self._by_name.get(name, 0) if is_author else 0

    def name(self, post: Post) -> str:
        """Return the slug of a post in WordPress."""
        return self._names.get(post.id) or wanted_name(post)

    def date(self, published: str | None, url: str) -> Moment | None:
        """Return when a post was published: as told, else the month in its address."""
        told = moment(published)
        if told is not None or not url or not self.address.owns(url):
            return told
        parts = self.address.path(url).split("/")
        return moment(f"{parts[0]}-{parts[1]}-01") if len(parts) > 2 else None

    def target(self, key: str) -> str | None:
        """Return the address, on the new site, of a document of the blog by its key; None: no post of a shared file."""
        moved = self.path(key)
        return None if moved is None and "#" in key else self.options.site + (moved or key)

    def here(self, number: int, post: Post) -> str:
        """Return the address of a post on the new site, by its number there where it has none of the blog's.

        The importer takes a link that is nothing but a fragment for one that is relative to the home page.
        """
        if post.status.value not in _UNNAMED and self.address.owns(post.url):
            plain, _, fragment = post.url.partition("#")
            key = self.address.key(plain)
            shared = fragment.isdigit()
            if (found := self.target(f"{key}#{fragment}" if shared else key)) is not None:
                return found
        return f"{self.options.site}?p={number}"

    def path(self, key: str) -> str | None:
        """Return the new path of a document whose path changes; None: WordPress answers at the old one."""
        if (moved := self.moved.get(key)) is not None:
            return moved
        if key.startswith("search/label/"):
            nicename = self.nicenames.get(label_of(f"/{key}"))
            return f"{self.options.label_path}/{nicename}" if nicename else None
        if "archive.html" in key and (period := self.address.period(self.blog.url + key)):
            return f"{period[0]:04d}/{period[1]:02d}"
        return None

    def kept(self, view: ArchiveView) -> Iterator[str]:
        """Return the names of the pages, which are their paths on the new site."""
        for one in view.summaries():
            if one.type == "page":
                yield self._names.get(one.id) or wanted_name(one)

    def redirects(self, view: ArchiveView) -> Moves:
        """Return what the plugin does as a list, for homes that take no plugin."""

        def post(one: PostSummary) -> str:
            return "/" + self.moved.get(full_key(one), one.key)

        def label(name: str) -> str:
            return f"/{self.options.label_path}/{self.nicenames[name]}/"

        def month(period: str) -> str:
            return f"/{period.replace('-', '/')}/"

        return moves(view, TargetPaths(post=post, label=label, month=month, feed="/feed/"))

    def _name_posts(self, view: ArchiveView) -> None:
        """Let every post keep the name that nobody else wants; of several, the oldest keeps it."""
        contested = [one for one in view.summaries() if self._needs_name(one)]
        taken: set[tuple[str, str]] = set()
        owners = {unquote(one.key): one.id for one in contested if one.url}
        # Those go first that can keep their address with the name, then those that have one at all.
        contested.reverse()
        contested.sort(key=lambda one: (not self._would_stay(one), not one.url))
        for one in contested:
            name = self._free(one, taken, owners)
            taken.add((one.type, name))
            self._names[one.id] = name
        for one in view.summaries():
            self._note_move(one)

    def _needs_name(self, one: PostSummary) -> bool:
        name = wanted_name(one)
        return not name or _key(one.type, name) in self._wanted.several or is_reserved(one.type, name)

    def _would_stay(self, one: PostSummary) -> bool:
        when = self.date(one.published, one.url)
        return bool(one.url) and unquote(permalink(one.type, wanted_name(one), when)) == unquote(one.key)

    def _free(self, one: PostSummary, taken: set[tuple[str, str]], owners: dict[str, str]) -> str:
        """Return a name that nobody has, at an address that was no other post's."""
        wanted, when = wanted_name(one) or f"post-{digest(one.id)}", self.date(one.published, one.url)
        return next(
            name
            for name in numbered(wanted)
            if not is_reserved(one.type, name)
            and (one.type, name) not in taken
            and (name == wanted or _key(one.type, name) not in self._wanted)
            and owners.get(unquote(permalink(one.type, name, when)), one.id) == one.id
        )

    def _note_move(self, one: PostSummary) -> None:
        if not one.url or one.status in _UNNAMED:
            return
        name = self._names.get(one.id) or wanted_name(one)
        told = one.published or ""
        if one.type == "post" and one.key == f"{told[:4]}/{told[5:7]}/{name}.html":
            return
        new = permalink(one.type, name, self.date(one.published, one.url))
        if unquote(new) != unquote(one.key):
            self.moved[full_key(one)] = new


def permalink(kind: str, name: str, when: Moment | None) -> str:
    """Return the path under WordPress's permalinks `/%year%/%monthnum%/%postname%.html`; none ends in a slash."""
    if kind == "page" or when is None:
        return name
    return f"{when.local.year:04d}/{when.local.month:02d}/{name}.html"


def wanted_name(post: PostSummary | Post) -> str:
    """Return the slug that a post should have: its old one, else one of its title."""
    return slug(own_slug(post.slug, post.url)) or slug(post.title)


def _key(kind: str, name: str) -> int:
    return hash((kind, name))


# Times that no two items of one type and title share: WordPress takes the second for the first once more.


class UniqueTimes:
    """Gives each item a second of its own among those of its type and title.

    Nearly every item has one already. Of those only a digest is held, eight bytes; sets hold what shares a second.
    """

    def __init__(self, summaries: Iterable[PostSummary]) -> None:
        self._told = WantedSlugs(digest for one in summaries if (digest := _told(one)) is not None)
        self._titled: set[int] = set()
        self._any: set[int] = set()

    def distinct(self, kind: str, title: str, wanted: Moment, *, told: bool) -> Moment:
        """Return the time, or the next free second of its month; an untitled item needs one that no other item has.

        `told`: it is the time of the item's own summary.
        """
        second = _digest(kind, wanted)
        if told and second not in self._told.several and second not in self._any:
            return wanted
        found, step = wanted, 1
        while self._clashes(kind, title, found, free=told and found is wanted):
            further = found.later(step)
            if (further.local.year, further.local.month) != (wanted.local.year, wanted.local.month):
                step, further = -1, wanted.later(-1)
            found = further
        self._titled.add(hash((_folded(title), _digest(kind, found))))
        self._any.add(_digest(kind, found))
        return found

    def _clashes(self, kind: str, title: str, wanted: Moment, *, free: bool) -> bool:
        second = _digest(kind, wanted)
        if not free and second in self._told:
            return True
        if title:
            return hash((_folded(title), second)) in self._titled
        return second in self._any


def _folded(title: str) -> str:
    """Fold what the collation of WordPress's database holds for equal: case, accents, and marks without width."""
    parts = unicodedata.normalize("NFKD", title.casefold())
    return "".join(one for one in parts if unicodedata.category(one) not in {"Mn", "Cf"}).rstrip()


def _told(one: PostSummary) -> int | None:
    """Return the digest of the second that a post's summary tells; its first nineteen characters are that second."""
    text = one.published
    if text is None:
        return None
    if len(text) > 19 and text[10] == "T":
        return hash((one.type, text[:19]))
    when = moment(text)
    return None if when is None else _digest(one.type, when)


def _digest(kind: str, when: Moment) -> int:
    return hash((kind, when.local.isoformat(timespec="seconds")))
