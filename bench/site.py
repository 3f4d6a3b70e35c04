"""The browsable copy of a large blog: pages a second, memory, size of the search index, first search in Chromium.

    python bench/site.py [--posts 10000] [--script latin|han] [--folder DIR] [--json]

The blog is made up: bodies of about 3 KB whose words are as unequal as those of a language (the n-th word about 1/n as
often as the first, out of 60,000). A first search is that of a fresh browser profile that opens `search/index.html?q=`:
`page` is the time until the page is there, `search` from then to the results, by the page's own clock; `processor` is
the processor time of both in all processes of the browser, which a busy machine does not lengthen. Words frequent and
rare, and pairs of them. `make consumers` or this script installs the driver of the browser.
"""

import argparse
import bisect
import itertools
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.export import MadeUp, _seconds
from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Post
from migrator.sinks import FolderSink
from tools.consumers import browser
from tools.consumers.__main__ import default_cache

WORDS = 60_000
SYLLABLES = [first + second for first in "bcdfghjklmnprstvw" for second in ("a", "e", "i", "o", "u", "an", "er", "il")]


class Language:
    """Made-up words, drawn as unequally as in a language."""

    def __init__(self, script: str) -> None:
        self._draw = random.Random(7)  # noqa: S311 - a benchmark, and the same one every time
        self.words = [self._word(script) for _ in range(WORDS)]
        self._sums = list(itertools.accumulate(1 / (rank + 2) for rank in range(WORDS)))
        self.script = script

    def _word(self, script: str) -> str:
        if script == "han":
            # Two thousand characters make up nearly all of a text.
            return "".join(chr(0x4E00 + int(self._draw.paretovariate(0.9) * 7) % 2000) for _ in range(2))
        return "".join(self._draw.choice(SYLLABLES) for _ in range(self._draw.choice((1, 2, 2, 3, 3, 4))))

    def text(self, size: int) -> str:
        """Give text of so many bytes."""
        between, pieces, length = "" if self.script == "han" else " ", [], 0
        while length < size:
            word = self.words[bisect.bisect(self._sums, self._draw.random() * self._sums[-1])]
            pieces.append(word)
            length += len(word.encode()) + len(between)
        return between.join(pieces)


class Blog(MadeUp):
    """The blog of the export benchmark with words of a made-up language; its posts are made once and kept."""

    def __init__(self, count: int, script: str) -> None:
        super().__init__(count, 0)
        language = Language(script)
        self.language = language
        self._kept = [
            replace(
                post,
                title=f"{post.title.partition(':')[0]} {language.text(30)}",
                content_html="".join(f"<p>{language.text(600)}</p>" for _ in range(5)),
                media=(),
            )
            for post in super().posts()
        ]

    def posts(self) -> Iterator[Post]:
        """Give the posts."""
        yield from self._kept


def _asked(language: Language) -> list[str]:
    """Give what is searched: words of all ranks, and pairs of them."""
    ranks = (0, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
    words = [language.words[rank] for rank in ranks]
    return [*words, *(f"{one} {other}" for one, other in itertools.pairwise(words))]


def measured(posts: int, script: str, folder: Path) -> dict[str, object]:
    """Export, look at what is there, search."""
    blog = Blog(posts, script)
    making = _seconds(blog.posts())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    export_archive(blog, "html", FolderSink(folder, blog.open_media), ExportOptions())
    seconds = time.process_time() - start - making
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    files = [path for path in folder.rglob("*") if path.is_file()]
    sizes = {
        name: sum(path.stat().st_size for path in (folder / "search" / name).glob("*.js"))
        for name in ("terms", "texts")
    }
    sizes["about"] = (folder / "search/about.js").stat().st_size
    pages = sum(1 for path in files if path.suffix == ".html")
    cache = default_cache()
    version = browser.installed(cache)
    with tempfile.TemporaryDirectory() as work:
        searches = [{"word": word, "path": ""} for word in _asked(blog.language)]
        asked = {"only": ["search"], "pages": [], "searches": searches}
        answered = browser.browsed(folder, cache, Path(work), asked)
    times = {
        "page": sorted(one["page"] for one in answered["firstSearch"]),
        "search": sorted(one["search"] for one in answered["firstSearch"]),
        "both": sorted(one["page"] + one["search"] for one in answered["firstSearch"]),
        "processor": sorted(one["processor"] for one in answered["firstSearch"]),
    }
    return {
        "posts": posts, "script": script, "posts/s": posts / seconds, "pages/s": pages / seconds, "growth MB": growth,
        "MB written": sum(path.stat().st_size for path in files) / 1e6,
        "index MB": (sizes["terms"] + sizes["about"]) / 1e6, "texts MB": sizes["texts"] / 1e6,
        "about KB": sizes["about"] / 1e3, "term files": len(list((folder / "search/terms").glob("*.js"))),
        "first search": {name: _spread(of) for name, of in times.items()},
        "browser": version,
    }  # fmt: skip


def _spread(times: list[float]) -> str:
    """Tell sorted times."""
    return f"{statistics.median(times):.0f} ms ({times[0]:.0f} to {times[-1]:.0f}, {len(times)} searches)"


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--script", choices=("latin", "han"), default="latin")
    parser.add_argument("--folder", type=Path, help="keep the copy here")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measured(given.posts, given.script, given.folder or Path(scratch) / "copy")
    if given.json:
        print(json.dumps(found, indent=1))
        return 0
    for name, value in found.items():
        print(f"{name:16}", f"{value:.1f}" if isinstance(value, float) else value)
    return 0


if __name__ == "__main__":
    sys.exit(main())
