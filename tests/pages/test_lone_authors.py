"""Bylines of classic templates that name an author without any word before the name."""

import pytest

from migrator.pages.byline import author_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¶ 14:59 Wilma", "Wilma"),
        ("Anselm Krug | 12:23", "Anselm Krug"),
        ("// Jean-Luc O'Hara @ 5:20 PM", "Jean-Luc O'Hara"),
        ("9:37 AM", ""),
        ("9:37 AM Permalink", ""),
        ("9:37 AM 3 comments", ""),
        ("Friday 9:37 AM", ""),
        ("12 March 2005 9:37 AM", ""),
        ("Wilma 9:37 AM Comments", ""),
        ("0 commentaires 9:37", ""),
        ("blogg-ed at 3:08 pm", ""),
        ("Wilma", ""),
    ],
)
def test_a_name_alone_beside_the_time_is_the_author_and_nothing_else_is(text: str, expected: str) -> None:
    assert expected == author_in([text])
