"""How a crawl grows: memory, time and database of a blog and of one ten times as large, and the ratios.

    python bench/large.py [--posts N] [--times N] [--comments-per-post N] [--source auto|pages|feeds]

The larger blog has `posts` x `times` posts. The stand-in serves both in a process of its own. Memory is the peak of the
command; time is its processor time. A ratio near `times` is linear.
"""

import argparse
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crawl import serving, timed


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What one crawl came to."""

    posts: int
    comments: int
    requests: int
    cpu: float
    wall: float
    peak: float
    database: float


def measure(posts: int, comments: int, source: str) -> Size:
    """Crawl a made blog of that size."""
    feed = "none" if source == "pages" else "full"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        work = folder / "work"
        work.mkdir()
        with serving(folder, posts=posts, comments=comments, feed=feed) as server:
            arguments = [
                "crawl",
                server.home,
                "--connections",
                "8",
                "--no-media",
                "--source",
                source,
                "--output",
                "out",
            ]
            wall, cpu, peak = timed([sys.executable, "-m", "migrator.cli", *arguments], server, work)
        database = sqlite3.connect(work / "out/archive.db")
        counts = "SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM comments)"
        held = database.execute(counts).fetchone()
        database.close()
        size = (work / "out/archive.db").stat().st_size / 1e6
        return Size(
            posts=held[0], comments=held[1], requests=len(server.log), cpu=cpu, wall=wall, peak=peak, database=size
        )


def main() -> int:
    """Print the figures of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--comments-per-post", type=int, default=10)
    parser.add_argument("--source", default="auto", choices=["auto", "pages", "feeds"])
    given = parser.parse_args()
    names = ("posts", "comments", "requests", "cpu", "wall", "peak", "database")
    print(
        ("{:10}" + "{:>12}" * 7).format(
            "", "posts", "comments", "requests", "CPU s", "wall s", "peak MB", "database MB"
        )
    )
    found = []
    for posts in (given.posts, given.posts * given.times):
        size = measure(posts, posts * given.comments_per_post, given.source)
        found.append([float(getattr(size, name)) for name in names])
        print(f"{given.source:10}" + "".join(f"{value:12,.1f}" for value in found[-1]), flush=True)
    print(
        f"{'ratio':10}" + "".join(f"{large / small if small else 0:12.2f}" for small, large in zip(*found, strict=True))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
