"""Posts a second and peak memory of every export format, against `to_markdown` alone and against raw writing.

    python bench/export.py [--posts N] [--comments N] [--formats json,markdown,wxr] [--grow N] [--peers]

`--grow N` runs every format once more with N posts, for the memory alone. `--peers` measures pelican-import and
blogger2hugo on a backup file of the same posts (500 of them: pandoc takes its time); it installs them from PyPI into
the cache of `make consumers`, pandoc must be there.

The blog is made up: bodies of 3 KB mean, each with comments, labels, links to other posts and one picture. Posts are
made as they are asked for, so the memory is that of the export. The time to make them is measured alone and taken off.
Every format runs in a process of its own, into a folder that is removed afterwards.
"""

import argparse
import functools
import html
import io
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from migrator.content.markdown import to_markdown
from migrator.export import export_archive
from migrator.formats import registry
from migrator.model.ports import ExportOptions, PostSummary
from migrator.model.schema import Author, Blog, Comment, Commenter, Media, MediaStatus, Post
from migrator.sinks import FolderSink

HOME = "https://bench.blogspot.com/"
TEXT = "the lamp on the pier was lit again when Marthe came down with bread, salt and the day's letters"
WORDS = TEXT.split()


def _sentence(seed: int, count: int) -> str:
    return " ".join(WORDS[(seed * 7 + index * 3) % len(WORDS)] for index in range(count))


def _url(number: int) -> str:
    return f"{HOME}{2006 + number % 15}/{number % 12 + 1:02d}/post-{number}.html"


def _when(number: int) -> str:
    """Give a time of the month in the address; no two posts share a second."""
    day, second = number // 86_400 % 28 + 1, number % 86_400
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"{2006 + number % 15}-{number % 12 + 1:02d}-{day:02d}T{clock}+01:00"


@functools.cache
def _paragraph(seed: int) -> str:
    return (
        f"<div>{_sentence(seed, 40)} <b>{_sentence(seed + 1, 3)}</b>, {_sentence(seed + 2, 20)} "
        f"<i>{_sentence(seed + 3, 2)}</i>.<br /><br />{_sentence(seed + 4, 30)}</div>"
    )


def _body(number: int) -> str:
    picture = f"https://1.bp.blogspot.com/-p{number}/Tx/AAA/Qw/"
    parts = [
        f'<div class="separator"><a href="{picture}s1600/pier.jpg"><img src="{picture}s320/pier.jpg"></a></div>',
        *(_paragraph((number + index) % 50) for index in range(number % 5 + 3)),
        f'<ul><li>{_sentence(number, 8)}</li><li><a href="{_url(number // 2)}">{_sentence(number, 4)}</a></li></ul>',
    ]
    return "\n".join(parts)


def _comments(number: int, count: int) -> tuple[Comment, ...]:
    return tuple(
        Comment(
            id=f"{number}-{index}",
            parent_id=f"{number}-{index - 1}" if index % 2 else None,
            author=Commenter(name=f"Reader {index}"),
            published=f"2021-01-01T{index % 24:02d}:00:00+01:00",
            content_html=_sentence(number + index, 25),
        )
        for index in range(count)
    )


