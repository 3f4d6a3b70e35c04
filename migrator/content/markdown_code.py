"""Code blocks of Blogger posts: the text of a `pre` as it was, and the language that its classes name."""

import re

from lxml import etree

# SyntaxHighlighter 2 (`brush: js`), highlight.js and Prism (`language-js`), google-code-prettify (`lang-js`).
_CLASS = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#-]+)")
_LINES = frozenset({"div", "p", "li"})
_TRAILING_SPACE = re.compile(r"[ \t]+$", re.MULTILINE)


def language(pre: etree._Element) -> str:
    """Give the language of a code block in lower case, empty if nothing names one."""
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
    """Give the text of code with its line ends: `br` and the ends of lines in their own blocks are some."""
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
