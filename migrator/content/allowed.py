"""What may stay in a body: elements, attributes, schemes and styles that show words and media, and run nothing. Pure.

A list of what is allowed, not of what is known to be dangerous: whatever HTML or a browser brings next is not in it.
The names are those of the HTML Living Standard and of what authors wrote before it; of SVG (1.1, without its animation,
filters, scripts and foreign objects) and of MathML Core what draws.
"""

import re

ELEMENTS = frozenset(
    {
        # sections and blocks
        "address", "article", "aside", "blockquote", "center", "details", "dd", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
        "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "ul",
        # words
        "a", "abbr", "acronym", "b", "basefont", "bdi", "bdo", "big", "blink", "br", "cite", "code", "data", "del",
        "dfn", "em", "font", "i", "ins", "kbd", "mark", "marquee", "nobr", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
        # tables
        "caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        # media and embeds
        "area", "audio", "embed", "iframe", "img", "map", "object", "param", "picture", "source", "track", "video",
        # what an author may have built of forms: a search, a donation, a poll
        "button", "datalist", "form", "input", "label", "meter", "optgroup", "option", "output", "progress", "select",
        "textarea",
        # opened later, where it alone shows something
        "noscript",
    }
)  # fmt: skip
AS_PREFORMATTED = frozenset({"xmp", "listing", "plaintext"})
"""Obsolete names of `pre`, whose content browsers take for text without any markup."""
DROPPED = frozenset(
    {
        "applet", "base", "bgsound", "embed-code", "frame", "frameset", "head", "link", "meta", "noembed", "noframes",
        "style", "template", "title", "xml",
    }
)  # fmt: skip
"""Elements that go with what they hold: it is no text of the author's. Others that are not allowed leave theirs."""
TEXT_ALONE = frozenset({"iframe", "textarea", "option"})
"""Elements inside which a browser sees no elements."""

COMMENT_ELEMENTS = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blockquote", "br", "center", "cite", "code", "dd", "del",
        "div", "dl", "dt", "em", "font", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp",
        "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "ul", "var", "wbr",
    }
)  # fmt: skip
"""What Blogger lets a reader write (a, b, i and their like), and what pages show in comments."""
COMMENT_ATTRIBUTES = frozenset(
    {
        "align",
        "alt",
        "class",
        "color",
        "dir",
        "face",
        "height",
        "href",
        "hreflang",
        "lang",
        "rel",
        "size",
        "src",
        "title",
        "width",
    }
)
EMBEDS = frozenset({"iframe", "embed", "object", "video", "audio"})

ATTRIBUTES = frozenset(
    {
        # global
        "accesskey", "class", "dir", "hidden", "id", "inert", "itemid", "itemprop", "itemref", "itemscope", "itemtype",
        "lang", "property", "resource", "role", "style", "tabindex", "title", "translate", "typeof", "vocab",
        "xml:lang", "xml:space",
        # links and media
        "abbr", "allow", "allowfullscreen", "allowscriptaccess", "alt", "coords", "controls", "crossorigin", "data",
        "decoding", "download", "frameborder", "height", "href", "hreflang", "imageanchor", "ismap", "kind", "label",
        "loading", "longdesc", "loop", "marginheight", "marginwidth", "media", "mozallowfullscreen", "muted",
        "playsinline", "poster", "preload", "referrerpolicy", "rel", "rev", "sandbox", "scrolling", "shape", "sizes",
        "src", "srclang", "srcset", "target", "type", "usemap", "webkitallowfullscreen", "width", "wmode", "flashvars",
        "allownetworking", "quality", "pluginspage", "classid", "standby", "autoplay", "menu", "scale", "salign",
        # words, lists and tables
        "align", "axis", "background", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "char",
        "charoff", "cite", "clear", "color", "cols", "colspan", "compact", "datetime", "face", "frame", "headers",
        "hspace", "name", "noshade", "nowrap", "open", "reversed", "rows", "rowspan", "rules", "scope", "size", "span",
        "start", "summary", "trbidi", "valign", "value", "vspace", "wrap",
        # marquee
        "behavior", "direction", "scrollamount", "scrolldelay", "truespeed",
        # forms
        "accept", "accept-charset", "action", "autocomplete", "checked", "disabled", "enctype", "for", "form",
        "high", "list", "low", "max", "maxlength", "method", "min", "minlength", "multiple", "optimum", "pattern",
        "placeholder", "readonly", "required", "selected", "step",
        # what Office and old editors leave, and Blogger's own
        "contentid", "original-height", "original-width", "text", "link", "vlink", "alink",
    }
)  # fmt: skip
_OPEN_NAMES = re.compile(r"^(?:data-|aria-|data$)[\w.:-]*$", re.IGNORECASE)

