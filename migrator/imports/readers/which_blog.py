"""Which blog a heap of documents belongs to: what their heads say, counted. Pure.

A capture holds many hosts (pictures, gadgets, other blogs that were linked), and a saved folder may say nothing of
where it came from. Blogger's pages name their home in several places; the home that most documents name is the blog.
"""

import re
from collections import Counter

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, fold_host, home_from_input, host_of

HEAD = 262_144
"""How much of a document is looked at."""

_STATED_HOMES = tuple(
    re.compile(rb"'" + name + rb"': '(https?:[^'\s]{4,300})'") for name in (b"canonicalHomepageUrl", b"homepageUrl")
)
_FEED_HOME = re.compile(
    rb"""["'](https?://[^"'\s<>]{3,300}?/)(?:feeds/posts/(?:default|summary|full)|atom\.xml|rss\.xml)[?"'&]"""
)
_OWN_FEED = re.compile(rb"""\brel=["'](?:alternate|self|http://schemas\.google\.com/g/2005\#feed)["']""")
_OG_URL = re.compile(
    rb"""<meta\b[^>]{0,2000}?content=["'](https?://[^"'\s]{3,2000})["'][^>]{0,40}?property=["']og:url["']"""
    rb"""|<meta\b[^>]{0,2000}?property=["']og:url["'][^>]{0,40}?content=["'](https?://[^"'\s]{3,2000})["']"""
)
_CANONICAL = re.compile(
    rb"""<link\b[^>]{0,2000}?href=["'](https?://[^"'\s]{3,2000})["'][^>]{0,40}?rel=["']?canonical\b"""
    rb"""|<link\b[^>]{0,2000}?rel=["']?canonical["']?[^>]{0,40}?href=["'](https?://[^"'\s]{3,2000})["']"""
)
_SELF = re.compile(rb"""<(?:\w+:)?link\b[^>]{0,500}?rel=["']self["'][^>]{0,500}?>""")
_HREF = re.compile(rb"""href=["'](https?://[^"'\s]{3,2000})["']""")
_HOST = re.compile(rb"""["'>](https?)://([\w.-]{4,250})/""")
_BLOGGER = re.compile(
    rb"""_WidgetManager\b|content=["']blogger["']|generator["'] content=["']blogger["']|blogger\.com/feeds/\d+"""
    rb"""|tag:blogger\.com,1999:|blogger\.com/(?:post-edit|comment|email-post)\.g\?blogID=|<generator[^>]*>Blogger<""",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rb"tag:blogger\.com,1999:blog-(\d+)|blogger\.com/feeds/(\d+)/posts|[?&;]blogID=(\d+)|'blogId': '(\d+)'"
)
_PART = re.compile(
    r"(?:(?:19|20)\d{2}/(?:(?:0[1-9]|1[0-2])/)?[^/]*|(?:p|search|feeds|archives?)/.*|search|[^/]+\.(?:html?|php|shtml|xml))$"
)
BLOGGERS_HOSTS = frozenset(
    {"blogger.com", "www.blogger.com", "draft.blogger.com", "www2.blogger.com", "feeds.feedburner.com"}
)


def own_url(head: bytes) -> str:
    """Return the whole address that a page or feed states for itself; empty if it states none, or a relative one."""
    found = [_text(match[1] or match[2]) for mark in (_OG_URL, _CANONICAL) if (match := mark.search(head))]
    found += [_text(target[1]) for link in _SELF.finditer(head) if (target := _HREF.search(link[0]))]
    # Blogger's feeds say of themselves where its own server has them, which is not where the blog shows them.
    return next((url for url in found if host_of(url) not in BLOGGERS_HOSTS), "")


def whole_links(head: bytes) -> list[str]:
    """Return the absolute links that a document writes."""
    return [_text(match[1]) for match in _HREF.finditer(head)]


def hosts_in(head: bytes) -> list[tuple[str, str]]:
    """Return scheme and host of every whole address in a document."""
    return [(match[1].decode("ascii"), match[2].decode("ascii").lower()) for match in _HOST.finditer(head)]


def is_bloggers(head: bytes) -> bool:
    """Whether a document shows that Blogger made it."""
    return bool(_BLOGGER.search(head))


def blog_number(head: bytes) -> str:
    """Return the number of the blog that a document names first; empty if it names none."""
    match = _NUMBER.search(head)
    return next((group for group in match.groups() if group), b"").decode("ascii") if match else ""


def _text(address: bytes) -> str:
    return address.decode("utf-8", "replace").replace("&amp;", "&")


def _home_of(url: str) -> str:
    """Return what is left of an address of a blog without its own part."""
    parts = split_url(url)
    path = parts.path.lstrip("/")
    return f"{parts.scheme}://{parts.netloc}/{_PART.sub('', path)}" if parts.netloc else ""


class WhichBlog:
    """Counts which home documents name. Hand it documents by `see`, then ask `address`."""

    def __init__(self, wanted: str | None = None) -> None:
        """Begin; `wanted` is the home that the user named, which then stands."""
        self.wanted = home_from_input(wanted) if wanted else ""
        self._homes: Counter[str] = Counter()
        self._hosts: dict[str, Counter[str]] = {}
        self._numbers: dict[str, Counter[str]] = {}

    def see(self, url: str, head: bytes) -> None:
        """Count one document: where it was found, and its beginning."""
        if not is_bloggers(head):
            return
        home = self._stated(url, head)
        host = host_of(home)
        if not host or host in BLOGGERS_HOSTS or host.endswith(".invalid"):
            return
        self._homes[home] += 1
        self._hosts.setdefault(host, Counter())[host_of(url)] += 1
        if number := blog_number(head):
            self._numbers.setdefault(host, Counter())[number] += 1

    def _stated(self, url: str, head: bytes) -> str:
        if match := next(filter(None, (mark.search(head) for mark in _STATED_HOMES)), None):
            home = re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), match[1].decode("utf-8", "replace"))
            return home if home.endswith("/") else f"{home}/"
        own = own_url(head)
        for match in _FEED_HOME.finditer(head):
            home = match[1].decode("utf-8", "replace")
            if host_of(home) not in BLOGGERS_HOSTS and _OWN_FEED.search(head) and (not own or own.startswith(home)):
                return home
        return _home_of(own or url)

    def address(self) -> BlogAddress | None:
        """Give the blog: the one that was asked for, else the one that most documents name; None if none names any."""
        if self.wanted:
            home = next((one for one in sorted(self._homes) if host_of(one) == host_of(self.wanted)), self.wanted)
        elif self._homes:
            by_host: Counter[str] = Counter()
            for one, count in self._homes.items():
                by_host[host_of(one)] += count
            host = min(by_host, key=lambda name: (-by_host[name], name))
            home = min((one for one in self._homes if host_of(one) == host), key=lambda one: (-self._homes[one], one))
        else:
            return None
        aliases = {host for host, count in self._hosts.get(host_of(home), Counter()).items() if count > 1}
        return BlogAddress(home, frozenset(aliases - {"", fold_host(split_url(home).netloc)} - BLOGGERS_HOSTS))

    @property
    def number(self) -> str:
        """Blogger's number of the blog, as most of its documents give it; empty if none does."""
        address = self.address()
        numbers = self._numbers.get(address.host) if address else None
        return min(numbers, key=lambda name: (-numbers[name], name)) if numbers else ""

    def others(self) -> dict[str, int]:
        """Return the further blogs that were seen: documents by host."""
        address = self.address()
        counted: Counter[str] = Counter()
        for home, count in self._homes.items():
            if address is None or host_of(home) != address.host:
                counted[host_of(home)] += count
        return dict(sorted(counted.items()))
