# Run by `.ci/run` (stage "a year of the job"), in short by a test.
"""Lets the scheduled job keep a blog for a year, in minutes, and proves that nothing was lost on the way.

    python -m tools.checks.year [--days N] [--seed N] [--keep FOLDER]

The stand-in blog changes from day to day: new posts, edits, comments on old posts, removed posts and comments. It is
away at times, once for so long that the job backs off, and moves to a domain of its own. Each day the job runs once, by
a simulated clock; on some days two start at once, on some one is killed (SIGKILL): those are real processes, the others
run in this one. Captures are kept for a quarter of the time only. At the end every post, text and comment that stood
on the blog at a run that came to its end must be in the archive, nothing may be damaged, and a reparse must tell the
same.

Prints what `migrate status --history` tells of the year; exits 1 if anything lacks. Verifies on every tenth day only:
to read all captures every day would take longer than all else.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fixtures.blogger import StandIn
from fixtures.blogger.faults import Faults
from fixtures.blogger.truth import letters_of
from migrator.cli.output import SIMULATED
from migrator.job import read_config, run_job
from migrator.reparse import reparse_archive
from migrator.store import Archive
from migrator.store.tables.history import PostChange
from tools.checks.life import BLOG, Life, path_of

DOMAIN = "www.carnet-de-veille.example"
BEGIN = datetime(2024, 1, 1, 4, 30, tzinfo=UTC)
COMPLETE = frozenset({0, 3})
EXPECTED = COMPLETE | {5, 8}
_CONFIG = """\
keep_captures = "{keep} days"
verify = {verify}
[[blog]]
url = "{url}"
[[blog.export]]
format = "json"
"""


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of the year; nothing `lost` means that it went well."""

    folder: Path
    runs: Counter[str] = field(default_factory=Counter)
    versions: int = 0
    comments: int = 0
    captures: int = 0
    lost: list[str] = field(default_factory=list)
    page: str = ""


