"""Scripts that stand for content: what each shows, as an element that needs no script."""

import re
from urllib.parse import urlsplit

from lxml import etree

from migrator.content.tree import printable

# Script addresses that show one thing, and where that thing can be seen. The part in parentheses is kept.
_SHOWN_AT: tuple[tuple[str, str, str], ...] = (
    ("gist.github.com", r"^/((?:[\w-]+/)?[0-9a-f]+)(?:/[0-9a-f]+)?\.(?:js|pibb)$", "https://gist.github.com/{}"),
    ("pastebin.com", r"^/embed_js(?:/|\.php\?i=)(\w+)$", "https://pastebin.com/{}"),
    ("jsfiddle.net", r"^/(.+?)/embed(?:/.*)?$", "https://jsfiddle.net/{}/"),
    ("asciinema.org", r"^/a/(\w+)\.js$", "https://asciinema.org/a/{}"),
    ("codepen.io", r"^/([\w-]+/(?:pen|embed)/\w+)\.js$", "https://codepen.io/{}"),
    ("bitbucket.org", r"^/(snippets/[\w./-]+?)\.js$", "https://bitbucket.org/{}"),
    ("snipplr.com", r"^/js/(\d+)$", "https://snipplr.com/view/{}"),
    ("polldaddy.com", r"^/p/(\d+)\.js$", "https://polldaddy.com/poll/{}/"),
    ("poll.fm", r"^/(\d+)\.js$", "https://poll.fm/{}"),
    ("speakerdeck.com", r"^/(embed/\w+)\.js$", "https://speakerdeck.com/{}"),
)
# Classes of elements that a script fills, and the attribute that says where the thing itself is.
_FILLED = {
    "instagram-media": "data-instgrm-permalink",
    "fb-post": "data-href",
    "fb-video": "data-href",
    "tiktok-embed": "cite",
    "imgur-embed-pub": "data-href",
}
_MATH = re.compile(r"^math/(?:tex|asciimath)")
_TWEET = re.compile(r"^(?:api|platform)\.(?:twitter|x)\.com$")


def _link(url: str) -> etree._Element:
    url = printable(url)
    paragraph = etree.Element("p")
    link = etree.SubElement(paragraph, "a", href=url)
    link.text = url
    return paragraph


def _linked(source: str) -> etree._Element | None:
    """Return a link to what the script at that address shows, None if it shows nothing that we know."""
    try:
        parts = urlsplit(source.strip())
    except ValueError:
        return None
    host = parts.netloc.lower().removeprefix("www.").removeprefix("secure.").removeprefix("static.")
    path = parts.path + (f"?{parts.query}" if parts.path.endswith(".php") else "")
    for known, shape, target in _SHOWN_AT:
        if host == known and (match := re.match(shape, path)):
            url = target.format(match[1])
            file = re.match(r"^file=([^&]+)", parts.query)
            return _link(f"{url}?file={file[1]}" if file else url)
    return None


def _math(script: etree._Element) -> etree._Element:
    """Write MathJax's own script form in the delimiters that an author would type."""
    span = etree.Element("span")
    tex = printable(script.text or "").strip()
    display = "display" in script.get("type", "")
    span.text = f"\\[{tex}\\]" if display else f"\\({tex}\\)"
    return span


def _listing(script: etree._Element) -> etree._Element:
    """Turn SyntaxHighlighter's script form (`type="syntaxhighlighter"`, CDATA inside) into a `pre`."""
    listing = etree.Element("pre")
    if script.get("class"):
        listing.set("class", printable(script.get("class", "")))
    code = printable(script.text or "").strip()
    listing.text = code.removeprefix("<![CDATA[").removesuffix("]]>").strip("\n")
    return listing


def name_what_script_would_show(element: etree._Element) -> None:
    """Put a link into an element that only a script fills, and that says in an attribute with what."""
    names = frozenset((element.get("class") or "").split())
    for name, attribute in _FILLED.items():
        address = element.get(attribute, "").strip()
        if name in names and address.startswith(("http://", "https://")) and element.find(".//a") is None:
            link = etree.SubElement(element, "a", href=printable(address))
            link.text = printable(address)


def shown_by_script(script: etree._Element) -> etree._Element | None:
    """Return an element for what a script shows to a reader; None if it shows nothing of the author's."""
    kind = script.get("type", "").strip().lower()
    if kind == "syntaxhighlighter":
        return _listing(script)
    if _MATH.match(kind):
        return _math(script)
    return _linked(script.get("src", ""))
