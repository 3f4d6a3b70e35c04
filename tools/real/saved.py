# Run by `.ci/run` (stage "real data", where such data lie beside the checkout).
"""Imports stored real blogs from what tools saved of them, and holds three ways into an archive against each other.

    python -m tools.real.saved REAL_DATA_FOLDER

REAL_DATA_FOLDER holds `replay.py` and `mirrors/`. First a table: what plain counting finds in each saved folder, and
what its import archives. Then one blog crawled by replay, imported as a folder, and imported as its saved feeds: each
alone, compared where they tell the same, and merged in all six orders into archives that must be equal. Exits 1 if
anything differs without this script knowing why.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from tools.real.crawls import free_port, migrate, words

Blog = dict[str, Any]


@dataclass(frozen=True)
class Mirror:
    """A saved folder, and what tells posts, pages and comments in it to somebody who only counts.

    `posts` matches file names, or (with a group) a number in the pages' text; `comments` a mark with a number.
    """

    folder: str
    posts: str
    comments: str
    home: str


POST_FILE = r"(?:19|20)\d\d/\d\d/(?!index\.html)[^/]+\.html$"
MIRRORS = (
    Mirror("lafuiteautourdumonde-fr", POST_FILE, r'\bid="c(\d+)"', "http://www.lafuiteautourdumonde.com/"),
    Mirror("rbrazioli-andando-it", POST_FILE, r'\bid="c(\d+)"', "http://rbrazioli-andando.blogspot.com/"),
    Mirror("maklen-sl", POST_FILE, r'\bid="c(\d+)"', "http://klenovsekboris.blogspot.com/"),
    Mirror(
        "mike-austin-classic-en",
        r'<a name="(\d{9,})"></a>|blog-10299300\.post-(\d+)',
        r'<a name="c(\d+)"',
        "http://mike-austin.com/blog/",
    ),
)

# Where two stored documents themselves differ; each was looked at.
_SPELLED = "the stored pages spell six profile addresses `%3Fid%3D`; replay.py puts back the `?` and leaves the `%3D`"
KNOWN = {f"{pair} comments: author of 6": _SPELLED for pair in ("crawl/folder", "crawl/feeds")}


def counted(root: Path, mirror: Mirror) -> dict[str, int]:
    """Count by names and marks alone, without any parser."""
    files = sorted(path for path in root.rglob("*") if path.suffix in {".html", ".xml"})
    names = [path.relative_to(root).as_posix() for path in files]
    text = "\n".join(path.read_text("utf-8", "replace") for path in files)
    if mirror.posts == POST_FILE:
        posts = [name for name in names if re.search(mirror.posts, name)]
    else:
        posts = [one or other for one, other in re.findall(mirror.posts, text)]
    return {
        "files": len(files),
        "posts": len(set(posts)),
        "pages": sum(name.startswith("p/") for name in names),
        "comments": len(set(re.findall(mirror.comments, text))),
    }


def archived(paths: Sequence[Path], archive: Path, environment: dict[str, str]) -> Blog:
    """Import and give the blog.json."""
    code, _ = migrate(["import", *map(str, paths), "--output", str(archive)], environment)
    if code not in {0, 3}:
        raise SystemExit(f"import of {paths[0]}: exit {code}")
    return blog_json(archive, environment)


def blog_json(archive: Path, environment: dict[str, str]) -> Blog:
    """Export an archive and read the result."""
    target = archive.with_name(f"{archive.name}-json")
    migrate(["export", str(archive), "--format", "json", "--output", str(target)], environment)
    held: Blog = json.loads((target / "blog.json").read_text(encoding="utf-8"))
    return held


def table(mirrors: Path, folder: Path, environment: dict[str, str]) -> list[str]:
    """Import each saved folder; print counts beside counts; give what differs."""
    faults = []
    columns = "archived: posts pages comments media held"
    print(f"{'saved folder':26}{'files':>6}  {'counted: posts pages comments':30}  {columns}")
    for mirror in MIRRORS:
        seen = counted(mirrors / mirror.folder, mirror)
        held = archived([mirrors / mirror.folder], folder / mirror.folder, environment)
        posts = [post for post in held["posts"] if post["type"] == "post"]
        got = {
            "posts": len(posts),
            "pages": len(held["posts"]) - len(posts),
            "comments": sum(len(post["comments"]) for post in held["posts"]),
        }
        files = sum(one["status"] == "held" for one in held["media"])
        left = f"{seen['posts']:14} {seen['pages']:5} {seen['comments']:8}"
        right = f"{got['posts']:15} {got['pages']:5} {got['comments']:8} {files:5} of {len(held['media'])}"
        print(f"{mirror.folder:26}{seen['files']:>6}  {left:30}  {right}")
        faults += [
            f"{mirror.folder} {kind}: {got[kind]}, counted {seen[kind]}" for kind in got if got[kind] != seen[kind]
        ]
        if held["blog"]["url"] != mirror.home:
            faults.append(f"{mirror.folder} home: {held['blog']['url']}")
    return faults


def compared(one: Blog, other: Blog, names: str) -> list[str]:
    """Compare what both tell: title, time, labels, words of posts; author, time, words of comments."""
    others = {post["url"]: post for post in other["posts"]}
    told = {label for post in one["posts"] for label in post["labels"]}
    found: dict[str, int] = {}
    for post in one["posts"]:
        twin = others.get(post["url"])
        if twin is None:
            continue
        pairs = [("comments: " + what, a, b) for what, a, b in comment_pairs(post, twin)]
        if not any(notice_of(stub) for stub in (post, twin)):
            pairs += [
                ("title", post["title"], twin["title"]),
                ("published", post["published"][:10], twin["published"][:10]),
                ("labels", sorted(set(post["labels"])), sorted(set(twin["labels"]) & told)),
                ("words", words(post["content_html"]), words(twin["content_html"])),
            ]
        for what, a, b in pairs:
            if a != b:
                found[what] = found.get(what, 0) + 1
    return [f"{names} {what} of {count}" for what, count in sorted(found.items())]


def notice_of(post: Blog) -> bool:
    """Whether a post is only known by its comments."""
    return not post["published"]


def comment_pairs(post: Blog, twin: Blog) -> list[tuple[str, Any, Any]]:
    """Pair what both tell of each comment that both hold."""
    others = {comment["id"]: comment for comment in twin["comments"]}
    pairs = []
    for comment in post["comments"]:
        other = others.get(comment["id"])
        if other is not None:
            pairs += [
                ("author", known(comment, other), known(other, comment)),
                ("published", comment["published"][:16], other["published"][:16]),
                ("words", words(comment["content_html"]), words(other["content_html"])),
            ]
    return pairs


def known(comment: Blog, other: Blog) -> tuple[str, str]:
    """Return a commenter's name and profile; the profile's number alone, and only if the other tells one too."""
    url = comment["author"]["url"] if other["author"]["url"] else None
    unnamed = "Anonymous" in {comment["author"]["name"], other["author"]["name"]}  # what feeds write in any language
    return "" if unnamed else comment["author"]["name"], re.sub(r".*/profile/(\d+)", r"\1", url or "")


def three_ways(real: Path, folder: Path, environment: dict[str, str]) -> list[str]:
    """Take one blog in by replay, folder and feeds: alone, then merged in all orders; give what differs."""
    mirror = real / "mirrors" / MIRRORS[0].folder
    feeds = sorted(path for path in (mirror / "feeds").rglob("*") if path.is_file())
    commands = {
        "crawl": ["crawl", MIRRORS[0].home],
        "folder": ["import", str(mirror)],
        "feeds": ["import", *map(str, feeds)],
    }
    held: dict[str, Blog] = {}
    for order in sorted((o for size in (1, 2, 3) for o in permutations(commands, size)), key=len):
        archive = folder / "-".join(order)
        if len(order) > 1:
            shutil.copytree(folder / "-".join(order[:-1]), archive)
        migrate([*commands[order[-1]], "--output", str(archive)], environment)
        if len(order) != 2:
            held["-".join(order)] = blog_json(archive, environment)
    faults = compared(held["crawl"], held["folder"], "crawl/folder")
    faults += compared(held["folder"], held["feeds"], "folder/feeds")
    faults += compared(held["crawl"], held["feeds"], "crawl/feeds")
    merged = {
        order: {**blog, "blog": {**blog["blog"], "crawled_at": None}}
        for order, blog in held.items()
        if order.count("-") == 2
    }
    first = next(iter(merged.values()))
    faults += [f"merged as {order}: another result" for order, blog in merged.items() if blog != first]
    for name in ("crawl", "folder", "feeds"):
        comments = sum(len(post["comments"]) for post in held[name]["posts"])
        bodies = sum(bool(post["published"] or post["content_html"]) for post in held[name]["posts"])
        stubs = len(held[name]["posts"]) - bodies
        print(f"{name:8} alone: {bodies} posts and pages, {stubs} known by comments, {comments} comments")
    results = len({json.dumps(blog) for blog in merged.values()})
    print(f"merged in {len(merged)} orders: {len(first['posts'])} posts and pages, {results} result")
    return faults


def main() -> int:
    """Start the proxy, check everything, print what is wrong."""
    real = Path(sys.argv[1]).resolve()
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(  # noqa: S603 - the data folder's own proxy
            [sys.executable, str(real / "replay.py"), "--port", str(port)], stdout=subprocess.PIPE, text=True
        ) as proxy,
    ):
        assert proxy.stdout is not None  # noqa: S101 - Popen was asked for a pipe
        while proxy.stdout.readline().strip() != "ready":
            pass
        address = f"http://127.0.0.1:{port}"
        environment = dict(os.environ) | {"HTTP_PROXY": address, "HTTPS_PROXY": address, "NO_PROXY": ""}
        try:
            found = table(real / "mirrors", Path(name), environment) + three_ways(real, Path(name), environment)
        finally:
            proxy.terminate()
    for fault in found:
        print("-", fault, f"(known: {KNOWN[fault]})" if fault in KNOWN else "")
    faults = [fault for fault in found if fault not in KNOWN]
    print("saved copies:", "all as expected" if not faults else f"{len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
