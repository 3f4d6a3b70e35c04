"""Tags of a feed that do not match → tags that do, so that a slip in one element takes no other with it.

An XML parser that goes on behind an error closes whatever is open at an end tag that does not fit: an unclosed `<br>`
in a title then swallows the body, and a stray end tag ends the feed. What belongs where is known here: an entry stands
in a feed, and an element of text holds no other element of an entry.
"""

import re
from collections import Counter

_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)"
    r"""(?P<rest>(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*)(?P<empty>/?)>"""
    r"|<",
    re.DOTALL,
)
ROOTS = frozenset({"feed", "rss", "rdf:RDF", "channel"})
ENTRIES = frozenset({"entry", "item"})
_TEXTS = frozenset(
    {
        "id", "title", "subtitle", "published", "updated", "issued", "modified", "created", "name", "uri", "url",
        "email", "generator", "guid", "link", "category", "pubDate", "lastBuildDate", "managingEditor", "description",
        "content", "summary", "rights", "icon", "logo", "language",
    }
)  # fmt: skip
"""Elements that hold text alone, or nothing."""
_XHTML = re.compile(r"""\stype\s*=\s*["'](?:application/)?xhtml""")
_OF_ENTRY = frozenset({"id", "published", "updated", "issued", "modified", "author", "category", "pubDate", "guid"})
_PREFIXES = ("thr:", "gd:", "blogger:", "app:", "media:", "georss:", "openSearch:", "atom:", "feedburner:")


class _Balancer:
    """Goes through a text once; `open` is what is left open at its end."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._times: Counter[str] = Counter()
        self._free: list[bool] = []
        self._done: list[str] = []

    def balance(self, text: str, *, more: bool = False) -> str:
        """Return the text with an end for each element that begins, and a beginning for each end; `more` follows."""
        position = 0
        last, closed = len(text.rstrip()) + more, text.rfind(">")
        for token in _TOKEN.finditer(text):
            self._done.append(text[position : token.start()])
            position = token.end()
            name = token["name"]
            if name is None:
                # The last tag may be cut, and says so.
                self._done.append("&lt;" if token[0] == "<" and token.start() < closed else token[0])
            elif not token["end"]:
                self._begin(name, token[0], empty=bool(token["empty"]))
            else:
                self._end(name, final=position >= last)
        self._done.append(text[position:])
        return "".join(self._done)

    def _begin(self, name: str, tag: str, *, empty: bool) -> None:
        if name in ENTRIES:
            self._close(self.depth_of_root())
        else:
            while self.open and self._cannot_hold(name):
                self._pop()
        self._done.append(tag)
        if not empty:
            self.open.append(name)
            self._times[name] += 1
            self._free.append(name == "content" or bool(_XHTML.search(tag)))

    def _cannot_hold(self, inner: str) -> bool:
        """Whether the innermost element can't hold another: markup has names of its own that an entry has, too."""
        if self.open[-1] not in _TEXTS:
            return False
        known = inner in _OF_ENTRY or inner.startswith(_PREFIXES)
        return known or (not self._free[-1] and inner in _TEXTS)

    def _end(self, name: str, *, final: bool) -> None:
        if name in ROOTS and not final and name != "channel":
            return  # the feed goes on: entries follow
        if not self._times[name]:
            return
        while self._pop() != name:
            pass

    def depth_of_root(self) -> int:
        """Return how many elements stand around the entries."""
        depth = 0
        while depth < len(self.open) and self.open[depth] in ROOTS:
            depth += 1
        return depth

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            self._pop()

    def _pop(self) -> str:
        name = self.open.pop()
        self._free.pop()
        self._times[name] -= 1
        self._done.append(f"</{name}>")
        return name


def balanced(text: str) -> str:
    """Return the text of a feed with tags that match, as far as it goes: what is open at its end stays open."""
    return _Balancer().balance(text)


def balanced_head(text: str) -> tuple[str, str]:
    """Return the text of a feed up to its first entry, all closed in it but the root, and the end tags of that."""
    balancer = _Balancer()
    done = balancer.balance(text, more=True)
    ends = "".join(f"</{name}>" for name in reversed(balancer.open[balancer.depth_of_root() :]))
    roots = "".join(f"</{name}>" for name in reversed(balancer.open[: balancer.depth_of_root()]))
    return done + ends, roots
