"""The scheduled job from day to day; `.ci/run` lets it live through a whole year."""

import pytest

from tools.checks.year import Result, year


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Twenty-four days: an outage, a move to another domain, two runs at once, one that is killed."""
    return year(tmp_path_factory.mktemp("year"), days=24, seed=2)


def test_all_that_was_ever_seen_is_held_and_a_reparse_tells_the_same(lived: Result):
    assert [] == lived.lost
    assert lived.versions > 100
    assert lived.runs["exit code 5"] > 0


def test_the_page_tells_what_was_not_as_usual(lived: Result):
    for words in (
        "first reading (",
        "it moved to https://www.carnet-de-veille.example/",
        "not reached",
        "let go",
    ):
        assert words in lived.page
