"""A body as HTML of today that a validator has nothing to say against, and that asks nobody for anything.

Bodies hold twenty years of editors: `center` and `font`, paragraphs in bold, lists in lists, cells without table. What
is kept is the look and every word; what changes is only by which elements it is said. Players and frames become links
to what they show, pictures that are not held become links, too: a saved page must not load anything from elsewhere.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from migrator.addresses.join import split_url
from migrator.content.html5.attributes import conform_attributes, valid_address
from migrator.content.html5.tables import conform_list, conform_table
from migrator.content.tree import printable, remove, unwrap

# Old element → what says the same today, and the style that it stood for.
_RENAMED: dict[str, tuple[str, str]] = {
    "acronym": ("abbr", ""),
    "basefont": ("span", ""),
    "big": ("span", "font-size: larger"),
    "blink": ("span", ""),
    "center": ("div", "text-align: center"),
    "dir": ("ul", ""),
    "font": ("span", ""),
    "listing": ("pre", ""),
    "marquee": ("span", ""),
    "nobr": ("span", "white-space: nowrap"),
    "plaintext": ("pre", ""),
    "strike": ("s", ""),
    "tt": ("code", ""),
    "xmp": ("pre", ""),
}
# What these say must still be seen when they become a `div`, because a block stands inside them.
_AS_BLOCK: dict[str, str] = {
    "b": "font-weight: bold",
    "strong": "font-weight: bold",
    "i": "font-style: italic",
    "em": "font-style: italic",
    "cite": "font-style: italic",
    "u": "text-decoration: underline",
    "s": "text-decoration: line-through",
    "small": "font-size: smaller",
    "code": "font-family: monospace",
}
_PHRASING = frozenset(
    {"abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd", "label", "mark", "q", "s", "samp"}
    | {"small", "span", "strong", "sub", "sup", "time", "u", "var"}
)
_TRANSPARENT = frozenset({"a", "ins", "del"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PHRASING_INSIDE = frozenset({*_HEADINGS, "pre", "dt", "summary"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "figcaption", "footer"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section"}
    | {"table", "ul", "dt", "dd"}
)
_TABLE_PARTS = frozenset({"caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"})
_KNOWN = (
    _PHRASING | _TRANSPARENT | _BLOCKS | _TABLE_PARTS | {"audio", "br", "img", "rp", "rt", "ruby", "summary", "video"}
)
_SILENT = frozenset(
    {"script", "source", "style", "template", "noscript", "param", "track", "map", "area", "input", "button"}
)
_FRAMES = frozenset({"iframe", "embed", "object"})
_VIDEO_ID = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed|v)/|youtu\.be/)([\w-]{11})")

_MARKUP = (etree._Comment, etree._ProcessingInstruction, etree._Entity)

Held = Callable[[str], bool]


def conform(root: etree._Element, held: Held, taken: set[str]) -> None:
    """Make everything inside an element conforming HTML, in place.

    `held` tells whether an address leads to a file that lies beside the page; `taken` are ids that the page uses
    already, and takes up those of the body.
    """
    for element in list(root.iterdescendants()):
        if isinstance(element, _MARKUP):
            if (element.text or "").strip() != "more":
                remove(element)
        elif element.getparent() is not None:
            _conform_one(element, held)
    for element in list(root.iterdescendants("table")):
        conform_table(element)
    for element in list(root.iterdescendants("ul", "ol", "menu", "dl", "li", "dt", "dd", *_TABLE_PARTS)):
        conform_list(element)
    _nest(root)
    _rank_headings(root)
    _name_once(root, taken)


def _conform_one(element: etree._Element, held: Held) -> None:
    tag = str(element.tag).lower()
    if tag in _FRAMES:
        _link_to(element, _shown_by(element), "")
        return
    if tag in _SILENT:
        remove(element)
        return
    if tag in {"img", "video", "audio"} and not _is_held(element, held):
        _link_to(element, _source(element), element.get("alt") or "")
        return
    if tag == "wbr":
        # libxml2 takes what follows for its content, and writes an end tag that HTML does not have.
        element.text = f"\u200b{element.text or ''}"
        unwrap(element)
        return
    tag, style = _RENAMED.get(tag, (tag, ""))
    if tag not in _KNOWN:
        unwrap(element)
        return
    if tag == "a" and element.get("name") and not element.get("id"):
        element.set("id", str(element.get("name")))
    conform_attributes(element, tag, style)
    element.tag = tag
    if tag in {"video", "audio"}:
        element.set("controls", "")


def _is_held(element: etree._Element, held: Held) -> bool:
    """Whether a picture or player shows a file of ours; a poster or source that is not held goes."""
    for name in ("poster", "srcset"):
        if name in element.attrib and not held(str(element.get(name))):
            del element.attrib[name]
    if held(element.get("src", "")):
        return True
    found = next((source for source in _sources(element) if held(source)), None)
    if found is not None:
        element.set("src", found)
    return found is not None


def _source(element: etree._Element) -> str:
    return element.get("src", "") or next(_sources(element), "")


def _sources(element: etree._Element) -> Iterator[str]:
    return (inner.get("src", "") for inner in element.iterdescendants("source"))


def _shown_by(element: etree._Element) -> str:
    """Return the address at which what a frame or player shows can be seen."""
    sources = [str(element.get(name) or "") for name in ("src", "data")]
    inner = element.iterdescendants("embed", "param", "iframe")
    sources += [str(player.get("src") or player.get("value") or "") for player in inner]
    for source in sources:
        if match := _VIDEO_ID.search(source):
            return f"https://www.youtube.com/watch?v={match[1]}"
    return next((f"https:{source}" if source.startswith("//") else source for source in sources if "/" in source), "")


def _link_to(element: etree._Element, url: str, words: str) -> None:
    """Put a link in the place of what would load something; inside a link, its words alone."""
    address = valid_address(url) if url and not url.startswith("data:") else None
    parent = element.getparent()
    if parent is None:
        return
    words = printable(" ".join(words.split()) or _name_of(address or ""))
    inside = any(ancestor.tag == "a" for ancestor in element.iterancestors())
    made = etree.Element("span" if inside or address is None else "a")
    made.set("class", "elsewhere")
    if made.tag == "a" and address is not None:
        made.set("href", address)
    # In brackets, because a picture needs no space beside it, but words do.
    made.text = f"[{words}]"
    made.tail, element.tail = printable(element.tail or ""), None
    if words:
        parent.replace(element, made)
    else:
        element.tail = made.tail
        remove(element)


def _name_of(url: str) -> str:
    parts = split_url(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return f"{parts.netloc}: {last}" if parts.netloc and last and len(last) < 80 else parts.netloc or last


def _nest(root: etree._Element) -> None:
    """Let no block stand where only phrases may: from the inside out, so that each element sees its final children."""
    for element in _inside_out(root):
        tag = str(element.tag)
        if tag in _PHRASING_INSIDE:
            for block in list(element.iterdescendants(*_BLOCKS)):
                _as_phrase(block)
        elif (tag in _PHRASING or tag == "p") and _has_block(element):
            conform_attributes(element, "div", _AS_BLOCK.get(tag, ""))
            element.tag = "div"
        elif tag == "a" and any(inner.tag == "a" for inner in element.iterdescendants("a")):
            for inner in list(element.iterdescendants("a")):
                conform_attributes(inner, "span")
                inner.tag = "span"


def _rank_headings(root: etree._Element) -> None:
    """Let the headings of a body begin below the page's own, and leave out no rank on the way down."""
    above: list[str] = []
    for heading in root.iterdescendants(*_HEADINGS):
        tag = str(heading.tag)
        while above and above[-1] >= tag:
            above.pop()
        above.append(tag)
        heading.tag = f"h{min(len(above) + 1, 6)}"


def _as_phrase(block: etree._Element) -> None:
    conform_attributes(block, "span", "display: block")
    block.tag = "span"


def _has_block(element: etree._Element) -> bool:
    return next(element.iterdescendants(*_BLOCKS), None) is not None


def _inside_out(root: etree._Element) -> Iterator[etree._Element]:
    return reversed([element for element in root.iterdescendants() if not isinstance(element, _MARKUP)])


def _name_once(root: etree._Element, taken: set[str]) -> None:
    for element in root.iterdescendants():
        name = None if isinstance(element, _MARKUP) else element.get("id")
        if name is None:
            continue
        if name in taken:
            del element.attrib["id"]
        taken.add(name)
