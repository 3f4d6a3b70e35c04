"""Thousands of bodies that try to run something: another sanitiser, with another parser, finds nothing to take."""

from html.parser import HTMLParser

import nh3
import pytest

from fixtures.payloads import payloads
from migrator.content.allowed import (
    ATTRIBUTES,
    COMMENT_ATTRIBUTES,
    COMMENT_ELEMENTS,
    ELEMENTS,
    FOREIGN,
    FOREIGN_ATTRIBUTES,
    SCHEMES,
)
from migrator.content.clean import clean_comment_fragment, clean_fragment
from migrator.content.tree import parse_fragment

PAGE = "https://atelier-lune.blogspot.com/2018/02/papier.html"


# What a parser of HTML5 leaves out because of where it stands, not of what it is.
MISPLACED = frozenset(
    ["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr", "form", "option", "optgroup", "select"]
)
CAMEL = frozenset({"textPath", "linearGradient", "radialGradient", "clipPath"})


class Tags(HTMLParser):
    """The start tags of a piece of HTML, each with the names of its attributes, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted({name for name, _ in attrs}))))


def tags(html: str) -> set[tuple[str, tuple[str, ...]]]:
    reader = Tags()
    reader.feed(html)
    return {one for one in reader.found if one[0] not in MISPLACED}


def judged(html: str, elements: frozenset[str], attributes: frozenset[str]) -> str:
    return nh3.clean(
        html,
        tags=set(elements),
        clean_content_tags=set(),
        attributes={"*": set(attributes)},
        generic_attribute_prefixes={"data-", "aria-"},
        url_schemes=set(SCHEMES) | {"data"},
        link_rel=None,
        strip_comments=False,
    )


@pytest.mark.parametrize("part", range(8))
def test_another_sanitiser_finds_nothing_to_take_from_a_body(part: int) -> None:
    for payload in payloads()[part::8]:
        body = clean_fragment(payload, PAGE)
        whole = judged(body, ELEMENTS | FOREIGN | CAMEL, ATTRIBUTES | FOREIGN_ATTRIBUTES | {"viewBox"})
        assert tags(body) - tags(whole) == set(), payload
        assert clean_fragment(body, PAGE) == body, payload


@pytest.mark.parametrize("part", range(4))
def test_another_sanitiser_finds_nothing_to_take_from_a_comment(part: int) -> None:
    for payload in payloads()[part::4]:
        comment = clean_comment_fragment(payload, PAGE)
        whole = judged(comment, COMMENT_ELEMENTS, COMMENT_ATTRIBUTES)
        assert tags(comment) - tags(whole) == set(), payload


def test_no_attribute_that_is_left_is_a_handler_or_leads_to_a_script() -> None:
    for payload in payloads():
        for node in parse_fragment(clean_fragment(payload, PAGE)).iter():
            for name, value in node.items():
                assert not name.lower().startswith("on"), payload
                squeezed = "".join(str(value).split()).lower()
                assert not squeezed.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")), payload


@pytest.mark.parametrize(
    "html",
    [
        '<svg viewbox="0 0 9 9" width="9"><path d="M1 1h3" fill="#c00"></path><text x="1" y="5">a</text></svg>',
        "<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>",
        '<details open><summary>plus</summary><p style="color: red">texte</p></details>',
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
        '<marquee behavior="slide" scrollamount="3">défile</marquee>',
        '<form action="https://don.example/" method="post"><input type="hidden" name="id" value="7"></form>',
        '<iframe src="https://www.youtube.com/embed/x" width="560" height="315" allowfullscreen></iframe>',
        '<font face="Georgia" size="4" color="#333333">mots</font>',
        '<td style="background: url(https://pics.example/a.png)">x</td>',
        '<a href="mailto:m@a.example">m</a><a href="tel:+33100000000">t</a><a href="magnet:?xt=urn:x">g</a>',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
    ],
)
def test_what_an_author_may_write_stays_as_it_is(html: str) -> None:
    whole = f"<table><tbody><tr>{html}</tr></tbody></table>" if html.startswith("<td") else html
    assert whole == clean_fragment(whole, PAGE)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<svg><a><set attributename='href' to='javascript:x()'></set><text>t</text></a></svg>", "<text>t</text>"),
        ("<svg><style>*{color:red}</style><g><circle r='1'></circle></g></svg>", '<circle r="1"></circle>'),
        ("<div style='color: red; background: url(javascript:x)'>t</div>", '<div style="color: red">t</div>'),
        ("<custom-card><p>mots</p></custom-card>", "<p>mots</p>"),
        ("<xmp>a < b</xmp>", "<pre>a &lt; b</pre>"),
        ("<noscript><p>x</p></noscript><p>mots</p>", "<p>mots</p>"),
    ],
)
def test_words_stay_of_what_may_not(html: str, kept: str) -> None:
    assert kept in clean_fragment(html, PAGE)


def test_a_comment_keeps_words_links_and_pictures_and_an_embed_becomes_a_link() -> None:
    written = '<b>oui</b> <a href="https://a.example/" rel="nofollow">là</a> <img src="https://a.example/e.gif">'
    assert written == clean_comment_fragment(written, PAGE)
    embed = clean_comment_fragment('vu : <iframe src="https://v.example/1"></iframe>', PAGE)
    assert 'vu : <a href="https://v.example/1">https://v.example/1</a>' == embed
    assert "<p>mots</p>" == clean_comment_fragment("<form><p style='color:red' onclick=x>mots</p></form>", PAGE)
