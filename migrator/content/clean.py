"""A post's or comment's HTML, alone and safe: what the author wrote, nothing that Blogger or a theme put around it.

The same cleaning serves pages and feeds, so that the two bodies of one post agree.
"""

import re
from urllib.parse import urljoin

from lxml import etree

from migrator import media
from migrator.content.embeds import shown_by_script
from migrator.content.tree import inner_html, parse_fragment, remove, unwrap

_MARKUP = (etree._Comment, etree._ProcessingInstruction, etree._Entity)
_DROPPED = frozenset({"style", "link", "meta", "base", "title", "template", "applet", "xml", "frame", "frameset"})
_UNWRAPPED = frozenset({"html", "head", "body", "google-sheets-html-origin", "cs-card"})
_NAME = re.compile(r"^[a-zA-Z][\w.-]*$")
_ATTRIBUTE = re.compile(r"^[a-zA-Z_][\w.:-]*$")
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_SPACES = re.compile(r"[\x00-\x20\xa0]+")
_UNSAFE_STYLE = re.compile(r"expression\s*\(|javascript\s*:|vbscript\s*:|-moz-binding|behaviou?r\s*:", re.IGNORECASE)
_CLEARING = re.compile(r"^clear:(?:both|left|right);?(?:padding-bottom:[\d.]+(?:em|px);?)?$")

_ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "background", "cite", "longdesc", "xlink:href", "value"}
)
_NEVER = frozenset({"srcdoc", "ping", "expr", "contenteditable"})
_UNSAFE_SCHEMES = frozenset({"javascript", "vbscript", "livescript", "mocha", "data"})

# Where lazy themes and scripts keep the address of the picture that `src` only stands in for.
LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "data-image", "data-orig-file")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|blank\.gif|/(?:1x1|pixel|spacer|transparent|grey|placeholder|loading|loader)[\w-]*\.(?:gif|png|svg)"
    r"|^//:0$"
)

# Furniture that themes and widgets hang inside the body element. Names of classes and ids of the widgets themselves.
CHROME = frozenset(
    {
        "addthis_toolbox", "addthis_sharing_toolbox", "addthis_inline_share_toolbox", "addtoany_share_save_container",
        "adsbygoogle", "author-box", "authorbox", "author-bio-box", "blog-pager", "comment-link", "comments",
        "cookie-choices-info", "delete-comment-icon", "entry-meta", "fb-comments", "fb-like", "fb-like-box",
        "fb-share-button", "g-plusone", "google-auto-placed", "goog-inline-block", "item-control", "jump-link",
        "linkwithin_div", "linkwithin_hook", "outbrain", "post-author-box", "post-comment-link", "post-feeds",
        "post-footer", "post-icons", "post-labels", "post-meta", "post-share", "post-share-buttons", "post-snippet",
        "post-timestamp", "postmeta", "quickedit", "reaction-buttons", "related-post", "related-posts", "relatedposts",
        "share-box", "share-button", "share-buttons", "share-line", "share-post", "sharebox", "sharedaddy",
        "shareaholic-canvas", "sharethis-inline-share-buttons", "sociable", "social-share", "star-ratings",
        "taboola", "twitter-share-button", "twitter-follow-button", "widget-item-control", "zemanta-pixie",
        "zemanta-related", "related-wrap", "breadcrumbs", "breadcrumb",
    }
)  # fmt: skip


def is_placeholder(source: str) -> bool:
    """Tell whether an image address only stands in for one that a script fills in."""
    return not source or bool(_PLACEHOLDER.search(source))


def safe_address(value: str, base_url: str, *, image: bool = False) -> str | None:
    """Make an address absolute; None if it could run something. Fragments, and what is malformed, stay as they are."""
    value = value.strip()
    bare = _SPACES.sub("", value)
    if not bare or bare.startswith("#"):
        return value
    if scheme := _SCHEME.match(bare):
        if image and bare[:11].lower() == "data:image/":
            return value
        return None if scheme[1].lower() in _UNSAFE_SCHEMES else value
    if bare.startswith("www."):  # a missing scheme; nobody means a file of that name in the blog's own folder
        return f"http://{value}"
    try:
        return urljoin(base_url, value)
    except ValueError:
        return value


def _clean_srcset(value: str, base_url: str) -> str:
    sources = []
    for candidate in re.split(r",\s+|,(?=https?:|//)", value.strip()):
        address, _, size = candidate.strip().partition(" ")
        url = safe_address(address, base_url)
        if url and not url.startswith("data:"):
            sources.append(f"{url} {size}".strip())
    return ", ".join(sources)


