"""A conforming body that everybody can read: on light paper and on dark, by eye, by keyboard, by ear.

Authors chose their colours for the paper of a theme that is gone. A colour stays its hue, but becomes as dark or as
light as the paper asks: contrast 4.5 to 1 at least (WCAG 2.2, 1.4.3, by its formula). On the copy's own paper that
gives two colours, one for each paper, as `--light` and `--dark` for the style sheet; on a ground that the author chose
there is one. What is no colour but the paper of old themes (black on white, which Word pastes into every paragraph)
goes, so that the text takes the copy's.
"""

import colorsys
import functools
import re

from lxml import etree
from PIL import ImageColor

from migrator.content.text import element_text

PAPERS = {"light": "#fdfcfa", "dark": "#1b1a18"}
"""The papers of `exporters/templates/style.css`; a test holds the two together."""
_LINKS = {"light": "#14509e", "dark": "#8fbcf5"}
_ENOUGH = 4.6
"""A little more than 4.5, because browsers round."""
_NEARLY_BLACK_OR_WHITE = 12.0
_WHITISH = 1.2
_GREY = 24
_STEP = 0.02
_CHANNELS = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHOWN = ("img", "video", "audio")
_MARKUP = (etree._Comment, etree._ProcessingInstruction, etree._Entity)
_BLACK, _WHITE = "#000000", "#ffffff"

Styles = dict[str, str]


def make_legible(root: etree._Element, picture: str) -> None:
    """Change everything inside a conforming element, in place; `picture` is the word for a link that has no other."""
    _name_links(root, picture)
    for heading in root.iterdescendants(*_HEADINGS):
        if not _says_something(heading):
            heading.tag = "div"
    for cell in root.iterdescendants("th"):
        if not _says_something(cell):
            cell.tag = "td"
            _drop(cell, "scope")
    for child in root:
        _color(child, None)


def _name_links(root: etree._Element, picture: str) -> None:
    """Give each link words to be read out; one that shows nothing at all leads nobody anywhere, and becomes text."""
    for link in list(root.iterdescendants("a")):
        if link.get("href") is None or _says_something(link):
            continue
        image = next(link.iterdescendants("img"), None)
        if image is not None:
            image.set("alt", link.get("title") or picture)
        elif next(link.iterdescendants(*_SHOWN), None) is None:
            _drop(link, "href", "target", "rel", "download", "hreflang", "type")


def _drop(element: etree._Element, *names: str) -> None:
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def _says_something(element: etree._Element) -> bool:
    if element_text(element):
        return True
    return any((image.get("alt") or "").strip() for image in element.iterdescendants("img"))


def _color(element: etree._Element, ground: str | None) -> None:
    """Color an element and all in it; `ground` is the colour behind it, None for the copy's own paper."""
    waiting = [(element, ground)]
    while waiting:
        one, behind = waiting.pop()
        if isinstance(one, _MARKUP):
            continue
        style = one.get("style")
        if style and "color" in style:
            behind = _styled(one, style, behind)
        if behind is not None and one.tag == "a" and one.get("href") is not None:
            one.set("style", _written({**_read(one.get("style") or ""), "color": readable(_LINKS["light"], behind)}))
        waiting += [(child, behind) for child in one]


def _styled(element: etree._Element, style: str, behind: str | None) -> str | None:
    """Color one element by its own style; gives what is behind its children."""
    styles = _read(style)
    own = _hex(styles.pop("background-color", ""))
    ink = _hex(styles.pop("color", ""))
    if own and behind is None and contrast(own, _WHITE) < _WHITISH and _is_grey(own):
        own = None  # the white paper of a theme or of Word
    if own:
        behind = own
        styles["background-color"] = own
        ink = ink or (_BLACK if contrast(own, _BLACK) > contrast(own, _WHITE) else _WHITE)
    if ink and behind:
        styles["color"] = readable(ink, behind)
    elif ink and not _is_old_ink(ink):
        styles |= {f"--{name}": readable(ink, paper) for name, paper in PAPERS.items()}
    if styles:
        element.set("style", _written(styles))
    else:
        del element.attrib["style"]
    return behind


def _is_old_ink(color: str) -> bool:
    """Whether a colour is none: black or white, or nearly so."""
    return max(contrast(color, _BLACK), contrast(color, _WHITE)) > _NEARLY_BLACK_OR_WHITE and _is_grey(color)


def _is_grey(color: str) -> bool:
    channels = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    return max(channels) - min(channels) < _GREY


def _read(style: str) -> Styles:
    pairs = (one.partition(":") for one in style.split(";") if ":" in one)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _written(styles: Styles) -> str:
    return "; ".join(f"{name}: {value}" for name, value in styles.items())


@functools.lru_cache(maxsize=4096)
def _hex(value: str) -> str | None:
    """Return a colour as `#rrggbb`; None for none and for one that lets everything through."""
    plain = value.strip().lower()
    if match := _CHANNELS.fullmatch(plain):
        if match[4] is not None and float(match[4]) < 0.1:
            return None
        return "#" + "".join(f"{min(255, int(channel)):02x}" for channel in match.groups()[:3])
    try:
        return "#" + "".join(f"{channel:02x}" for channel in ImageColor.getrgb(plain)[:3])
    except ValueError:
        return None  # `transparent`, `currentcolor`, nothing


@functools.lru_cache(maxsize=4096)
def _luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2: 0 for black, 1 for white."""
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as `#rrggbb`: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@functools.lru_cache(maxsize=4096)
def readable(ink: str, ground: str) -> str:
    """Return a colour of the same hue that can be read on a ground, as near to the first as that allows."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(ink[start : start + 2], 16) / 255 for start in (1, 3, 5)))
    step = -_STEP if contrast(ground, _BLACK) > contrast(ground, _WHITE) else _STEP
    found = ink
    while contrast(found, ground) < _ENOUGH and 0 < lightness + step < 1:
        lightness += step
        channels = colorsys.hls_to_rgb(hue, lightness, saturation)
        found = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    if contrast(found, ground) < _ENOUGH:
        return _BLACK if step < 0 else _WHITE
    return found
