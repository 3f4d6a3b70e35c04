"""File names of saved blogs, and the addresses that they most likely stand for. Pure.

A file name can't hold every character that an address can, so each tool has its own escapes: `@` (wget, Windows names)
or `-` for `?`, `%3A`, `_` or nothing for `:`, characters of the private use area (wget under Cygwin: U+F000 plus the
code), an added `.html` (wget -E), `index.html` for a folder, four hex digits of a digest in place of the whole query
(HTTrack), `path/index.html` for a path without a dot (wayback_machine_downloader).
"""

import re
from urllib.parse import quote, unquote, unquote_to_bytes

# The queries that Blogger's own addresses have.
_KEYS = (
    "updated-max|published-max|max-results|start-index|start|by-date|alt|m|showComment|commentPage|orderby|redirect"
    "|view|label|q|spref|zx|view-type"
)
_JOINED = re.compile(
    rf"^((?:.*/)?(?:search|default|full|summary|[^/]*\.html?))[?@,;_-]?((?:{_KEYS})=.*)$|^(.*/|)[?@]((?:{_KEYS})=.*)$"
)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d)[^\d&]?(\d\d)[^\d&]?(\d\d)((?:\.\d+)?)(?:([+ -])|%2[Bb])(\d\d)[^\d&]?(\d\d)")
_PRIVATE = re.compile("[\uf001-\uf07f]")
_ADDED = re.compile(r"\.html?$")
_HASHED = re.compile(r"^((?:.*/)?(?:search|default|full|index))[0-9a-f]{4}(\.html)?$")
_FEED_FILE = re.compile(
    r"^((?:.*/)?feeds/.*/(?:default|full|summary))(?:\.html?|\.xml|\.rss|\.atom|\.js(?:on)?|/index\.html)$"
)
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?:[:+]\d+)?$", re.IGNORECASE)
_FILE_ENDINGS = re.compile(r"\.(?:html?|xml|js|css|gif|jpe?g|png|ico|txt|php|asp|zip|pdf|svg|webp)$", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~-._"


def is_host(name: str) -> bool:
    """Whether a folder's name is that of a host."""
    return bool(_HOST.match(name)) and not _FILE_ENDINGS.search(name)


def address_of(name: str) -> str:
    """Return path and query (without a leading slash) that a file stands for, by its path below the saved site's root.

    >>> address_of("search@updated-max=2012-11-24T02%3A15%3A00-05%3A00&max-results=7.html")
    'search?updated-max=2012-11-24T02:15:00-05:00&max-results=7'
    >>> address_of("2012/11/index.html"), address_of("search/label/Mer.html"), address_of("feeds/posts/default9522")
    ('2012/11/', 'search/label/Mer', 'feeds/posts/default')
    """
    name = _PRIVATE.sub(lambda match: chr(ord(match[0]) - 0xF000), name)
    name = unquote(name, errors="surrogateescape")
    path, query = _parted(name)
    if query:
        return f"{_quoted(_without_index(path))}?{query}"
    if (match := _FEED_FILE.match(path)) or (match := _HASHED.match(path)):
        path = match[1]
    elif path.startswith("search"):
        path = _ADDED.sub("", path.removesuffix("/index.html"))
    return _quoted(_without_index(path))


def _parted(name: str) -> tuple[str, str]:
    if "?" in name:
        path, _, query = name.partition("?")
    elif match := _JOINED.match(name):
        path, query = match[1] or match[3] or "", match[2] or match[4]
    else:
        return name, ""
    query = _ADDED.sub("", query)
    query = re.sub(r"\.(?:rss|xml|atom|js)$", "", query)
    return path, _TIME.sub(_time, query).replace("+", "%2B").replace(" ", "%20")


def _time(match: re.Match[str]) -> str:
    sign = "-" if match[5] == "-" else "+"
    return f"{match[1]}:{match[2]}:{match[3]}{match[4]}{sign}{match[6]}:{match[7]}"


def _without_index(path: str) -> str:
    folder, slash, last = path.rpartition("/")
    return f"{folder}{slash}" if last.casefold() in {"index.html", "index.htm"} else path


def _quoted(path: str) -> str:
    return quote(path, safe=_SAFE, errors="surrogateescape")


def spelling(address: str) -> str:
    """Return one spelling of path and query, to compare what a name stands for with what a page states."""
    path, _, query = address.partition("?")
    path = unquote_to_bytes(path).decode("utf-8", "replace").strip("/")
    query = unquote_to_bytes(query).decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


def files_for(link: str) -> tuple[str, ...]:
    """Return the names that a link's path may have among the files: as it is, unescaped, and with what tools add."""
    plain = unquote(link)
    path, mark, query = plain.partition("?")
    named = (plain, link, f"{plain}.html") if mark else (plain, link)
    added = (
        (f"{path.rstrip('/')}/index.html", f"{path}.html") if not mark else (f"{path}@{query}", f"{path}@{query}.html")
    )
    return tuple(dict.fromkeys((*named, *added, path if mark else plain)))
