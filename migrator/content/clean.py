"""A post's or comment's HTML, alone and safe: what the author wrote, nothing that Blogger or a theme put around it.

The same cleaning serves pages and feeds, so that the two bodies of one post agree; but only a page has a theme around
the body. What looks like a theme's part in a feed is the author's.
"""

import re

from lxml import etree

from migrator.addresses import images, urls
from migrator.content.allowed import (
    AS_PREFORMATTED,
    COMMENT_ATTRIBUTES,
    COMMENT_ELEMENTS,
    DROPPED,
    ELEMENTS,
    EMBEDS,
    FOREIGN,
    FOREIGN_ATTRIBUTES,
    FOREIGN_ROOTS,
    MATHML,
    SVG,
    TEXT_ALONE,
    is_attribute,
    is_picture_data,
    may_lead,
    may_paint,
    safe_style,
    scheme_of,
)
from migrator.content.boilerplate import is_clearing, is_furniture, share_boxes, tail_of_theme
from migrator.content.embeds import name_what_script_would_show, shown_by_script
from migrator.content.tree import attributes_of, inner_html, parse_fragment, printable, remove, unwrap

# Nearly all that an author's HTML consists of, known to need no look at its name.
_PLAIN_TAGS = frozenset(
    {
        "a", "b", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "hr", "i",
        "iframe", "img", "li", "ol", "p", "pre", "s", "small", "span", "strike", "strong", "sub", "sup", "table",
        "tbody", "td", "th", "thead", "tr", "u", "ul",
    }
)  # fmt: skip
_PLAIN_ATTRIBUTES = frozenset(
    {
        "align", "alt", "border", "cellpadding", "cellspacing", "class", "color", "dir", "face", "height", "id",
        "imageanchor", "lang", "name", "rel", "size", "target", "title", "trbidi", "valign", "width",
    }
)  # fmt: skip
_NAME = re.compile(r"^[a-zA-Z][\w.-]*$")
_ATTRIBUTE = re.compile(r"^[a-zA-Z_][\w.:-]*$")
_SPACES = re.compile(r"[\x00-\x20\xa0]+")

_ADDRESSES = frozenset(
    {"href", "src", "action", "data", "poster", "background", "cite", "longdesc", "xlink:href", "value"}
)
_KNOWN_ATTRIBUTES = _PLAIN_ATTRIBUTES | _ADDRESSES | {"style", "srcset"}
_PLAIN_OF_COMMENT = frozenset({"p", "br", "b", "i", "div", "span", "blockquote", "em", "strong"})

_BREAK = re.compile(r"<(?:br|BR) ?/?>")
_PLAIN_COMMENT = re.compile(
    "(?:[^<>&\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]++|&(?:amp|lt|gt|quot|#39);|<(?:br|BR) ?/?>)*+"
)

# Where lazy themes and scripts keep the address of the picture that `src` only stands in for.
LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "data-image", "data-orig-file")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|blank\.gif|/(?:1x1|pixel|spacer|transparent|grey|placeholder|loading|loader)[\w-]*\.(?:gif|png|svg)"
    r"|^//:0$"
)


def is_placeholder(source: str) -> bool:
    """Whether an image address only stands in for one that a script fills in."""
    return not source or bool(_PLACEHOLDER.search(source))


def safe_address(value: str, base_url: str, *, image: bool = False) -> str | None:
    """Make an address absolute; None if it could run something. Fragments, and what is malformed, stay as they are."""
    value = value.strip()
    if value.startswith(("http://", "https://")):
        return value
    bare = _SPACES.sub("", value)
    if not bare or bare.startswith("#"):
        return value
    if scheme_of(value):
        return value if may_lead(value) or (image and is_picture_data(value)) else None
    if bare.startswith("www."):  # a missing scheme; nobody means a file of that name in the blog's own folder
        return f"http://{value}"
    try:
        return urls.join(value, base_url)
    except ValueError:
        return value


def _clean_srcset(value: str, base_url: str) -> str:
    sources = []
    for candidate in re.split(r",\s+|,(?=https?:|//)", value.strip()):
        address, _, size = candidate.strip().partition(" ")
        url = safe_address(address, base_url)
        if url:
            sources.append(f"{url} {size}".strip())
    return ", ".join(sources)


def _clean_attributes(element: etree._Element, written: list[tuple[str, str]], base_url: str) -> None:
    odd = [name for name, _ in written if name not in _KNOWN_ATTRIBUTES]
    if odd and not all(map(_ATTRIBUTE.match, odd)):
        attributes = element.attrib
        # lxml reads such names but can't delete them one by one.
        written = [(name, printable(value)) for name, value in written if _ATTRIBUTE.match(name)]
        attributes.clear()
        attributes.update(written)
    for name, value in written:
        if name not in _PLAIN_ATTRIBUTES:
            _clean_attribute(element, name, value, base_url)


