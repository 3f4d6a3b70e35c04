"""The old copy for telephones (`?m=1`, 2011 and later): lists give a title and a snippet inside one link each.

Pages about one post have the markup of the layouts themes; bought and responsive themes have no such copy.
"""

from migrator.pages.families.common.base import Family, Signs
from migrator.pages.families.common.selectors import Selectors

_DEFAULT = Selectors()


def _matches(signs: Signs) -> bool:
    return "mobile" in signs.body_classes and bool(signs.index.all(".mobile-post-outer", ".mobile-date-outer"))


FAMILY = Family(
    name="mobile",
    precedence=10,
    matches=_matches,
    selectors=Selectors(
        body=(".mobile-index-contents", *_DEFAULT.body),
        snippet=(".mobile-index-contents",),
        container=(".mobile-post-outer",),
        title=(".mobile-index-title", *_DEFAULT.title),
        permalink=(".mobile-index-title", *_DEFAULT.permalink),
        comment_link=(".mobile-index-comment",),
    ),
)
