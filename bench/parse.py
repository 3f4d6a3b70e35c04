"""Milliseconds a page: `parse_page` (tree, fields, comments, cleaned body) against a bare parse and trafilatura.

    python bench/parse.py [FOLDER] [--rounds N] [--pages N]

FOLDER holds HTML files (default: fixtures/pages). All contenders take turns, round after round, so that a busy machine
slows all alike; the figures are medians of the rounds, in processor time. Each round begins with nothing remembered of
the round before, so that no page is read with answers kept from its own reading. `parse_page, as by migrate` is the
same with circular references searched for as seldom as the command line does. `--pages N` parses N pages in a row
afterwards and prints how much memory grew meanwhile. trafilatura is timed only where it is installed.
"""

import argparse
import gc
import importlib.util
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import lxml.html

from migrator.cli import COLLECTIONS
from migrator.model.documents import RawPage
from migrator.pages import parse_page

BARE = "bare lxml.html.fromstring"
OURS = "parse_page"
AS_BY_COMMAND = "parse_page, as by migrate"
HERE = Path(__file__).resolve().parent


def _load(path: Path) -> RawPage:
    """Read a page and give it its own address, as a crawl would."""
    page = RawPage(url="http://x.blogspot.com/", final_url="http://x.blogspot.com/", status=200, body=path.read_bytes())
    parsed = parse_page(page)
    home = parsed.blog.url if parsed.blog else page.url
    own = parsed.url if parsed.url != page.url else home
    return replace(page, url=own, final_url=own)


def _contenders() -> dict[str, Callable[[RawPage], object]]:
    found: dict[str, Callable[[RawPage], object]] = {
        BARE: lambda page: lxml.html.fromstring(page.body),
        OURS: parse_page,
        AS_BY_COMMAND: parse_page,
    }
    if importlib.util.find_spec("trafilatura"):
        trafilatura = importlib.import_module("trafilatura")
        found["trafilatura.bare_extraction"] = lambda page: trafilatura.bare_extraction(page.body, with_metadata=True)
    return found


def _forget() -> None:
    """Empty every bounded cache of the package; what is unbounded are tables that are read from a file once."""
    for name, module in list(sys.modules.items()):
        if name.startswith("migrator"):
            for value in vars(module).values():
                if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
                    value.cache_clear()


def _round(pages: list[RawPage], work: Callable[[RawPage], object]) -> float:
    _forget()
    start = time.process_time()
    for page in pages:
        work(page)
    return (time.process_time() - start) / len(pages) * 1_000


@contextmanager
def _rare_collections() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _memory() -> float:
    unit = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_048_576


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE.parent / "fixtures" / "pages")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pages", type=int, default=0)
    options = parser.parse_args()
    pages = [_load(path) for path in sorted(options.folder.rglob("*.html"))]
    if not pages:
        parser.error(f"no .html file in {options.folder}")
    contenders = _contenders()
    times: dict[str, list[float]] = {name: [] for name in contenders}
    ratios: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(options.rounds):
        for name, work in contenders.items():
            if name == AS_BY_COMMAND:
                with _rare_collections():
                    times[name].append(_round(pages, work))
            else:
                times[name].append(_round(pages, work))
            ratios[name].append(times[name][-1] / times[BARE][-1])
    size = sum(len(page.body) for page in pages) / len(pages) / 1_024
    print(f"{len(pages)} pages, {size:.0f} KB mean, {options.rounds} rounds, one core")
    for name, spent in times.items():
        median, ratio = statistics.median(spent), statistics.median(ratios[name])
        print(f"{name:32} {median:8.2f} ms/page  {ratio:6.2f} x the bare parse")
    if options.pages:
        _round(pages, parse_page)
        before = _memory()
        for number in range(options.pages):
            parse_page(pages[number % len(pages)])
        print(f"{options.pages} pages in a row: peak memory {before:.0f} -> {_memory():.0f} MB")


if __name__ == "__main__":
    main()