def _clean_attributes(element: etree._Element, base_url: str) -> None:
    attributes = element.attrib
    for raw_name, raw_value in attributes.items():
        name, value = str(raw_name), str(raw_value)
        lower = name.lower()
        if not _ATTRIBUTE.match(name) or lower.startswith(("on", "xmlns", "expr:")) or lower in _NEVER:
            del attributes[name]
        elif lower in _ADDRESSES:
            if lower == "value" and element.tag != "param":
                continue
            url = safe_address(value, base_url, image=element.tag == "img")
            if url is None:
                del attributes[name]
            elif url != value and not (lower == "value" and element.get("name") not in {"movie", "src"}):
                attributes[name] = url
        elif lower == "srcset":
            attributes[name] = _clean_srcset(value, base_url)
        elif lower == "style" and _UNSAFE_STYLE.search(value):
            del attributes[name]


def _wake(image: etree._Element) -> None:
    """Give a lazy image the source that its theme's script would have given it."""
    for name in LAZY_SOURCES:
        source = image.get(name, "").strip()
        if source and not source.startswith(("{", "[")) and "/" in source:
            if is_placeholder(image.get("src", "").strip()) or "lazy" in image.get("class", "").lower():
                image.set("src", source)
                del image.attrib[name]
            return


def _is_chrome(element: etree._Element) -> bool:
    names = element.get("class")
    if names and not CHROME.isdisjoint(names.lower().split()):
        return True
    name = element.get("id")
    return bool(name) and str(name).lower() in CHROME


def _replace(element: etree._Element, new: etree._Element | None) -> None:
    parent = element.getparent()
    if new is None or parent is None:
        remove(element)
        return
    new.tail, element.tail = element.tail, None
    parent.replace(element, new)


def _image_keys(element: etree._Element) -> set[str]:
    return {media.key(str(image.get("src"))) for image in element.iter("img") if image.get("src")}


def _open_noscript(element: etree._Element) -> None:
    """Keep what a `noscript` alone shows; drop it where it repeats a picture or only asks for JavaScript."""
    blocks = [node for node in element.iter("noscript") if node is not element]
    if not blocks:
        return
    hidden = [_image_keys(block) for block in blocks]
    shown = {
        media.key(str(image.get("src")))
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


def _clean_node(node: etree._Element, base_url: str) -> None:
    if isinstance(node, _MARKUP):
        # The only comment that means something is the jump break.
        if not isinstance(node, etree._Comment) or (node.text or "").strip() != "more":
            remove(node)
        return
    tag = node.tag
    if tag == "script":
        _replace(node, shown_by_script(node))
    elif tag in _DROPPED or (node.attrib and _is_chrome(node)):
        remove(node)
    elif tag in _UNWRAPPED or not _NAME.match(tag):
        unwrap(node)
    elif node.attrib:
        if tag == "img":
            _wake(node)
        _clean_attributes(node, base_url)


def _is_clearing(element: etree._Element) -> bool:
    return (
        element.tag == "div"
        and len(element) == 0
        and not (element.text or "").strip()
        and bool(_CLEARING.match(_SPACES.sub("", element.get("style", "")).lower()))
    )


def _trim_clearing(element: etree._Element) -> None:
    """Drop Blogger's own clearing `div`s at both ends of a body."""
    while len(element) and _is_clearing(element[-1]) and not (element[-1].tail or "").strip():
        remove(element[-1])
    while len(element) and _is_clearing(element[0]) and not (element.text or "").strip():
        remove(element[0])


def clean_element(element: etree._Element, base_url: str) -> None:
    """Leave only the author's HTML inside a body element."""
    for node in list(element.iterdescendants()):
        _clean_node(node, base_url)
    _open_noscript(element)
    _trim_clearing(element)


def clean_body(element: etree._Element, base_url: str) -> str:
    """Give the author's HTML inside a body element. Changes the element's tree."""
    clean_element(element, base_url)
    return inner_html(element)


def clean_fragment(html: str, base_url: str) -> str:
    """Give the author's HTML of a body that came as text, as in feeds."""
    return clean_body(parse_fragment(html), base_url)


def clean_comment(element: etree._Element, base_url: str) -> str:
    """Give a comment's HTML. Changes the element's tree."""
    return clean_body(element, base_url)


def clean_comment_fragment(html: str, base_url: str) -> str:
    """Give the HTML of a comment that came as text, as in feeds."""
    return clean_comment(parse_fragment(html), base_url)
