"""A classic backup of 500 MB imported whole, against `lxml.etree.iterparse` alone on the same file.

    python bench/import.py [--megabytes N] [--profile] [--keep FOLDER]

The file is made up: of every four entries one is a post of about 10 KB, three are comments, as in a blog that is read.
Each contender runs in a process of its own; times are processor seconds, so that a busy machine changes little, and the
import's are split by stage.
"""

import argparse
import contextlib
import html
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

WORDS = (
    "the lamp on the pier was lit again when Marthe came down with bread, salt and the day's letters & nobody asked "
    "whether the ferry would wait for a signal from the tower or leave the harbour to the herring gulls"
).split()
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
        f"<uri>https://www.blogger.com/profile/077{number % 97 if nth else 0:05}</uri><email>noreply@blogger.com</email>"
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


if __name__ == "__main__":
    p = Path(sys.argv[1])
    print(write_backup(p, int(sys.argv[2]) * 1_000_000), p.stat().st_size)
