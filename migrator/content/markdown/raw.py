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
    """Return the http(s) URL of what an `iframe`, `object`, `embed`, `video` or `audio` shows, empty for none."""
    for node in element.iter("iframe", "object", "embed", "video", "audio", "source", "param"):
        is_movie = node.tag != "param" or (node.get("name") or "").lower() in {"movie", "src"}
        url = (node.get("src") or node.get("data") or (node.get("value") if is_movie else "") or "").strip()
        url = f"https:{url}" if url.startswith("//") else url
        if re.fullmatch(r"https?://[^\s<>]+", url):
            return url
    return ""


# Code blocks of Blogger posts: the text of a `pre` as it was, and the language that its classes name.

# SyntaxHighlighter 2 (`brush: js`), highlight.js and Prism (`language-js`), google-code-prettify (`lang-js`).
_CLASS = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#-]+)")
_LINES = frozenset({"div", "p", "li"})
_TRAILING_SPACE = re.compile(r"[ \t]+$", re.MULTILINE)


def language(pre: etree._Element) -> str:
    """Return the language of a code block in lower case, empty if nothing names one."""
    inner = [child.get("class") or "" for child in pre.iter("code")]
    classes = " ".join([pre.get("class") or "", *inner])
    match = _CLASS.search(classes)
    if match:
        return match[1].lower()
    # SyntaxHighlighter 1: <pre name="code" class="java">
    if pre.get("name") == "code" and (match := re.match(r"[\w+#-]+", pre.get("class") or "")):
        return match[0].lower()
    if pre.get("lang") and not pre.get("class") and (match := re.match(r"[\w+#-]+", pre.get("lang") or "")):
        return match[0].lower()
    return ""


def code_text(element: etree._Element) -> str:
    """Return the text of code with its line ends: `br` and the ends of lines in their own blocks are some."""
    parts: list[str] = []
    _collect(element, parts)
    text = "".join(parts).replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return _TRAILING_SPACE.sub("", text).strip("\n")


def _collect(element: etree._Element, parts: list[str]) -> None:
    # No recursion: highlighters nest deeply, and the walk must not depend on how deep.
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if event == "comment":
            parts.append(node.tail or "")
            continue
        if node.tag in _LINES and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        if event == "start":
            parts.append("\n" if node.tag == "br" else node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
