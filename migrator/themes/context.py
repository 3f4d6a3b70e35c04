"""What Blogger's own script says about the page: `_WidgetManager._SetDataContext([{'name': 'blog', 'data': {…}}, …])`.

It is a JavaScript literal, of which only flat facts are read. Every layouts theme since about 2014 carries it, and it
is the same whatever the theme's author changed.
"""

import re
from dataclasses import dataclass, field

from migrator.themes.index import Index
from migrator.themes.jsliteral import unescape

_START = "_SetDataContext("
_FACT = re.compile(r"'(\w+)': (?:'((?:[^'\\]|\\.)*)'|\x22((?:[^\x22\\]|\\.)*)\x22|(true|false|-?\d+)\b)", re.DOTALL)
_LONGEST = 60_000
_WANTED = {
    "blog": (
        "blogId", "title", "url", "canonicalUrl", "homepageUrl", "canonicalHomepageUrl", "adultContent", "locale",
        "isPrivate", "isMobileRequest", "pageType", "postId", "pageName", "pageTitle", "isError",
    ),
    "view": ("title", "type", "isSingleItem", "isError", "isPage", "isPost"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """The flat facts of the parts `blog` and `view`, as text; both are empty where the page has no such script."""

    blog: dict[str, str] = field(default_factory=dict)
    view: dict[str, str] = field(default_factory=dict)

    def is_true(self, name: str) -> bool:
        """Tell whether a fact of `view` or `blog` is stated as true."""
        return self.view.get(name, self.blog.get(name)) == "true"


def _facts(script: str, part: str) -> dict[str, str]:
    start = script.find(f"{{'name': '{part}', 'data': {{")
    if start < 0:
        return {}
    end = script.find("}}, {'name':", start)
    stop = min(end if end > 0 else len(script), start + _LONGEST)
    facts: dict[str, str] = {}
    for name in _WANTED[part]:
        place = script.find(f"'{name}': ", start + len(part) + 12, stop)
        if place > 0 and (match := _FACT.match(script, place)):
            facts[name] = unescape(next((group for group in match.groups()[1:] if group is not None), ""))
    return facts


def read_context(index: Index) -> Context:
    """Find and read the script; an empty context if there is none."""
    for _, _, text in index.scripts():
        if _START in text:
            return Context(_facts(text, "blog"), _facts(text, "view"))
    return Context()
