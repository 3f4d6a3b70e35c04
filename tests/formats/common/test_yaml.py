from datetime import date, datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from migrator.formats.common.yaml import Timestamp, item, mapping, scalar

AWKWARD = [
    "yes", "no", "null", "~", "2012", "1:30", "0x1F", "1e3", ": #", "- a", "{}", "[]", "&a", "*a", "!tag", "|", ">",
    "%x", "@x", "`x`", "'q'", '"q"', "a\nb", "a\tb", " lead", "trail ", "", "😀", "\x00\x07\x1b", "\x85\u2028\u2029",
    "\ufeff", "---", "...", "back\\slash", "=", "<<", "2018-02-12", "\x7f\x80",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_any_title_comes_back_as_it_was(text):
    assert {"title": text} == yaml.safe_load(mapping({"title": text}))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(text):
    assert [text] == yaml.safe_load(item(text))


def test_half_a_surrogate_pair_becomes_a_replacement_character():
    assert "a\ufffdb" == yaml.safe_load(scalar("a\ud83db"))


def test_a_time_is_a_time_and_keeps_its_offset():
    read = yaml.safe_load(mapping({"date": Timestamp("2018-02-12T23:30:00+01:00"), "day": Timestamp("2018-02-12")}))

    assert datetime(2018, 2, 12, 23, 30, tzinfo=timezone(timedelta(hours=1))) == read["date"]
    assert timedelta(hours=1) == read["date"].utcoffset()
    assert date(2018, 2, 12) == read["day"]


def test_what_only_claims_to_be_a_time_is_text():
    assert "soon: #" == yaml.safe_load(scalar(Timestamp("soon: #")))


def test_nested_values_come_back():
    value = {"a": [{"b": "c", "d": ["e", "f"]}, "g"], "h": {"i": None, "j": 1.5, "k": True}, "l": [], "m": {}}

    assert value == yaml.safe_load(mapping(value))
