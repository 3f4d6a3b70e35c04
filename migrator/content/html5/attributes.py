"""Attributes that HTML has today, with values of their form; looks of HTML 4 become styles. One element at a time."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from lxml import etree

from migrator.content.html5.styles import conforming_style, font_size, html_color, html_length

_GLOBAL = frozenset({"class", "dir", "id", "lang", "style", "title"})
_OWN: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "rel", "target", "download", "hreflang", "type"}),
    "audio": frozenset({"src", "controls", "loop", "preload"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"src", "poster", "controls", "width", "height", "loop", "muted", "preload"}),
}
_RELATIONS = frozenset(
    {"author", "bookmark", "external", "help", "license", "nofollow", "noopener", "noreferrer", "tag", "ugc"}
)
_NUMBER = re.compile(r"^\s*(\d{1,5})(?:px)?\s*$")
_POSITIVE = re.compile(r"^\s*[1-9]\d{0,3}\s*$")
_INTEGER = re.compile(r"^\s*-?\d{1,9}\s*$")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_INSTANT = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_URL = re.compile(r"[\s\"<>\\^`{|}\x00-\x1f\x7f]")
_NOT_BEHIND_PATH = re.compile(r"[\[\]]")
_HOST = re.compile(r"^[^\s/?#@:\[\]%<>^|\\]+(?::\d{1,5})?$")
_FLOATING = frozenset({"left", "right"})


def valid_address(url: str) -> str | None:
    """Return an address as the URL standard wants it written; None if no spelling makes it one."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        if parts.scheme in {"http", "https"} and not _HOST.match(parts.netloc.rpartition("@")[2]):
            return None
    except ValueError:
        return None
    text = _BAD_ESCAPE.sub("%25", text)
    text = _NOT_IN_URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)
    before, mark, fragment = text.partition("#")
    fragment = fragment.replace("#", "%23")
    before = _NOT_BEHIND_PATH.sub(lambda found: f"%{ord(found[0]):02X}", before)
    fragment = _NOT_BEHIND_PATH.sub(lambda found: f"%{ord(found[0]):02X}", fragment)
    return before + mark + fragment


def conform_attributes(element: etree._Element, tag: str, style: str = "") -> None:
    """Keep what the element may have, as `tag`, which it will be called; `style` goes before its own declarations."""
    given = {str(name).lower(): str(value) for name, value in element.attrib.items()}
    styles = [style, *_looks(given, str(element.tag)), given.get("style", "")]
    allowed = _GLOBAL | _OWN.get(tag, frozenset())
    element.attrib.clear()
    for name, value in given.items():
        if name in allowed and name != "style" and (kept := _value(tag, name, value)) is not None:
            element.set(name, kept)
    if declared := conforming_style("; ".join(part for part in styles if part)):
        element.set("style", declared)
    if tag == "img" and element.get("alt") is None:
        element.set("alt", "")


def _one_of(*words: str) -> Callable[[str], str | None]:
    return lambda value: value.strip().lower() if value.strip().lower() in words else None


def _shaped(form: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value.strip() if form.match(value.strip()) else None


def _pixels(value: str) -> str | None:
    match = _NUMBER.match(value)
    return match[1] if match else None


def _span(value: str) -> str | None:
    return value.strip() if _POSITIVE.match(value) and value.strip() != "1" else None


def _relations(value: str) -> str | None:
    return " ".join(word for word in dict.fromkeys(value.lower().split()) if word in _RELATIONS) or None


# How each attribute's value gets its right form; None: it has none, and the attribute goes.
_FORMS: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("href", "src", "poster", "cite"), valid_address),
    **dict.fromkeys(("width", "height"), _pixels),
    **dict.fromkeys(("colspan", "rowspan", "span"), _span),
    **dict.fromkeys(("start", "value"), _shaped(_INTEGER)),
    **dict.fromkeys(("lang", "hreflang"), _shaped(_LANGUAGE)),
    **dict.fromkeys(("controls", "loop", "muted", "open", "reversed"), lambda _value: ""),
    "datetime": _shaped(_INSTANT),
    "dir": _one_of("ltr", "rtl", "auto"),
    "id": lambda value: "".join(value.split()) or None,
    "preload": _one_of("none", "metadata", "auto"),
    "rel": _relations,
    "scope": _one_of("row", "col", "rowgroup", "colgroup"),
    "target": lambda value: "_blank" if value.strip() else None,
}
_LIST_TYPES = frozenset({"1", "a", "A", "i", "I"})


def _value(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value in its right form; None: it has none."""
    if name == "type" and tag == "ol":
        return value.strip() if value.strip() in _LIST_TYPES else None
    form = _FORMS.get(name)
    return form(value) if form else value


def _looks(given: dict[str, str], tag: str) -> list[str]:
    """Return the declarations that stand for the looks of HTML 4."""
    found = [*_aligned(given, tag), *_sized(given, tag)]
    for name, prop in (("bgcolor", "background-color"), ("color", "color")):
        if name in given and (color := html_color(given[name])):
            found.append(f"{prop}: {color}")
    if given.get("background"):
        found.append(f'background-image: url("{given["background"]}")')
    if given.get("face"):
        found.append(f"font-family: {given['face']}")
    if tag == "font" and "size" in given and (size := font_size(given["size"])):
        found.append(f"font-size: {size}")
    if tag == "br" and given.get("clear"):
        found.append(f"clear: {'both' if given['clear'].lower() == 'all' else given['clear']}")
    if "nowrap" in given:
        found.append("white-space: nowrap")
    return found


def _aligned(given: dict[str, str], tag: str) -> list[str]:
    align = given.get("align", "").strip().lower()
    found = [f"vertical-align: {given['valign'].lower()}"] if "valign" in given else []
    if not align:
        return found
    if tag in {"img", "table", "object", "iframe", "embed"}:
        if align in _FLOATING:
            return [*found, f"float: {align}"]
        if tag == "table" and align == "center":
            return [*found, "margin-left: auto", "margin-right: auto"]
        return [*found, f"vertical-align: {'middle' if align in {'middle', 'absmiddle', 'center'} else align}"]
    return [*found, f"text-align: {'center' if align == 'middle' else align}"]


def _sized(given: dict[str, str], tag: str) -> list[str]:
    own = {"width", "height"} if tag in {"img", "video"} else set[str]()
    found = [
        f"{name}: {size}"
        for name in ("width", "height")
        if name in given and not (name in own and _NUMBER.match(given[name])) and (size := html_length(given[name]))
    ]
    for name, sides in (("hspace", ("left", "right")), ("vspace", ("top", "bottom"))):
        if name in given and (size := html_length(given[name])):
            found += [f"margin-{side}: {size}" for side in sides]
    if tag == "img" and "border" in given and (size := html_length(given["border"])):
        found.append(f"border: {size} solid" if size != "0px" else "border: none")
    if tag == "table" and "cellspacing" in given and (size := html_length(given["cellspacing"])):
        found.append(f"border-spacing: {size}")
    return found
