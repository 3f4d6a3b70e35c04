"""The search of the copy: terms of any language, an index cut into files, nothing of it kept in memory for long."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest
from archive_double import sample
from lxml import html

from migrator.export import export_archive
from migrator.formats.html.search import PostingRuns, SearchDocument, SearchIndex, Terms, folded
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink

TERMS = Terms()


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    archive = sample()
    sink = MemorySink(archive.open_media)
    export_archive(archive, "html", sink, ExportOptions())
    return sink.files


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The Lamp's 2nd_light", ["the", "lamp", "s", "2nd", "light"]),
        ("L’Été à Łódź", ["l", "ete", "a", "lodz"]),
        ("Straße İstanbul ΟΔΟΣ ὁδός", ["strasse", "istanbul", "οδοσ", "οδοσ"]),
        ("Ёлка и йод", ["елка", "и", "иод"]),
        ("أُضِيءَ المِصْبَاحُ", ["اضيء", "المصباح"]),
        ("שָׁלוֹם", ["שלום"]),
        ("桟橋の灯り", ["桟橋", "橋の", "の灯", "灯り", "り"]),
        ("手紙とLAMP", ["手紙", "紙と", "と", "lamp"]),
        ("码头", ["码头", "头"]),
        ("등불", ["등불", "불"]),
        ("ดีมาก", ["ดี", "ีม", "มา", "าก", "ก"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ｗｉｄｅ ﬁn", ["wide", "fin"]),
        ("𠮷野", ["𠮷野", "野"]),
        ("x" * 90, ["x" * 40]),
        ("— … !", []),
    ],
)
def test_a_text_is_cut_into_the_terms_of_its_language(text: str, terms: list[str]):
    assert terms == TERMS.of(text)


def test_what_a_search_does_not_distinguish_becomes_the_same():
    assert folded("ÉTÉ") == folded("ete")


def test_postings_tell_distances_between_documents_and_counts_above_one():
    runs = PostingRuns(2)
    runs.add(0, 0, ["a", "b"])
    runs.add(3, 0, ["a", "a"])
    runs.add(3, 1, ["a"])

    assert [("a", "0:0 3*2;1:3"), ("b", "0:0")] == list(runs.terms())


def test_postings_are_the_same_whether_they_were_spilled_or_not():
    def gathered(in_memory: int) -> list[tuple[str, str]]:
        runs = PostingRuns(2, in_memory=in_memory)
        for document in range(50):
            runs.add(document, document % 2, [f"t{document % 7}", "every", "every", "灯り", "\U00020bb7", "\uffee"])
        return list(runs.terms())

    assert gathered(10**9) == gathered(600)


def test_terms_come_in_the_order_of_utf_16_by_which_scripts_compare():
    runs = PostingRuns(1)
    runs.add(0, 0, ["\U00020bb7", "\uffee", "a"])

    assert ["a", "\U00020bb7", "\uffee"] == [term for term, _ in runs.terms()]


def handed(content: object) -> list[object]:
    """Read the arguments that a script of the index hands over."""
    text = bytes(content).decode()  # type: ignore[call-overload]
    return json.loads(f"[{text[text.index('(') + 1 : text.rindex(')')]}]")


def test_every_term_lies_between_the_fences_of_its_file():
    index = SearchIndex()
    for number in range(300):
        words = " ".join(f"w{number}x{word}" for word in range(60))
        for _ in index.add(SearchDocument(f"{number}.html", "T", "", (), words, "")):
            pass
    made = {file.path: file.content for file in index.files()}
    fences = handed(made["search/about.js"])[0]["fences"]  # type: ignore[index]
    lines = [handed(made[f"search/terms/{number}.js"])[1] for number in range(len(fences))]

    assert len(fences) > 3
    assert fences == [of[0][0] for of in lines]  # type: ignore[index]
    terms = [term for of in lines for term, _ in of]  # type: ignore[attr-defined]
    assert sorted(set(terms)) == terms


def test_the_texts_of_posts_are_given_away_as_soon_as_a_file_is_full():
    index = SearchIndex()
    given = [
        len(list(index.add(SearchDocument(f"{number}.html", "", "", (), "x " * 6_000, "")))) for number in range(5)
    ]

    assert [0, 0, 1, 0, 0] == given


def test_of_a_very_long_post_every_word_is_found_though_its_text_is_cut():
    index = SearchIndex()
    texts = list(index.add(SearchDocument("a.html", "", "", (), "x " * 300_000 + "needle", "")))
    made = {file.path: bytes(file.content) for file in [*texts, *index.files()]}  # type: ignore[arg-type]

    assert b'"needle"' in made["search/terms/0.js"]
    assert len(made["search/texts/0.js"]) < 50_000


def test_the_library_is_the_release_as_it_was_published():
    library = Path(str(files("migrator.formats.html"))) / "templates/minisearch/index.js"

    assert (
        "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"
        == hashlib.sha256(library.read_bytes()).hexdigest()
    )


def test_the_copy_holds_the_library_with_its_licence(site: dict[str, bytes]):
    assert b"Permission is hereby granted" in site["search/minisearch.js"]


def test_every_page_has_a_field_that_leads_to_the_search(site: dict[str, bytes]):
    page = html.fromstring(site["2018/02/le-gardien.html"].decode())

    assert ["../../search/index.html"] == page.xpath("//form[@role='search'][.//input[@name='q']]/@action")


def test_without_scripts_the_search_leads_to_months_and_labels(site: dict[str, bytes]):
    page = html.fromstring(site["search/index.html"].decode())

    assert ["../archive.html", "../labels.html"] == page.xpath("//noscript//a/@href")


def test_a_title_that_ends_a_script_is_text_in_the_index():
    index = SearchIndex()
    list(index.add(SearchDocument("a.html", '</script>"\u2028', "", (), "", "")))
    made = {file.path: file.content for file in index.files()}

    assert '</script>"\u2028' == handed(made["search/texts/0.js"])[1][0][1]  # type: ignore[index]
