"""Dynamic Views (2011 and later): the page is a shell without any post; the theme's script loads the feed.

Item pages still state number, title and address of their post in the head and in the script's data.
"""

from migrator.pages.families.common.base import Family, Signs


def _matches(signs: Signs) -> bool:
    if signs.head.template == "dynamic":
        return True
    sources = (script.source for script in signs.index.scripts())
    # Any theme may load the comments' script from there.
    return any("blogblog.com/dynamicviews/" in source and not source.endswith("/comments.js") for source in sources)


FAMILY = Family(name="dynamic", precedence=20, matches=_matches, is_shell=True)
