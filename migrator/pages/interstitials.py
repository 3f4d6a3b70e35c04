"""Warnings and logins that stand before a blog or a post, on Blogger's own host or in place of the page.

The link that leads on carries a token (`guestAuth=`); the gate's address names the page behind it (`blogspotURL=`).
"""

import re
from urllib.parse import parse_qs

from migrator.addresses import urls
from migrator.addresses.join import split_url
from migrator.model.documents import PageType, Parsed
from migrator.model.notices import Notice
from migrator.pages.families.common.base import Signs
from migrator.pages.index import Index

_GATES = ("/blogin.g", "/post-interstitial.g", "/age-verification.g", "/interstitial.g")
_MOVED = re.compile(r"(?:30[12378] )?(?:moved(?: permanently| temporarily)?|found|object moved|redirect(?:ing)?\b.*)$")
_OVER_POSTS = ("/post-interstitial.g", "/age-verification.g")


def read_gate(signs: Signs, url: str) -> Parsed | None:
    """Return what a gate tells, the address behind it above all; None if the page is no gate."""
    leads_on = any("guestAuth=" in address for _, address in signs.index.links) and not signs.has_gadgets()
    if not leads_on and not _is_gate(url):
        return None
    behind = parse_qs(split_url(url).query).get("blogspotURL", [""])[0]
    address = urls.for_readers(urls.absolute(behind, url) or url)
    detail = "the page asks the reader to confirm or to sign in"
    return Parsed(
        page_type=PageType.INTERSTITIAL, url=address, notices=(Notice(code="interstitial", url=address, detail=detail),)
    )


def is_redirect(signs: Signs) -> bool:
    """Whether a page is what a server says beside a redirect: a title, and the one link that leads on."""
    title = signs.head.title.casefold()
    return bool(_MOVED.match(title)) and len(signs.index.named("a")) == 1 and not signs.is_blogger()


def _is_gate(url: str) -> bool:
    parts = split_url(url)
    return urls.host_of(url).endswith("blogger.com") and any(gate in parts.path for gate in _GATES)


def has_warning_over_it(index: Index) -> bool:
    """Whether a warning is laid over a page that holds its content all the same."""
    sources = (frame.get("src") or "" for frame in index.named("iframe"))
    return any("blogger.com/" in source and any(gate in source for gate in _OVER_POSTS) for source in sources)
