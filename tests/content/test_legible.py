"""Bodies that everybody can read, on light paper and on dark."""

import re
from importlib.resources import files

import pytest

from migrator.content.legible import PAPERS, contrast, make_legible, readable
from migrator.content.tree import inner_html, parse_fragment


def legible(html: str) -> str:
    root = parse_fragment(html)
    make_legible(root, "Picture")
    return inner_html(root)


def test_the_papers_are_those_of_the_style_sheet():
    style = files("migrator.formats.html").joinpath("templates", "style.css").read_text(encoding="utf-8")

    assert [PAPERS["light"], PAPERS["dark"]] == re.findall(r"--paper: (#[0-9a-f]{6})", style)


def test_contrast_is_that_of_wcag():
    assert 21 == pytest.approx(contrast("#000000", "#ffffff"))
    assert 4.54 == pytest.approx(contrast("#767676", "#ffffff"), abs=0.01)


@pytest.mark.parametrize("ink", ["#ff0000", "#ffff00", "#1155cc", "#777777", "#00ff00", "#000000", "#ffffff"])
@pytest.mark.parametrize("ground", ["#fdfcfa", "#1b1a18", "#808080", "#ffff00", "#000080"])
def test_every_colour_can_be_read_on_every_ground(ink: str, ground: str):
    assert contrast(readable(ink, ground), ground) >= 4.5


def test_a_colour_that_can_be_read_stays():
    assert "#1155cc" == readable("#1155cc", "#ffffff")


def test_a_colour_becomes_one_for_each_paper():
    made = legible('<span style="color: red">x</span>')

    light, dark = re.fullmatch(r'<span style="--light: (#\w{6}); --dark: (#\w{6})">x</span>', made).groups()
    assert min(contrast(light, PAPERS["light"]), contrast(dark, PAPERS["dark"])) >= 4.5


@pytest.mark.parametrize("style", ["color: black", "color: #222222; background-color: white", "color: rgb(51, 51, 51)"])
def test_black_on_white_is_no_colour_but_old_paper(style: str):
    assert "<span>x</span>" == legible(f'<span style="{style}">x</span>')


def test_a_ground_of_the_author_s_gets_ink_that_can_be_read_on_it():
    assert '<p style="background-color: #ffff00; color: #000000">x</p>' == legible(
        '<p style="background-color: yellow">x</p>'
    )


def test_what_stands_on_a_ground_is_held_against_it_and_so_are_links():
    made = legible('<div style="background-color: #000080"><b style="color: black">x</b><a href="y">z</a></div>')

    inks = re.findall(r"[ \"]color: (#\w{6})", made)
    assert 3 == len(inks)
    assert min(contrast(ink, "#000080") for ink in inks) >= 4.5


def test_a_link_around_a_nameless_picture_is_called_by_its_kind():
    assert '<a href="b"><img alt="Picture" src="c"></a>' == legible('<a href="b"><img alt="" src="c"></a>')


def test_a_link_that_shows_nothing_is_no_stop_for_the_keyboard():
    assert '<a id="n"></a>x' == legible('<a id="n" href="b" rel="nofollow"> </a>x'.replace("> <", "><"))


def test_a_heading_and_a_head_of_a_column_without_words_are_none():
    assert "<div></div><table><tr><td>\u00a0</td></tr></table>" == legible(
        "<h3></h3><table><tr><th scope='col'>&nbsp;</th></tr></table>"
    )


def test_other_styles_stay():
    assert '<p style="text-align: center">x</p>' == legible('<p style="text-align: center">x</p>')
