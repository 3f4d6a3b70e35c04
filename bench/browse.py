"""Time to the first byte of live pages, of an archive of many posts.

    python bench/browse.py [--posts N] [--times N] [--archive DIR]

The blog is that of bench/export.py: bodies of 3 KB, five comments each. `first` is the first request after the start,
which plans the whole site; the others are medians of many, with the slowest. Milliseconds, over a real socket, a
connection for each request: of processor time of server and client together, and as the clock on the wall tells.
`again` is a post asked for after every commit of a run that writes, `comments` a search that reads through them all.
"""

import argparse
import http.client
import sqlite3
import statistics
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import export as made_up

from migrator.browse import open_browsing
from migrator.merge import Evidence
from migrator.model.documents import PageType, Parsed, SeenPost
from migrator.store import Archive

_NOW = "2026-01-01T00:00:00Z"
_TELLS = frozenset({"title", "published", "author", "labels", "content_html", "comments", "type", "status"})
_PORTION = 200


def write(folder: Path, count: int) -> None:
    """Write the made-up blog into an archive."""
    view, evidence = made_up.MadeUp(count, 5), Evidence(source="page", as_of=_NOW)
    with Archive.create_or_open(folder) as archive:
        run = archive.begin_run("crawl", _NOW)
        archive.blogs.keep_located(view.blog(), evidence)
        posts = [SeenPost(post=post, tells=_TELLS) for post in view.posts()]
        for start in range(0, len(posts), _PORTION):
            part = tuple(posts[start : start + _PORTION])
            document = Parsed(
                page_type=PageType.FEED, url=made_up.HOME, posts=part, authors=tuple(view.authors())
            )  # fmt: skip
            archive.keep(document, evidence, run=run)
        archive.end_run(run, ended=_NOW, exit_code=0, counts={})


def first_byte(port: int, path: str) -> tuple[float, float]:
    """Give (processor, wall) milliseconds until the answer begins; anything but 200 ends the program."""
    began, start = time.process_time(), time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    took = (time.process_time() - began) * 1000, (time.perf_counter() - start) * 1000
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    answer.read()
    connection.close()
    return took


def line(name: str, taken: list[tuple[float, float]]) -> str:
    """Give a line of the table."""
    cpu, wall = ([one[column] for one in taken] for column in (0, 1))
    return f"{name:16} {statistics.median(cpu):8.1f} {statistics.median(wall):8.1f} {max(wall):8.1f}"


def measure(folder: Path, count: int, times: int) -> None:
    """Print a line for each kind of page."""
    posts = [urlsplit(made_up._url(number * 7919 % count)).path for number in range(times)]
    kinds = {
        "post": posts,
        "home": ["/"] * times,
        "month": ["/2010/05/index.html"] * times,
        "all posts": ["/archive.html"] * min(times, 10),
        "label": ["/search/label/label-7/index.html"] * times,
        "search, rare": [f"/~/search?q={quote(f'post {number}')}" for number in range(times)],
        "search, in all": ["/~/search?q=lamp"] * min(times, 20),
        "comments": ["/~/search?q=lamp&in=comments"] * min(times, 10),
        "report": ["/~/report"] * min(times, 5),
    }
    with open_browsing(folder, port=0, crashed=print, patience=0.0) as browsing:
        thread = threading.Thread(target=browsing.run)
        thread.start()
        try:
            _report(urlsplit(browsing.url).port or 0, folder, posts[0], kinds)
        finally:
            browsing.stop()
            thread.join()


def _report(port: int, folder: Path, post: str, kinds: dict[str, list[str]]) -> None:
    print(f"{'ms':16} {'CPU':>8} {'wall':>8} {'slowest':>8}")
    print(line("first", [first_byte(port, post)]))
    for name, paths in kinds.items():
        print(line(name, [first_byte(port, path) for path in paths]))
    writer = sqlite3.connect(folder / "archive.db")
    taken = []
    for number in range(5):
        writer.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('bench', ?)", (number,))
        writer.commit()
        taken.append(first_byte(port, post))
    writer.close()
    print(line("again", taken))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--archive", type=Path, help="where the archive is, or is made and kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.archive or Path(temporary) / "blog"
        if not (folder / "archive.db").exists():
            write(folder, given.posts)
        measure(folder, given.posts, given.times)


if __name__ == "__main__":
    main()
