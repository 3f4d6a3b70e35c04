import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.content.markdown import to_markdown
from migrator.content.misnested import mended

CASES = [
    ("what nests stays as it is", "<p>a <b>b</b><br></p><ul><li>c<li>d</ul>",
     "<p>a <b>b</b><br></p><ul><li>c<li>d</ul>"),
    ("emphasis goes on in the next paragraph", "<p>a <b>b<p>c</b> d", "<p>a <b>b</b></p><p><b>c</b> d"),
    ("emphasis goes on in the next item", "<ul><li><i>a<li>b</i></ul>", "<ul><li><i>a</i></li><li><i>b</i></li></ul>"),
    ("end tags in the wrong order", "<b><i>a</b>b</i>", "<b><i>a</i></b><i>b</i>"),
    ("a heading ends at the end of any heading", "<h2>a</h3>b", "<h2>a</h2>b"),
    ("an end without beginning goes", "a</b></div>b", "ab"),
    ("a link in a link ends the first", "<a href=x>a<a href=y>b</a>", "<a href=x>a</a><a href=y>b</a>"),
    ("a jump target is not doubled", "<b id=x><i>a</b>b</i><u id=y><i>c</u></i>",
     "<b id=x><i>a</i></b><i>b</i><u id=y><i>c</i></u><i></i>"),
    ("no item is opened again", "<b><ul><li>a</b>b</li></ul>", "<b><ul><li>ab</li></ul>"),
    ("code stays as it is",
     "<b><i>a</b></i><script>'<b></i>'</script>", "<b><i>a</i></b><i></i><script>'<b></i>'</script>"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_mends(html, expected):
    assert expected == mended(html)


TAGS = ["b", "i", "a", "p", "div", "ul", "li", "h2", "span", "table", "tr", "td", "blockquote"]
TOKENS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<br>", "<!-- c -->", "&lt;"]),
    st.sampled_from("xyz"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=16).map("".join))
def test_no_word_is_lost_or_doubled(soup):
    # What stands in a table outside its cells, browsers move; only which words there are is compared.
    judged = html5lib.parseFragment(soup, treebuilder="lxml", namespaceHTMLElements=False)
    words = sorted(character for part in judged for character in _text(part) if character in "xyz")

    assert words == sorted(character for character in to_markdown(soup, raw_html=False) if character in "xyz")


def _text(part):
    if isinstance(part, str):
        return part
    inside = "".join(part.itertext()) if isinstance(part.tag, str) else ""
    return inside + (part.tail or "")


def test_tags_beyond_any_depth_are_left_to_the_parser():
    soup = "<b>" * 300 + "<i>" * 300 + "x" + "</b>" * 300

    assert soup == mended(soup)
