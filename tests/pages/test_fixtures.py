import json
from pathlib import Path

import pytest
from reading_of import PAGES, cases, expectation, parsed_case

FLOORS = json.loads((PAGES.parent / "floors.json").read_text("utf-8"))["pages"]


@pytest.mark.parametrize("path", cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_reads_as_its_fixture_states(path: Path) -> None:
    stated = expectation(path)
    stated.pop("fetched")

    assert stated == parsed_case(path)


def scores() -> dict[str, float]:
    """Give the share of posts, per field, that the parser reads as the fixtures state."""
    right: dict[str, int] = {}
    total: dict[str, int] = {}
    for path in cases():
        wanted, got = expectation(path)["posts"], parsed_case(path)["posts"]
        assert isinstance(wanted, list)
        assert isinstance(got, list)
        for place, post in enumerate(wanted):
            for field, value in post.items():
                total[field] = total.get(field, 0) + 1
                right[field] = right.get(field, 0) + (place < len(got) and got[place][field] == value)
    return {field: right[field] / total[field] for field in total}


def test_a_field_that_is_read_better_raises_its_floor() -> None:
    assert {} == {field: score for field, score in scores().items() if score > FLOORS.get(field, -1)}


def test_no_field_is_read_worse_than_its_floor() -> None:
    reached = scores()

    assert {} == {field: reached.get(field) for field, floor in FLOORS.items() if reached.get(field, 0) < floor}
