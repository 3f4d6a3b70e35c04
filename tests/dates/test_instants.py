import pytest

from migrator.dates import from_epoch_ms, iso_instant, rfc822_instant


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("2018-02-12T08:00:00+01:00", "2018-02-12T08:00:00+01:00"),
        ("2018-02-12T08:00:00.001-08:00", "2018-02-12T08:00:00.001-08:00"),
        ("2004-02-29T08:00:00.000+05:30", " 2004-02-29T08:00:00.000+0530\n"),
        ("2018-02-12T08:00:00.120+01:00", "2018-02-12T08:00:00.12+01"),
        ("2018-02-12T08:00:00+01:00", "2018-02-12T08:00+01:00"),
        ("2018-02-12T08:00:00+00:00", "2018-02-12T08:00:00+00:00"),
    ],
)
def test_an_iso_time_keeps_its_own_offset(expected: str, text: str) -> None:
    assert expected == iso_instant(text)


def test_z_is_an_instant_whose_local_offset_nobody_tells() -> None:
    assert "2018-02-12T07:00:00-00:00" == iso_instant("2018-02-12T07:00:00Z")


def test_a_bare_day_stays_one() -> None:
    assert "2018-02-12" == iso_instant("2018-02-12")


@pytest.mark.parametrize("text", ["2018-02-12T08:00:00", "2018-02-12 08:00"])
def test_a_time_without_an_offset_is_kept_as_one_whose_offset_nobody_tells(text: str) -> None:
    assert "2018-02-12T08:00:00-00:00" == iso_instant(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2018-02-30T08:00:00Z",
        "2018-13-01",
        "2018-02-12T24:00:00Z",
        "2018-02-12T08:00:00+25:00",
        "٢٠١٨-٠٢-١٢",
        "2018-02-12T08:00:00Z trailing",
    ],
)
def test_what_is_no_valid_time_is_unread(text: str) -> None:
    assert iso_instant(text) is None


def test_rss_tells_utc_without_the_blogs_offset() -> None:
    assert "2018-09-14T13:20:00-00:00" == rfc822_instant("Fri, 14 Sep 2018 13:20:00 +0000")
    assert "2018-09-14T13:20:00-00:00" == rfc822_instant("Fri, 14 Sep 2018 13:20:00 GMT")


def test_an_rss_time_with_an_offset_keeps_it() -> None:
    assert "2018-09-14T15:20:00+02:00" == rfc822_instant("Fri, 14 Sep 2018 15:20:00 +0200")


@pytest.mark.parametrize("text", ["", "soon", "Fri, 99 Sep 2018 13:20:00 +0000", "Fri, 14 Sep 2018 13:20:00 +9999"])
def test_a_broken_rss_time_is_unread(text: str) -> None:
    assert rfc822_instant(text) is None


def test_epoch_milliseconds_are_told_at_the_blogs_offset() -> None:
    assert "2022-12-06T20:41:55.115-05:00" == from_epoch_ms(1670377315115, -300)


def test_epoch_milliseconds_without_an_offset_are_utc() -> None:
    assert "2022-12-07T01:41:55.115-00:00" == from_epoch_ms(1670377315115, None)


@pytest.mark.parametrize(("milliseconds", "offset"), [(10**18, 0), (-(10**18), None), (0, 100_000)])
def test_milliseconds_outside_the_calendar_are_unread(milliseconds: int, offset: int | None) -> None:
    assert from_epoch_ms(milliseconds, offset) is None
