"""The open archive with the plan of its pages, made anew when another process has changed the archive."""

import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from migrator.formats.html.pages import Pages
from migrator.formats.html.paths import PagePaths, is_public, places_of
from migrator.formats.html.post import PostPages
from migrator.model.ports import PostSummary
from migrator.store import Archive

OWN = "~"
"""The folder of the pages that are ours and not the blog's: no address of Blogger begins so."""
_TEMPLATES = ("capture.html", "captures.html", "drafts.html", "error.html", "notices.html", "revised.html",
              "revisions.html", "run.html", "runs.html", "search_live.html")  # fmt: skip


@dataclass(slots=True)
class SitePlan:
    """Which pages there are: the blog's places, with those of posts that it does not show, and who is where."""

    places: PagePaths
    pages: Pages
    posts: PostPages
    hidden: list[PostSummary]
    summaries: dict[str, PostSummary]
    by_path: dict[str, str]
    labels_by_path: dict[str, str]


class Library:
    """An archive, read by one thread."""

    def __init__(self, folder: Path, patience: float) -> None:
        """Open; while a run writes, the plan may be `patience` seconds old: on a large blog making it takes a while."""
        self._patience = patience
        self.archive = Archive.open_existing(folder, write=False)
        self.view = self.archive.view()
        self.insight = self.archive.insight()
        self._plan: SitePlan | None = None
        self._version, self._planned = -1, 0.0

    def close(self) -> None:
        """Close the archive."""
        self.archive.close()

    def plan(self) -> SitePlan:
        """Return the plan of the archive as it is now, or was a moment ago; ArchiveError while it holds no blog."""
        version, now = self.insight.version(), time.monotonic()
        if self._plan is None or (version != self._version and now - self._planned > self._patience):
            # They remember who is who.
            self.view, self.insight = self.archive.view(), self.archive.insight()
            self._plan = self._planned_now()
            self._version, self._planned = version, now
        return self._plan

    def _planned_now(self) -> SitePlan:
        summaries = list(self.view.summaries())
        places = places_of(summaries, [label for label, _ in self.view.labels()])
        hidden = [summary for summary in summaries if not is_public(summary.status)]
        for summary in hidden:
            places.by_id[summary.id] = f"{OWN}/post/{summary.id}.html"
        pages = Pages(
            self.view.blog(),
            has_labels=bool(places.labels),
            has_pages=bool(places.pages),
            more={name: template(f"{name}.j2") for name in _TEMPLATES},
        )
        return SitePlan(
            places=places,
            pages=pages,
            posts=PostPages(self.view, places, pages),
            hidden=hidden,
            summaries={summary.id: summary for summary in summaries},
            by_path={path: post for post, path in places.by_id.items()},
            labels_by_path={path: label for label, path in places.labels.items()},
        )


def template(name: str) -> str:
    """Return a file of `templates/`."""
    return files("migrator.browse").joinpath("templates", name).read_text(encoding="utf-8")


# The one thread that reads the archive: those that talk HTTP hand it questions, one after the other.

Answer = TypeVar("Answer")


class Closed(Exception):
    """The program is about to end: nothing more is read."""


class ReadingThread:
    """Opens the archive in a thread of its own and asks it there; an archive is not for several threads."""

    def __init__(self, folder: Path, patience: float) -> None:
        """Open as `Library` does; raises what `Archive.open_existing` raises."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        try:
            self._library = self._pool.submit(Library, folder, patience).result()
        except BaseException:
            self._pool.shutdown()
            raise

    def ask(self, question: Callable[[Library], Answer]) -> Answer:
        """Return what a function of the library gives, or raise what it raises; Closed after `close`."""
        try:
            asked = self._pool.submit(self._asked, question)
        except RuntimeError as error:
            raise Closed from error
        return asked.result()

    def _asked(self, question: Callable[[Library], Answer]) -> Answer:
        try:
            return question(self._library)
        except Exception as fault:
            # The frames of a failure hold queries half read, which must end in the thread that began them.
            cause: BaseException | None = fault
            while cause is not None:
                traceback.clear_frames(cause.__traceback__)
                cause = cause.__cause__ or cause.__context__
            raise

    def close(self) -> None:
        """Close the archive once what was asked is answered."""
        self._pool.submit(self._library.close).result()
        self._pool.shutdown()
