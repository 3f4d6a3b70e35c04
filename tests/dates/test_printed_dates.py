import pytest

from migrator.dates import DateHint, DateReading, numeric_order, parse_date, proven_order, readings_by_order

# 12 February 2018 was a Monday.
FEBRUARY = [
    ("en", "Monday, February 12, 2018"),
    ("en", "Monday, 12 February 2018"),
    ("en", "MONDAY, FEBRUARY 12, 2018"),
    ("en", "Feb 12, 2018"),
    ("en", "12-Feb-2018"),
    ("en", "12 Feb 18"),
    ("en", "12th of February, 2018"),
    ("en", "20180212"),
    ("en_GB", "Mon, 12 Feb 2018"),
    ("fr", "lundi 12 février 2018"),
    ("fr", "lundi, février 12, 2018"),
    ("fr-CA", "LUNDI 12 FEVRIER 2018"),
    ("de", "Montag, Februar 12, 2018"),
    ("de", "Montag, den 12. Februar 2018"),
    ("es", "lunes, 12 de febrero de 2018"),
    ("es", "lunes 12 de febrero de 2018"),
    ("it", "lunedì, febbraio 12, 2018"),
    ("pt-BR", "Segunda-feira, Fevereiro 12, 2018"),
    ("pt", "segunda-feira, 12 de fevereiro de 2018"),
    ("el", "Δευτέρα, 12 Φεβρουαρίου 2018"),
    ("el", "ΔΕΥΤΕΡΑ 12 ΦΕΒΡΟΥΑΡΙΟΥ 2018"),
    ("ru", "понедельник, 12 февраля 2018 г."),
    ("ru", "понедельник, февраля 12, 2018"),
    ("pl", "poniedziałek, 12 lutego 2018"),
    ("pl", "poniedziałek, luty 12, 2018"),
    ("cs", "pondělí 12. února 2018"),
    ("hu", "2018. február 12., hétfő"),
    ("hr", "ponedjeljak, 12. veljače 2018."),
    ("lt", "2018 m. vasario 12 d., pirmadienis"),
    ("lv", "pirmdiena, 2018. gada 12. februāris"),
    ("fi", "maanantai 12. helmikuuta 2018"),
    ("da", "mandag den 12. februar 2018"),
    ("eu", "2018(e)ko otsailaren 12(a), astelehena"),
    ("ca", "dilluns, 12 de febrer del 2018"),
    ("tr", "12 Şubat 2018 Pazartesi"),
    ("tr", "PAZARTESİ, ŞUBAT 12, 2018"),
    ("vi", "Thứ Hai, 12 tháng 2, 2018"),
    ("vi", "Thứ Hai, tháng hai 12, 2018"),
    ("vi", "Ngày 12 tháng 02 năm 2018"),
    ("in", "Senin, 12 Februari 2018"),
    ("th", "วันจันทร์ที่ 12 กุมภาพันธ์ พ.ศ. 2561"),
    ("th", "12 ก.พ. 2561"),
    ("ja", "2018年2月12日月曜日"),
    ("ja", "2018年2月12日 (月)"),
    ("ja", "2018/02/12(月)"),
    ("ja", "2018年02月12日(月)"),
    ("ja", "月曜日, 2月 12, 2018"),
    ("ja", "平成30年2月12日"),
    ("zh-CN", "2018年2月12日星期一"),
    ("zh-CN", "星期一, 二月 12, 2018"),
    ("zh-TW", "2018年2月12日 星期一"),
    ("zh-Hant-TW", "２０１８年２月１２日"),
    ("ko", "2018년 2월 12일 월요일"),
    ("ko", "월요일, 2월 12, 2018"),
    ("ko", "2018. 2. 12. (월)"),
    ("ar", "الاثنين، 12 فبراير 2018"),
    ("ar", "الإثنين، ١٢ شباط ٢٠١٨"),
    ("ar", "فبراير 12, 2018"),
    ("ar", "\u202b12\u200f/02\u200f/2018"),
    ("fa", "دوشنبه، ۱۲ فوریهٔ ۲۰۱۸"),
    ("fa", "دوشنبه ۲۳ بهمن ۱۳۹۶"),
    ("fa", "۱۳۹۶ بهمن ۲۳, دوشنبه"),
    ("fa", "۱۳۹۶/۱۱/۲۳"),
    ("iw", "יום שני, 12 בפברואר 2018"),
    ("hi", "सोमवार, 12 फ़रवरी 2018"),
    ("hi", "सोमवार, 12 फरवरी 2018"),
    ("mr", "सोमवार, १२ फेब्रुवारी, २०१८"),
    ("bn", "সোমবার, ১২ ফেব্রুয়ারি, ২০১৮"),
    ("fr", "Publié le lundi 12 février 2018 par Colette Avril"),
    ("en", "lundi 12 février 2018"),
    (None, "lundi 12 février 2018"),
    ("xx", "12 février 2018"),
]


