"""Classic templates (1999 to 2006, some until today): the owner's own HTML around a few tags that Blogger expands.

The templates of 2004 have the classes that later themes kept; what others lack, `expanded` marks.
"""

from migrator.pages.classic_markup import ends_body, name_parts
from migrator.pages.families.common.base import Family, Signs
from migrator.pages.families.common.selectors import Selectors

_DEFAULT = Selectors()


def _matches(signs: Signs) -> bool:
    if signs.has_gadgets() or signs.index.all("#post-body-*"):
        return False
    own = signs.head.is_blogger or any(ends_body(div) for div in signs.index.root.iter("div"))
    # A page whose head was lost has at least what the navigation bar or a comment link left.
    return own or bool(signs.index.all("a[name=#]")) or not signs.index.all(*_DEFAULT.body)


FAMILY = Family(
    name="classic",
    precedence=50,
    matches=_matches,
    prepare=name_parts,
    selectors=Selectors(
        body=(".post-body", ".postbody", ".blogpost", ".post-content", ".entry-content", ".entry"),
        day=(".date-header", ".dateheader", ".date", ".blogdate", ".day"),
        foreign=("#sidebar", "#b-navbar", "#backlinks-container", "#profile-container", "#archives", "#links"),
        byline=(".post-footer", ".postfooter", ".byline", ".posted", ".postinfo", ".post-info", ".blogbyline"),
    ),
)
