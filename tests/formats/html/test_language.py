"""The language and direction of a text by its script, and the words of the copy's own furniture."""

import pytest

from fixtures.torture import TONGUES
from migrator.formats.html.language import TextLanguage, of_blog, of_text
from migrator.formats.html.pages import languages, words_for

ENGLISH = of_blog("en")
TEXTS = {tag: f"{title} {text}" for tag, title, text, _ in TONGUES}


@pytest.mark.parametrize(
    ("tag", "tongue"),
    [
        ("en", None),
        ("fr", None),
        ("ru", TextLanguage("", "ltr")),
        ("el", TextLanguage("el", "ltr")),
        ("he", TextLanguage("he", "rtl")),
        ("ar", TextLanguage("ar", "rtl")),
        ("fa", TextLanguage("fa", "rtl")),
        ("hi", TextLanguage("", "ltr")),
        ("th", TextLanguage("th", "ltr")),
        ("zh", TextLanguage("zh", "ltr")),
        ("ja", TextLanguage("ja", "ltr")),
        ("ko", TextLanguage("ko", "ltr")),
    ],
)
def test_a_text_in_another_script_than_the_blog_s_tells_its_own_tongue(tag: str, tongue: TextLanguage | None):
    assert tongue == of_text(TEXTS[tag].replace("<p>", "").replace("</p>", ""), ENGLISH)


@pytest.mark.parametrize("tag", ["ar", "he", "ja", "zh", "ru", "th", "ko", "fa"])
def test_a_text_in_the_script_of_its_blog_needs_no_tongue_of_its_own(tag: str):
    assert None is of_text(TEXTS[tag].replace("<p>", "").replace("</p>", ""), of_blog(tag))


def test_latin_text_in_an_arabic_blog_is_set_from_left_to_right():
    assert TextLanguage("", "ltr") == of_text("The lamp on the pier", of_blog("ar"))


def test_a_text_without_letters_is_of_no_tongue():
    assert None is of_text("12 — 34", of_blog("ar"))


def test_the_words_of_a_region_are_those_of_its_language():
    assert "fr" == words_for("fr-CA").language


def test_a_language_without_words_of_ours_gets_the_english_ones():
    assert "en" == words_for("cy").language


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_all_words(language: str):
    words = words_for(language)

    assert [] == [name for name in words.__slots__ if not getattr(words, name).strip()]