def _clean_attribute(element: etree._Element, name: str, value: str, base_url: str) -> None:
    attributes, lower = element.attrib, name.lower()
    if lower == "style":
        kept = safe_style(value)
        if kept != value:
            _set_or_drop(element, name, kept)
    elif lower in _ADDRESSES:
        if lower == "value" and element.tag != "param":
            return
        url = safe_address(value, base_url, image=element.tag == "img")
        if url is None:
            del attributes[name]
        elif url != value and not (lower == "value" and element.get("name") not in {"movie", "src"}):
            attributes[name] = printable(url)
    elif lower == "srcset":
        attributes[name] = printable(_clean_srcset(value, base_url))
    elif not is_attribute(lower):
        del attributes[name]


def _set_or_drop(element: etree._Element, name: str, value: str) -> None:
    if value:
        element.attrib[name] = printable(value)
    else:
        del element.attrib[name]


def _clean_foreign(root: etree._Element) -> None:
    """Leave of a drawing or formula what draws: no element of HTML inside, which a browser would take out of it."""
    own = SVG | {"a"} if root.tag == "svg" else MATHML
    for node in list(root.iterdescendants()):
        if callable(node.tag) or node.tag in DROPPED or node.tag in {"script", "foreignobject"}:
            remove(node)
        elif node.tag not in own:
            _leave_words(node)
    for node in root.iter(*FOREIGN):
        for name, value in attributes_of(node):
            lower = name.lower()
            fits = lower in FOREIGN_ATTRIBUTES and may_paint(value)
            if lower in {"href", "xlink:href"}:
                fits = value.strip().startswith("#")
            if lower == "style" and fits:
                fits = safe_style(value) == value
            if not fits and _ATTRIBUTE.match(name):
                del node.attrib[name]
            elif not fits:
                node.attrib.clear()
                break


def _leave_words(element: etree._Element) -> None:
    """Put the words of an element in its place."""
    words = "".join(map(str, element.itertext()))
    for child in list(element):
        element.remove(child)
    element.text = printable(words)
    unwrap(element)


def _wake(image: etree._Element) -> None:
    """Give a lazy image the source that its theme's script would have given it."""
    for name in LAZY_SOURCES:
        source = image.get(name, "").strip()
        if not source or source.startswith(("{", "[")) or "/" not in source:
            continue
        if is_placeholder(image.get("src", "").strip()) or "lazy" in image.get("class", "").lower():
            image.set("src", printable(source))
            del image.attrib[name]
        return


def _replace(element: etree._Element, new: etree._Element | None) -> None:
    parent = element.getparent()
    if new is None or parent is None:
        remove(element)
        return
    new.tail, element.tail = printable(element.tail or ""), None
    parent.replace(element, new)


def _image_keys(element: etree._Element) -> set[str]:
    return {images.key(str(image.get("src"))) for image in element.iter("img") if image.get("src")}


def _open_noscript(element: etree._Element) -> None:
    """Keep what a `noscript` alone shows; drop it where it repeats a picture or only asks for JavaScript."""
    blocks = [node for node in element.iter("noscript") if node is not element]
    if not blocks:
        return
    hidden = [_image_keys(block) for block in blocks]
    shown = {
        images.key(str(image.get("src")))
        for image in element.iter("img")
        if image.get("src") and not any(parent.tag == "noscript" for parent in image.iterancestors())
    }
    for block, keys in zip(blocks, hidden, strict=True):
        worth = block.find(".//iframe") is not None or bool(keys - shown)
        if worth:
            shown |= keys
            unwrap(block)
        else:
            remove(block)


def _clean_node(node: etree._Element, base_url: str, *, themed: bool = True) -> None:
    tag = node.tag
    if callable(tag):  # what is no element has the function that makes it in place of a name
        # The only comment that means something is the jump break.
        if not isinstance(node, etree._Comment) or (node.text or "").strip() != "more":
            remove(node)
        return
    written = attributes_of(node)
    if tag == "script":
        _replace(node, shown_by_script(node))
    elif tag in DROPPED or (themed and written and is_furniture(written)):
        remove(node)
    elif tag not in _PLAIN_TAGS and tag not in ELEMENTS:
        _clean_odd_element(node, written, base_url)
    else:
        _clean_own_element(node, written, base_url)


