"""Every document of fixtures/feeds against its `.expect.json`: what is not named there must be at its default."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.feeds import parse_feed, parse_sitemap
from migrator.model.documents import RawPage

FOLDER = Path(__file__).parents[2] / "fixtures" / "feeds"
EXPECTATIONS = sorted(FOLDER.glob("*.expect.json"))


def told(value: object) -> object:
    """Drop what is at its default, so that an expectation names only what the document tells."""
    if isinstance(value, dict):
        # `facts` say nothing that the body does not; no feed leaves a body to be guessed.
        kept = {
            key: told(item)
            for key, item in value.items()
            if key != "facts" and (key, item) != ("guessed", False) and item not in (None, "", (), [], frozenset())
        }
        return {key: item for key, item in kept.items() if item != {}}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [told(item) for item in value]
    return value


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda path: path.name.removesuffix(".expect.json"))
def test_a_document_tells_what_its_expectation_says(expectation: Path) -> None:
    case = json.loads(expectation.read_text(encoding="utf-8"))
    body = expectation.with_name(expectation.name.removesuffix(".expect.json")).read_bytes()
    page = RawPage(url=case["url"], final_url=case["url"], status=200, body=body)
    parse = parse_sitemap if "sitemap" in expectation.name else parse_feed

    assert case["expect"] == told(asdict(parse(page)))


def test_every_document_has_an_expectation() -> None:
    documents = {path.name for path in FOLDER.iterdir() if not path.name.endswith(".expect.json")}

    assert documents == {path.name.removesuffix(".expect.json") for path in EXPECTATIONS}


DOCUMENTS = [path.with_name(path.name.removesuffix(".expect.json")).read_bytes() for path in EXPECTATIONS]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.lists(st.tuples(st.integers(0, 7000), st.integers(0, 40), st.binary(max_size=6))))
def test_no_damage_makes_a_reader_raise(document: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for place, length, inserted in damages:
        document = document[:place] + inserted + document[place + length :]
    page = RawPage(url="https://a.example/feeds/posts/default", final_url="", status=200, body=document)

    assert parse_feed(page).url or parse_sitemap(page).url
