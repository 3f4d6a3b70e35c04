"""Google's own blogs: the body lies as text in `script[type="text/template"]`, with a poorer copy in `noscript`."""

from collections.abc import Iterable

from lxml import etree

from migrator.content.tree import parse_fragment, printable, remove
from migrator.pages.families.common.base import Family, Signs
from migrator.pages.families.common.selectors import Selectors

_KIND = "text/template"
_HOLDERS = frozenset({"post-content", "post-body", "entry-content"})


def _templates(scripts: Iterable[etree._Element]) -> list[etree._Element]:
    found = []
    for script in scripts:
        if (script.get("type") or "").strip().lower() == _KIND:
            parent = script.getparent()
            if parent is not None and not _HOLDERS.isdisjoint((parent.get("class") or "").split()):
                found.append(script)
    return found


def _matches(signs: Signs) -> bool:
    scripts = signs.index.scripts()
    return any(one.kind == _KIND for one in scripts) and bool(_templates(signs.index.named("script")))


def _unfold(root: etree._Element) -> bool:
    """Put the templates' content where it is shown."""
    for script in _templates(list(root.iter("script"))):
        parent = script.getparent()
        if parent is None:
            continue
        content = parse_fragment(script.text or "")
        for copy in parent.findall("noscript"):
            remove(copy)
        content.tag = "div"
        content.attrib.clear()
        content.set("class", "post-body-text")
        content.tail, script.tail = printable(script.tail or ""), None
        parent.replace(script, content)
        # The author of the page's own markup may be named inside the holder, after the text.
    return True


FAMILY = Family(
    name="google",
    precedence=30,
    matches=_matches,
    prepare=_unfold,
    selectors=Selectors(
        body=(".post-body-text", ".post-content", ".post-body"),
        title=(".title",),
        stamp=(".publishdate", ".published"),
        author=(".byline-author-name",),
    ),
)
