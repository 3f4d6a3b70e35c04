"""A captured page to look at: everything taken out that would run, load or lead the browser away by itself. Pure."""

import re
from contextlib import suppress

from lxml import etree
from lxml import html as lxml_html

from migrator.content.tree import printable, remove

_OUT = frozenset(
    {"script", "link", "base", "iframe", "frame", "object", "embed", "applet", "meta", "portal", "noscript", "template"}
)
_LOADING = frozenset(
    {"src", "srcset", "background", "poster", "data", "ping", "imagesrcset", "lowsrc", "dynsrc", "action", "formaction"}
)
_STYLE_LOADING = re.compile(r"@import[^;]*;?|(?:url|image-set|image)\s*\([^)]*\)?", re.IGNORECASE)
_MARKUP = (etree._Comment, etree._ProcessingInstruction, etree._Entity)
_LOADING_HREF = frozenset({"image", "use", "feimage"})


def harmless(text: str) -> bytes:
    """Return a page as it looks without scripts and without what it would fetch; pictures become their words.

    The browser shuts the page in besides, so that what slips through here still can't run or load.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        root = lxml_html.document_fromstring(printable(text).encode("utf-8", "replace") or b"<p></p>", parser=parser)
    except (etree.ParserError, ValueError):
        return b"<!DOCTYPE html><title>empty</title>"
    for element in list(root.iter()):
        if isinstance(element, _MARKUP) or str(element.tag).lower() in _OUT:
            if element.getparent() is not None:
                remove(element)
        elif str(element.tag).lower() == "style":
            element.text = _STYLE_LOADING.sub("none", element.text or "")
        elif str(element.tag).lower() == "img":
            _in_words(element)
        else:
            _quiet(element)
    head = root.find("head")
    if head is None:
        head = etree.SubElement(root, "head")
        root.insert(0, head)
    head.insert(0, etree.Element("meta", charset="utf-8"))
    told: bytes = lxml_html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return told


def _quiet(element: etree._Element) -> None:
    """Leave the attributes that neither load nor run; also those go whose name nobody can write again (`<p {>`)."""
    svg_loads = str(element.tag).lower() in _LOADING_HREF
    written = [(str(name), str(value)) for name, value in element.attrib.items()]
    element.attrib.clear()
    for name, value in written:
        plain = name.lower().rpartition("}")[2].rpartition(":")[2]
        loads = plain in _LOADING or (plain == "href" and svg_loads)
        if loads or plain.startswith("on") or "javascript:" in "".join(value.lower().split()):
            continue
        with suppress(ValueError):
            element.set(name, _STYLE_LOADING.sub("none", value) if plain == "style" else value)


def _in_words(element: etree._Element) -> None:
    """Put a picture's own words in its place."""
    said = etree.Element("span")
    said.text = f"[{' '.join((element.get('alt') or element.get('title') or 'picture').split())}]"
    said.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, said)
