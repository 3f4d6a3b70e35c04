"""What the links of a blog lead to, by the shape of their addresses; remembered from page to page of the blog."""

import re
from functools import lru_cache

from migrator.addresses import urls
from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress
from migrator.model.documents import DocumentKind

# The shapes of addresses that lead to archives, posts, static pages and labels.
_WORTH = re.compile(r"\d{4}(?:[/_]\d{2}|/?$)|(?:^|/)p/|search/label/|\d{2}/[^/]+\.html|^(?:\.\./)*[^/:?]+\.html")
# The same shapes whole, below a blog's home at the top of its host, in an address that needs no normalising.
_PLAIN_PATH = re.compile(
    r"(?:(?P<post>(?:19|20)\d{2}/(?:0[1-9]|1[0-2])/[\w.-]+\.html)|(?P<label>search/label/[^?#]+)"
    r"|(?P<archive>(?:19|20)\d{2}/(?:(?:0[1-9]|1[0-2])/)?|(?:19|20)\d{2}_(?:0[1-9]|1[0-2])_\d{2}_(?:[\w-]+_)?archive\.html)"
    r"|(?P<page>p/[\w.-]+\.html))$",
    re.ASCII,
)
_KIND_OF_GROUP = {
    "label": DocumentKind.LIST,
    "post": DocumentKind.POST,
    "archive": DocumentKind.ARCHIVE,
    "page": DocumentKind.PAGE,
}
_MOST_KEPT = 8_192
_AFTER_SCHEME = len("http://") + 1

Destination = tuple[DocumentKind | None, str]
_NOTHING: Destination = (None, "")


class LinkKinds:
    """What the links of one blog lead to.

    All pages of a blog have the same links around their posts, so each is looked at once, while there is room.
    """

    def __init__(self, home: BlogAddress) -> None:
        self._home = home
        self._top = home.home if split_url(home.home).path == "/" else ""
        self._origins: dict[str, bool] = {}
        self._written: dict[str, Destination] = {}
        self._joined: dict[str, Destination] = {}

    def of(self, address: str, base: str) -> Destination:
        """Give the kind and the canonical URL of a link as written, without query; no kind if it is not worth much."""
        if address.startswith(("http://", "https://")):
            known = self._written.get(address)
            return known or self._keep(self._written, address, self._of_whole(address, base))
        # What all others mean depends on the page.
        if address.startswith("//"):
            return self._of_whole(f"{base.partition(':')[0]}:{address}", base)
        url = urls.absolute(address, base) if _WORTH.search(address) else None
        if url is None:
            return _NOTHING
        known = self._joined.get(url)
        return known or self._keep(self._joined, url, self._of_url(url))

    @staticmethod
    def _keep(known: dict[str, Destination], address: str, found: Destination) -> Destination:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[address] = found
        return found

    def _is_own(self, origin: str) -> bool:
        """Whether what begins so is of this blog: a page can have thousands of links, most to elsewhere."""
        known = self._origins.get(origin)
        if known is None:
            if len(self._origins) >= _MOST_KEPT:
                self._origins.clear()
            known = self._origins[origin] = self._home.owns(f"{origin}/")
        return known

    def _of_whole(self, address: str, base: str) -> Destination:
        end = address.find("/", _AFTER_SCHEME)
        if end < 0 or not self._is_own(address[:end]):
            return _NOTHING
        if self._top and (match := _PLAIN_PATH.match(address, end + 1)):
            group = match.lastgroup or ""
            if address.startswith(self._top):
                return _KIND_OF_GROUP[group], address
            if group != "label":
                return _KIND_OF_GROUP[group], f"{self._top}{match[0]}"
        url = urls.absolute(address, base) if _WORTH.search(address) else None
        return _NOTHING if url is None else self._of_url(url)

    def _of_url(self, url: str) -> Destination:
        if self._top and url.startswith(self._top) and (match := _PLAIN_PATH.match(url, len(self._top))):
            return _KIND_OF_GROUP[match.lastgroup or ""], url
        kind = self._home.kind(url)
        if kind is DocumentKind.LIST:
            return (kind, url) if "/search/label/" in url else _NOTHING
        return kind, self._home.canonical(url) if kind else ""


destinations = lru_cache(maxsize=4)(LinkKinds)