@pytest.mark.parametrize(("locale", "text"), FEBRUARY)
def test_a_printed_day_is_read(locale: str | None, text: str) -> None:
    assert "2018-02-12" == parse_date(text, locale=locale).value


@pytest.mark.parametrize(
    ("expected", "locale", "text"),
    [
        ("2018-01-02", "bn", "মঙ্গলবার, 2 জানুয়ারী, 2018"),
        ("2018-01-02", "bn", "মঙ্গলবার, ২ জানুয়ারি, ২০১৮"),
        ("2018-08-06", "ml", "2018 ആഗസ്റ്റ് 6"),
        ("2018-09-03", "mr", "३ सेप्टेंबर २०१८"),
        ("2018-06-04", "lt", "2018 bir 4"),
        ("2018-04-02", "kn", "ಏಪ್ರಿಲ್ 2, 2018"),
        ("2018-04-02", "kn", "ಎಪ್ರಿಲ್ 2, 2018"),
    ],
)
def test_names_are_read_as_older_and_newer_editions_of_cldr_spell_them(expected: str, locale: str, text: str) -> None:
    assert expected == parse_date(text, locale=locale).value


@pytest.mark.parametrize(
    ("expected", "locale", "text"),
    [
        ("20:41", "fr-CA", "12 février 2018 à 20 h 41"),
        ("08:15", "fr", "12 février 2018 à 08:15"),
        ("14:40", "en", "February 12, 2018 at 2:40\u202fPM"),
        ("14:40:05", "de", "Montag, Februar 12, 2018 2:40:05 PM"),
        ("00:31", "el", "Δευτέρα 12 Φεβρουαρίου 2018 - 12:31 π.μ."),
        ("16:21", "el", "12 Φεβρουαρίου 2018 - 4:21 μ.μ."),
        ("16:21", "es-419", "12 de febrero de 2018, 4:21 p. m."),
        ("15:05", "zh-TW", "2018年2月12日 下午3:05"),
        ("12:05", "zh-CN", "2018年2月12日中午12:05"),
        ("15:05", "ko", "2018년 2월 12일 오후 3:05"),
        ("15:05", "ja", "2018年2月12日 15時05分"),
        ("06:17", "id", "12 Februari 2018 pukul 06.17"),
        ("10:22", "fi", "maanantai 12. helmikuuta 2018 klo 10.22"),
        ("10:22", "da", "12.2.2018 kl. 10.22"),
        ("01:05", "hr", "12. veljače 2018. 1.05"),
        ("10:05", "hu", "2018. február 12. 10.05"),
        ("10:05", "eu", "2018(e)ko otsailaren 12(a) 10.05"),
        ("10:22", "bg", "понеделник, 12 февруари 2018 г. в 10:22 ч."),
        ("15:05", "ar", "12 فبراير 2018 في 3:05 م"),
        ("15:05", "hi", "12 फ़रवरी 2018 को 3:05 अपराह्न"),
        ("15:05", "sv", "12 februari 2018 kl. 3:05 em"),
        ("15:05", "vi", "15:05 12 tháng 2, 2018"),
    ],
)
def test_the_time_of_day_is_read_beside_the_day(expected: str, locale: str, text: str) -> None:
    assert DateReading("2018-02-12", expected, ("2018-02-12",)) == parse_date(text, locale=locale)


