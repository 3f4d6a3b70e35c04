"""What Blogger's addresses mean: one blog under many hosts, what kind of page a path is, which URLs are traps. Pure."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urljoin, urlunsplit

from migrator.addresses import join as joining
from migrator.addresses.join import split_url
from migrator.model.documents import DocumentKind

absolute, join = joining.absolute, joining.join

# NAME.blogspot.com, and the country twins that visitors were sent to from 2012 to about 2018. The country list is open
# (new ones appeared for years), so any one- or two-part ending of country form counts.
_BLOGSPOT = re.compile(r"^(?:www\.)?([a-z0-9_-]+)\.blogspot\.(?:com|[a-z]{2}|(?:com|co)\.[a-z]{2})$")

# Query keys that change how a page is shown, not which page it is.
PRESENTATION_KEYS = frozenset(
    {"m", "view", "dynamicviews", "v", "zx", "showComment", "spref", "hl", "interstitial", "fbclid", "ncr", "pli"}
    | {"redirect", "guestAuth"}
)

_POST = re.compile(r"^\d{4}/(?:0[1-9]|1[0-2])/[^/]+\.(?:html?|php|shtml|asp)$")
_PERIOD = re.compile(r"^((?:19|20)\d{2})(?:/(0[1-9]|1[0-2]))?/?$")
_DAY = re.compile(r"^((?:19|20)\d{2})/(0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])/?$")
_ARCHIVE_FILE = re.compile(
    r"^(?:archives?/)?((?:19|20)\d{2})_(0[1-9]|1[0-2])_\d{2}_(?:[\w-]+_)?archive\.(?:html?|php|shtml)$"
)
_FEED = re.compile(
    r"^feeds/(?:(posts|pages|comments)/(?:default|full|summary)|(\d+)/comments/(?:default|full|summary))"
)

# What the pager adds to the address of a period; with anything else it is somebody's script, and without end.
_PAGER_KEYS = frozenset({"updated-max", "updated-min", "max-results", "start", "by-date"})

# Shapes that crawlers of whole Blogger sites learnt never to follow: endless toggles, reversed pagers, beacons, and
# addresses that broken scripts glue together.
_TRAP_KEYS = frozenset({"widgetType", "action", "reverse-paginate", "replytocom", "share", "blogID", "postID"})
_TRAP_PATH = re.compile(r"^(?:b/|navbar|CSI/|js/|responsive/|_/)|\.g$|/CSI/|html(?:feeds|search)/|['+%]url['+%]|//")
# Every page of a blog names the same archives and neighbours: so many answers are kept, a few megabytes.
_KEPT = 8_192
_SAFE_PATH = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._-]*")


def _quoted(path: str) -> str:
    """One spelling of a path: UTF-8 percent-encoding, upper-case hex, only where it is needed."""
    if _SAFE_PATH.fullmatch(path):
        return path
    return quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def fold_host(host: str) -> str:
    """Return the one name of a host: lower case, no default port, country twins and `www.` of blogspot folded.

    >>> fold_host("WWW.Example.blogspot.co.uk")
    'example.blogspot.com'
    """
    host = host.lower().rstrip(".").removesuffix(":80").removesuffix(":443")
    match = _BLOGSPOT.match(host)
    return f"{match[1]}.blogspot.com" if match else host


def is_blogspot(host: str) -> bool:
    """Whether a host is one of Blogger's own, where every blog lies at the root: `NAME.blogspot.com` and its twins."""
    return bool(_BLOGSPOT.match(fold_host(host)))


@lru_cache(_KEPT)
def host_of(url: str) -> str:
    """Return the folded host of an absolute URL, empty if it has none or is malformed."""
    return fold_host(split_url(url).netloc.rpartition("@")[2])


