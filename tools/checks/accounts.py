"""Prints the account of every sample blog, and of stored real files, as a table; exits 1 where a sum does not close.

    python -m tools.checks.accounts [REAL_DATA_FOLDER]

Each sample blog is crawled from its stand-in, and what was captured is read again (`reparse`). REAL_DATA_FOLDER holds
`feeds/`, `html/` and `mirrors/`: each file and folder in them is imported by itself, and read again. A cell gives how
many units were offered and, where that is not all of them, how many are simply held before them; the last column names
the sums that do not close.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fixtures.blogger import StandIn, content
from migrator.account import OFFERED, Outcome, Unit
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.imports import ImportOptions, import_files
from migrator.model.errors import MigratorError
from migrator.net.settings import NetSettings
from migrator.reparse import reparse_archive
from migrator.store import Archive

_NETWORK = NetSettings(user_agent="tester/1", retries=0, longest_wait=1, delay=0)
_HELD = {Outcome.KEPT, Outcome.MERGED, Outcome.EARLIER}


def row_of(name: str, archive: Archive, run: int) -> tuple[str, list[str]]:
    """Return a line of the table, and the sums of a run that do not close."""
    offered: Counter[Unit] = Counter()
    held: Counter[Unit] = Counter()
    for row in archive.account.of(run):
        (offered if row.outcome == OFFERED else held)[row.unit] += row.count * (row.outcome in {OFFERED, *_HELD})
    cells = (
        f"{f'{held[unit]}/' if held[unit] != offered[unit] else ''}{offered[unit]}" if offered[unit] else "-"
        for unit in Unit
    )
    gaps = [str(gap) for gap in archive.account.gaps(run)]
    return f"{name[:38]:39}" + "".join(f"{cell:>10}" for cell in cells) + f"  {'; '.join(gaps) or 'closes'}", gaps


def read_again(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of what filled an archive, and of a reparse of it."""
    with Archive.open_existing(folder, write=True) as archive:
        yield row_of(name, archive, 1)
        if archive.captures.count():
            reparse_archive(archive)
            yield row_of("  read again", archive, 2)


def sample_blogs() -> Iterator[tuple[str, list[str]]]:
    """Crawl every sample blog."""
    with StandIn() as standin:
        os.environ.update(standin.env)
        for name in (*content.names(), *content.gated()):
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch) / "archive"
                try:
                    crawl_blog(CrawlOptions(url=standin.blog(name).home, output=folder, network=_NETWORK))
                except MigratorError as error:
                    yield f"{name[:38]:39}{error.message}", []
                    continue
                yield from read_again(name, folder)


def real_files(real: Path) -> Iterator[tuple[str, list[str]]]:
    """Import every real feed, page and mirror by itself."""
    paths = [*sorted(real.glob("feeds/*.*")), *sorted(real.glob("html/*.html")), *sorted(real.glob("mirrors/*/"))]
    for path in paths:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                report = import_files(ImportOptions(paths=(path,), root=Path(scratch)))
            except MigratorError as error:
                yield f"{path.name[:38]:39}{error.message.partition('looks like ')[2][:80] or error.message[:80]}", []
                continue
            for blog in report.blogs:
                if blog.archive is not None:
                    yield from read_again(path.name, blog.archive)


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; give the exit code."""
    print(" " * 39 + "".join(f"{unit.value:>10}" for unit in Unit))
    open_sums = lines = 0
    sources = [sample_blogs(), *(real_files(Path(one)) for one in arguments)]
    for line, gaps in (one for source in sources for one in source):
        print(line, flush=True)
        open_sums += len(gaps)
        lines += 1
    print(f"{lines} accounts, {open_sums} sums do not close")
    return 1 if open_sums else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
