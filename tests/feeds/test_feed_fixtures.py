"""Every document of fixtures/feeds against its `.expect.json`: what is not named there must be at its default."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from migrator.documents import RawPage
from migrator.feeds import parse_feed, parse_sitemap

FOLDER = Path(__file__).parents[2] / "fixtures" / "feeds"
EXPECTATIONS = sorted(FOLDER.glob("*.expect.json"))


def told(value: object) -> object:
    """Drop what is at its default, so that an expectation names only what the document tells."""
    if isinstance(value, dict):
        kept = {key: told(item) for key, item in value.items() if item not in (None, "", (), [])}
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
