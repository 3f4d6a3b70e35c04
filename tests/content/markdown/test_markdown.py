import itertools
import re
import time

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from migrator.content.markdown import KRAMDOWN, PYTHON_MARKDOWN, to_markdown, tree_to_markdown
from migrator.content.tree import parse_fragment


def rendered(markdown, *, safe=False):
    options = 0 if safe else Options.CMARK_OPT_UNSAFE
    return cmarkgfm.markdown_to_html_with_extensions(
        markdown, options=options, extensions=["table", "strikethrough", "autolink"]
    )


def words(html):
    return re.sub(r"\s+", " ", lxml_html.fromstring(f"<div>{html}</div>").text_content()).strip()


CASES = [
    ("line breaks in a row make paragraphs", "a<br /><br />b<br/>\n&nbsp;<br>c", "a\n\nb\n\nc\n"),
    ("one line break stays one", "a<br>b", "a  \nb\n"),
    ("wrappers are paragraphs", "<div>a<div>b</div></div>c<div><br></div><p>d</p>", "a\n\nb\n\nc\n\nd\n"),
    ("space moves out of emphasis", "x<b>bold </b>y <i> it</i>", "x**bold** y *it*\n"),
    ("a star alone in emphasis", "<b> * </b>", "**\\***\n"),
    ("empty emphasis vanishes", "a<b> </b><i></i>b", "a b\n"),
    ("equal neighbours join", "<b>a</b><strong>b</strong>", "**ab**\n"),
    ("emphasis over paragraphs is opened again", "<b>a<br><br>b</b>", "**a**\n\n**b**\n"),
    ("both emphases in one", "<b><i>x</i></b>", "***x***\n"),
    ("emphasis that flanks nothing falls back", "<b>「重要」</b>です", "<strong>「重要」</strong>です\n"),
    ("touching emphases stay apart", "<b>x</b><i>y</i>", "**x**_y_\n"),
    ("style counts as emphasis", '<span style="font-weight: bold">x</span>', "**x**\n"),
    ("a style of Word's own is no style", '<b style="mso-bidi-font-weight: normal">x</b>', "**x**\n"),
    ("tags that do not nest are mended", "<b>a <i>b</b> c</i>", "**a _b_** *c*\n"),
    ("a wrapper pasted as bold is not bold", '<b style="font-weight:normal">x</b>', "x\n"),
    ("struck out", "<strike>x</strike>", "~~x~~\n"),
    ("a captioned picture", '<table class="tr-caption-container"><tr><td><img src="a.jpg"></td></tr>'
     '<tr><td class="tr-caption">Cap</td></tr></table>', "![](a.jpg)\n\nCap\n"),
    ("captioned pictures side by side", '<table><tr><td><table class="tr-caption-container"><tr><td><img src="a.jpg">'
     '</td></tr><tr><td>A</td></tr></table></td><td>b</td></tr></table>', "![](a.jpg)\n\nA\n\nb\n"),
    ("a linked picture", '<a href="http://x/1"><img alt="A" src="http://x/2"></a>', "[![A](http://x/2)](http://x/1)\n"),
    ("spaces and brackets in addresses", '<a href="http://x/a b)">l</a>', "[l](http://x/a%20b%29)\n"),
    ("a link that shows itself", '<a href="http://x.example/">http://x.example/</a>', "<http://x.example/>\n"),
    ("no picture is made of an exclamation", "!www.y.example", "\\![www.y.example](http://www.y.example)\n"),
    ("no link in brackets is made", "[a](b) ![c](d)", "[a\\](b) ![c\\](d)\n"),
    ("nested lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
    ("a list directly in a list", "<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b\n"),
    ("neighbouring lists stay two", "<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b\n"),
    ("a list that does not start at one", '<ol start="3"><li>a</li></ol>', "3. a\n"),
    ("a list item of paragraphs", "<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\n   b\n"),
    ("quotes", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b\n"),
    ("code with its language", '<pre class="brush: js">a &lt; b<br>  c</pre>', "```js\na < b\n  c\n```\n"),
    ("a fence longer than those inside", "<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````\n"),
    ("inline code with backticks", "<code>a`b</code>", "``a`b``\n"),
    ("a table", "<table><tr><th>A</th></tr><tr><td>1|2</td></tr></table>", "| A |\n| --- |\n| 1\\|2 |\n"),
    ("a table without header invents none", "<table><tr><td>1</td><td>2</td></tr></table>",
     "|  |  |\n| --- | --- |\n| 1 | 2 |\n"),
    ("a row that nobody opened", "<table><td>1</td><td>2</td></table>", "|  |  |\n| --- | --- |\n| 1 | 2 |\n"),
    ("a table with spans stays HTML", '<table>\n<tr><td colspan="2">x</td></tr></table>',
     '<table> <tr><td colspan="2">x</td></tr></table>\n'),
    ("the jump break", "a<br><a name='more'></a><br>b", "a\n\n<!--more-->\n\nb\n"),
    ("the jump break as a comment", "a<!--more-->b", "a\n\n<!--more-->\n\nb\n"),
    ("other comments vanish", "a<!--[if gte mso 9]>x<![endif]-->b", "ab\n"),
    ("jump targets", '<h3 id="s">S</h3><a name="n"></a>t', '### <a id="s"></a>S\n\n<a id="n"></a>t\n'),
    ("a target inside a link stands before it", '<a href="#" name="t">b</a>', '<a id="t"></a>[b](#)\n'),
    ("embeds stay HTML", '<iframe src="http://v/1"></iframe>', '<iframe src="http://v/1"></iframe>\n'),
    ("sub and sup", "H<sub>2</sub>O", "H<sub>2</sub>O\n"),
    ("right to left", '<p dir="rtl">a</p><p dir="rtl">b</p>', '<div dir="rtl">\n\na\n\nb\n\n</div>\n'),
    ("rules", "a<hr>b", "a\n\n***\n\nb\n"),
    ("a counting pixel vanishes", '<img src="http://s/x.gif" width="1" height="1">', ""),
    ("scripts and styles vanish", "a<script>x</script><style>y</style>", "a\n"),
    ("headings", "<h2>A # b #</h2>", "## A # b \\#\n"),
    ("empty", "", ""),
    ("blank", "<p>&nbsp;</p><br>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_writes(html, markdown):
    assert markdown == to_markdown(html)


WITHOUT_HTML = [
    ("punctuation moves out of emphasis", "<b>「重要」</b>です", "「**重要**」です\n"),
    ("punctuation moves with the space behind it", "a<b>* b</b>", "a\\* **b**\n"),
    ("an embed becomes a link", '<iframe src="//v.example/1"></iframe>', "<https://v.example/1>\n"),
    ("spans are flattened", '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c<br>d</td></tr></table>',
     "|  |  |\n| --- | --- |\n| a | b |\n|  | c d |\n"),
    ("sub and sup are plain", "x<sup>2</sup>", "x2\n"),
    ("no entity is needed", "&lt;b&gt; &amp;amp; &amp;lt;", "\\<b> \\&amp; \\&lt;\n"),
    ("jump targets vanish", '<a name="n"></a>t', "t\n"),
    ("readings stand in brackets", "<ruby>漢<rt>かん</rt></ruby>", "漢(かん)\n"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), [c[1:] for c in WITHOUT_HTML], ids=[c[0] for c in WITHOUT_HTML])
def test_writes_without_html(html, markdown):
    assert markdown == to_markdown(html, raw_html=False)


LITERAL = [
    "# no heading", "1. no list", "2) no list", "- no list", "+ no", "* no", "> no quote", "a * b * c", "*a* _b_ __c__",
    "`code`", "~~x~~ ~y~", "[a](b) [a][b] ![c](d)", "[1]: http://x.example/", "&copy; &#65;", "<b> </b> <!-- x -->",
    "back\\slash \\* \\\\", "snake_case_name", "---", "===", "- - -", "***", "~~~", "```", "| a | b |", "http://x.example/_a_/*b*",
    "<http://x.example>", "a  b", "5 < 6 > 4 & 7", ": definition", "#hashtag", "100. ", "\\", "a]", "!", "=",
]  # fmt: skip


@pytest.mark.parametrize("text", LITERAL)
@pytest.mark.parametrize("before", ["", "line<br>"])
def test_text_stays_text(text, before):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    shown = rendered(to_markdown(before + escaped))

    assert words(before.replace("<br>", "<br> ") + escaped) == words(shown)
    assert not re.search(r"<(?:h\d|ul|ol|blockquote|pre|code|table|hr|em|strong|del|img)\b", shown)


def test_plain_text_is_left_alone():
    text = "Snake_case, 5 < 6, a & b, [brackets], (c) 2010! #tag 3*4 ~5 50% a|b {{x}}"

    assert text.replace("*", "\\*") + "\n" == to_markdown(text.replace("&", "&amp;").replace("<", "&lt;"))


TEXTS = st.sampled_from(
    [
        "a",
        "b c",
        "「x」",
        "!",
        "(y)",
        "5%",
        " ",
        "é。",
        "z_",
        "*",
        "&amp;",
        "[",
        "]",
        "http://x.example/",
        "www.y.example",
    ]
)
MARKS = ["b", "i", "s", "a", "code", "u"]


def _tree(children):
    element = st.tuples(st.sampled_from(MARKS), st.lists(children, max_size=3)).map(
        lambda pair: f"<{pair[0]}{' href=http://l.example/' if pair[0] == 'a' else ''}>{''.join(pair[1])}</{pair[0]}>"
    )
    return st.one_of(children, element)


BODIES = st.lists(st.recursive(TEXTS | st.just("<br>"), _tree, max_leaves=8), max_size=5).map("".join)


def emphasised(html):
    """Give for every character of the text which marks it stands in, white space left out."""
    root = lxml_html.fromstring(f"<div>{html}</div>")
    names = {"b": "b", "strong": "b", "i": "i", "em": "i", "s": "s", "del": "s"}
    found = []

    def walk(element, marks):
        own = marks | {names[element.tag]} if element.tag in names else marks
        found.extend((character, own) for character in element.text or "" if not character.isspace())
        for child in element:
            walk(child, own)
            found.extend((character, own) for character in child.tail or "" if not character.isspace())

    walk(root, frozenset())
    return found


@settings(max_examples=400, deadline=None)
@given(BODIES)
def test_every_character_comes_back_with_its_emphasis(html):
    assert emphasised(html) == emphasised(rendered(to_markdown(html)))


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_no_text_is_lost_without_html(html):
    shown = rendered(to_markdown(html, raw_html=False), safe=True)

    assert [character for character, _ in emphasised(html)] == [character for character, _ in emphasised(shown)]


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul", "b", "table", "span", "ol"])
def test_text_below_any_depth_is_kept(tag):
    depth = 3000
    inner = {"ul": "<ul><li>", "ol": "<ol><li>", "table": "<table><tr><td>"}.get(tag, f"<{tag}>")

    assert "deep" in to_markdown(inner * depth + "deep")


def test_time_grows_with_size_and_no_faster():
    def cost(count):
        body = "<b>a </b>*[x]( <i>y" * count
        start = time.process_time()
        to_markdown(body)
        return time.process_time() - start

    small = min(cost(500) for _ in range(3))

    assert cost(5000) < 60 * small + 0.05


def test_all_heading_levels_and_kinds_of_list_nest():
    for outer, inner in itertools.product(["ul", "ol", "blockquote"], repeat=2):
        html = f"<{outer}><li>a<{inner}><li>b</li></{inner}></li></{outer}>"

        assert "ab" == re.sub(r"\W", "", words(rendered(to_markdown(html))))


DIALECTS = [
    ("bars", KRAMDOWN, "a | b", "a \\| b\n"),
    ("braces and dollars", KRAMDOWN, "{: .x} $$y$$", "\\{: .x} \\$\\$y\\$\\$\n"),
    ("Markdown in HTML", KRAMDOWN, '<p dir="rtl">a</p>', '<div dir="rtl" markdown="1">\n\na\n\n</div>\n'),
    ("code with marks in it", KRAMDOWN, "<code>a*<b>b</b></code>", "<code>a&#42;<b>b</b></code>\n"),
    ("an empty item", KRAMDOWN, "<ul><li></li><li>a</li></ul>", "- &nbsp;\n- a\n"),
    ("a line of one caret", KRAMDOWN, "^", "&#94;\n"),
    ("no strikethrough", PYTHON_MARKDOWN, "<s>a</s> ~~b~~", "<del>a</del> ~~b~~\n"),
    ("four spaces in lists", PYTHON_MARKDOWN, "<ul><li>a<ul><li>b</li></ul></li></ul>", "-   a\n    -   b\n"),
    ("no fences inside", PYTHON_MARKDOWN, "<blockquote><pre>a</pre></blockquote>", ">     a\n"),
    ("headings without a space", PYTHON_MARKDOWN, "#1 a", "\\#1 a\n"),
    ("definitions", PYTHON_MARKDOWN, "a<br>: b", "a  \n&#58; b\n"),
]


@pytest.mark.parametrize(("dialect", "html", "markdown"), [c[1:] for c in DIALECTS], ids=[c[0] for c in DIALECTS])
def test_writes_for_readers_with_ways_of_their_own(dialect, html, markdown):
    assert markdown == tree_to_markdown(parse_fragment(html), dialect=dialect)
