"""Answers with status 200 that are none: pages torn off, and error pages of the server."""

import re

from migrator.documents import RawPage

# Google's own pages for what went wrong on its side; now and then they come with status 200.
_SERVER_ERROR = re.compile(
    rb"<title>\s*(?:Error\s+(?:5\d\d|429)\b|(?:429|5\d\d)\.? (?:That|Server|Service))", re.IGNORECASE
)


def cut_short(page: RawPage) -> bool:
    """Tell whether an HTML page lacks its end: Blogger serves truncated pages with status 200 now and then."""
    return page.status == 200 and page.content_type == "text/html" and b"</html>" not in page.body[-65536:].lower()


def is_error_page(page: RawPage) -> bool:
    """Tell whether an answer with status 200 is an error page of the server."""
    return page.status == 200 and bool(_SERVER_ERROR.search(page.body, 0, 4_096))