def _clean_own_element(node: etree._Element, written: list[tuple[str, str]], base_url: str) -> None:
    """Leave an element that may stay, with the attributes that may."""
    tag = node.tag
    if tag == "form" and any(parent.tag == "form" for parent in node.iterancestors()):
        unwrap(node)  # as a browser does
        return
    if tag == "iframe":
        node.text = None
    if tag in TEXT_ALONE and len(node):
        _only_text(node, keep=tag != "iframe")
    if not written:
        return
    if tag == "input" and node.get("type", "").strip().lower() == "image":
        node.tag = tag = "img"  # a picture to press: what it sends a form to is not the author's
    if tag == "img":
        _wake(node)
        written = attributes_of(node)
    _clean_attributes(node, written, base_url)
    if tag == "track" and node.get("default") is not None:
        del node.attrib["default"]
    if node.get("class"):
        name_what_script_would_show(node)


def _clean_odd_element(node: etree._Element, written: list[tuple[str, str]], base_url: str) -> None:
    """Take an element away that is not of HTML, or no more: its words stay, and so do drawings and formulas."""
    tag = str(node.tag)
    if tag in FOREIGN_ROOTS and not any(parent.tag in FOREIGN_ROOTS for parent in node.iterancestors()):
        _clean_foreign(node)
    elif tag in FOREIGN and any(parent.tag in FOREIGN_ROOTS for parent in node.iterancestors()):
        return
    elif tag in AS_PREFORMATTED:
        node.tag = "pre"
        _clean_attributes(node, written, base_url)
    else:
        unwrap(node)


def _only_text(element: etree._Element, *, keep: bool) -> None:
    words = "".join(map(str, element.itertext())) if keep else ""
    for child in list(element):
        element.remove(child)
    element.text = printable(words)


def _trim_clearing(element: etree._Element) -> None:
    """Drop Blogger's own clearing `div`s at both ends of a body, also inside a bare wrapper of the template."""
    while len(element) == 1 and element[0].tag == "div" and not element[0].attrib and not is_clearing(element[0]):
        if (element.text or "").strip() or (element[0].tail or "").strip():
            break
        element = element[0]
    while len(element) and is_clearing(element[-1]) and not (element[-1].tail or "").strip():
        remove(element[-1])
    while (first := _leading_clearing(element)) is not None:
        remove(first)


def _leading_clearing(element: etree._Element) -> etree._Element | None:
    """Return a clearing `div` that is the first thing in a body, or follows only an empty paragraph.

    Classic templates open a paragraph around the body, which the `div` closes at once.
    """
    if (element.text or "").strip() or not len(element):
        return None
    first = element[0]
    empty = not len(first) and not (first.text or "").strip() and not (first.tail or "").strip()
    if first.tag == "p" and empty and len(element) > 1 and is_clearing(element[1]):
        return first
    return first if is_clearing(first) else None


def clean_element(element: etree._Element, base_url: str, *, themed: bool = True) -> None:
    """Leave only the author's HTML inside a body element; not `themed`, no theme put anything into it."""
    for node in [*tail_of_theme(element), *share_boxes(element)] if themed else []:
        remove(node)
    for node in list(element.iterdescendants()):
        _clean_node(node, base_url, themed=themed)
    _open_noscript(element)
    _trim_clearing(element)


def clean_body(element: etree._Element, base_url: str, *, themed: bool = True) -> str:
    """Return the author's HTML inside a body element, of a page unless it says otherwise. Changes its tree."""
    clean_element(element, base_url, themed=themed)
    return inner_html(element)


def clean_fragment(html: str, base_url: str) -> str:
    """Return the author's HTML of a body that came as text."""
    return clean_body(parse_fragment(html), base_url)


def clean_comment(element: etree._Element, base_url: str) -> str:
    """Return a comment's HTML: words, links and pictures; what a theme's script made an embed of is a link again.

    Changes the element's tree.
    """
    for node in list(element.iterdescendants()):
        _clean_node(node, base_url)
    for node in list(element.iterdescendants()):
        if callable(node.tag):
            remove(node)
        elif node.tag not in COMMENT_ELEMENTS:
            _as_link(node)
        elif node.tag not in _PLAIN_OF_COMMENT or node.attrib:
            for name, _ in attributes_of(node):
                if name not in COMMENT_ATTRIBUTES:
                    del node.attrib[name]
    return inner_html(element)


def _as_link(node: etree._Element) -> None:
    """Put a link in the place of an embed, and its words in that of any other element."""
    address = node.get("src") or node.get("data") or ""
    if node.tag in EMBEDS and address.startswith(("http://", "https://")):
        link = etree.Element("a", {"href": address})
        link.text = address
        _replace(node, link)
    else:
        unwrap(node)


def clean_comment_fragment(html: str, base_url: str) -> str:
    """Return the HTML of a comment that came as text, as in feeds."""
    if _PLAIN_COMMENT.fullmatch(html):
        # Most comments are words and breaks: a tree would give them back as they are.
        return _BREAK.sub("<br>", html).replace("&quot;", '"').replace("&#39;", "'").strip()
    return clean_comment(parse_fragment(html), base_url)
