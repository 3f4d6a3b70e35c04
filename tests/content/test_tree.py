"""Text that every XML tool accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.content.tree import printable


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_what_can_be_printed_stays_as_it_is(text):
    assert text == printable(text)


@pytest.mark.parametrize("around", ["encre", "été", "紙\U0001f4dd"])
@pytest.mark.parametrize("forbidden", ["\0", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_xml_tool_accepts_is_dropped(around, forbidden):
    assert f"{around}\n{around}" == printable(f"{forbidden}{around}{forbidden}\n{around}")
