"""Where an answer sends us on to."""

import contextlib
import re
from urllib.parse import urljoin, urlsplit

from migrator.model.documents import RawPage

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Google's page for callers that it takes for robots gone wild: a 429 in the clothes of a redirect.
_SORRY = re.compile(r"^https?://(?:[a-z0-9]+\.)?google\.[a-z.]+/sorry/", re.ASCII)


def target_of(page: RawPage) -> str | None:
    """Return where an answer redirects to, absolute; None if it does not, or names nothing that is a URL."""
    location = page.header("location").strip()
    if page.status not in _REDIRECTS or not location:
        return None
    # Servers send UTF-8 here, which http.client reads as Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urljoin(page.final_url, location)
        urlsplit(target)
    except ValueError:
        return None
    return target


def is_refusal(page: RawPage) -> bool:
    """Whether a redirect leads to Google's "unusual traffic" page."""
    return bool(_SORRY.match(target_of(page) or ""))
