"""Which blog a heap of documents belongs to: what their heads say, counted. Pure.

A capture holds many hosts (pictures, gadgets, other blogs that were linked), and a saved folder may say nothing of
where it came from. Blogger's pages name their home in several places; the home that most documents name is the blog.
"""

import re
from collections import Counter

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, fold_host, home_from_input, host_of, is_blogspot

HEAD = 262_144
"""How much of a document is looked at."""
_PAGE, _FEED = 4, 1
"""What the word of each counts: a feed that lies about in a folder is as often another blog's."""
_ALTERNATE = re.compile(
    rb"""<(?:\w+:)?link\b(?=[^>]{0,500}?\brel=["']alternate["'])(?=[^>]{0,500}?\bhref=["'](https?://[^"'\s]{3,2000})["'])"""
    rb"""|<link>\s*(https?://[^<\s]{3,2000})\s*</link>"""
)
_FIRST_ENTRY = re.compile(rb"<(?:\w+:)?(?:entry|item)[\s>]")
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:feed|rss|RDF)[\s>]|^\s*\{")

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
    path = "" if is_blogspot(parts.netloc) else _PART.sub("", re.sub("/{2,}", "/", parts.path).lstrip("/"))
    folder = path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}/{folder and folder + '/'}" if parts.netloc else ""


def _shown_by(head: bytes) -> str:
    """Return the address that a feed says it stands for; empty for a page."""
    if not _FEED_ROOT.search(head[:4_096]):
        return ""
    entry = _FIRST_ENTRY.search(head)
    found = _ALTERNATE.search(head, 0, entry.start() if entry else len(head))
    return _text(found[1] or found[2]) if found else ""


class WhichBlog:
    """Counts which home documents name. Hand it documents by `see`, then ask `address`."""

    def __init__(self, wanted: str | None = None) -> None:
        """Begin; `wanted` is the home that the user named, which then stands."""
        self.wanted = home_from_input(wanted) if wanted else ""
        self._homes: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
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
        weight = _FEED if _FEED_ROOT.search(head[:4_096]) else _PAGE
        self._homes[home] += weight
        self._seen[host] += 1
        self._hosts.setdefault(host, Counter())[host_of(url)] += 1
        if number := blog_number(head):
            self._numbers.setdefault(host, Counter())[number] += weight

    def _stated(self, url: str, head: bytes) -> str:
        if match := next(filter(None, (mark.search(head) for mark in _STATED_HOMES)), None):
            home = re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), match[1].decode("utf-8", "replace"))
            return home if home.endswith("/") else f"{home}/"
        own = own_url(head)
        for match in _FEED_HOME.finditer(head):
            home = match[1].decode("utf-8", "replace")
            if host_of(home) not in BLOGGERS_HOSTS and _OWN_FEED.search(head) and (not own or own.startswith(home)):
                return home
        return _home_of(own or _shown_by(head) or url)

    def address(self) -> BlogAddress | None:
        """Give the blog: the one that was asked for, else the one that most documents name; None if none names any.

        Hosts whose documents name the same number of a blog are one blog, which moved between them.
        """
        if self.wanted:
            home = next((one for one in sorted(self._homes) if host_of(one) == host_of(self.wanted)), self.wanted)
        elif self._homes:
            host = self._commonest()
            home = min((one for one in self._homes if host_of(one) == host), key=lambda one: (-self._homes[one], one))
        else:
            return None
        same = self._hosts_of(self._number_of(host_of(home))) | {host_of(home)}
        aliases = {found for host in same for found, count in self._hosts.get(host, Counter()).items() if count > 1}
        return BlogAddress(home, frozenset((aliases | same) - {"", fold_host(split_url(home).netloc)} - BLOGGERS_HOSTS))

    def _commonest(self) -> str:
        """Return the host that most documents name, of the blog that most documents name."""
        by_host: Counter[str] = Counter()
        by_blog: Counter[str] = Counter()
        for home, count in self._homes.items():
            by_host[host_of(home)] += count
            by_blog[self._number_of(host_of(home)) or host_of(home)] += count
        return min(by_host, key=lambda host: (-by_blog[self._number_of(host) or host], -by_host[host], host))

    def _number_of(self, host: str) -> str:
        """Return the number of the blog that most documents of a host name; empty if none does."""
        numbers = self._numbers.get(host)
        return min(numbers, key=lambda name: (-numbers[name], name)) if numbers else ""

    def _hosts_of(self, number: str) -> set[str]:
        return {host for host in self._numbers if number and self._number_of(host) == number}

    @property
    def number(self) -> str:
        """Blogger's number of the blog, as most of its documents give it; empty if none does."""
        address = self.address()
        return self._number_of(address.host) if address else ""

    def is_other(self, head: bytes) -> bool:
        """Whether a feed says that it is another blog's: by its number, else by the home that it states."""
        address, number = self.address(), blog_number(head)
        if address is None:
            return False
        if number and self.number:
            return number != self.number
        home = self._stated("", head)
        return bool(host_of(home)) and host_of(home) not in BLOGGERS_HOSTS and not address.owns(home)

    def others(self) -> dict[str, int]:
        """Return the further blogs that were seen: documents by host."""
        address = self.address()
        own = {address.host, *address.aliases} if address else set()
        counted = {host: count for host, count in self._seen.items() if host not in own}
        return dict(sorted(counted.items()))