SVG = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "textpath", "lineargradient", "radialgradient", "stop", "clippath", "mask", "pattern", "marker",
    }
)  # fmt: skip
MATHML = frozenset(
    {
        "math", "maction", "menclose", "merror", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover",
        "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup",
        "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics", "annotation",
    }
)  # fmt: skip
FOREIGN = SVG | MATHML
FOREIGN_ROOTS = frozenset({"svg", "math"})
FOREIGN_ATTRIBUTES = frozenset(
    {
        # geometry and structure
        "class", "cx", "cy", "d", "dx", "dy", "fx", "fy", "gradienttransform", "gradientunits", "height", "href", "id",
        "lengthadjust", "markerheight", "markerunits", "markerwidth", "offset", "orient", "patternunits",
        "patterntransform", "points", "preserveaspectratio", "r", "refx", "refy", "rotate", "rx", "ry", "spreadmethod",
        "startoffset", "style", "textlength", "transform", "version", "viewbox", "width", "x", "x1", "x2", "xlink:href",
        "y", "y1", "y2", "xml:space", "lang", "xml:lang", "role", "aria-label", "aria-hidden", "focusable",
        # presentation
        "clip-path", "clip-rule", "color", "display", "dominant-baseline", "fill", "fill-opacity", "fill-rule",
        "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "marker-end", "marker-mid",
        "marker-start", "mask", "opacity", "stop-color", "stop-opacity", "stroke", "stroke-dasharray",
        "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
        "text-anchor", "text-decoration", "visibility", "word-spacing", "writing-mode",
        # MathML
        "accent", "accentunder", "align", "close", "columnalign", "columnlines", "columnspacing", "columnspan", "depth",
        "displaystyle", "encoding", "fence", "form", "frame", "linethickness", "lspace", "mathbackground",
        "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "open", "rowalign",
        "rowlines", "rowspacing", "rowspan", "rspace", "scriptlevel", "separator", "separators", "stretchy",
        "symmetric", "voffset",
    }
)  # fmt: skip

SCHEMES = frozenset(
    {
        "http", "https", "ftp", "ftps", "sftp", "gopher", "file", "mailto", "tel", "sms", "callto", "skype", "sip",
        "sips", "xmpp", "irc", "ircs", "aim", "ymsgr", "msnim", "whatsapp", "tg", "viber", "geo", "maps", "magnet",
        "ed2k", "news", "nntp", "feed", "pcast", "podcast", "itpc", "itms", "itms-apps", "itmss", "market", "webcal",
        "rtsp", "rtmp", "mms", "mmsh", "steam", "spotify", "git", "svn", "ssh", "telnet", "urn", "doi", "isbn",
        "bitcoin", "ethereum",
    }
)  # fmt: skip
_MISSPELT = re.compile(r"^h{0,3}t{0,3}p{0,3}s?$")
"""`htp://`, `hhttp://`: the slip of an author's hand leads nowhere, and says where it should have led."""
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_SPACES = re.compile(r"[\x00-\x20\x7f\xa0]+")
_PICTURE = re.compile(r"^data:image/(?!svg)[a-z0-9.+-]+[;,]", re.IGNORECASE)


def scheme_of(address: str) -> str:
    """Return the scheme of an address as a browser reads it, lower case; empty for a relative one."""
    match = _SCHEME.match(_SPACES.sub("", address))
    return match[1].lower() if match else ""


def may_lead(address: str) -> bool:
    """Whether a link may lead to an address: a relative one, or one of a scheme that runs nothing."""
    scheme = scheme_of(address)
    return not scheme or scheme in SCHEMES or bool(_MISSPELT.match(scheme))


def is_picture_data(address: str) -> bool:
    """Whether an address is a picture itself (`data:`), of pixels: SVG may hold more than a picture."""
    return bool(_PICTURE.match(_SPACES.sub("", address)))


def is_attribute(name: str) -> bool:
    """Whether an attribute may stay on an element of HTML; `name` in lower case."""
    return name in ATTRIBUTES or bool(_OPEN_NAMES.match(name))


_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*\)|["'(])+""")
_SUSPECT = re.compile(r"\\|url|src|image|expression|script|binding|behavi|import|attr|@|<", re.IGNORECASE)
_UNSAFE = re.compile(
    r"expression\s*\(|script\s*:|-moz-binding|behaviou?r\s*:|@import|image-set\s*\(|(?<![\w-])src\s*\(|(?<![\w-])image\s*\("
    r"|cross-fade\s*\(|element\s*\(|<",
    re.IGNORECASE,
)
_URL = re.compile(r"""url\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]*))\s*\)""", re.IGNORECASE)
_LONGEST_STYLE = 10_000
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


def safe_style(style: str) -> str:
    """Return a style's declarations but for those that could run something or ask for what is no picture."""
    if not _SUSPECT.search(style):
        return style
    if len(style) > _LONGEST_STYLE:
        return ""
    plain = _CSS_COMMENT.sub("", style)
    kept = [one for one in _DECLARATION.findall(plain) if _is_safe_declaration(one)]
    return style if plain == style and len(kept) == len(_DECLARATION.findall(plain)) else ";".join(kept).strip()


def _is_safe_declaration(text: str) -> bool:
    if _UNSAFE.search(text) or ("\\" in text and "(" in text):
        return False
    rest = text
    for match in _URL.finditer(text):
        address = next((one for one in match.groups() if one is not None), "")
        if not (is_picture_data(address) or scheme_of(address) in {"", "http", "https"}):
            return False
        rest = rest.replace(match[0], "", 1)
    return not re.search(r"url\s*\(", rest, re.IGNORECASE)


def may_paint(value: str) -> bool:
    """Whether an attribute of SVG refers to nothing, or to a part of its own picture."""
    addresses = [next((one for one in match.groups() if one is not None), "") for match in _URL.finditer(value)]
    rest = _URL.sub("", value)
    return all(one.strip().startswith("#") for one in addresses) and not re.search(r"url\s*\(", rest, re.IGNORECASE)
