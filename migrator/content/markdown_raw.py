"""HTML inside Markdown: what is kept as it is, on lines that no blank line cuts (CommonMark 0.31, section 4.6)."""

import re

from lxml import etree

_BETWEEN_TAGS = re.compile(r"\s*\n\s*")
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.IGNORECASE | re.DOTALL)


_BETWEEN_MARKUP = re.compile(r"(?<=>)[^<]+(?=<)")
_MEANS_SOMETHING = re.compile(r"[\\`*_{}\[\]()#+!|~$^:-]")
_VOID = re.compile(r"</(?:embed|source|param|track|wbr)>")


def raw_html(element: etree._Element) -> str:
    """Write an element as HTML on one line; line ends inside `pre` become `&#10;`."""
    html = _VOID.sub("", etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    if "\n" not in html:
        return html
    parts = _PRE.split(html)
    parts[::2] = [_BETWEEN_TAGS.sub(" ", part) for part in parts[::2]]
    parts[1::2] = [part.replace("\n", "&#10;") for part in parts[1::2]]
    return "".join(parts).strip()


def whole_code(element: etree._Element) -> str:
    """Write an inline element as HTML in which no character means anything to Markdown."""
    html = raw_html(element)
    return _BETWEEN_MARKUP.sub(lambda text: _MEANS_SOMETHING.sub(lambda found: f"&#{ord(found[0])};", text[0]), html)


def raw_pre(element: etree._Element) -> str:
    """Write a `pre` as HTML as it is: CommonMark reads it up to its closing tag, blank lines or not."""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False).strip()


def attribute(value: str) -> str:
    """Escape the value of an attribute in double quotes, on one line."""
    return re.sub(r"\s+", " ", value).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def embedded_url(element: etree._Element) -> str:
    """Give the http(s) URL of what an `iframe`, `object`, `embed`, `video` or `audio` shows, empty for none."""
    for node in element.iter("iframe", "object", "embed", "video", "audio", "source", "param"):
        is_movie = node.tag != "param" or (node.get("name") or "").lower() in {"movie", "src"}
        url = (node.get("src") or node.get("data") or (node.get("value") if is_movie else "") or "").strip()
        url = f"https:{url}" if url.startswith("//") else url
        if re.fullmatch(r"https?://[^\s<>]+", url):
            return url
    return ""
