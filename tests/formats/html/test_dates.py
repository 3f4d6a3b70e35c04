from datetime import datetime

import pytest
from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton

from migrator.formats.html.dates import Dates

TIMES = ("2013-04-27T10:59:00+02:00", "2012-01-01T00:05:00-08:00", "2019-12-31T12:30:00-00:00", "2018-02-09T23:07:00Z")


# Not zh-TW: Babel puts parts of the day (in the evening) where the pattern has the two halves. Not ko and lv: the
# editions of CLDR print them differently, and any release of Babel is to do here.
LANGUAGES = ("fr", "de-AT", "en", "en-GB", "pt-BR", "pt-PT", "ja", "ar", "ru", "eu", "hu", "fi", "he", "hi")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("time", TIMES)
def test_dates_are_printed_as_cldr_says(language, time):
    locale, dates = Locale.parse(language.replace("-", "_")), Dates(language)
    when = datetime.fromisoformat(time[:16])
    glue = str(locale.datetime_formats["long"])
    day = str(locale.date_formats["long"].pattern)

    assert format_date(when, "long", locale) == dates.moment(time[:10])
    assert format_skeleton("yMMMM", when, locale=locale) == dates.month(time[:7])
    wanted = glue.replace("{1}", day).replace("{0}", str(locale.time_formats["short"].pattern))
    assert format_datetime(when, wanted, locale=locale) == dates.moment(time)


def test_a_french_copy_prints_french_dates():
    dates = Dates("fr-FR")

    assert "27 avril 2013" == dates.moment("2013-04-27")
    assert "27 avril 2013 à 10:59" == dates.moment(TIMES[0]).replace(", ", " à ")
    assert "avril 2013" == dates.month("2013-04")


def test_a_copy_in_traditional_chinese_tells_the_half_of_the_day():
    assert "2013年4月27日 上午10:59" == Dates("zh-TW").moment(TIMES[0])


@pytest.mark.parametrize(
    ("tag", "same"), [("iw", "he"), ("in", "id"), ("nb", "no"), ("zh-Hant", "zh-TW"), ("pt-BR", "pt")]
)
def test_tags_of_one_language_print_alike(tag, same):
    assert Dates(same).moment(TIMES[0]) == Dates(tag).moment(TIMES[0])


@pytest.mark.parametrize("tag", ["", "x-klingon", "tlh"])
def test_a_language_that_nobody_knows_gets_numbers(tag):
    assert "2013-04-27 10:59" == Dates(tag).moment(TIMES[0])
    assert "2013-04" == Dates(tag).month("2013-04")


@pytest.mark.parametrize(("told", "printed"), [(None, ""), ("", ""), ("no", "no"), ("2013-13-01", "2013-13-01")])
def test_what_is_no_time_is_printed_as_it_is(told, printed):
    assert printed == Dates("fr").moment(told)
