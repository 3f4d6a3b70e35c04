"""Inline styles that a validator and an offline page can take: known properties, values of their form, own files.

Word and old editors leave `mso-…` and worse in every second body; HTML 4's looks become declarations here (the mapping
is that of the HTML standard, section 15, "Rendering").
"""

import re

_LENGTH = r"(?:0|[+-]?(?:\d+\.?\d*|\.\d+)(?:px|em|ex|rem|pt|pc|cm|mm|in|ch|vw|vh|%))"
_COLOR = (
    r"(?:#[0-9a-f]{3}(?:[0-9a-f](?:[0-9a-f]{2}(?:[0-9a-f]{2})?)?)?|rgba?\(\s*\d{1,3}\s*(?:,\s*\d{1,3}\s*){2}"
    r"(?:,\s*[\d.]+\s*)?\)|transparent|currentcolor|aqua|black|blue|brown|coral|crimson|cyan|darkblue|darkgreen|darkred"
    r"|fuchsia|gold|gr[ae]y|green|indigo|lime|magenta|maroon|navy|olive|orange|pink|purple|red|salmon|silver|teal"
    r"|tomato|violet|white|yellow)"
)
_LINE = r"(?:none|hidden|dotted|dashed|solid|double|groove|ridge|inset|outset)"
_SIZES = rf"(?:{_LENGTH}|auto)"
_BORDER = rf"(?:(?:{_LENGTH}|thin|medium|thick|{_LINE}|{_COLOR})(?:\s+|$)){{1,3}}"

_OWN_FILE = r"url\(\s*(?:\"(?![/a-z]+:|/)[^\"\\<>]+\"|'(?![/a-z]+:|/)[^'\\<>]+')\s*\)"
"""A picture of the copy itself: any other would be asked for elsewhere."""

_FORMS: dict[str, str] = {
    "background-image": _OWN_FILE,
    "background-color": _COLOR,
    "border": _BORDER,
    "border-bottom": _BORDER,
    "border-collapse": "collapse|separate",
    "border-color": rf"{_COLOR}",
    "border-left": _BORDER,
    "border-right": _BORDER,
    "border-spacing": _LENGTH,
    "border-style": _LINE,
    "border-top": _BORDER,
    "border-width": rf"(?:(?:{_LENGTH}|thin|medium|thick)(?:\s+|$)){{1,4}}",
    "clear": "none|left|right|both",
    "color": _COLOR,
    "direction": "ltr|rtl",
    "display": "none|block|inline|inline-block|table|table-cell|table-row|list-item",
    "float": "none|left|right",
    "font-family": r"(?:'[^'\"<>;]*'|\"[^'\"<>;]*\"|[\w -]+)(?:\s*,\s*(?:'[^'\"<>;]*'|\"[^'\"<>;]*\"|[\w -]+))*",
    "font-size": rf"{_LENGTH}|(?:xx?-)?(?:small|large)|medium|smaller|larger",
    "font-style": "normal|italic|oblique",
    "font-variant": "normal|small-caps",
    "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "height": _SIZES,
    "letter-spacing": rf"normal|{_LENGTH}",
    "line-height": rf"normal|\d+\.?\d*|{_LENGTH}",
    "list-style-type": "none|disc|circle|square|decimal|lower-alpha|upper-alpha|lower-roman|upper-roman|lower-latin",
    "margin": rf"(?:{_SIZES}(?:\s+|$)){{1,4}}",
    "margin-bottom": _SIZES,
    "margin-left": _SIZES,
    "margin-right": _SIZES,
    "margin-top": _SIZES,
    "max-width": rf"none|{_LENGTH}",
    "padding": rf"(?:{_LENGTH}(?:\s+|$)){{1,4}}",
    "padding-bottom": _LENGTH,
    "padding-left": _LENGTH,
    "padding-right": _LENGTH,
    "padding-top": _LENGTH,
    "text-align": "left|right|center|justify|start|end",
    "text-decoration": "none|underline|overline|line-through",
    "text-indent": _LENGTH,
    "text-transform": "none|capitalize|uppercase|lowercase",
    "unicode-bidi": "normal|embed|bidi-override|isolate|plaintext",
    "vertical-align": rf"baseline|sub|super|top|text-top|middle|bottom|text-bottom|{_LENGTH}",
    "white-space": "normal|pre|nowrap|pre-wrap|pre-line",
    "width": _SIZES,
}
_PROPERTIES = {name: re.compile(rf"(?:{form})\s*", re.IGNORECASE) for name, form in _FORMS.items()}
_NEVER_NEGATIVE = re.compile(r"^(?:width|height|max-width|padding|border|font-size|line-height)")
_DECLARATION = re.compile(r"([a-zA-Z-]+)\s*:\s*((?:\"[^\"]*\"|'[^']*'|\([^)]*\)|[^;\"'(])*)")
_HTML_LENGTH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(%|px)?\s*$")
_HTML_COLOR = re.compile(rf"^(?:{_COLOR})$", re.IGNORECASE)
_FONT_SIZES = {1: "x-small", 2: "small", 3: "medium", 4: "large", 5: "x-large", 6: "xx-large", 7: "xx-large"}
_FONT_SIZE = re.compile(r"^\s*([+-]?)(\d)\s*$")


def conforming_style(style: str) -> str:
    """Return the declarations that are known and well-formed; empty if none is."""
    kept = []
    for name, value in _DECLARATION.findall(style):
        lower, plain = name.lower(), " ".join(value.replace("!important", "").split())
        if lower == "background" and (picture := re.search(r"\burl\([^)]*\)", value, re.IGNORECASE)):
            lower, plain = "background-image", picture[0]
        form = _PROPERTIES.get(lower)
        if form is None or not form.fullmatch(plain):
            continue
        if "-" in plain and _NEVER_NEGATIVE.match(lower) and re.search(r"(?:^|\s)-[\d.]", plain):
            continue
        kept.append(f"{lower}: {plain}")
    return "; ".join(kept)


def html_length(value: str) -> str | None:
    """Return an HTML 4 length (`120`, `120px`, `50%`) as CSS; None if it is none."""
    match = _HTML_LENGTH.match(value)
    return f"{match[1]}{match[2] or 'px'}" if match else None


def html_color(value: str) -> str | None:
    """Return an HTML 4 colour as CSS, a forgotten # supplied; None if it is none."""
    plain = value.strip()
    if re.fullmatch(r"[0-9a-fA-F]{6}", plain):
        plain = f"#{plain}"
    return plain if _HTML_COLOR.match(plain) else None


def font_size(value: str) -> str | None:
    """Return the size of a `font` element as CSS."""
    match = _FONT_SIZE.match(value)
    if match is None:
        return None
    step = int(match[2])
    size = 3 + step if match[1] == "+" else 3 - step if match[1] == "-" else step
    return _FONT_SIZES[min(7, max(1, size))]