@pytest.mark.parametrize(("expected", "text"), [("00:15", "12:15 AM"), ("12:15", "12:15 PM"), ("21:00", "21:00")])
def test_a_time_alone_is_told_without_a_day(expected: str, text: str) -> None:
    assert DateReading(None, expected, ()) == parse_date(text, locale="en")


def test_a_dotted_time_alone_is_a_time_only_where_times_are_dotted() -> None:
    assert "10.22 → 10:22" == f"10.22 → {parse_date('10.22', locale='fi').time}"
    assert parse_date("10.22", locale="de").time is None


@pytest.mark.parametrize("text", ["25:10", "10:75", "12 February 2018 29:99"])
def test_an_impossible_time_is_none(text: str) -> None:
    assert parse_date(text, locale="en").time is None


OPEN = ("2018-02-12", "2018-12-02")


def test_a_numeric_date_stays_open_without_evidence() -> None:
    assert DateReading(None, None, OPEN) == parse_date("2/12/2018", locale="en")


@pytest.mark.parametrize(
    ("expected", "locale", "text"),
    [
        ("2018-02-12", "en", "Monday, 2/12/2018"),
        ("2018-12-02", "en", "Sunday 2/12/2018"),
        ("2018-02-12", "en", "lundi 2/12/2018"),
        ("2018-02-13", "en", "2/13/2018"),
        ("2018-02-13", "en", "13/2/2018"),
        ("2018-12-02", "fr", "02/12/2018"),
        ("2018-12-02", "en-GB", "02/12/2018"),
        ("2018-12-02", "es", "2/12/18"),
        ("2018-12-02", "fa", "2.12.18"),
        ("2018-12-02", "en", "2.12.18"),
        ("2018-02-12", "en-US", "2/12/18"),
        ("2018-12-02", "de", "2.12.18"),
        ("2018-02-12", "ko", "18. 2. 12."),
        ("2018-02-12", "fr", "2018-02-12"),
        ("2010-10-10", "es", "10.10.10"),
    ],
)
def test_weekday_range_and_locale_settle_a_numeric_date(expected: str, locale: str, text: str) -> None:
    assert expected == parse_date(text, locale=locale).value


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "2/12/2018"),
        ("en-US", "02/12/2018"),
        ("en-US", "2/12/2018"),
        ("ko", "2.12.18"),
        ("ja", "2/12/2018"),
        (None, "2.12.18"),
    ],
)
def test_a_format_that_is_not_the_languages_own_stays_open(locale: str | None, text: str) -> None:
    assert parse_date(text, locale=locale).value is None


@pytest.mark.parametrize(("expected", "month"), [("2018-02-12", 2), ("2018-12-02", 12), (None, 5)])
def test_the_month_of_the_address_settles_a_numeric_date(expected: str | None, month: int) -> None:
    assert expected == parse_date("2/12/2018", locale="en", hint=DateHint(2018, month)).value


def test_the_hint_yields_to_what_the_text_says() -> None:
    assert "2018-02-12" == parse_date("February 12, 2018", locale="en", hint=DateHint(2017, 11)).value


def test_other_dates_of_the_blog_settle_a_numeric_date() -> None:
    order = numeric_order(["3/4/2018", "25/12/2017", "no date"])

    assert "dmy/" == order
    assert "2018-12-02" == parse_date("2/12/2018", locale="en", order=order).value


def test_dates_that_prove_different_orders_prove_nothing() -> None:
    assert numeric_order(["25/12/2017", "12/25/2017"]) is None


