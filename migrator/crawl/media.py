"""The media of a run: fetched beside the pages, on their own hosts' budget, each content kept once."""

import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from migrator.crawl.loop import RequestLimitReached, run_until_idle
from migrator.crawl.media_fetch import Attempt, HostPatience, MediaOutcome, fetch_one, first_attempt
from migrator.model.errors import FetchFailed, Interrupted
from migrator.model.notices import Notice
from migrator.model.ports import Progress
from migrator.model.schema import Media
from migrator.net.client import Client
from migrator.store import Archive

# Begins the name of the folder, inside the archive's, where files arrive; whoever writes the archive is alone there.
_UNFINISHED = ".media-"
# Media asked of the archive at once.
_PORTION = 200
# While pages are read, the archive is asked for new media at most so often, and for at most that share of the time.
_PAUSE = 0.3
_SHARE = 0.05


class Gallery:
    """The media of one run as work for `run_until_idle`: beside the pages first, then to their end by `finish`.

    While pages are still coming, only what whole posts show is fetched: a shortened body may show other pictures.
    """

    def __init__(
        self,
        archive: Archive,
        client: Client,
        pool: ThreadPoolExecutor,
        folder: Path,
        *,
        run: int,
        progress: Progress,
        capturing: bool,
    ) -> None:
        self.in_flight: dict[Future[MediaOutcome], Attempt] = {}
        self._archive = archive
        self._client = client
        self._pool = pool
        self._folder = folder
        self._run = run
        self._progress = progress
        self._capturing = capturing
        self._patience = HostPatience()
        self._waiting: deque[Attempt] = deque()
        self._codes: dict[str, str] = {}
        self._room = client.settings.connections
        self._beside_pages = True
        self._ask_at = 0.0
        self._done = self._total = 0

    def start(self) -> None:
        """Start as many fetches as there is room for."""
        while len(self.in_flight) < self._room:
            if not self._waiting and not self._ask():
                return
            attempt = self._waiting.popleft()
            self.in_flight[self._pool.submit(fetch_one, attempt, self._client, self._folder, self._patience)] = attempt

    def _ask(self) -> bool:
        """Ask the archive for the next portion of what is wanted; tell whether there is any."""
        began = time.monotonic()
        if self._beside_pages and began < self._ask_at:
            return False
        known = {attempt.media.id for attempt in self.in_flight.values()}
        wanted = self._archive.media.wanted(self._run, of_whole_posts=self._beside_pages)
        self._waiting.extend(
            first_attempt(media, self._archive.media.asked(media.id))
            for media in islice(wanted, _PORTION + len(known))
            if media.id not in known
        )
        now = time.monotonic()
        self._ask_at = now + max(_PAUSE, (now - began) / _SHARE)
        return bool(self._waiting)

    def settle(self, future: "Future[MediaOutcome]") -> None:
        """Keep one file, or note why there is none."""
        attempt = self.in_flight.pop(future)
        try:
            outcome = future.result()
        except Interrupted:
            return  # it waited for its turn when the run was stopped: it stays wanted
        except FetchFailed as failure:
            raise RequestLimitReached from failure
        self._keep(attempt, outcome)
        if outcome.next is not None:
            self._waiting.appendleft(outcome.next)
            return
        self._done += 1
        if not self._beside_pages:
            self._progress.step(self._done, max(self._done, self._total), outcome.media.url)

    def _keep(self, attempt: Attempt, outcome: MediaOutcome) -> None:
        """Keep what came, or how far the addresses of a file were asked in vain."""
        media, download = outcome.media, outcome.download
        with self._archive.transaction():
            if download is not None and download.path is not None:
                if self._capturing and download.final_url:
                    self._archive.captures.add_file(download.page, download.path, run=self._run)
                self._archive.media.keep(
                    media.id,
                    download.path,
                    final_url=download.final_url,
                    content_type=download.page.content_type,
                )
                return
            if outcome.next is not None:
                self._archive.media.stepped(media.id, attempt.url)
                return
            self._codes[media.id] = outcome.code
            self._archive.media.failed(media.id, outcome.status, outcome.error)
            if outcome.poster is not None and outcome.poster.path is not None:
                self._archive.media.keep_poster(media.id, outcome.poster.path, final_url=outcome.poster.final_url)

    def finish(self) -> list[Notice]:
        """Fetch what is still wanted, and name what could not be had with every post that shows it."""
        self._beside_pages = False
        self._waiting.clear()
        self._total = self._done + self._archive.media.wanted_count(self._run)
        run_until_idle(self._client, self)
        with self._archive.transaction():
            self._archive.media.settle_names()
            lost = [self._loss(media, posts) for media, posts in self._archive.media.lost(self._run)]
            self._archive.notices.add(self._run, lost)
        return lost

    def _loss(self, media: Media, posts: tuple[str, ...]) -> Notice:
        detail = f"{media.error or 'not had'}; shown by {', '.join(posts)}"
        return Notice(code=self._codes.get(media.id, "media-missing"), url=media.url, detail=detail)


@contextmanager
def media_of(
    archive: Archive, client: Client, *, run: int, progress: Progress, capturing: bool = False
) -> Iterator[Gallery]:
    """Open the media of a run, `capturing` their responses or not; at the end, what is in flight is waited for."""
    for left_by_a_killed_run in archive.path.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left_by_a_killed_run, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(dir=archive.path, prefix=_UNFINISHED) as folder,
        ThreadPoolExecutor(client.settings.connections, thread_name_prefix="media") as pool,
    ):
        yield Gallery(archive, client, pool, Path(folder), run=run, progress=progress, capturing=capturing)
