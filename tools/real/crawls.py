# Run by `.ci/run` (stage "real data", where such data lie beside the checkout).
"""Crawls stored real blogs through a replaying proxy and compares what came out, source against source.

    python -m tools.real.crawls REAL_DATA_FOLDER

REAL_DATA_FOLDER holds `replay.py` and `mirrors/`. Prints a table and every disagreement; exits 1 if a blog comes out
incomplete, or if two sources tell different things of one post without this script knowing why.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path


@dataclass(frozen=True)
class Expectation:
    """What a stored blog holds, counted by eye and by plain `grep`: posts, pages, comments, by source."""

    url: str
    posts: int
    pages: int
    comments: int
    feed_posts: int


BLOGS = (
    Expectation(url="http://www.lafuiteautourdumonde.com/", posts=51, pages=10, comments=180, feed_posts=25),
    Expectation(url="http://rbrazioli-andando.blogspot.com/", posts=4, pages=0, comments=0, feed_posts=4),
    Expectation(url="http://klenovsekboris.blogspot.com/", posts=7, pages=0, comments=0, feed_posts=7),
)


# Where two stored documents of one post themselves differ; each was looked at.
KNOWN = {
    "pages/feeds body text: http://rbrazioli-andando.blogspot.com/2004/08/forte-chaberton-lescursione-al-forte.html": (
        "the stored page carries a date line in its body that the stored feed, of another day, does not"
    )
}


class Words(HTMLParser):
    """The words of a body, whatever its markup."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Part words where a block begins."""
        if tag in {"p", "div", "br", "td", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Part words where a block ends."""
        self.handle_starttag(tag, [])

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.parts.append(data)


def words(html: str) -> list[str]:
    """Split a body into its words."""
    parser = Words()
    parser.feed(html)
    return re.findall(r"\w+", "".join(parser.parts).casefold())


def free_port() -> int:
    """Ask the system for a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def migrate(arguments: list[str], environment: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Run the real command; give its exit code and its JSON summary."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "migrator.cli", *arguments, "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        print(done.stderr)
        return done.returncode, {}


def crawl(blog: Expectation, source: str, folder: Path, environment: dict[str, str]) -> tuple[int, dict]:  # type: ignore[type-arg]  # plain JSON
    """Crawl one blog by one source and give the exit code and its blog.json."""
    archive = folder / f"{source}"
    code, _ = migrate(["crawl", blog.url, "--source", source, "--output", str(archive)], environment)
    migrate(["export", str(archive), "--format", "json", "--output", str(folder / f"{source}-json")], environment)
    return code, json.loads((folder / f"{source}-json" / "blog.json").read_text(encoding="utf-8"))


def summary(held: dict) -> dict[str, int]:  # type: ignore[type-arg]  # plain JSON
    """Count what a blog.json holds."""
    posts = [post for post in held["posts"] if post["type"] == "post"]
    return {
        "posts": len(posts),
        "pages": len(held["posts"]) - len(posts),
        "comments": sum(len(post["comments"]) for post in posts),
        "dated": sum(bool(post["published"]) for post in posts),
        "authored": sum(bool(post["author"]) for post in posts),
        "with body": sum(bool(words(post["content_html"]) or post["media"]) for post in posts),
        "media": len(held["media"]),
    }


def disagreements(one: dict, two: dict, names: str) -> list[str]:  # type: ignore[type-arg]  # plain JSON
    """Compare the posts that both hold: title, day, labels, body text."""
    others = {post["url"]: post for post in two["posts"]}
    # A theme may show labels only as lists of posts; of a label whose list is not stored, pages can tell nothing.
    told = {label for post in one["posts"] for label in post["labels"]}
    found = []
    for post in one["posts"]:
        other = others.get(post["url"])
        if other is None:
            continue
        pairs = {
            "title": (post["title"], other["title"]),
            "day": ((post["published"] or "")[:10], (other["published"] or "")[:10]),
            "labels": (sorted(post["labels"]), sorted(label for label in other["labels"] if label in told)),
            "body text": (words(post["content_html"]), words(other["content_html"])),
        }
        found += [f"{names} {field}: {post['url']}" for field, (left, right) in pairs.items() if left != right]
    return found


def check(blog: Expectation, environment: dict[str, str]) -> list[str]:
    """Crawl a blog in its three ways; give what is wrong."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        held = {}
        for source in ("pages", "auto", "feeds"):
            code, held[source] = crawl(blog, source, Path(name), environment)
            counts = summary(held[source])
            print(f"{blog.url:45} {source:6} exit {code}  " + "  ".join(f"{k} {v}" for k, v in counts.items()))
            posts = blog.feed_posts if source == "feeds" else blog.posts
            wanted = {"posts": posts, "dated": posts, "authored": posts, "with body": posts}
            if source != "feeds":
                wanted |= {"pages": blog.pages, "comments": blog.comments}
            faults += [f"{source}: {k} {counts[k]}, expected {v}" for k, v in wanted.items() if counts[k] != v]
        faults += disagreements(held["pages"], held["feeds"], "pages/feeds")
        faults += disagreements(held["pages"], held["auto"], "pages/auto")
    return faults


def main() -> int:
    """Start the proxy, check every blog, print what is wrong."""
    real = Path(sys.argv[1]).resolve()
    port = free_port()
    with subprocess.Popen(  # noqa: S603 - the data folder's own proxy
        [sys.executable, str(real / "replay.py"), "--port", str(port)], stdout=subprocess.PIPE, text=True
    ) as proxy:
        assert proxy.stdout is not None  # noqa: S101 - Popen was asked for a pipe
        while proxy.stdout.readline().strip() != "ready":
            pass
        environment = dict(os.environ) | {
            "HTTP_PROXY": f"http://127.0.0.1:{port}",
            "HTTPS_PROXY": f"http://127.0.0.1:{port}",
            "NO_PROXY": "",
        }
        found = [fault for blog in BLOGS for fault in check(blog, environment)]
        faults = [fault for fault in found if fault not in KNOWN]
        proxy.terminate()
    for fault in found:
        print("-", fault, f"(known: {KNOWN[fault]})" if fault in KNOWN else "")
    print("real blogs:", "all as expected" if not faults else f"{len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
