"""Crawls made blogs whose feeds may end at the jump break, and proves that no post of them is cut without a word.

    python -m tools.checks.jump_breaks [--blogs N] [--first N]

Each blog has its own share of posts with a jump break (none, or 1 to 100 %), its own form of feed (whole, until the
jump break) and its own theme. After a crawl, every post must be held with its whole text, or be named as missing. A
second crawl, of the unchanged blog, shows what is asked again. Prints, for each kind of blog, the requests per post;
exits 1 if any post was cut without a word.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fixtures.blogger import StandIn
from fixtures.blogger.model import Blog
from fixtures.blogger.synthetic import synthetic
from migrator.content.text import plain_text
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.net.settings import NetSettings
from migrator.store import Archive

_THEMES = (
    ("simple", "Simple"),
    ("simple", "Travel"),
    ("gen1", "Minima"),
    ("responsive", "Contempo"),
    ("classic", "Classic"),
    ("thirdparty", "LampuMag"),
)
_SHARES = (0, 1, 2, 5, 10, 20, 40, 70, 100)
_NETWORK = NetSettings(user_agent="tester/1", retries=0, longest_wait=1, delay=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one blog: requests of the first and of the second crawl, and the posts cut without a word."""

    kind: str
    posts: int
    requests: int
    again: int
    cut: tuple[str, ...]


def made(number: int) -> tuple[str, Blog]:
    """Return the kind of the blog of a number, and the blog; the same one for the same number."""
    dice = random.Random(number)  # noqa: S311 - sample data, no secret
    theme, name = _THEMES[number % len(_THEMES)]
    share = _SHARES[number // len(_THEMES) % len(_SHARES)]
    feed = "full" if number % 4 == 3 else "until-jump"
    blog = synthetic(dice.randrange(30, 61), 0, feed=feed, seed=number, name=f"breaks{number}", theme=theme)
    blog.settings.theme_name = name
    many = 0 if not share else max(1, round(share / 100 * len(blog.posts)))
    for post in dice.sample(blog.posts, many):
        first, *rest = post.body.split("\n")
        post.body = "\n".join([first, "<!--more-->", *rest])
    return f"{name}, feed {feed}, {'no post' if not share else 'some posts'} with a jump break", blog


def crawled(number: int, scratch: Path) -> Outcome:
    """Crawl one blog twice."""
    kind, blog = made(number)
    with StandIn([blog]) as standin:
        os.environ.update(standin.env)
        options = CrawlOptions(url=blog.home, output=scratch, media=False, network=_NETWORK)
        first = crawl_blog(options)
        again = crawl_blog(options)
    with Archive.open_existing(scratch, write=False) as archive:
        held = {post.url: plain_text(post.content_html).split() for post in archive.view().posts()}
    named = {notice.url for notice in first.missing}
    cut = [
        post.path
        for post in blog.posts
        if held.get(blog.url(post.path)) != plain_text(post.body).split() and blog.url(post.path) not in named
    ]
    return Outcome(kind=kind, posts=len(blog.posts), requests=first.requests, again=again.requests, cut=tuple(cut))


def outcomes(first: int, blogs: int) -> Iterator[Outcome]:
    """Crawl so many blogs, from that of a number on."""
    for number in range(first, first + blogs):
        with tempfile.TemporaryDirectory() as scratch:
            yield crawled(number, Path(scratch) / "archive")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blogs", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args(arguments)
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes(chosen.first, chosen.blogs):
        by_kind.setdefault(outcome.kind, []).append(outcome)
        for path in outcome.cut:
            print(f"CUT: {outcome.kind}: {path}", flush=True)
    for kind, found in sorted(by_kind.items()):
        posts = sum(one.posts for one in found)
        first = sum(one.requests for one in found)
        again = sum(one.again for one in found)
        figures = f"{first / posts:5.2f} requests a post, {again / len(found):4.1f} on an unchanged run"
        print(f"{figures}  {kind} ({len(found)} blogs)")
    cut = sum(len(one.cut) for found in by_kind.values() for one in found)
    print(f"{cut} posts cut without a word in {chosen.blogs} blogs")
    return 1 if cut else 0


if __name__ == "__main__":
    sys.exit(main())
