"""What is wrong with old bodies, and what is said in its place."""

import pytest

from migrator.content.html5 import conform
from migrator.content.text import plain_text
from migrator.content.tree import inner_html, parse_fragment


def conformed(html: str, *held: str) -> str:
    root = parse_fragment(html)
    conform(root, set(held).__contains__, {"content"})
    return inner_html(root)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<center>x</center>", '<div style="text-align: center">x</div>'),
        (
            '<font color="red" size="5" face="Arial">x</font>',
            '<span style="color: red; font-family: Arial; font-size: x-large">x</span>',
        ),
        ("<strike>x</strike> <tt>y</tt>", "<s>x</s> <code>y</code>"),
        ('<p align="right">x</p>', '<p style="text-align: right">x</p>'),
        (
            '<span style="mso-bidi-font-size: 10pt; color: #333; width: -3px">x</span>',
            '<span style="color: #333">x</span>',
        ),
        ('<div style="background: url(http://a.example/x.png)">x</div>', "<div>x</div>"),
        ("<b><div>x</div></b>", '<div style="font-weight: bold"><div>x</div></div>'),
        ("<h1>x</h1><h4>y</h4>", "<h2>x</h2><h3>y</h3>"),
        ("<h3><div>x</div></h3>", '<h2><span style="display: block">x</span></h2>'),
        ("<ul>x<li>y</li><ul><li>z</li></ul></ul>", "<ul><li>x</li><li>y<ul><li>z</li></ul></li></ul>"),
        ("<li>alone</li>", "<div>alone</div>"),
        ("<dl><dd>x</dd></dl>", "<div><div>x</div></div>"),
        ('<a name="fn1">x</a>', '<a id="fn1">x</a>'),
        ('<p id="content">x</p>', "<p>x</p>"),
        ('<a href="http://a.example/a b?x=[1]">x</a>', '<a href="http://a.example/a%20b?x=%5B1%5D">x</a>'),
        ('<a href="http://">x</a>', "<a>x</a>"),
        ("<o:p>x</o:p><foo>y</foo>", "xy"),
        ("a<wbr>b", "a\u200bb"),
    ],
)
def test_what_is_old_is_said_as_today(body: str, expected: str):
    assert expected == conformed(body)


def test_a_player_becomes_a_link_to_what_it_shows():
    made = conformed('<iframe src="https://www.youtube.com/embed/abcdefghijk?rel=0"></iframe>')

    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in made
    assert "<iframe" not in made


def test_a_picture_that_is_not_held_becomes_a_link_with_its_words():
    made = conformed('<img src="https://a.example/b.jpg" alt="the bridge">')

    assert '<a class="elsewhere" href="https://a.example/b.jpg">[the bridge]</a>' == made


def test_a_picture_that_is_held_stays_with_words_or_without():
    assert '<img src="../media/b.jpg" alt="">' == conformed(
        '<img src="../media/b.jpg" border="0">', "../media/b.jpg"
    ).replace(' style="border: none"', "")


def test_inside_a_link_no_second_link_is_made():
    made = conformed('<a href="https://a.example/big.jpg"><img src="https://a.example/b.jpg" alt="x"></a>')

    assert '<a href="https://a.example/big.jpg"><span class="elsewhere">[x]</span></a>' == made


def test_a_video_plays_the_source_that_is_held():
    made = conformed('<video><source src="https://a.example/v.mp4"><source src="m/v.webm"></video>', "m/v.webm")

    assert '<video src="m/v.webm" controls=""></video>' == made


def test_what_stands_in_a_table_outside_its_cells_goes_before_it():
    made = conformed("<table>lost<tr><td>x</td></tr></table>")

    assert made.index("lost") < made.index("<table>")


def test_rows_are_filled_up_to_the_longest():
    assert 4 == conformed("<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>").count("<td>")


def test_spans_that_leave_a_column_without_a_cell_go():
    assert "colspan" not in conformed('<table><tr><td colspan="3">a</td></tr><tr><td colspan="3">b</td></tr></table>')


NASTY = (
    "<center><font><p>one<div>two</div></p></font></center><table><tr><td>three<table><td>four</table></td></tr>five"
    "</table><ul><div>six</div><b>seven<ul><li>eight</ul></b></ul><dl>nine<dt>ten</dl><h2><table><tr><td>eleven"
)


def test_no_word_is_lost():
    words = sorted(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"])

    assert words == sorted(plain_text(conformed(NASTY)).split())
