"""Where the links of a body lead once the blog has moved: to posts in their new place, to the held media. Pure.

Bodies spell one target in many ways: http or https, a country host, a custom domain, `?m=1`, relative, without scheme,
with the anchor of a comment. All that is one key (`BlogAddress.key`); a picture is one key whatever its size
(`media.key`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urldefrag

from lxml import etree

from migrator.addresses import images
from migrator.addresses.urls import BlogAddress, absolute
from migrator.content.images import STYLE_URL
from migrator.content.tree import inner_html, parse_fragment

_ATTRIBUTES = ("href", "src", "poster", "data", "background", "cite", "longdesc")
_ELEMENTS = (
    *("a", "area", "audio", "blockquote", "embed", "iframe", "img", "ins", "del", "object", "q", "source", "table"),
    *("td", "th", "track", "tr", "video", "body", "input", "link"),
)
_WITH_ADDRESSES_IN_STYLE = etree.XPath("descendant-or-self::*[contains(@style, '(')]")
_NOT_IN_STYLE = re.compile(r"[\"'()\\\s]")
_SPACE = re.compile(r"[\t\n\r]+")
_FORGOTTEN_SCHEME = re.compile(r"^www\.[a-z0-9-]+\.", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)

Rewrite = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLinks:
    """The links of one body.

    `base` is the URL of the document in which they stand; `post` gives the new target of a document of the blog by its
    key (with `#number` for a post that shares its file with others), or None where it has none; `files` gives the new
    place of held media by `media.key`. `here` is the new address of the document itself, for targets where a link
    within the post needs it before its fragment; empty: such a link is its fragment alone.
    """

    address: BlogAddress
    base: str
    post: Callable[[str], str | None]
    files: Mapping[str, str] = field(default_factory=dict)
    here: str = ""

    def target(self, url: str) -> str | None:
        """Return the new target of a link as it stands in the body; None: it stays as it is.

        What belongs to the blog but has no new place (labels, archives) gets its canonical old address; what leads
        elsewhere stays, but for links that only work on a web page: those become absolute.
        """
        written = _SPACE.sub("", url.strip())
        if written.startswith("#") and self.here:
            return self.here + written
        if written.startswith("data:"):
            return self.files.get(images.key(written))
        if not written or written.startswith("#") or _FORGOTTEN_SCHEME.match(written):
            return None
        found = absolute(written, self.base)
        if found is None:
            return None
        if self.files and (held := self.files.get(images.key(found))):
            return held
        if self.address.owns(found):
            return self._inside(found)
        return None if _HAS_SCHEME.match(written) else found

    def _inside(self, found: str) -> str:
        plain, fragment = urldefrag(found)
        key = self.address.key(plain)
        jump = f"#{fragment}" if fragment else ""
        if fragment.isdigit() and (own := self.post(f"{key}{jump}")) is not None:
            return own
        if jump and key == self.address.key(self.base):
            return self.here + jump
        target = self.post(key)
        return f"{self.address.canonical(plain) if target is None else target}{jump}"


def held_files(items: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return new places by `media.key`, from the URLs of each medium by its new place."""
    return {images.key(url): place for place, urls in items.items() for url in dict.fromkeys(urls)}


def rewrite_tree(root: etree._Element, rewrite: Rewrite) -> None:
    """Rewrite every link, source and source set inside an element, in place."""
    for element in root.iter(*_ELEMENTS):
        attributes = element.attrib
        if not attributes:
            continue
        for name in _ATTRIBUTES:
            if name in attributes:
                target = rewrite(str(attributes[name]))
                if target is not None:
                    attributes[name] = target
        if "srcset" in attributes:
            _rewrite_source_set(element, rewrite)
    for element in cast("list[etree._Element]", _WITH_ADDRESSES_IN_STYLE(root)):
        element.set("style", _in_style(element.get("style") or "", rewrite))


def _in_style(style: str, rewrite: Rewrite) -> str:
    """Rewrite the addresses that a style names."""

    def rewritten(found: re.Match[str]) -> str:
        target = rewrite(found[1] or found[2] or found[3] or "")
        return found[0] if target is None else f'url("{_NOT_IN_STYLE.sub(lambda one: f"%{ord(one[0]):02X}", target)}")'

    return STYLE_URL.sub(rewritten, style)


def _rewrite_source_set(element: etree._Element, rewrite: Rewrite) -> None:
    """Rewrite a `srcset`; where all its sizes have become one file, it goes."""
    candidates = []
    for candidate in re.split(r",\s+", element.get("srcset") or ""):
        url, _, size = candidate.strip().rstrip(",").partition(" ")
        if url:
            candidates.append((rewrite(url) or url, size.strip()))
    if len({url for url, _ in candidates}) <= 1:
        del element.attrib["srcset"]
    else:
        element.set("srcset", ", ".join(f"{url} {size}".strip() for url, size in candidates))


def rewrite_html(html: str, rewrite: Rewrite) -> str:
    """Rewrite the links of a body that comes as text; one without tags is given back as it is."""
    if "<" not in html:
        return html
    root = parse_fragment(html)
    rewrite_tree(root, rewrite)
    return inner_html(root)
