"""Where the marks of drawings stand."""

from migrator.report import drawings


def test_the_heat_map_has_a_cell_for_each_month_of_each_year():
    drawn = drawings.heat_map({"2008-11": 3, "2010-01": 1}, ["2008", "2009", "2010"])

    assert 36 == len(drawn.cells)
    assert [("2008-11", 3, 5), ("2010-01", 1, 3)] == [
        (one.name, one.count, one.level) for one in drawn.cells if one.count
    ]


def test_a_mistyped_date_does_not_make_a_page_of_empty_years():
    years = drawings.years_of({"1970-01": 1, "2008-11": 3, "2010-01": 1, "2099-01": 1})

    assert ["1970", "…", "2008", "2009", "2010", "…", "2099"] == years


def test_one_busy_month_leaves_quiet_ones_visible():
    assert [0, 1, 1, 2, 5] == [drawings.level(count, 400) for count in (0, 1, 16, 60, 400)]


def test_every_mark_stays_inside_its_drawing():
    months = {f"{year}-{month:02d}": year * month % 50 for year in range(2004, 2027) for month in range(1, 13)}
    years = drawings.years_of(months)
    names = [("A label of a length that nobody would expect " * 3, 812), ("b", 1), ("c", 0)]
    all_drawn = [
        drawings.heat_map(months, years),
        drawings.columns(months, years),
        drawings.bars(names),
        drawings.held_of_wanted([(name, count, 900) for name, count in names]),
    ]

    assert [] == [
        cell
        for drawn in all_drawn
        for cell in drawn.cells
        if cell.x < 0 or cell.y < 0 or cell.x + cell.width > drawings.WIDTH or cell.y + cell.height > drawn.height
    ]


def test_what_lacks_one_of_ten_thousand_is_seen_to_lack_it():
    room, filled = drawings.held_of_wanted([("sitemap", 9_999, 10_000)]).cells

    assert 3 <= room.width - filled.width


def test_parts_of_a_whole_fill_it():
    parts = drawings.shares([("held", "", 3), ("missing", "", 1), ("skipped", "", 0)])

    assert [("held", 75.0), ("missing", 25.0)] == [(part.name, part.percent) for part in parts]
    assert drawings.WIDTH == sum(part.width for part in parts)