@pytest.mark.parametrize(
    ("expected", "text", "hint"),
    [
        ("2018-02-12", "12 February", DateHint(2018, 2)),
        ("2018-02-12", "Monday, February 12", DateHint(2018, 2)),
        ("2017-12-31", "Sunday, December 31", DateHint(2018, 1)),
        ("2018-02-12", "02/12", DateHint(2018, 2)),
        (None, "December 31", DateHint(2018, 1)),
        (None, "12 February", DateHint(2018, 5)),
        (None, "12 February", None),
        (None, "02/12", DateHint(2018, 5)),
    ],
)
def test_a_missing_year_comes_from_the_address_only_where_that_is_sure(
    expected: str | None, text: str, hint: DateHint | None
) -> None:
    assert expected == parse_date(text, locale="en", hint=hint).value


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", ""),
        ("en", "Monday"),
        ("en", "February 2018"),
        ("en", "Tuesday, February 12, 2018"),
        ("en", "February 30, 2018"),
        ("en", "Posted by April at noon"),
        ("en", "12 May June 2018"),
        ("en", "mardi 17 février 2018"),
        ("en", "192.168.2.1"),
        ("en", "1.2.3.4"),
        ("en", "+1-555-2018"),
        ("en", "version 2.0.18-rc1"),
        ("fa", "۱۳۹۶/۱۲/۳۰"),
        ("ja", "30年2月"),
        (None, "12 listopada 2018"),
    ],
)
def test_what_is_not_surely_a_day_is_no_day(locale: str | None, text: str) -> None:
    assert parse_date(text, locale=locale).value is None


def test_two_languages_that_read_differently_leave_a_date_open() -> None:
    # November in Polish, October in Croatian.
    assert ("2018-10-12", "2018-11-12") == parse_date("12 listopada 2018").readings


def test_a_weekday_decides_between_two_languages() -> None:
    assert "2018-11-12" == parse_date("poniedziałek, 12 listopada 2018").value
    assert "2018-10-12" == parse_date("petak, 12. listopada 2018.").value


def test_a_word_of_two_meanings_is_read_by_its_place() -> None:
    assert "2018-03-13" == parse_date("mar, 13 mar 2018", locale="es").value
    assert "2018-03-12" == parse_date("12 mar 2018", locale="es").value


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("25/12/2018", "", "dmy/"),
        ("12.25.2018 10:22", "", "mdy."),
        ("Sunday, 2/12/2018", "", "dmy/"),
        ("2/12/2018", "", None),
        ("2/12/2018", "2018-12-02T10:00:00+01:00", "dmy/"),
        ("2/12/2018", "2018-12-01T23:30:00-00:00", "dmy/"),
        ("2/12/2018", "2016-05-05", None),
        ("2/2/2018", "2018-02-02", None),
        ("2 December 2018", "2018-12-02", None),
    ],
)
def test_a_date_proves_an_order_by_itself_or_by_the_day_that_it_is_known_to_mean(text, day, expected):
    assert expected == proven_order(text, day)


def test_an_open_date_means_one_day_in_each_order():
    assert (("dmy/", "2018-12-02"), ("mdy/", "2018-02-12")) == readings_by_order("2/12/2018 10:22", "en")


@pytest.mark.parametrize(
    ("expected", "locale", "text"),
    [
        (None, "lv", "2018.2.9"),
        (None, "lv", "06.1.11"),
        ("2018-09-13", "lv", "2018.13.9"),
        ("2018-12-28", "lv", "2018.12.28"),
        (None, "pt-PT", "06/03/01"),
        ("2001-03-06", "pt-BR", "06/03/01"),
        (None, "sw", "06/03/01"),
        (None, "pl", "06-03-01"),
        ("2018-02-09", "ko", "2018.2.9"),
    ],
)
def test_a_date_that_two_editions_of_a_language_order_differently_stays_open(expected, locale, text):
    assert expected == parse_date(text, locale=locale).value


def test_what_an_older_edition_may_have_written_with_the_day_second_proves_no_order():
    assert numeric_order(["2018.2.9"]) is None
    assert "ymd." == numeric_order(["2018.2.19"])


def test_a_half_of_the_day_may_be_named_in_four_words():
    assert "15:05" == parse_date("12 de Fevereiro de 2018 3:05 Depois do meio-dia", locale="pt-PT").time


def test_a_date_without_numbers_alone_means_nothing_by_order():
    assert () == readings_by_order("12 listopada 2018")
