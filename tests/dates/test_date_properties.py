"""Whatever Babel writes from CLDR is read right or not at all; every named form of every language is read."""

from datetime import date, datetime

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st

from migrator.dates import DateHint, from_epoch_ms, iso_instant, parse_date
from migrator.dates.tables import language_codes

LANGUAGES = sorted(language_codes())
NAMED = ["full", "long", "EEEE, MMMM d, y", "EEEE, MMMM dd, y", "MMMM d, y", "d MMMM y", "EEEE d MMMM y"]
NUMERIC = ["medium", "short", "M/d/y", "d/M/y", "dd/MM/y", "d.M.yy", "dd.MM.y", "y-MM-dd", "y/MM/dd", "yyyyMMdd"]
CLOCKS = ["short", "h:mm a", "h:mm:ss a", "a h:mm", "HH:mm", "H.mm", "h:mm B"]

days = st.dates(date(1999, 1, 1), date(2030, 12, 31))
languages = st.sampled_from(LANGUAGES)


def locale_of(language: str) -> Locale:
    return Locale.parse({"no": "nb"}.get(language, language))


def written(day: date, pattern: str, language: str) -> str:
    return format_date(day, format=pattern, locale=locale_of(language))


@pytest.mark.parametrize("language", LANGUAGES)
@given(days, st.sampled_from(NAMED))
def test_every_day_with_a_named_month_is_read(language: str, day: date, pattern: str) -> None:
    assert day.isoformat() == parse_date(written(day, pattern, language), locale=language).value


@given(days, st.sampled_from(NAMED), languages, st.one_of(st.none(), languages))
def test_under_any_language_a_day_with_a_weekday_is_never_misread(
    day: date, pattern: str, language: str, told: str | None
) -> None:
    text = f"{written(day, 'EEEE', language)}, {written(day, pattern, language)}"

    assert parse_date(text, locale=told).value in {None, day.isoformat()}


@given(days, st.sampled_from([*NAMED, *NUMERIC]), languages)
def test_in_its_own_language_no_form_is_misread(day: date, pattern: str, language: str) -> None:
    text = written(day, pattern, language)
    own = pattern in {*NAMED, "medium", "short"} or pattern.startswith("y")
    hint = None if own else DateHint(day.year, day.month)

    assert parse_date(text, locale=language, hint=hint).value in {None, day.isoformat()}


@given(
    days, st.times(), languages, st.sampled_from(["short", "h:mm a", "h:mm:ss a", "a h:mm", "HH:mm", "H.mm", "h:mm B"])
)
def test_every_time_beside_a_day_is_read(day: date, time: datetime, language: str, pattern: str) -> None:
    clock = format_time(time, pattern, locale=locale_of(language))

    reading = parse_date(f"{written(day, 'long', language)} {clock}", locale=language)

    assert (day.isoformat(), f"{time:%H:%M}") == (reading.value, (reading.time or "")[:5])


@given(st.text(max_size=60), st.one_of(st.none(), languages))
def test_no_text_breaks_the_reader(text: str, locale: str | None) -> None:
    reading = parse_date(text, locale=locale, hint=DateHint(2018, 2))

    assert reading.value is None or (reading.value,) == reading.readings


@given(st.integers(0, 4 * 10**12), st.one_of(st.none(), st.integers(-12 * 60, 14 * 60)))
def test_epoch_milliseconds_survive_as_an_instant(milliseconds: int, offset: int | None) -> None:
    text = from_epoch_ms(milliseconds, offset) or ""

    assert text == iso_instant(text)
    assert milliseconds == round(datetime.fromisoformat(text.replace("-00:00", "+00:00")).timestamp() * 1000)
