import pytest

from migrator.sources.window import Window


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2012", "2013", ("2012-01-01", "2013-12-31")),
        ("2012-03", "2012-04", ("2012-03-01", "2012-04-30")),
        ("2012-03-04", "2012-03-05", ("2012-03-04", "2012-03-05")),
        (None, None, (None, None)),
    ],
)
def test_a_partial_date_means_all_of_it(since, until, expected):
    window = Window.of(since, until)

    assert expected == (window.since, window.until)


def test_both_ends_belong_to_the_window():
    window = Window.of("2012-03-04", "2012-03-05")

    assert [False, True, True, False] == [window.holds(f"2012-03-0{day}T10:00:00+01:00") for day in (3, 4, 5, 6)]


def test_a_post_without_date_is_never_left_out():
    assert Window.of("2012", None).holds(None)


def test_a_month_that_only_overlaps_is_touched():
    window = Window.of("2012-03-20", "2012-03-25")

    assert window.touches(2012, 3)
    assert window.touches(2012, None)
    assert not window.touches(2012, 4)
