import json

import pytest

from migrator.cli.output import on_one_line, plain, print_json


def test_line_breaks_are_kept():
    assert "one\ntwo" == plain("one\ntwo")


def test_marks_of_right_to_left_text_are_kept():
    assert "\u200fמשהו" == plain("\u200fמשהו")


def test_a_long_title_is_cut_to_the_width():
    assert "A very lo…" == on_one_line("A very\nlong title", 10)


def test_json_says_control_characters_as_escapes(capfdbinary: pytest.CaptureFixture[bytes]):
    print_json({"title": "a\x9b31m\x7f\x1b"})
    shown = capfdbinary.readouterr().out

    assert b"\x9b" not in shown
    assert {"title": "a\x9b31m\x7f\x1b"} == json.loads(shown)


def test_json_says_half_a_surrogate_pair_as_its_escape(capfdbinary: pytest.CaptureFixture[bytes]):
    print_json({"title": "a\ud83d"})

    assert {"title": "a\ud83d"} == json.loads(capfdbinary.readouterr().out)


def test_json_is_utf_8(capfdbinary: pytest.CaptureFixture[bytes]):
    print_json({"title": "février"})

    assert '"février"'.encode() in capfdbinary.readouterr().out
