"""Which part of an archive an export is asked for, and the archive's view cut down to it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from migrator.model.errors import UsageError
from migrator.model.ports import ArchiveView, PostSummary
from migrator.model.schema import Author, Blog, Media, Post
from migrator.sources.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A part of an archive; what is empty selects nothing away.

    `window` is of publication days (a post without a date is always inside); a post needs one of `labels`; `types` and
    `statuses` are values of the schema; `comments` False leaves comments out.
    """

    window: Window = field(default_factory=Window)
    labels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    comments: bool = True

    @property
    def takes_every_post(self) -> bool:
        """Nothing but comments can be missing."""
        return self.window.is_open and not (self.labels or self.types or self.statuses)

    def holds(self, post: Post) -> bool:
        """Whether a post is asked for."""
        return (
            self.window.holds(post.published)
            and (not self.labels or not self.labels.isdisjoint(post.labels))
            and (not self.types or post.type.value in self.types)
            and (not self.statuses or post.status.value in self.statuses)
        )


class SelectedView:
    """The same view with the selected posts alone, and the authors, labels and media that these use."""

    def __init__(self, view: ArchiveView, selection: Selection) -> None:
        self._view = view
        self._selection = selection
        self._posts: set[str] | None = None
        self._media: set[int] = set()
        self._authors: set[str] = set()
        self._labels: dict[tuple[str, str], int] = {}
        if not selection.takes_every_post:
            self._look(_known(view, selection.labels))

    def _look(self, labels: frozenset[str]) -> None:
        """Find out once what is selected: later passes need it before they come to the posts."""
        selection = replace(self._selection, labels=labels)
        self._posts = set()
        for post in self._view.posts():
            if selection.holds(post):
                self._posts.add(post.id)
                # Digests and not ids: a quarter of a million ids would weigh more than the rest of an export.
                self._media.update(map(hash, post.media))
                self._authors.add(post.author or "")
                for label in dict.fromkeys(post.labels):
                    key = (label, post.status.value)
                    self._labels[key] = self._labels.get(key, 0) + 1

    def _takes(self, post: Post | PostSummary) -> bool:
        return self._posts is None or post.id in self._posts

    def blog(self) -> Blog:
        """Return the blog itself."""
        return self._view.blog()

    def authors(self) -> Iterator[Author]:
        """Return the authors of the selected posts."""
        return (author for author in self._view.authors() if self._posts is None or author.id in self._authors)

    def posts(self) -> Iterator[Post]:
        """Yield the selected posts, without comments if these are not asked for."""
        for post in self._view.posts():
            if self._takes(post):
                yield post if self._selection.comments or not post.comments else replace(post, comments=())

    def summaries(self) -> Iterator[PostSummary]:
        """Return the selected posts without their bodies."""
        return (summary for summary in self._view.summaries() if self._takes(summary))

    def labels(self, statuses: Collection[str] = ()) -> Iterator[tuple[str, int]]:
        """Return the labels of the selected posts with their numbers; of some statuses, if these are named."""
        if self._posts is None:
            return self._view.labels(statuses)
        counts: dict[str, int] = {}
        for (label, status), count in sorted(self._labels.items()):
            if not statuses or status in statuses:
                counts[label] = counts.get(label, 0) + count
        return iter(counts.items())

    def media(self) -> Iterator[Media]:
        """Return the media of the selected posts."""
        return (one for one in self._view.media() if self._posts is None or hash(one.id) in self._media)

    def media_by_id(self, media_id: str) -> Media | None:
        """Return one media file."""
        return self._view.media_by_id(media_id)

    def aliases(self) -> frozenset[str]:
        """Return the other hosts of the blog."""
        return self._view.aliases()

    def open_media(self, media: Media) -> BinaryIO:
        """Open the bytes of a held media file."""
        return self._view.open_media(media)


def _known(view: ArchiveView, wanted: frozenset[str]) -> frozenset[str]:
    """Return the wanted labels as the blog writes them; UsageError for one that it does not have in any case."""
    if not wanted:
        return wanted
    have: dict[str, set[str]] = {}
    for label, _ in view.labels():
        have.setdefault(label.casefold(), set()).add(label)
    found: set[str] = set()
    for label in sorted(wanted):
        alike = have.get(label.casefold())
        if alike is None:
            raise UsageError(
                f"No post has the label {label!r}.", hint="`migrate export --format markdown` lists them in blog.yaml."
            )
        found |= {label} if label in alike else alike
    return frozenset(found)
