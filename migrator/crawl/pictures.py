"""Fetching the originals of a blog's media: best size first, stored once per content, dead hosts given up."""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from migrator import media as sizes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one media file ended: the download and the URL that gave it, or the reason why there is none."""

    media: Media
    download: Download | None = None
    error: str = ""
    given_up: bool = False


class HostPatience:
    """Counts failures in a row per foreign host; Blogger's own image hosts are never given up."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spent(self, url: str) -> bool:
        """Tell whether this URL's host has used up its chances."""
        with self._lock:
            return self._failures[host_of(url)] >= _PATIENCE

    def record(self, url: str, *, failed: bool) -> None:
        """Count a failure (no usable answer at all), or start over after an answer."""
        if sizes.is_image_host(url):
            return
        with self._lock:
            self._failures[host_of(url)] = self._failures[host_of(url)] + 1 if failed else 0


def candidates(media: Media) -> tuple[str, ...]:
    """Give the URLs to try, best first: the size ladder of the best original, then every URL that posts used."""
    tried = [rung for url in (media.url, *media.urls) for rung in sizes.ladder(url)]
    return tuple(dict.fromkeys(tried))


def fetch_one(media: Media, client: Client, folder: Path, patience: HostPatience) -> Outcome:
    """Try the candidates of one media file until one gives a usable file."""
    error = "no address to ask"
    for number, url in enumerate(candidates(media)):
        if patience.spent(url):
            return Outcome(media=media, error=f"{host_of(url)} failed {_PATIENCE} times running", given_up=True)
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
    """Fetch every media file that posts refer to and the archive lacks. Ctrl-C: finish what is in flight, then stop."""
    patience, notices = HostPatience(), list[Notice]()
    wanted = iter(list(archive.media_wanted(run)))
    total, done = archive.media_wanted_count(run), 0
    interrupted = False
    with (
        tempfile.TemporaryDirectory(dir=archive.path, prefix=".media-") as folder,
        ThreadPoolExecutor(client.settings.connections, thread_name_prefix="media") as pool,
    ):
        flying: set[Future[Outcome]] = set()
        while True:
            if not interrupted:
                flying |= _launch(
                    wanted, pool, client, Path(folder), patience, client.settings.connections - len(flying)
                )
            if not flying:
                break
            try:
                finished, flying = wait(flying, return_when=FIRST_COMPLETED)
                for future in finished:
                    notices += _settle(archive, future.result(), run)
                    done += 1
                    progress.step(done, total, future.result().media.url)
            except KeyboardInterrupt:
                if interrupted:
                    client.abort()
                    raise
                interrupted = True
    if interrupted:
        raise Interrupted("Stopped; everything fetched so far is kept.")
    return notices


def _launch(
    wanted: Iterator[Media],
    pool: ThreadPoolExecutor,
    client: Client,
    folder: Path,
    patience: HostPatience,
    room: int,
) -> set[Future[Outcome]]:
    return {pool.submit(fetch_one, media, client, folder, patience) for media in islice(wanted, room)}


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
