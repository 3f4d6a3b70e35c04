"""A classic backup of 500 MB imported whole, against `lxml.etree.iterparse` alone on the same file.

    python bench/import.py [--megabytes N] [--file BACKUP]

The file is made up: of every four entries one is a post of about 10 KB, three are comments, as in a blog that is read.
Each contender runs in a process of its own; times are processor seconds, so that a busy machine changes little, and the
import's are split by stage.
"""

import argparse
import html
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from migrator.feeds.xml import read_strictly
from migrator.imports import ImportOptions, import_files
from migrator.imports.readers.base import ImportedDocument
from migrator.imports.readers.recognise import blogs_in
from migrator.model.notices import Notice
from migrator.parsing.document import parse_document
from migrator.store.captures.warc import exchange

TEXT = (
    "the lamp on the pier was lit again when Marthe came down with bread, salt and the day's letters &amp; nobody "
    "asked whether the ferry would wait for a signal from the tower or leave the harbour to the herring gulls"
)
WORDS = TEXT.split()
HOME = "https://bench.blogspot.com/"
BLOG = "4100"
COMMENTS = 3
"""Comments for each post."""
_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:georss='http://www.georss.org/georss'>"
    f"<id>tag:blogger.com,1999:blog-{BLOG}.archive</id><updated>2023-06-01T10:00:00.000+02:00</updated>"
    "<title type='text'>Bench</title>"
    f"<link rel='self' type='application/atom+xml' href='https://www.blogger.com/feeds/{BLOG}/archive'/>"
    f"<link rel='alternate' type='text/html' href='{HOME}'/><author><name>Wren</name></author>"
    "<generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>"
)


def sentence(seed: int, count: int) -> str:
    """Make some words."""
    return " ".join(WORDS[(seed * 7 + index * 5) % len(WORDS)] for index in range(count))


def body(number: int) -> str:
    """Make a post's HTML: paragraphs with markup, a picture, a list, links."""
    picture = f"https://1.bp.blogspot.com/-p{number}/Tx/AAA/Qw/"
    paragraphs = "".join(
        f'<div style="text-align: justify;">{sentence(number + at, 60)} <b>{sentence(at, 3)}</b>, '
        f"{sentence(number * 3 + at, 50)} <i>{sentence(at, 2)}</i>.<br /><br />{sentence(number + at * 2, 60)}</div>\n"
        for at in range(number % 11 + 3)
    )
    return (
        f'<div class="separator" style="clear: both;"><a href="{picture}s1600/pier.jpg" imageanchor="1">'
        f'<img border="0" src="{picture}s320/pier.jpg" /></a></div>\n{paragraphs}'
        f'<ul><li>{sentence(number, 8)}</li><li><a href="{HOME}2010/01/post-{number // 2}.html">'
        f"{sentence(number, 4)}</a></li></ul><p>{sentence(number + 1, 40)}&nbsp;</p>"
    )


def entry(number: int) -> str:
    """Make one entry: every fourth is a post, the others are comments on the post before."""
    post, nth = divmod(number, COMMENTS + 1)
    address = f"{HOME}{2006 + post % 15}/{post % 12 + 1:02}/post-{post}.html"
    kind, own = ("comment", f"9{number:09}") if nth else ("post", f"5{post:09}")
    content = f"{sentence(number, 30)}<br />{sentence(number + 3, 20)}" if nth else body(post)
    stamp = f"{2006 + post % 15}-{post % 12 + 1:02}-{post % 27 + 1:02}T{nth + 8:02}:{post % 60:02}:00.001+02:00"
    labels = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term='label {post * 3 % 40 + at}'/>"
        for at in range(0 if nth else post % 4)
    )
    where = f"{BLOG}/5{post:09}/comments" if nth else f"{BLOG}/posts"
    tail = (
        f"<thr:in-reply-to href='{address}' ref='tag:blogger.com,1999:blog-{BLOG}.post-5{post:09}' type='text/html'/>"
        if nth
        else f"<thr:total>{COMMENTS}</thr:total>"
    )
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.post-{own}</id><published>{stamp}</published>"
        f"<updated>{stamp}</updated><category scheme='http://schemas.google.com/g/2005#kind'"
        f" term='http://schemas.google.com/blogger/2008/kind#{kind}'/>{labels}"
        f"<title type='text'>{html.escape(sentence(number, 5))}</title>"
        f"<content type='html'>{html.escape(content)}</content>"
        f"<link rel='edit' type='application/atom+xml' href='https://www.blogger.com/feeds/{where}/default/{own}'/>"
        f"<link rel='self' type='application/atom+xml' href='https://www.blogger.com/feeds/{where}/default/{own}'/>"
        f"<link rel='alternate' type='text/html' href='{address}' title='{html.escape(sentence(number, 5))}'/>"
        f"<author><name>{'Reader ' + str(number % 97) if nth else 'Wren Ashdown'}</name>"
        f"<uri>https://www.blogger.com/profile/077{number % 97 if nth else 0:05}</uri>"
        "<email>noreply@blogger.com</email>"
        "<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16'"
        f" src='https://img1.blogblog.com/img/b16-rounded.gif'/></author>{tail}</entry>"
    )