class Year:
    """The days, the weather between us and the blog, and the runs of the job."""

    def __init__(self, folder: Path, standin: StandIn, *, days: int, seed: int) -> None:
        self._folder = folder
        self._standin = standin
        self._days = days
        self._draw = random.Random(seed)  # noqa: S311 - to be repeated, no secret
        self._life = Life(standin, self._draw)
        self._url = standin.blog(BLOG).home
        self.result = Result(folder=folder / "output" / standin.blog(BLOG).host)

    def live(self) -> Result:
        """Live through all days, then look at what is held."""
        with _environment(self._standin.env):
            for day in range(self._days):
                at = BEGIN + timedelta(days=day)
                self._life.day(at)
                self._weather(day)
                self._run(day, at)
        self._standin.faults = Faults()
        end = BEGIN + timedelta(days=self._days)
        told = self._command("status", "--history", at=end)
        self.result.page = told.communicate()[0]
        self.result.lost += [*_missing(self.result, self._life), *_unsound(self.result)]
        return self.result

    def _weather(self, day: int) -> None:
        """Let the blog be there or not, where it is on that day."""
        part = day / self._days
        settings = self._standin.blog(BLOG).settings
        away = 0.11 <= part < 0.12 or 0.55 <= part < 0.60
        settings.access = "removed" if away else "private" if 0.71 <= part < 0.715 else "public"
        settings.custom_domain = DOMAIN if part >= 0.33 else ""
        self._standin.site(BLOG).touched()
        rough = day % 17 == 9
        self._standin.faults = Faults(resets=0.1, truncated=0.05, seed=day, most=1) if rough else Faults()

    def _run(self, day: int, at: datetime) -> None:
        verify = "true" if day % 10 == 0 or day == self._days - 1 else "false"
        (self._folder / "migrate.toml").write_text(
            _CONFIG.format(verify=verify, url=self._url, keep=max(5, self._days // 4)), encoding="utf-8"
        )
        if day % 12 == 5:
            codes = self._twice(at)
        elif day % 11 == 4:
            codes = [self._killed(at)]
            if self._draw.random() < 0.5:
                codes.append(self._once(at + timedelta(hours=3)))
        else:
            codes = [self._once(at)]
        for code in codes:
            self.result.runs["killed" if code < 0 else f"exit code {code}"] += 1
            if code >= 0 and code not in EXPECTED:
                self.result.lost.append(f"{at:%Y-%m-%d}: a run ended with {code}")
        if COMPLETE & set(codes):
            self._life.seen()

    def _once(self, at: datetime) -> int:
        config, began = read_config(self._folder / "migrate.toml"), time.monotonic()
        outcome = run_job(config, clock=lambda: at + timedelta(seconds=time.monotonic() - began)).outcomes[0]
        return 5 if outcome.spared else outcome.exit_code

    def _twice(self, at: datetime) -> list[int]:
        runs = [self._command("archive", at=at) for _ in range(2)]
        for run in runs:
            run.communicate()
        return [run.returncode for run in runs]

    def _killed(self, at: datetime) -> int:
        """Kill a run after some of its requests, or while it starts; it may also be quicker than we."""
        asked = len(self._standin.urls) + self._draw.randrange(9)
        run = self._command("archive", at=at)
        while run.poll() is None and len(self._standin.urls) < asked:
            time.sleep(0.002)
        time.sleep(self._draw.uniform(0, 0.4))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        return run.returncode

    def _command(self, *arguments: str, at: datetime) -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "migrator.cli", *arguments],
            cwd=self._folder,
            env={**self._standin.environment(), SIMULATED: at.isoformat()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _missing(result: Result, life: Life) -> Iterator[str]:
    """Name every title, text and comment that was seen and that the archive lacks."""
    with closing(sqlite3.connect(result.folder / "archive.db")) as database:
        held: dict[str, int] = dict(database.execute("SELECT '/' || ltrim(key, '/'), post FROM post_urls").fetchall())
        titles, texts = _told(database, "title"), _told(database, "content_html")
        comments = set(database.execute("SELECT post, platform_id FROM comments"))
    for path, versions in life.titles.items():
        number = held.get(path, -1)
        yield from (f"{path}: the title {one!r}" for one in versions - titles.get(number, set()))
        result.versions += len(versions) + len(life.texts[path])
        bodies = {letters_of(one) for one in texts.get(number, set())}
        yield from (f"{path}: the text {one[:60]!r}" for one in life.texts[path] - bodies)
    for path, ids in life.comments.items():
        result.comments += len(ids)
        yield from (f"{path}: comment {one}" for one in ids if (held.get(path, -1), one) not in comments)


def _told(database: sqlite3.Connection, name: str) -> dict[int, set[str]]:
    """Return what stands, or ever stood, in a field of each post."""
    found: dict[int, set[str]] = {}
    rows = [*database.execute(f"SELECT number, {name} FROM posts")]  # noqa: S608 - a constant
    rows += database.execute("SELECT post, value FROM revisions WHERE field = ?", (name,))
    for number, value in rows:
        found.setdefault(number, set()).add(value or "")
    return found


def _unsound(result: Result) -> Iterator[str]:
    """Name what is damaged, and what a reparse makes otherwise."""
    with Archive.open_existing(result.folder, write=False) as archive:
        result.captures = archive.captures.count()
        yield from archive.damage()
        before = (list(archive.view().posts()), list(archive.history.runs()))
    copy = result.folder.with_name("copy")
    shutil.copytree(result.folder, copy)
    with Archive.open_existing(copy, write=True) as archive:
        reparse_archive(archive)
        after = (list(archive.view().posts()), list(archive.history.runs()))
    if len(before[0]) != len(after[0]):
        yield f"a reparse gives {len(after[0])} posts, not {len(before[0])}"
    for one, other in zip(before[0], after[0], strict=False):
        # Of a post that was gone before the blog moved, the address is told with the blog's new one.
        if replace(one, url="") != replace(other, url=""):
            yield f"a reparse tells {one.url} otherwise"
    with Archive.open_existing(result.folder, write=False) as archive:
        killed = {run.started for run in archive.runs.all() if run.ended is None}
    for run, again in zip(before[1], after[1], strict=False):
        if run.as_of in killed:
            continue  # a reparse also reads what was captured when the kill came, and not read yet
        for change in sorted({*map(_told_change, run.changes)} ^ {*map(_told_change, again.changes)}):
            yield f"a reparse tells the run of {run.as_of} otherwise: {change}"


def _told_change(change: PostChange) -> str:
    return str(replace(change, url=path_of(change.url)))


def year(folder: Path, *, days: int, seed: int) -> Result:
    """Let the job keep a blog for so many days, in a folder of its own."""
    with StandIn(BLOG) as standin:
        return Year(folder, standin, days=days, seed=seed).live()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave everything in this folder")
    chosen = parser.parse_args(arguments)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = year(folder, days=chosen.days, seed=chosen.seed)
    print(result.page)
    print(f"{chosen.days} days: {', '.join(f'{many} × {how}' for how, many in result.runs.most_common())}")
    print(f"seen: {result.versions} titles and texts, {result.comments} comments; {result.captures} captures kept")
    for one in result.lost[:40]:
        print(f"LOST: {one}")
    children = os.times()
    spent = time.process_time() - began + children.children_user + children.children_system
    print(f"{'FAILED' if result.lost else 'nothing lost'}; {spent:.0f} s of processor time")
    return 1 if result.lost else 0


if __name__ == "__main__":
    sys.exit(main())
