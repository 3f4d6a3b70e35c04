"""Blogger's own data about a page, wherever its script stands: `_WidgetManager._SetDataContext([{'name': 'blog', …}])`.

Blogger puts the script before `</body>`, whatever the theme. Themes since about 2019 open an HTML comment (or a
`textarea`) there, so that browsers do not run it; owners re-indent it or take its quotes off. So it is looked for in
the page's bytes, and its data are read, not their spacing. Only flat facts of some parts are read, not the whole.
"""

import re
from collections.abc import Iterator

from migrator.pages.jsliteral import unescape

_START = b"_SetDataContext("
_LONGEST = 200_000
_STRING = r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\""
_PART = re.compile(r"\{\s*['\"]?name['\"]?\s*:\s*['\"](\w+)['\"]\s*,\s*['\"]?data['\"]?\s*:\s*(?=[\[{])")
_PAIR = re.compile(
    rf"(?:['\"](\w+)['\"]|\b(\w+))\s*:\s*(?:{_STRING}|(true|false|!0|!1|-?\d+)(?![\w.])|(?=[\[{{]))", re.DOTALL
)
_TRUTH = {"!0": "true", "!1": "false"}


def data_parts(page: bytes) -> dict[str, str]:
    """Return the parts of the page's data script by name, each as the JavaScript text that follows `'data': `.

    Empty where the page, UTF-8, has no such script. Of several the last one counts: Blogger's own stands at the end.
    """
    end = len(page)
    while (start := page.rfind(_START, 0, end)) >= 0:
        # A text about the script shows `<script>` escaped; only markup opens one.
        opened = page.rfind(b"<script", 0, start)
        if opened >= 0 and page.find(b"</script", opened, start) < 0:
            close = page.find(b"</script", start)
            stop = min(close if close >= 0 else len(page), start + _LONGEST)
            return _split(page[start:stop].decode("utf-8", "replace"))
        end = start
    return {}


def _split(script: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    end = len(script)
    for match in reversed(list(_PART.finditer(script))):
        parts[match[1]] = script[match.end() : end]
        end = match.start()
    return parts


def _pairs(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each of the named keys with its value as text, in the order of the text."""
    for quoted, bare, single, double, plain in _PAIR.findall(text):
        if (name := quoted or bare) in names:
            yield name, _TRUTH.get(plain, plain) or unescape(single or double)


def flat_facts(part: str, names: frozenset[str]) -> dict[str, str]:
    """Return the named facts of a part as text, numbers and truth values as they are written; the first of a name."""
    facts: dict[str, str] = {}
    for name, value in _pairs(part, names):
        facts.setdefault(name, value)
    return facts


def shown_posts(widgets: str) -> tuple[tuple[str, str], ...]:
    """Return number and title of each post that the page's Blog gadget shows, in its order.

    Gadgets of version 2 state them (`'type': 'Blog', …, 'posts': [{'id': '…', 'title': '…', …}]`); an untitled post
    has an empty title, whatever placeholder the page shows.
    """
    gadget = _BLOG_GADGET.search(widgets)
    posts = _POSTS.search(widgets, gadget.end()) if gadget else None
    if gadget is None or posts is None or _TYPE.search(widgets, gadget.end(), posts.start()):
        return ()
    start = posts.end() - 1
    return tuple(_numbered(widgets[start : _array_end(widgets, start)]))


_TYPE = re.compile(r"['\"]?\btype['\"]?\s*:\s*['\"]")
_BLOG_GADGET = re.compile(rf"{_TYPE.pattern}Blog['\"]")
_POSTS = re.compile(r"['\"]?\bposts['\"]?\s*:\s*\[")
_TOKEN = re.compile(rf"{_STRING}|[\[\]]", re.DOTALL)


def _array_end(text: str, start: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(text)


_OF_POST = frozenset({"id", "title"})


def _numbered(array: str) -> Iterator[tuple[str, str]]:
    number: str | None = None
    for name, value in _pairs(array, _OF_POST):
        if name == "id" and value.isdigit():
            number = value
        elif name == "title" and number is not None:
            yield number, value
            number = None
