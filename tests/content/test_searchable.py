"""Search words of any language; the index itself is SQLite's, which the tests ask."""

import sqlite3

import pytest

from migrator.content.searchable import passage, question, searchable

TEXTS = {
    "fr": "L'été dernier, nous avons mangé des crêpes à Ouessant.",
    "de": "Die Straße war naß, überall Pfützen.",
    "ru": "Вчера мы ходили на маяк и пили чай.",
    "el": "Η θάλασσα ήταν ήρεμη σήμερα.",
    "tr": "İSTANBUL'da yağmur yağıyordu.",
    "ar": "ذَهَبْنا إلى المدرسة في الصباح",
    "he": "הלכנו אל המגדלור בבוקר",
    "hi": "हिन्दी में लिखना अच्छा लगता है",
    "th": "เมื่อวานเราไปทะเลกันทั้งบ้าน",
    "zh": "昨天我们去了海边的灯塔，天气很好。",
    "ja": "昨日、ガス灯のある東京タワーへ行きました。",
    "ko": "어제 우리는 바닷가 등대에 갔습니다.",
}
ASKED = [
    ("fr", "ete"), ("fr", "CRÊPES"), ("fr", "crepe"), ("fr", '"des crêpes"'), ("de", "strasse"), ("de", "uberall"),
    ("ru", "МАЯК"), ("ru", "чай"), ("el", "θαλασσα"), ("tr", "istanbul"), ("ar", "ذهبنا"), ("ar", "المدرسة"),
    ("he", "המגדלור"), ("hi", "हिन्दी"), ("hi", "लिखना"), ("th", "ทะเล"), ("zh", "灯塔"), ("zh", "海边"), ("zh", "塔"),
    ("ja", "東京"), ("ja", "タワー"), ("ja", "ｶﾞｽ"), ("ko", "등대"), ("ko", "바닷가 등대"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index():
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        " (body, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
    )
    database.executemany("INSERT INTO search (body) VALUES (?)", [(searchable(text),) for text in TEXTS.values()])
    yield database
    database.close()


def found(index, asked):
    rows = index.execute("SELECT rowid FROM search WHERE search MATCH ?", (question(asked).expression,))
    return [list(TEXTS)[row[0] - 1] for row in rows]


@pytest.mark.parametrize(("language", "asked"), ASKED)
def test_a_word_of_every_language_is_found(index, language, asked):
    assert [language] == found(index, asked)


@pytest.mark.parametrize(("language", "asked"), ASKED)
def test_a_word_that_was_found_is_marked_in_its_text(language, asked):
    assert any(marked for _, marked in passage(TEXTS[language], question(asked.strip('"')).words))


@pytest.mark.parametrize("asked", ["海灯", "東タワー", "ete -crepes", "Ouessant Straße", '"crêpes des"'])
def test_what_is_not_there_is_not_found(index, asked):
    assert [] == found(index, asked)


@pytest.mark.parametrize("asked", ['"', "a AND", "NEAR(", "*", "title:x", "a\0b", "-", "^x", "(", "'", "%", "x" * 9000])
def test_whatever_is_typed_is_a_valid_question(index, asked):
    asks = question(asked)

    assert [] == (found(index, asked) if asks.expression else [])


def test_a_question_of_unwanted_words_alone_finds_nothing():
    assert "" == question("-this -that").expression


def test_the_passage_of_a_long_text_shows_the_word_and_what_stands_around_it():
    text = "un mot " * 200 + "le phare de Créac'h " + "encore un mot " * 200
    pieces = passage(text, ("creac'h",))

    assert ["Créac'h"] == [piece for piece, marked in pieces if marked]
    assert "le phare de" in pieces[1][0] + pieces[0][0]
    assert 300 > len("".join(piece for piece, _ in pieces))
