"""Killed at any instant, an archive opens again and holds whole documents only."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from store_sample import BLOG, FIRST, comment, document, page, raw, seen

from migrator.model.documents import DocumentKind, Reference
from migrator.store import Archive

COMMENTS = 4


def one_document(archive, run, number):
    """Do with one document what a crawl does: capture, keep, settle, in one transaction."""
    name = f"p{number}"
    with archive.transaction():
        archive.captures.add(raw(name, f"<html>{number}</html>".encode() * 50), run=run)
        comments = tuple(comment(f"{number}-{index}") for index in range(COMMENTS))
        archive.keep(document(seen(name, number=str(number), comments=comments)), page(), run=run)
        reference = Reference(url=f"https://lampe.blogspot.com/2018/02/{name}.html", kind=DocumentKind.POST, reason="t")
        archive.frontier.settle(reference, "done", status=200)


def write_until_killed(folder):

    with Archive.create_or_open(folder) as archive:
        run = archive.begin_run("crawl", FIRST)
        archive.blogs.keep_located(BLOG, page())
        number = archive.declared.totals().posts
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            one_document(archive, run, number)
            number += 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX systems kill a process like that")
def test_a_killed_writer_leaves_whole_documents_only(tmp_path):
    before = 0
    for seconds in (0.01, 0.05, 0.09, 0.14, 0.2, 0.27):
        with subprocess.Popen(
            [sys.executable, __file__, str(tmp_path / "blog")], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert "ready\n" == writer.stdout.readline()
            try:
                writer.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                writer.kill()
        with Archive.create_or_open(tmp_path / "blog") as archive:
            posts = list(archive.view().posts())
            assert len(posts) == archive.captures.count() == archive.frontier.counts().get("done", 0)
            assert {COMMENTS} >= {len(post.comments) for post in posts}
            assert [] == list(archive.damage())
            assert [post.id for post in posts] == sorted(str(number) for number in range(len(posts)))
            assert before <= len(posts)
            before = len(posts)
    assert before > 0


if __name__ == "__main__":
    write_until_killed(Path(sys.argv[1]))