def write_backup(path: Path, size: int) -> int:
    """Write a backup of at least `size` bytes; give how many entries it has."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        written = file.write(_HEAD)
        while written < size or number % (COMMENTS + 1):
            written += file.write(entry(number))
            number += 1
        file.write("</feed>")
    return number


def _iterparse(path: Path) -> None:
    """Let lxml walk through the file and build every element, and do nothing with it."""
    for _, element in etree.iterparse(str(path), huge_tree=True):
        if element.tag == "{http://www.w3.org/2005/Atom}entry":
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _documents(path: Path) -> Iterator[ImportedDocument]:
    for one in blogs_in(path):
        for item in one.documents():
            if not isinstance(item, Notice):
                yield item


def _cut(path: Path) -> None:
    for _ in _documents(path):
        pass


def _read(path: Path) -> None:
    for document in _documents(path):
        read_strictly(document.page.body)


def _parse(path: Path) -> None:
    for document in _documents(path):
        parse_document(document.page)


def _record(path: Path) -> None:
    for document in _documents(path):
        exchange(replace(document.page, fetched_at=document.as_of), document.page.url, None)


def _import(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        import_files(ImportOptions(paths=(path,), output=Path(folder) / "archive"))


WORK: dict[str, Callable[[Path], None]] = {
    "iterparse": _iterparse,
    "cut": _cut,
    "read": _read,
    "parse": _parse,
    "record": _record,
    "import": _import,
}


@dataclass(frozen=True)
class Spent:
    """Seconds of the processor in a contender's process and in its child, seconds by the clock, peak MB of both."""

    own: float
    child: float
    wall: float
    memory: float


def _worker(name: str, path: Path, results: "multiprocessing.Queue[Spent]") -> None:
    before, clock = time.process_time(), time.perf_counter()
    WORK[name](path)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1_024
    results.put(
        Spent(
            own=time.process_time() - before,
            child=child.ru_utime + child.ru_stime,
            wall=time.perf_counter() - clock,
            memory=(own.ru_maxrss + child.ru_maxrss) * unit / 1_048_576,
        )
    )


def measure(name: str, path: Path) -> Spent:
    """Run one contender in a process of its own."""
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[Spent] = context.Queue()
    process = context.Process(target=_worker, args=(name, path, results))
    process.start()
    found = results.get()
    process.join()
    return found


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--file", type=Path, help="measure on this backup instead of a made-up one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "blog-06-01-2023.xml"
        if options.file is None:
            print(f"{write_backup(path, options.megabytes * 1_000_000)} entries")
        size = path.stat().st_size / 1_000_000
        spent = {name: measure(name, path) for name in WORK}
    bare = spent["iterparse"]
    print(f"{size:.0f} MB; import reads in one process and keeps in another")
    for name in ("iterparse", "import"):
        one = spent[name]
        busier = max(one.own, one.child)
        print(
            f"{name:10} processor {one.own:.2f} + {one.child:.2f} s, clock {one.wall:.2f} s, {size / one.wall:.1f} MB/s"
            f", peak {one.memory:.0f} MB; x iterparse: clock {one.wall / bare.wall:.1f}, busier process"
            f" {busier / bare.own:.1f}, both {(one.own + one.child) / bare.own:.1f}"
        )
    cut, read, parse, record = (spent[name].own for name in ("cut", "read", "parse", "record"))
    whole = spent["import"].own + spent["import"].child
    stages = {
        "cut into slices": cut,
        "XML and entries": read - cut,
        "bodies cleaned": parse - read,
        "raw records": record - cut,
        "kept, indexed, handed over": whole - parse - (record - cut),
    }
    for name, seconds in stages.items():
        print(f"  {name:28}{seconds:8.2f} s {seconds / whole:6.0%}")


if __name__ == "__main__":
    main()