def for_readers(url: str) -> str:
    """Return a URL as the blog itself writes it: without what only changes the presentation, all else as it is."""
    if "?" not in url:
        return url
    address, _, rest = url.partition("?")
    query, mark, fragment = rest.partition("#")
    kept = [part for part in query.split("&") if part.partition("=")[0] not in PRESENTATION_KEYS]
    return f"{address}?{'&'.join(kept)}{mark}{fragment}" if kept else f"{address}{mark}{fragment}"


def home_from_input(text: str) -> str:
    """Turn what a person types (`example.blogspot.com`) into an absolute URL; http where they name no scheme.

    Raises ValueError when that can't be an address.
    """
    text = text.strip()
    url = text if "://" in text else f"http://{text}"
    parts = split_url(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise ValueError(text)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def made_up_home(platform_id: str) -> str:
    """Return a home URL for a blog of which only its number is known, on a host that can never exist (RFC 6761)."""
    return f"https://blog-{platform_id}.invalid/"


def is_made_up(url: str) -> bool:
    """Whether an address is one of `made_up_home`."""
    return host_of(url).endswith(".invalid")


def is_robots(url: str) -> bool:
    """Whether a URL is a host's robots.txt: kept among the captures, but nothing that tells of posts."""
    return split_url(url).path == "/robots.txt"


def slug_of(url: str) -> str:
    """Return the last path segment without `.html`, percent-decoded.

    >>> slug_of("https://example.blogspot.com/2018/02/un-titre.html?m=1")
    'un-titre'
    """
    last = unquote(split_url(url).path).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(?:html?|php|shtml|asp)$", "", last)


def label_of(url: str) -> str:
    """Return the label whose page an address is, empty for any other; mirrors write `.html` behind it."""
    before, found, name = split_url(url).path.partition("/search/label/")
    return unquote(name).strip("/").removesuffix(".html") if found and "/search/label/" not in before else ""


def blog_and_post_ids(atom_id: str) -> tuple[str | None, str | None]:
    """Split `tag:blogger.com,1999:blog-B.post-P` (`.page-P` in backups) into its numeric ids, as text.

    >>> blog_and_post_ids("tag:blogger.com,1999:blog-12.post-345")
    ('12', '345')
    """
    blog = re.search(r"blog-(\d+)", atom_id)
    post = re.search(r"\.(?:post|page)-(\d+)$", atom_id)
    return (blog[1] if blog else None, post[1] if post else None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def post_id(platform_id: str | None, url: str) -> str:
    """Return the stable id of a post: Blogger's own, else one made of the path (with `#id`, where posts share a file).

    >>> post_id(None, "http://example.blogspot.com/2018/02/x.html") == post_id(None, "https://a.example/2018/02/x.html")
    True
    """
    if platform_id:
        return platform_id
    parts = split_url(url)
    path = _quoted(parts.path) + (f"#{parts.fragment}" if parts.fragment.isdigit() else "")
    return "u-" + _digest(path)


@lru_cache(maxsize=64)
def _host_and_folder(home: str) -> tuple[str, str]:
    """Return the folded host and the path of a blog's home, which every address is compared with."""
    return host_of(home), split_url(home).path


def id_order(number: str) -> tuple[bool, int, str]:
    """Return what ids are sorted by: numbers by their value, then the ids that we made of something else."""
    known = number.isascii() and number.isdigit()
    digits = number.lstrip("0") if known else number
    return not known, len(digits) if known else 0, digits


def author_id(name: str, profile_url: str | None) -> str:
    """Return the stable id of a person: the number of the Blogger profile, else one made of the name."""
    if profile_url and (match := re.search(r"/profile/(\d+)", profile_url)):
        return match[1]
    return "n-" + _digest(" ".join(name.split()).casefold())


def period_name(period: tuple[int, int | None]) -> str:
    """Write a year or month as archives are counted by: `2018` or `2018-02`."""
    year, month = period
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


@lru_cache(_KEPT)
def _path(home: str, url: str) -> str:
    path = split_url(url).path
    path = "/" + path.lstrip("/") if path.startswith("//") else path
    return _quoted(path.removeprefix(_host_and_folder(home)[1])).lstrip("/")


@lru_cache(_KEPT)
def _query(url: str) -> str:
    asked = split_url(url).query
    pairs = parse_qsl(asked, keep_blank_values=True) if asked else []
    kept = sorted((k, v) for k, v in pairs if k not in PRESENTATION_KEYS and not k.startswith("utm_"))
    return urlencode(kept, safe=":/")


@lru_cache(_KEPT)
def _canonical(home: str, key: str) -> str:
    return urljoin(home, "./" + key) if key else home


@dataclass(frozen=True, slots=True)
class BlogAddress:
    """Where a blog lives: its canonical home URL (trailing slash) and the other hosts that are the same blog."""

    home: str
    aliases: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """The folded host of the home URL."""
        return _host_and_folder(self.home)[0]

    def owns(self, url: str) -> bool:
        """Whether an absolute URL belongs to this blog, in any spelling of its host."""
        home, folder = _host_and_folder(self.home)
        if (host := host_of(url)) != home and host not in self.aliases:
            return False
        path = split_url(url).path
        return path.startswith(folder) or path in {"", "/"}

    def path(self, url: str) -> str:
        """Return the path below the home, in one spelling, without a leading slash."""
        return _path(self.home, url)

    def query(self, url: str) -> str:
        """Return the query without what only changes the presentation, in one spelling and order."""
        return _query(url)

    def key(self, url: str) -> str:
        """Return the identity of a document of this blog: path and query below the home, whatever scheme and host."""
        path, query = self.path(url), self.query(url)
        if path == "index.html" or (path == "search" and not query):
            path = ""
        if _PERIOD.match(path):
            path = path.rstrip("/") + "/"
        return f"{path}?{query}" if query else path

    def canonical(self, url: str) -> str:
        """Return the one URL of a document of this blog, under the blog's own scheme and host, without fragment."""
        return _canonical(self.home, self.key(url))

    def period(self, url: str) -> tuple[int, int | None] | None:
        """Return (year, month or None) of a date-archive URL, else None."""
        path = self.path(url)
        match = _PERIOD.match(path) or _DAY.match(path) or _ARCHIVE_FILE.match(path)
        if not match or ("?" in url and not set(parse_qs(self.query(url), True)) <= _PAGER_KEYS):
            return None
        return int(match[1]), int(match[2]) if match[2] else None

    @staticmethod
    def _is_trap(path: str, query: str) -> bool:
        segments = [part for part in path.split("/") if part]
        return (
            bool(_TRAP_PATH.search(path))
            or bool(query and not _TRAP_KEYS.isdisjoint(k for k, _ in parse_qsl(query, keep_blank_values=True)))
            or any(segments.count(part) >= 4 for part in segments)
            or path.count("search") > 2
        )

    def kind(self, url: str) -> DocumentKind | None:  # noqa: C901, PLR0911 - one line a shape, easier read than a table
        """Return what a URL of this blog leads to by its shape alone; None if it is nothing to fetch."""
        if not self.owns(url):
            return None
        path = self.path(url)
        if self._is_trap(path, split_url(url).query):
            return None
        query = self.query(url)
        if feed := _FEED.match(path):
            if feed[2]:
                return DocumentKind.POST_COMMENTS_FEED
            return DocumentKind(f"{feed[1]}-feed")
        if path in {"atom.xml", "rss.xml"}:
            return DocumentKind.POSTS_FEED
        if path == "robots.txt":
            return DocumentKind.ROBOTS
        if path.startswith("sitemap") and path.endswith(".xml"):
            return DocumentKind.SITEMAP
        if path.startswith("p/") and path.count("/") == 1 and path != "p/":
            return DocumentKind.PAGE
        if _POST.match(path):
            return DocumentKind.POST
        if self.period(url):
            return DocumentKind.ARCHIVE
        if (path == "search" and "updated-max" in query) or path.startswith("search/label/"):
            return DocumentKind.LIST
        if path in {"", "index.html", "search"} and not query:
            return DocumentKind.HOME
        return None
