"""Where things are in a page: what is hidden, what is found, what a preparation of the tree changes."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.content.tree import parse_document
from migrator.pages import _MARKS
from migrator.pages.classic_markup import name_parts
from migrator.pages.index import Node, Zones, build_index

MARKS = frozenset({".post", "#comments", "#post-body-*", "@url", "h2"})
ELEMENT = parse_document("<p>")[0]

stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8)


@given(stretches, st.lists(st.integers(0, 90), unique=True).map(sorted))
def test_what_lies_between_zones_is_what_lies_in_none(zones, places):
    nested = [(start, start + length) for start, length in zones]
    hidden = Zones([Node(ELEMENT, start, end) for start, end in nested if not crosses(start, end, nested)])

    found = [place for start, end in hidden.gaps(places) for place in places[start:end]]

    assert [place for place in places if place not in hidden] == found


def crosses(start: int, end: int, others: list[tuple[int, int]]) -> bool:
    """Tell whether a stretch overlaps another without lying in it or holding it, as elements never do."""
    return any(a < start <= b < end or start < a <= end < b for a, b in others)


def test_an_element_is_found_by_each_of_its_marks():
    html = "<div class='x Post post-9' id='post-body-12' itemprop='url image'>a</div><a name='123' rel='Tag next'>b</a>"
    index = build_index(parse_document(html)[0], MARKS)

    assert ["div"] == [element.tag for element in index.named(".post")]
    assert index.named(".post") == index.named("#post-body-*") == index.named("@url") == index.named("@image")
    assert index.named("a") == index.named("a[name=#]") == index.named("a[rel=tag]") == index.named("a[rel=next]")


def test_every_element_that_is_asked_for_by_its_name_is_noted():
    asked = ("a", "article", "aside", "body", "fb:comments", "footer", "h1", "h2", "h3", "h4", "header", "iframe")
    asked += ("link", "meta", "nav", "option", "script", "time", "title")
    html = "".join(f"<{name}></{name}>" for name in asked)
    index = build_index(parse_document(html)[0], _MARKS)

    assert [] == [name for name in asked if [name] != [element.tag for element in index.named(name)]]


def test_an_id_that_only_begins_like_a_mark_bears_none():
    index = build_index(
        parse_document("<p id='post-body-'>a</p><p id='post-body-1x'>b</p><p id='comments1'>c")[0], MARKS
    )

    assert [] == [mark for mark in index.marked if mark.startswith("#")]


def test_one_element_is_the_first_of_many_in_a_stretch():
    html = "<h2>a</h2><p><h2>b</h2></p><h2 class='post'>c</h2>"
    index = build_index(parse_document(html)[0], MARKS)
    last = len(index.order)

    for start in range(last):
        many = next(index.within(start, last, ".post", "h2"), None)
        assert (None if many is None else many.element) is index.one(start, last, ".post", "h2")


def test_a_classic_page_whose_parts_have_names_is_left_as_it_is():
    html = "<h2 class='date-header'>d</h2><h3 class='post-title'>t</h3><div class='post-body'>b</div>"

    assert not name_parts(parse_document(html)[0])


def test_a_classic_page_without_names_tells_that_it_was_changed():
    html = "<div style='clear:both;'></div>b<div style='clear:both; padding-bottom:0.25em'></div>"

    assert name_parts(parse_document(html)[0])
