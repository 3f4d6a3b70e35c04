"""Parsing in a second process tells what parsing here tells, whatever becomes of that process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.blogger import StandIn, differences, expected, synthetic, untold
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.crawl.theme import WORTH, ParseAhead
from migrator.model.documents import RawPage
from migrator.parsing.document import parse_document
from tests.crawl.blogjson import blog_json

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "pages").rglob("*.html"))[:12]
HOLDER = (
    "from migrator.parsing.process import ParserProcess; import time; "
    "print(ParserProcess()._process.pid, flush=True); time.sleep(60)"
)


@pytest.fixture
def ahead():
    """Give a second process that is worth its start at once."""
    made = ParseAhead(worth=0)
    yield made
    made.close()


def responses(status: int = 200) -> list[RawPage]:
    return [
        RawPage(url=url, final_url=url, status=status, body=path.read_bytes())
        for path in PAGES
        for url in (f"https://atelier-lune.blogspot.com/2018/02/{path.name}",)
    ]


def test_a_second_process_tells_the_same_in_whatever_order_it_is_asked(ahead):
    pages = [ahead.begun(page) for page in responses()]

    assert [parse_document(page) for page in reversed(pages)] == [ahead.parsed(page) for page in reversed(pages)]


def test_what_is_no_document_is_not_parsed(ahead):
    assert [None] * len(PAGES) == [ahead.parsed(ahead.begun(page)) for page in responses(status=404)]


def test_what_was_not_begun_is_not_waited_for(ahead):
    ahead.begun(responses()[0])

    assert ahead.parsed(responses()[0]) is None


def test_a_few_documents_are_worth_no_second_process():
    ahead = ParseAhead(worth=len(PAGES))

    assert [None] * len(PAGES) == [ahead.parsed(ahead.begun(page)) for page in responses()]


def test_without_a_second_process_nothing_is_told(monkeypatch, ahead):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")

    assert [None] * len(PAGES) == [ahead.parsed(ahead.begun(page)) for page in responses()]


def test_a_crawl_reads_the_same_with_a_second_process(tmp_path, monkeypatch):
    blog = synthetic(posts=WORTH + 30, comments=60, seed=6, feed="none")
    with StandIn([blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        crawl_blog(CrawlOptions(url=blog.home, output=tmp_path, media=False, source=SourceName.PAGES))

    assert [] == differences(expected(blog), blog_json(tmp_path), ignore=["media", *untold(blog, "pages")])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX systems kill a process like that")
def test_a_second_process_ends_with_the_one_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    assert has_ended(child)


def has_ended(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        # Where nobody asks how it ended, it stays as a name only.
        status = Path(f"/proc/{process}/stat")
        if status.exists() and ") Z " in status.read_text():
            return True
        time.sleep(0.05)
    return False