class MadeUp:
    """An `ArchiveView` that makes its posts as they are asked for."""

    def __init__(self, count: int, comments: int) -> None:
        self._count = count
        self._comment_count = comments

    def blog(self) -> Blog:
        """Give the blog."""
        return Blog(url=HOME, title="Bench", language="en", crawled_at="2026-01-01T00:00:00+00:00")

    def authors(self) -> Iterator[Author]:
        """Give one author."""
        yield Author(id="a", name="Marthe")

    def posts(self) -> Iterator[Post]:
        """Make the posts."""
        for number in range(self._count):
            yield Post(
                id=str(number),
                platform_id=str(number),
                url=_url(number),
                slug=f"post-{number}",
                title=f"Post {number}: {_sentence(number, 5)}",
                published=_when(number),
                author="a",
                labels=(f"label {number % 100}",),
                content_html=_body(number),
                media=(f"{number:016x}",),
                comments=_comments(number, self._comment_count),
            )

    def summaries(self) -> Iterator[PostSummary]:
        """Give the posts without their bodies."""
        for number in range(self._count):
            url = _url(number)
            key = url.removeprefix(HOME)
            yield PostSummary(id=str(number), url=url, key=key, type="post", status="published",
                              slug=f"post-{number}", title=f"Post {number}", published=_when(number))  # fmt: skip

    def labels(self) -> Iterator[tuple[str, int]]:
        """Give a hundred labels."""
        yield from ((f"label {number}", self._count // 100) for number in range(100))

    def media(self) -> Iterator[Media]:
        """Give the pictures."""
        for number in range(self._count):
            yield self.media_by_id(f"{number:016x}")

    def media_by_id(self, media_id: str) -> Media:
        """Give one picture; it is not held, so that no copying of files is measured."""
        url = f"https://1.bp.blogspot.com/-p{int(media_id, 16)}/Tx/AAA/Qw/s0/pier-{int(media_id, 16)}.jpg"
        return Media(id=media_id, url=url, urls=(url,), content_type="image/jpeg", status=MediaStatus.SKIPPED)

    def aliases(self) -> frozenset[str]:
        """Give no alias."""
        return frozenset()

    def open_media(self, media: Media) -> BinaryIO:  # noqa: ARG002 - the protocol's signature
        """Give nothing: no picture is held."""
        return io.BytesIO()


def _seconds(work: Iterable[object]) -> float:
    start = time.process_time()
    for _ in work:
        pass
    return time.process_time() - start


def _run(name: str, count: int, comments: int, answers: "multiprocessing.Queue[dict[str, float]]") -> None:
    view = MadeUp(count, comments)
    making = _seconds(view.posts())
    registry.exporter(name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        report = export_archive(view, name, FolderSink(Path(folder) / "out", view.open_media), ExportOptions())
        seconds = time.process_time() - start - making
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        written = [path for path in (Path(folder) / "out").rglob("*") if path.is_file()]
        contents = [path.read_bytes() for path in written[:2000]]
        start = time.process_time()
        for number, content in enumerate(contents):
            target = Path(folder) / "raw" / str(number // 2) / f"{number}.bin"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        raw = (time.process_time() - start) * len(written) / max(1, len(contents))
    answers.put({"posts/s": count / seconds, "peak MB": peak / 1024, "growth MB": (peak - before) / 1024,
                 "MB written": report.bytes / 1e6, "raw writing share": raw / seconds})  # fmt: skip


def _backup(path: Path, count: int) -> None:
    """Write the same posts as one of Blogger's own backup files."""
    kind = "http://schemas.google.com/g/2005#kind"
    with path.open("w", encoding="utf-8") as file:
        file.write('<feed xmlns="http://www.w3.org/2005/Atom"><title>Bench</title>\n')
        for post in MadeUp(count, 0).posts():
            file.write(
                f"<entry><id>tag:blogger.com,1999:blog-1.post-{post.id}</id><published>{post.published}</published>"
                f"<updated>{post.published}</updated><title>{html.escape(post.title)}</title>"
                f'<category scheme="{kind}" term="http://schemas.google.com/blogger/2008/kind#post"/>'
                f'<category scheme="http://www.blogger.com/atom/ns#" term="{post.labels[0]}"/>'
                f'<content type="html">{html.escape(post.content_html)}</content>'
                f'<link rel="alternate" type="text/html" href="{post.url}"/>'
                "<author><name>Marthe</name></author></entry>\n"
            )
        file.write("</feed>\n")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peers(count: int) -> dict[str, float]:
    """Measure what others make of the same posts: posts a second of processor time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "blog-migrator-consumers"
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        _backup(Path(folder) / "backup.xml", count)
        for name, package, out, arguments in (
            ("pelican-import", "pelican[markdown]", "p", ["--blogger", "-m", "markdown", "-o", "p", "backup.xml"]),
            ("blogger2hugo", "blogger2hugo", "h", ["--out", "h", "--pages-out", "pages", "backup.xml"]),
        ):
            home = cache / package.partition("[")[0]
            if not (home / "venv/bin" / name).exists():
                subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
                extra = ["beautifulsoup4", "lxml"] if name == "pelican-import" else []
                subprocess.run([home / "venv/bin/pip", "install", "-q", package, *extra], check=True)
            (Path(folder) / out).mkdir()
            start = _children()
            subprocess.run([home / "venv/bin" / name, *arguments], cwd=folder, check=True, capture_output=True)
            written = sum(1 for _ in Path(folder).glob(f"{out}/**/*.md"))
            found[name] = written / (_children() - start)
    return found


def _in_a_process(name: str, posts: int, comments: int) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[dict[str, float]] = context.Queue()
    process = context.Process(target=_run, args=(name, posts, comments, answers))
    process.start()
    # A queue that is never filled would wait for ever: the child ends first, with an answer or without.
    process.join(3600)
    return answers.get(timeout=10)


def main() -> int:
    """Print one line a format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=3)
    parser.add_argument("--formats", default=",".join(registry.exporter_names()))
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    bodies = [post.content_html for post in MadeUp(min(options.posts, 1000), 0).posts()]
    size = sum(map(len, bodies)) / len(bodies)
    alone = len(bodies) / _seconds(map(to_markdown, bodies))
    result: dict[str, dict[str, float]] = {"to_markdown": {"posts/s": alone, "mean bytes": size}}
    for name in options.formats.split(","):
        result[name] = _in_a_process(name, options.posts, options.comments)
        result[name]["of to_markdown"] = result[name]["posts/s"] / alone
        if options.grow:
            result[name][f"peak MB at {options.grow}"] = _in_a_process(name, options.grow, options.comments)["peak MB"]
    if options.peers:
        result["peers"] = _peers(500)
    if options.json:
        print(json.dumps(result, indent=1))
        return 0
    print(f"{options.posts} posts with {options.comments} comments, bodies of {size:.0f} bytes")
    print(f"to_markdown alone: {alone:.0f} posts/s")
    for name in options.formats.split(","):
        print(f"{name:10}", "  ".join(f"{key} {value:.2f}" for key, value in result[name].items()))
    for name, speed in result.get("peers", {}).items():
        ours = result.get("pelican" if name == "pelican-import" else "hugo", {}).get("posts/s", 0.0)
        print(f"{name}: {speed:.0f} posts/s; ours {ours / speed if speed else 0:.1f} times that")
    return 0


if __name__ == "__main__":
    sys.exit(main())
