"""What the account costs of an import and of a crawl: its share of the main thread's time, in one run of each.

    python bench/account.py [--megabytes N] [--posts N]

The functions of the account (counting units, settling outcomes, writing them down) are timed where they are called, in
the same run as all else, so that a busy machine changes little; what they call of each other counts once. What other
threads do is not in the whole, so that the share is rather too high. Exits 1 above 5 %.
"""

import argparse
import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fixtures.blogger import StandIn, synthetic
from migrator.account import Tally, entries_in
from migrator.content.images import count_references
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.imports import ImportOptions, import_files
from migrator.imports import account as imports_account
from migrator.net.settings import NetSettings
from migrator.parsing.account import DocumentAccount
from migrator.store.tables.account import Accounts
from migrator.store.tables.bodies import Bodies

MOST = 0.05
"""The share that the account may take."""
_CLASSES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Tally, ("offer", "settle", "name", "settle_all", "settle_passed", "pass_over", "note_open")),
    (DocumentAccount, ("arrived", "settled", "not_had", "refused", "offered", "left_out", "only_named", "kept")),
    (Accounts, ("add", "add_media", "exceptions", "gaps")),
    (Bodies, ("_note_count",)),
)
_FUNCTIONS: tuple[Callable[..., object], ...] = (
    entries_in,
    count_references,
    imports_account.offered,
    imports_account.settle,
    imports_account.settle_refused,
    imports_account.tally_of,
)


class Clock:
    """Sums the processor time of what is there for the account alone."""

    def __init__(self) -> None:
        self.spent = 0.0
        self._inside = False

    def timed(self, function: Callable[..., object]) -> Callable[..., object]:
        """Return a function that counts its time, unless another that does has called it."""

        def timed(*arguments: object, **named: object) -> object:
            if self._inside:
                return function(*arguments, **named)
            self._inside, began = True, time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                self._inside = False
                self.spent += time.thread_time() - began

        return timed

    def install(self) -> None:
        """Time every function of the account, wherever it is known by its name."""
        for owner, names in _CLASSES:
            for name in names:
                setattr(owner, name, self.timed(getattr(owner, name)))
        for function in _FUNCTIONS:
            timed = self.timed(function)
            for module in [one for name, one in sys.modules.items() if name.startswith("migrator.")]:
                for name in [name for name, value in vars(module).items() if value is function]:
                    setattr(module, name, timed)


CLOCK = Clock()


def share(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the account, and those of the whole."""
    before, began = CLOCK.spent, time.thread_time()
    work()
    return CLOCK.spent - before, time.thread_time() - began


def imported(megabytes: float, folder: Path) -> None:
    """Import a made backup."""
    spec = importlib.util.spec_from_file_location("bench_import", Path(__file__).with_name("import.py"))
    assert spec is not None  # noqa: S101 - it lies beside this file
    assert spec.loader is not None  # noqa: S101
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    path = folder / "backup.xml"
    made.write_backup(path, int(megabytes * 1_000_000))
    _tell("import", lambda: import_files(ImportOptions(paths=(path,), output=folder / "imported")))


def crawled(posts: int, feed: str, folder: Path) -> None:
    """Crawl a made blog, then once more when nothing has changed."""
    blog = synthetic(posts, posts * 2, feed=feed, images=posts, name=f"account{feed}")
    network = NetSettings(user_agent="bench/1", retries=0, longest_wait=1, delay=0)
    with StandIn([blog]) as standin:
        os.environ.update(standin.env)
        options = CrawlOptions(url=blog.home, output=folder / feed, network=network)
        _tell(f"crawl, feed {feed}", lambda: crawl_blog(options))
        _tell("  once more", lambda: crawl_blog(options))


_shares: list[float] = []


def _tell(name: str, work: Callable[[], object]) -> None:
    spent, whole = share(work)
    _shares.append(spent / whole)
    print(f"{name:24}{spent:8.3f} s of {whole:8.3f} s{spent / whole:8.2%}", flush=True)


def main() -> int:
    """Run from the command line; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=7)
    parser.add_argument("--posts", type=int, default=300)
    chosen = parser.parse_args()
    CLOCK.install()
    with tempfile.TemporaryDirectory() as scratch:
        imported(chosen.megabytes, Path(scratch))
        crawled(chosen.posts, "full", Path(scratch))
        crawled(chosen.posts, "none", Path(scratch))
    return 1 if max(_shares) > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
