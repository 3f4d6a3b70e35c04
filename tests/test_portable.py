import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.portable import folded, is_plain, is_portable, is_servable, plain_name


@given(st.text(max_size=300))
def test_every_name_that_is_made_passes_the_check(text):
    name = plain_name(text)

    assert not name or is_plain(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "C#", "what?", "a:b", "a|b", "a*b", 'a"b', "<a>", "a\nb", "a.", "a ", "CON",
     "con.txt", "Con. Law", "nul .md", "LPT\u00b9", "CONOUT$", "x" * 201, "a\ud83d"],
)  # fmt: skip
def test_what_a_system_or_host_refuses_is_no_name(name):
    assert not is_portable(name)


@pytest.mark.parametrize("name", ["C++", "console", "Straße", "日本", ".htaccess", "a b", "100%", "x" * 200, "com10"])
def test_what_all_take_is_a_name(name):
    assert is_portable(name)


def test_a_server_can_have_a_file_that_is_a_device_on_windows():
    assert is_servable("con.html")


def test_a_name_of_a_device_gets_a_sign_before_its_dot():
    assert ["CON_", "Con_.-Law", "console"] == [plain_name(text) for text in ("CON", "Con. Law", "console")]


def test_names_that_some_system_holds_for_one_are_folded_to_one():
    assert folded("Strasse") == folded("STRASSE") == folded("Straße")
    assert folded("Café") == folded("Cafe\u0301") == folded("CAFE\u0301")
    assert folded("ΟΔΟΣ") == folded("οδος") == folded("οδοσ")
