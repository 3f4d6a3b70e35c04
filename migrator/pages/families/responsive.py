"""Google's themes of 2017 and later (Contempo, Soho, Emporio, Notable, Essential) and what is built on them.

Their lists hold plain-text snippets in elements that have the classes of a body: the id tells them apart. The printed
time is a date only, the time of day stands in `time[datetime]` and in JSON-LD.
"""

from migrator.pages.families.common.base import Family, Signs
from migrator.pages.families.common.selectors import Selectors


def _matches(signs: Signs) -> bool:
    return any(name.startswith("version-1-") for name in signs.body_classes)


FAMILY = Family(
    name="responsive",
    precedence=40,
    matches=_matches,
    selectors=Selectors(
        body=("#post-body-*", "#post-snippet-*", ".post-body", "@articleBody", ".entry-content", ".post-content"),
        container=(".post-outer-container", ".post-outer", ".post", "article"),
    ),
)
