"""Two versions of a text side by side."""

import time

import pytest

from migrator.browse.differences import DiffRow, lines_of, side_by_side, words


def marked(pieces):
    return [piece.text for piece in pieces if piece.changed]


def test_changed_words_are_marked_on_both_sides():
    before, after = words("the red lamp was lit", "the green lamp was lit again")

    assert (["red"], ["green", "again"]) == (marked(before), marked(after))


def test_a_script_without_spaces_is_compared_letter_by_letter():
    before, after = words("昨天我们去了海边", "昨天你们去了海边")

    assert (["我"], ["你"]) == (marked(before), marked(after))


def test_no_word_is_lost_on_either_side():
    before, after = words("a_b  c-d, é\t😀", "a_b c-d; é 😀!")

    assert ("a_b  c-d, é\t😀", "a_b c-d; é 😀!") == ("".join(p.text for p in before), "".join(p.text for p in after))


def test_a_line_is_compared_with_its_own_version_not_with_what_stands_beside_it():
    rows = side_by_side(["[img: a.png]", "The lamp is lit at six.", "end"], ["The lamp is lit at ten.", "end"])

    assert ["removed", "changed", "same"] == [row.kind for row in rows]
    assert (["six"], ["ten"]) == (marked(rows[1].before), marked(rows[1].after))


def test_a_long_stretch_without_changes_is_counted():
    lines = [f"line {number}" for number in range(100)]
    rows = side_by_side(lines, [*lines[:50], "new", *lines[50:]])

    assert [48, 0, 0, 0, 0, 0, 48] == [row.skipped for row in rows]
    assert "added" == rows[3].kind


def test_equal_texts_have_no_rows_but_one_that_counts():
    assert [DiffRow(skipped=2)] == side_by_side(["a", "b"], ["a", "b"])


def test_blocks_are_lines_and_pictures_are_told_by_their_address():
    html = "<div>One<br>two <b>bold</b></div><pre>a\n b</pre><img src='x.png'><ul><li>i</li></ul><script>no</script>"

    assert ["One", "two bold", "a", "b", "[img: x.png]", "i"] == lines_of(html)


@pytest.mark.parametrize(("lines", "words_each"), [(5000, 50), (1, 50_000), (400, 400)])
def test_two_huge_texts_that_share_little_are_compared_in_time(lines: int, words_each: int):
    start = time.thread_time()
    old, new = ([f"{letter} {number} " * (words_each // 2) for number in range(lines)] for letter in "ab")
    rows = side_by_side(old, new)

    assert 5 > time.thread_time() - start
    assert min(lines, 3000) == len(rows)
