"""Parsing in a second process gives what parsing here gives, in the same order, whatever becomes of that process."""

from pathlib import Path

import pytest

from migrator.imports.ahead import LARGE, parsed_items
from migrator.imports.readers.base import ImportedDocument
from migrator.model.documents import RawPage
from migrator.model.notices import Notice
from migrator.pages.rules.rules import ThemeRules

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"


def items() -> list[ImportedDocument | Notice]:
    found: list[ImportedDocument | Notice] = []
    for path in sorted(FEEDS.glob("*.xml")):
        url = f"https://saltmarsh.blogspot.com/{path.name}"
        page = RawPage(url=url, final_url=url, status=200, body=path.read_bytes())
        found += [ImportedDocument(page=page, as_of="2020-01-01T00:00:00Z"), Notice(code="truncated", url=path.name)]
    return found


def test_a_second_process_tells_the_same():
    here, there = list(parsed_items(items(), 0)), list(parsed_items(items(), LARGE))

    assert len(items()) == len(there)
    assert here == there


def test_without_a_second_process_parsing_goes_on_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")

    assert list(parsed_items(items(), 0)) == list(parsed_items(items(), LARGE))


def test_whoever_stops_in_the_middle_is_not_kept_waiting():
    begun = parsed_items(items() * 20, LARGE)
    next(begun)
    begun.close()


def test_the_second_process_reads_pages_by_the_same_rules():
    url = "https://hinge.blogspot.com/2018/02/a.html"
    body = (
        b"<html><meta name='generator' content='blogger'><p class='k'>Oak.</p><div class='post-body'>No.</div></html>"
    )
    page = RawPage(url=url, final_url=url, status=200, body=body)
    document = ImportedDocument(page=page, as_of="2018-03-01T00:00:00Z")
    guidance = ThemeRules.of_texts('[post]\nbody = ".k"')
    read = [next(parsed_items([document], size, guidance))[1] for size in (0, LARGE)]

    assert ["Oak.", "Oak."] == [one.posts[0].post.content_html for one in read]
