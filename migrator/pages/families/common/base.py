"""What makes a theme family: how its pages are recognised, what is unified before the pass, which marks mean what."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from migrator.pages.document import Context, PageHead
from migrator.pages.families.common.selectors import Selectors
from migrator.pages.index import Index

_TRACES = (("script", "src"), ("link", "href"), ("form", "action"), ("a", "href"), ("iframe", "src"), ("img", "src"))
# What only Blogger's own markup points at; a link to somebody's blogspot blog proves nothing.
_BLOGGER = re.compile(
    r"//(?:www\.|draft\.|buttons\.|beta\.)?blogger\.com/(?:static/|dyn-css|post-edit\.g|comment\.g|email-post\.g|navbar"
    r"|rsd\.g|feeds/\d|delete-comment\.g|img/|app/|bloggerbutton|redirect/next_blog|comment-iframe|video\.g)"
    r"|buttons\.blogger\.com/|blogblog\.com/"
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page can be recognised by, whatever its theme."""

    index: Index
    head: PageHead
    context: Context

    @property
    def body_classes(self) -> frozenset[str]:
        """The class names of the `body` element."""
        body = next(iter(self.index.named("body")), None)
        return frozenset() if body is None else frozenset((body.get("class") or "").split())

    def is_blogger(self) -> bool:
        """Whether anything in the page says that Blogger made it."""
        if self.head.is_blogger or self.context.blog or self.has_gadgets():
            return True
        addresses = (element.get(name) or "" for tag, name in _TRACES for element in self.index.root.iter(tag))
        return any("blog" in address and _BLOGGER.search(address) for address in addresses)

    def has_gadgets(self) -> bool:
        """Whether the page is built of gadgets, as every theme is since December 2006."""
        if self.context.blog:
            return True
        gadgets = (one for one in self.index.named(".widget") if one.tag == "div")
        return any("widget" in (one.get("class") or "").split() for one in gadgets)


def unchanged(root: etree._Element) -> bool:  # noqa: ARG001 - the shape of `Family.prepare`
    """Leave a page as it is: its markup already says where everything stands."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A theme family.

    `prepare` may change the tree, so that the marks of `selectors` are in it, and tells whether it did.
    """

    name: str
    matches: Callable[[Signs], bool]
    selectors: Selectors = field(default_factory=Selectors)
    prepare: Callable[[etree._Element], bool] = unchanged
    precedence: int = 0
    """Families are tried from the lowest on. One for particular themes goes before those that take nearly all."""
    is_shell: bool = False
    """Whether the pages hold no post at all, so that no fallback may look for one."""
