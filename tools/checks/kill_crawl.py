# Run by a maintainer, by hand, when the order of writes changes; in short by a test.
"""Kills a crawl again and again, and proves that the archive comes out as if nothing had happened.

    python -m tools.checks.kill_crawl [--kills N] [--seed N] [--blog NAME] [--source auto|pages|feeds] [--latency MS]

Runs the real `migrate crawl` on a sample blog, once undisturbed and once killed with SIGKILL N times and started again
each time. Compares the archives and checks the captures; exits 1 if they differ. The seed chooses how far the crawl has
come at each kill; the milliseconds around it are left to chance.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from fixtures.blogger import StandIn
from migrator.export import export_archive
from migrator.model.errors import MigratorError
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.store import Archive

# 3: finished, but the blog itself has lost something.
FINISHED = frozenset({0, 3})
# Every so many kills, one comes while the program still starts: it may be opening and healing the archive then.
_EARLY_EVERY = 5
_POLL_SECONDS = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to kill: so many seconds after the crawl, in all its runs together, has asked for so many different URLs.

    A run that begins beyond that is killed after its first new URL; with `urls` 0 the seconds count from the start.
    """

    urls: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """What a run after a kill asked: `repeated` URLs were asked before it, too; `head` counts robots.txt and home."""

    known: int
    asked: int
    head: int
    repeated: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of it; no `differences` means that the archives are the same and sound."""

    kills: int = 0
    archives: int = 0
    undisturbed: int = 0
    requests: int = 0
    restarts: list[Restart] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def moments(kills: int, urls: int, *, seed: int, latency: float, start: float) -> list[Moment]:
    """Choose when to kill: one moment in each equal part of a crawl of so many URLs; starting takes `start` seconds."""
    draw = random.Random(seed)  # noqa: S311 - to be repeated, no secret
    chosen = []
    for number in range(kills):
        progress = 1 + int(urls * (number + draw.random()) / kills)
        jitter = draw.uniform(0, latency / 1000)
        if number % _EARLY_EVERY == _EARLY_EVERY - 1:
            progress, jitter = 0, draw.uniform(start / 8, start / 2)
        chosen.append(Moment(urls=progress, seconds=jitter))
    return chosen


class Crawls:
    """The command `migrate crawl` on one blog, whole or killed; the stand-in counts what it asks for."""

    def __init__(self, standin: StandIn, home: str, source: str, *, latency: float) -> None:
        self._standin = standin
        self._home = home
        self._source = source
        self._latency = latency

    def whole(self, folder: Path) -> tuple[int, int, float]:
        """Crawl in one go; give the exit code, the count of different URLs and the seconds to the first of them."""
        began = time.monotonic()
        with self._started(folder) as crawl:
            while crawl.poll() is None and not self._standin.urls:
                time.sleep(_POLL_SECONDS)
            start = time.monotonic() - began
            code = crawl.wait()
        return code, len(set(self._standin.urls)), start

    def killed(self, folder: Path, planned: Sequence[Moment], result: Result) -> int:
        """Crawl, be killed at each moment and go on; give the last exit code."""
        first = len(self._standin.urls)
        code = -1
        for moment in (*planned, None):
            begun = len(self._standin.urls)
            restarted = begun > first or folder.exists()
            code = self._run(folder, moment, first)
            if restarted:
                known, now = set(self._standin.urls[first:begun]), self._standin.urls[begun:]
                result.restarts.append(self._compared(known, now))
            if code >= 0:
                break
            result.kills += 1
            if (ended := exit_code_of(folder)) is not None:
                code = ended  # the kill came when all was done: what follows is another crawl, and asks again
                break
        result.requests += len(self._standin.urls) - first
        return code

    def _run(self, folder: Path, moment: Moment | None, first: int) -> int:
        """Run the command; killed, it gives a negative exit code."""
        known = len(set(self._standin.urls[first:]))
        with self._started(folder) as crawl:
            if moment is None:
                return crawl.wait()
            due = max(moment.urls, known + 1) if moment.urls else 0
            while crawl.poll() is None and len(set(self._standin.urls[first:])) < due:
                time.sleep(_POLL_SECONDS)
            try:
                return crawl.wait(moment.seconds)
            except subprocess.TimeoutExpired:
                crawl.kill()
        # What was in flight is answered, and so counted, before the next run begins.
        time.sleep(2 * self._latency / 1000)
        return crawl.returncode

    def _started(self, folder: Path) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "migrator.cli", "crawl", self._home, "--source", self._source]
        with folder.with_suffix(".log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                [*command, "--output", str(folder)],
                env=self._standin.environment(),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def _compared(self, known: set[str], now: Sequence[str]) -> Restart:
        again = [url for url in now if url in known]
        head = [url for url in again if url == self._home or url.endswith("/robots.txt")]
        repeated = tuple(dict.fromkeys(url for url in again if url not in head))
        return Restart(known=len(known), asked=len(now), head=len(head), repeated=repeated)


# -- is it the same archive? ------------------------------------------------------------------------------------------


def exported(folder: Path) -> dict[str, object]:
    """Return the archive as `blog.json`, without the time of the crawl."""
    with Archive.open_existing(folder, write=False) as archive:
        sink = MemorySink()
        export_archive(archive.view(), "json", sink, ExportOptions())
    content: dict[str, object] = json.loads(sink.files["blog.json"])
    blog = content["blog"]
    if isinstance(blog, dict):
        blog["crawled_at"] = None
    return content


def exit_code_of(folder: Path) -> int | None:
    """Return how the last run on an archive ended; None if it did not, or there is no archive yet."""
    with suppress(MigratorError), Archive.open_existing(folder, write=False) as archive:
        return next((run.exit_code for run in reversed(list(archive.runs.all()))), None)
    return None


def media_files(folder: Path) -> dict[str, str]:
    """Return the digest of every file in the archive's media folder, temporary ones included."""
    files = (path for path in (folder / "media").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def differences(whole: Path, killed: Path) -> Iterator[str]:
    """Say what is different, double, left over or damaged in the archive of a killed crawl."""
    expected, found = exported(whole), exported(killed)
    for part in expected:
        if expected[part] != found.get(part):
            yield f"{part} of blog.json differ: {_unlike(expected[part], found.get(part))}"
    yield from _doubles(found["posts"])
    wanted, held = media_files(whole), media_files(killed)
    yield from (f"{name} differs or is on one side only" for name in dict(wanted.items() ^ held.items()))
    names, theirs = ({path.name for path in folder.iterdir()} for folder in (whole, killed))
    yield from (f"{name} is on one side only" for name in sorted(names ^ theirs))
    verdicts = _verdict(whole), _verdict(killed)
    if verdicts[0] != verdicts[1] or verdicts[0] not in FINISHED:
        yield f"migrate verify --offline exits with {verdicts[1]}, undisturbed with {verdicts[0]}"
    for path in sorted((killed / "capture").iterdir()):
        if _ran("warcio.cli", "check", str(path)):
            yield f"warcio check finds {path.name} damaged"


def _unlike(expected: object, found: object) -> str:
    """Name what differs between two parts: how many entries are on one side only, and the first of them."""
    if not isinstance(expected, list) or not isinstance(found, list):
        return f"{expected!r:.200} and {found!r:.200}"
    ours, theirs = ({json.dumps(entry) for entry in entries} for entries in (expected, found))
    sides = (("only undisturbed", sorted(ours - theirs)), ("only killed", sorted(theirs - ours)))
    return "; ".join(f"{len(entries)} {side}, {entries[0]:.300}" for side, entries in sides if entries) or "their order"


def _doubles(posts: object) -> Iterator[str]:
    entries = [post for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []
    for name in ("id", "platform_id", "url"):
        many = Counter(str(post[name]) for post in entries if post[name] is not None)
        yield from (f"{count} posts have the {name} {value}" for value, count in many.items() if count > 1)


def _verdict(folder: Path) -> int:
    return _ran("migrator.cli", "verify", str(folder), "--offline")


def _ran(module: str, *arguments: str) -> int:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode  # noqa: S603 - our own commands


# -- all of it --------------------------------------------------------------------------------------------------------


def kill_crawl(folder: Path, *, blog: str, source: str, kills: int, seed: int, latency: float) -> Result:
    """Crawl a sample blog undisturbed and killed, into two archives in a folder, and compare them."""
    result = Result()
    whole = folder / "whole"
    with StandIn(blog, latency=latency) as standin:
        crawls = Crawls(standin, standin.blog(blog).home, source, latency=latency)
        first, result.undisturbed, start = crawls.whole(whole)
        planned = moments(kills, result.undisturbed, seed=seed, latency=latency, start=start)
        for number in range(kills):
            # A small blog is saved before it was killed often enough: it is saved again, into another archive.
            killed, before = folder / f"killed-{number}", result.kills
            last = crawls.killed(killed, planned, result)
            if first != last or first not in FINISHED:
                result.differences.append(f"killed, it ends with exit code {last}, undisturbed with {first}")
                break
            result.differences += differences(whole, killed)
            result.archives += 1
            if result.kills in {before, kills}:
                break
            planned = moments(kills, result.undisturbed, seed=seed + number + 1, latency=latency, start=start)
            planned = planned[:: max(1, kills // (kills - result.kills))][: kills - result.kills]
    if result.kills < kills:
        result.differences.append(f"only {result.kills} of {kills} kills struck")
    return result


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blog", default="seed", help="a sample blog of fixtures/blogger")
    parser.add_argument("--source", default="auto", choices=["auto", "pages", "feeds"])
    parser.add_argument("--latency", type=float, default=30, metavar="MS")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the two archives and the logs here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = kill_crawl(
            folder, blog=given.blog, source=given.source, kills=given.kills, seed=given.seed, latency=given.latency
        )
    for line in told(result):
        print(line)
    return 1 if result.differences else 0


def told(result: Result) -> Iterator[str]:
    """Return the figures, a line a restart."""
    for number, restart in enumerate(result.restarts, start=1):
        yield (
            f"restart {number:3}: {restart.known:4} URLs asked before, {restart.asked:4} requests,"
            f" {len(restart.repeated)} repeated, robots.txt and home {restart.head}"
        )
        yield from (f"             again: {url}" for url in restart.repeated)
    repeated = [len(one.repeated) for one in result.restarts]
    yield f"kills {result.kills}, restarts {len(repeated)}, archives {result.archives}"
    yield f"URLs undisturbed {result.undisturbed}, requests of the killed crawls {result.requests}"
    yield f"documents repeated: {sum(repeated)} in all, at most {max(repeated, default=0)} after one kill"
    yield from (f"DIFFERENT: {what}" for what in result.differences)
    yield "FAILED" if result.differences else "the archives are the same"


if __name__ == "__main__":
    sys.exit(main())
