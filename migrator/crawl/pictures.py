"""Fetching the originals of a blog's media: best size first, stored once per content, dead hosts given up."""

import shutil
import tempfile
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from migrator import media as sizes
from migrator.crawl.engine import OutOfBudget
from migrator.crawl.options import Progress
from migrator.errors import FetchFailed, Interrupted
from migrator.net.client import Client
from migrator.net.settings import Download
from migrator.notices import Notice
from migrator.schema import Media, MediaKind, MediaStatus
from migrator.store import Archive
from migrator.urls import host_of

# A smaller size may exist where the original does not; any other answer (429, 5xx) says nothing about sizes.
_STEP_DOWN = frozenset({400, 403, 404, 410})
# A foreign host that fails this often running is given up for this run.
_PATIENCE = 5
# Blogger's own image servers hold most of a blog: only an outage looks like this many failures in a row.
_PATIENCE_WITH_BLOGGER = 25
# Begins the name of the folder, inside the archive's, where files arrive; whoever writes the archive is alone there.
_UNFINISHED = ".media-"
# Media asked of the archive at once.
_PORTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one media file ended: the download and the URL that gave it, or the reason why there is none."""

    media: Media
    download: Download | None = None
    error: str = ""
    given_up: bool = False


class HostPatience:
    """Counts failures in a row per host; for Blogger's own image hosts it takes more of them."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spent(self, url: str) -> bool:
        """Tell whether this URL's host has used up its chances."""
        with self._lock:
            return self._failures[host_of(url)] >= patience_with(url)

    def record(self, url: str, *, failed: bool) -> None:
        """Count a failure (no usable answer at all), or start over after an answer."""
        with self._lock:
            self._failures[host_of(url)] = self._failures[host_of(url)] + 1 if failed else 0


def patience_with(url: str) -> int:
    """Give how many failures in a row this URL's host may have."""
    return _PATIENCE_WITH_BLOGGER if sizes.is_image_host(url) else _PATIENCE


def candidates(media: Media) -> tuple[str, ...]:
    """Give the URLs to try, best first: the size ladder of the best original, then every URL that posts used."""
    tried = [rung for url in (media.url, *media.urls) for rung in sizes.ladder(url)]
    return tuple(dict.fromkeys(tried))


def fetch_one(media: Media, client: Client, folder: Path, patience: HostPatience) -> Outcome:
    """Try the candidates of one media file until one gives a usable file."""
    error = "no address to ask"
    for number, url in enumerate(candidates(media)):
        if patience.spent(url):
            return Outcome(
                media=media, error=f"{host_of(url)} failed {patience_with(url)} times running", given_up=True
            )
        target = folder / f"{media.id}-{number}"
        try:
            download = client.fetch_to_file(url, target)
        except FetchFailed as failure:
            if failure.reason == "budget":
                raise
            patience.record(url, failed=True)
            return Outcome(media=media, error=failure.message)
        if download.status == 200 and _usable(media, target):
            patience.record(url, failed=False)
            return Outcome(media=media, download=download)
        target.unlink(missing_ok=True)
        error = "a web page came instead of the file" if download.status == 200 else f"HTTP {download.status}"
        patience.record(url, failed=download.status >= 500)
        if download.status != 200 and download.status not in _STEP_DOWN:
            break
    return Outcome(media=media, error=error)


def _usable(media: Media, path: Path) -> bool:
    """Tell a media file from the error page that is served in its place, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return False
    html = head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<!--"))
    return not html or media.kind is MediaKind.FILE


def fetch_media(archive: Archive, client: Client, *, run: int, progress: Progress) -> list[Notice]:
    """Fetch every media file that posts refer to and the archive lacks.

    Ctrl-C once: what is in flight is finished and kept, then Interrupted. Raises OutOfBudget at the request limit.
    """
    for left_by_a_killed_run in archive.path.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left_by_a_killed_run, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=archive.path, prefix=_UNFINISHED) as folder:
        return _MediaRun(archive, client, Path(folder), run=run, progress=progress).work()


class _MediaRun:
    """One pass over the wanted media, a few in flight at a time."""

    def __init__(self, archive: Archive, client: Client, folder: Path, *, run: int, progress: Progress) -> None:
        self._archive = archive
        self._client = client
        self._folder = folder
        self._run = run
        self._progress = progress
        self._patience = HostPatience()
        self._flying: dict[Future[Outcome], str] = {}
        self._waiting: list[Media] = []
        self._notices: list[Notice] = []
        self._done = 0
        self._total = archive.media_wanted_count(run)

    def work(self) -> list[Notice]:
        stopped: Interrupted | OutOfBudget | None = None
        with ThreadPoolExecutor(self._client.settings.connections, thread_name_prefix="media") as pool:
            while True:
                if stopped is None:
                    self._launch(pool)
                if not self._flying:
                    break
                try:
                    finished, _ = wait(self._flying, return_when=FIRST_COMPLETED)
                    for future in finished:
                        del self._flying[future]
                        self._take(future)
                except OutOfBudget as limit:
                    stopped = stopped or limit
                except KeyboardInterrupt:
                    if isinstance(stopped, Interrupted):
                        self._client.abort(in_flight=True)
                        raise
                    stopped = Interrupted("Stopped; everything fetched so far is kept.")
                    self._client.abort()
        if stopped is not None:
            raise stopped
        return self._notices

    def _launch(self, pool: ThreadPoolExecutor) -> None:
        """Keep every connection busy; the archive is asked for the next portion only when the last one is used up."""
        while len(self._flying) < self._client.settings.connections:
            if not self._waiting:
                known = set(self._flying.values())
                portion = islice(self._archive.media_wanted(self._run), _PORTION)
                self._waiting = [media for media in portion if media.id not in known]
            if not self._waiting:
                return
            media = self._waiting.pop(0)
            self._flying[pool.submit(fetch_one, media, self._client, self._folder, self._patience)] = media.id

    def _take(self, future: Future[Outcome]) -> None:
        try:
            outcome = future.result()
        except Interrupted:
            return  # it waited for its turn when the run was stopped: it stays wanted
        except FetchFailed as failure:
            raise OutOfBudget from failure
        self._notices += _settle(self._archive, outcome, self._run)
        self._done += 1
        self._progress.step(self._done, self._total, outcome.media.url)


def _settle(archive: Archive, outcome: Outcome, run: int) -> list[Notice]:
    """Keep a file, or say why there is none."""
    with archive.transaction():
        if outcome.download is not None and outcome.download.path is not None:
            archive.keep_media(
                outcome.media.id,
                outcome.download.path,
                final_url=outcome.download.final_url,
                content_type=outcome.download.page.content_type,
            )
            return []
        archive.media_failed(outcome.media.id, MediaStatus.MISSING, outcome.error)
        code = "host-given-up" if outcome.given_up else "media-missing"
        notice = Notice(code=code, url=outcome.media.url, detail=outcome.error)
        archive.add_notices(run, [notice])
        return [notice]
