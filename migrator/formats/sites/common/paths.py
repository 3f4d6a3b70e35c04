"""Where the documents of a blog are on a generated site: at their old paths, to the letter."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from migrator.addresses.urls import BlogAddress, label_of
from migrator.formats.common.folders import folders
from migrator.formats.common.slugs import Names, digest
from migrator.model.ports import ArchiveView, PostSummary
from migrator.model.schema import Post, PostStatus
from migrator.portable import folded, is_portable, is_servable

# Labels as tags of site generators: each with a slug of its own, and a name that no generator takes for another.

_PLAIN = re.compile(r"^[^\W_]+(?:[ -][^\W_]+)*$")
_DROPPED = re.compile(r"[^\w\s-]+")
_DASHES = re.compile(r"[\s_-]+")
_LONGEST = 60
# Eleventy's collection of everything; the names of generators' own pages of tags.
_RESERVED = frozenset({"all", "index", "page", "feed"})


@dataclass(frozen=True, slots=True)
class Term:
    """A label: `name` as the blog writes it; `slug` for its address; `key` what generators may tell it apart by.

    `key` is the name where that is safe: no punctuation, and no other label alike but for case and accents.
    """

    name: str
    slug: str
    key: str


def terms(labels: Iterable[str]) -> dict[str, Term]:
    """Return every label its term, in the order of the labels; `C`, `c` and `C++` stay three."""
    names = Names(taken=set(_RESERVED), longest=_LONGEST)
    made: dict[str, Term] = {}
    for label in labels:
        wanted = term_slug(label)
        slug = names.take(wanted if is_portable(wanted) else f"label-{wanted}")
        plain = slug == wanted and _PLAIN.match(label) and not label.isdecimal() and label.isascii() == slug.isascii()
        made[label] = Term(label, slug, label if plain and label.lower() not in _WORDS else slug)
    return made


# What YAML readers or generators take for something else than text.
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "all", "y", "n"})


def term_slug(label: str) -> str:
    """Return a readable slug: lower case, no accents on Latin letters, other scripts as they are, no punctuation."""
    folded = unicodedata.normalize("NFKD", label.lower())
    bare = "".join(c for c in folded if not (unicodedata.combining(c) and c < "\u0370"))
    text = _DASHES.sub("-", _DROPPED.sub(" ", unicodedata.normalize("NFC", bare))).strip("-")
    return text[:_LONGEST].strip("-") or f"label-{digest(label)}"


class SitePaths:
    """Knows the new path of every document of a blog.

    `prefix` is the path of the base URL (`/blog` for `https://me.example/blog/`), `tags` where pages of labels are.
    """

    def __init__(self, view: ArchiveView, terms: dict[str, Term], *, prefix: str, tags: str) -> None:
        self.address = BlogAddress(view.blog().url, view.aliases())
        self.prefix = prefix
        self._terms = terms
        self._public = {label for label, _ in view.labels((PostStatus.PUBLISHED.value,))}
        self._tags = tags
        self.folders, self._by_key = folders(view.summaries())
        self._renamed: dict[str, str] = {}
        """The folders of posts that can't keep their address, by id: one that no server takes, or that another has."""
        taken: set[int] = set()
        for summary in view.summaries():
            if summary.status != PostStatus.PUBLISHED and self._by_key.get(summary.key) == self.folders[summary.id]:
                del self._by_key[summary.key]  # no page is built of it
            path = self._old(summary)
            if path is None:
                continue
            place = hash(folded(path))
            if place in taken or not all(map(is_servable, path.lstrip("/").split("/"))):
                self._renamed[summary.id] = self.folders[summary.id]
            taken.add(place)
        self._new_folders = frozenset(self._renamed.values())

    def of(self, post: Post | PostSummary) -> str:
        """Return the path of a post, decoded: the old one, or one made of its folder where it had none of its own."""
        old = None if post.id in self._renamed else self._old(post)
        return old or f"/{self.folders[post.id]}.html"

    def renamed(self, post: Post) -> bool:
        """Whether a post can't be at its old path, although it has one."""
        return post.id in self._renamed

    def _old(self, post: Post | PostSummary) -> str | None:
        """Return the old path of a post, decoded; None where it had none of its own."""
        if post.url and "#" not in post.url and self.address.owns(post.url) and post.status not in _HIDDEN:
            return f"/{unquote(self.address.path(post.url))}"
        return None

    def label(self, label: str) -> str | None:
        """Return the path of a label's page, encoded; None for one that only posts have that are not public."""
        term = self._terms.get(label) if label in self._public else None
        return None if term is None else f"{self._tags}{quote(term.slug)}/"

    def month(self, month: str) -> str:
        """Return the place of a month (`YYYY-MM`) or year: both stand on the home page."""
        return f"/#m{month}"

    def target(self, key: str) -> str | None:
        """Return where a link to a document of the blog leads now, by its key; None: to its old address."""
        folder = self._by_key.get(key)
        if folder is not None:
            path = f"/{folder}.html" if "#" in key or folder in self._new_folders else f"/{unquote(key)}"
            return self.prefix + quote(path)
        url = self.address.home + key
        if label := label_of(url):
            found = self.label(label)
        elif period := self.address.period(url):
            year, month = period
            found = self.month(f"{year:04d}-{month:02d}" if month else f"{year:04d}")
        else:
            found = "/" if key == "" else None
        return None if found is None else self.prefix + found


_HIDDEN = frozenset({PostStatus.DRAFT, PostStatus.SCHEDULED})


# Times for generators that convert them to a zone of their own: always with an offset, to the second.


@dataclass(frozen=True, slots=True)
class PageTime:
    """A time as front matter takes it: `stamp` with its offset, `wall` on the blog's own clock without one.

    `assumed`: nobody told it; it is made of the day, the address, or the time of the last change.
    """

    stamp: str
    wall: str
    assumed: bool = False

    @property
    def day(self) -> str:
        """The day on the blog's own clock."""
        return self.wall[:10]


def page_time(text: str | None) -> PageTime | None:
    """Read one of the schema's times; a bare day stands at noon, so that no zone shifts it to another day."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    bare = len(text) == 10
    if bare:
        read += timedelta(hours=12)
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    read = read.replace(microsecond=0)
    return PageTime(read.isoformat(), read.replace(tzinfo=None).isoformat(sep=" "), assumed=bare)


def needed_time(post: Post, month: tuple[int, int | None] | None, crawled_at: str | None) -> PageTime:
    """Return the time of a post for a generator that demands one."""
    told = page_time(post.published)
    if told is not None:
        return told
    guesses = (post.updated, f"{month[0]:04d}-{month[1] or 1:02d}-01" if month else None, crawled_at, "1970-01-01")
    found = next(time for guess in guesses if (time := page_time(guess)) is not None)
    return PageTime(found.stamp, found.wall, assumed=True)
