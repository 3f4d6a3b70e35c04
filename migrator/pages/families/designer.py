"""Layouts themes of 2006 (Minima, Rounders, …), the Template Designer's of 2010 (Simple, Watermark, …), built on them.

Their markup: `div.post.hentry` with `#post-body-<id>`, `abbr.published[title]`, `h2.date-header`; most third-party
themes keep these names.
"""

from migrator.pages.families.common.base import Family, Signs


def _matches(signs: Signs) -> bool:
    return signs.has_gadgets()


FAMILY = Family(name="designer", precedence=60, matches=_matches)
