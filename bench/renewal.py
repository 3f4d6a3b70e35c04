"""How many requests a first crawl, one of an unchanged blog and one after some changes take, and what they find.

    python bench/renewal.py [--posts N] [--comments N] [--source auto|feeds|pages] [--feed full|until-jump|short|none]

Crawls a made blog with the real `crawl_blog`: from nothing, unchanged, and after three edits, two new posts, one
deletion and five comments on old posts. Then compares the archive with the truth. Exits 1 if anything is missed.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from fixtures.blogger import StandIn, differences, expected, synthetic, untold
from migrator.crawl import CrawlOptions, CrawlReport, SourceName, crawl_blog
from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.store import Archive


def days() -> Iterator[datetime]:
    """Give one day after the other: each run reads for a time of its own."""
    day = datetime(2026, 1, 1, 6, tzinfo=UTC)
    while True:
        yield day
        day += timedelta(days=1)


def change(standin: StandIn, name: str) -> str:
    """Edit three posts, publish two, delete one, comment on five old ones; give the address of the deleted one."""
    blog = standin.blog(name)
    posts = sorted(blog.posts, key=lambda post: post.published)
    at = len(posts) // 10
    standin.edit(name, posts[at].path, title="Another title")
    standin.edit(name, posts[2 * at].path, body="<p>Another text altogether.</p>")
    standin.edit(name, posts[3 * at].path, labels=["Maps", "Newly labelled"])
    for number in (1, 2):
        standin.add_post(name, f"/2018/01/brand-new-{number}.html", title=f"Brand new {number}", body="<p>News.</p>")
    gone = next(post for post in posts[4 * at :] if not post.comments)
    standin.delete(name, gone.path)
    for number in range(5):
        standin.add_comment(name, posts[(5 + number) * at - 1].path, body=f"Late comment {number}")
    return str(blog.url(gone.path))


def missed(standin: StandIn, name: str, folder: Path, source: str, removed: str) -> list[str]:
    """Compare the archive with the truth; the removed post must still be held, as removed."""
    with Archive.open_existing(folder, write=False) as archive:
        sink = MemorySink()
        export_archive(archive.view(), "json", sink, ExportOptions())
    held = json.loads(sink.files["blog.json"])
    gone = [post for post in held["posts"] if post["status"] == "removed"]
    held["posts"] = [post for post in held["posts"] if post["status"] != "removed"]
    blog = standin.blog(name)
    found = differences(expected(blog), held, ignore=[*untold(blog, source), "media", "posts.media"])
    if removed and [removed] != [post["url"] for post in gone]:
        found.append(f"removed: expected {removed}, got {[post['url'] for post in gone]}")
    return found


def shapes(urls: list[str]) -> str:
    """Sum requests up by what was asked for."""
    counted = Counter(_shape(url) for url in urls)
    return ", ".join(f"{many} {shape}" for shape, many in counted.most_common())


def _shape(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path
    if path.startswith("/feeds/"):
        words = path.split("/")
        name = "a post's comments feed" if words[2].isdigit() else f"{words[2]} feed"
        return f"windows of the {name}" if "published-" in parts.query else name
    if path.endswith(".html"):
        return "post pages"
    return path if path in {"/", "/robots.txt"} or "sitemap" in path else "lists"


def main() -> int:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--comments", type=int, default=1500)
    parser.add_argument("--source", choices=[name.value for name in SourceName], default="auto")
    parser.add_argument("--feed", default="full")
    given = parser.parse_args()
    blog = synthetic(posts=given.posts, comments=given.comments, feed=given.feed)
    wrong: list[str] = []
    with StandIn([blog]) as standin, tempfile.TemporaryDirectory() as folder:
        os.environ.update(standin.env)
        day = days()
        removed = ""
        for name in ("first", "unchanged", "changed", "unchanged again"):
            if name == "changed":
                removed = change(standin, blog.name)
            before, began, moment = len(standin.urls), time.process_time(), next(day)
            report: CrawlReport = crawl_blog(
                CrawlOptions(url=blog.home, output=Path(folder), source=SourceName(given.source), media=False),
                clock=lambda moment=moment: moment,
            )
            urls = standin.urls[before:]
            found = missed(standin, blog.name, Path(folder), given.source, removed)
            wrong += [f"{name}: {one}" for one in found]
            print(f"{name}: {len(urls)} requests, {time.process_time() - began:.1f} s CPU, exit {report.exit_code},")
            print(f"  {len(found)} differences from the truth; {shapes(urls)}")
    for one in wrong[:20]:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
