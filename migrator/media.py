"""What the addresses of Blogger's image hosts mean: which are the same picture, and where the original is. Pure.

Sizes stand in the path (`…/s320/name.jpg`) or behind an equals sign (`…=s320`); both are only instructions to the
image server. `s0` asks for the upload itself; some old uploads answer only to a smaller one.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

_IMAGE_HOST = re.compile(
    r"^(?:[0-9]\.bp\.blogspot\.com|bp[0-9]\.blogger\.com|photos[0-9]\.blogger\.com|lh[0-9]\.(?:ggpht|googleusercontent)\.com"
    r"|blogger\.googleusercontent\.com|[a-z0-9-]+\.googleusercontent\.com)$"
)
_SIZE = (
    r"(?:s\d{1,5}|w\d{1,5}|h\d{1,5})"
    r"(?:-(?:s\d{1,5}|w\d{1,5}|h\d{1,5}|c0x[0-9a-f]+|[a-z]{1,3}\d{0,4}(?:x[0-9a-f]+)?))*"
)
_SEGMENT = re.compile(rf"^{_SIZE}$")
_SUFFIX = re.compile(rf"=(?:{_SIZE})?$")
_BP = re.compile(r"^(?:[0-9]\.bp\.blogspot\.com|bp[0-9]\.blogger\.com)$")

_ORIGINAL = 99_999

# s0 first; then ever smaller, because some uploads of 2006-2010 answer only as thumbnails.
LADDER = ("s0", "s16000", "s1600", "s1024", "s800", "s640", "s400", "s320")

# Blogger's own furniture, never an author's picture.
_CHROME = re.compile(r"^(?:resources\.blogblog\.com|img[0-9]\.blogblog\.com|www\.blogblog\.com|buttons\.blogger\.com)$")


def is_image_host(url: str) -> bool:
    """Tell whether a URL is on a host that understands Blogger's size segments."""
    return bool(_IMAGE_HOST.match(_host(url)))


def is_chrome(url: str) -> bool:
    """Tell whether a picture belongs to Blogger's furniture (icons, spacers, buttons)."""
    path = _parts(url).path
    return bool(_CHROME.match(_host(url))) or (
        _host(url) in {"www.blogger.com", "draft.blogger.com"} and "/img/" in path
    )


@lru_cache(maxsize=1_024)
def _parts(url: str) -> SplitResult:
    """Split a URL; one that is malformed is all path, so that it stays as it is."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _host(url: str) -> str:
    return (_parts(url).hostname or "").lower()


def _split_size(path: str) -> tuple[str, str, str, str]:
    """Split a path on an image host into (ids, size, file name, style); style is `segment`, `suffix` or `none`."""
    suffix = _SUFFIX.search(path)
    if suffix:
        return path[: suffix.start()], suffix[0][1:], "", "suffix"
    head, _, name = path.rpartition("/")
    before, _, segment = head.rpartition("/")
    if _SEGMENT.match(segment):
        return before, segment, name, "segment"
    return path, "", "", "none"


def with_size(url: str, size: str) -> str:
    """Give the URL of the same picture at another size (`s0`, `s1600`, …); unchanged on foreign hosts."""
    if not is_image_host(url):
        return url
    parts = _parts(url)
    ids, _, name, style = _split_size(parts.path)
    if style == "segment":
        path = f"{ids}/{size}/{name}"
    elif style == "suffix" or ids.startswith("/img/a/"):
        path = f"{ids}={size}"
    elif _BP.match(parts.hostname or "") and ids.count("/") >= 5:
        head, _, name = ids.rpartition("/")  # no size at all means a 512 pixel picture
        path = f"{head}/{size}/{name}"
    else:
        return url
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def canonical(url: str) -> str:
    """Give the one URL of the best original: size `s0` on Blogger's hosts, no fragment, https there."""
    if is_image_host(url):
        parts = _parts(with_size(url, "s0"))
        host = (parts.hostname or "").lower()
        if match := re.match(r"^bp([0-9])\.blogger\.com$", host):
            host = f"{match[1]}.bp.blogspot.com"
        return urlunsplit(("https", host, parts.path, "", ""))
    parts = _parts(url)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, parts.query, ""))


def size_of(url: str) -> int:
    """Give the longest side that an address asks for, to compare addresses of one picture; `s0` counts as the greatest.

    What asks for nothing counts as the original, but for old uploads, which Blogger then shows at 512.
    """
    if not is_image_host(url):
        return _ORIGINAL
    _, size, _, style = _split_size(_parts(url).path)
    numbers = [int(number) for number in re.findall(r"(?:^|-)[swh](\d{1,5})", size)]
    if not numbers:
        return 512 if style == "none" and _BP.match(_host(url)) else _ORIGINAL
    return max(numbers) or _ORIGINAL


def key(url: str) -> str:
    """Give what is equal for all URLs of one picture.

    On Blogger's hosts: the ids in the path, without host digit, size and the cosmetic file name. Elsewhere: the URL
    without scheme and fragment.
    """
    parts = _parts(canonical(url))
    if is_image_host(url):
        ids, _, _, _ = _split_size(parts.path)
        host = parts.hostname or ""
        family = "bp" if _BP.match(host) else "lh" if host.startswith("lh") else host
        return f"{family}{unquote(ids)}"
    return f"{parts.netloc}{unquote(parts.path)}" + (f"?{parts.query}" if parts.query else "")


def media_id(url: str) -> str:
    """Give the stable id of a media file: 16 hex digits of the digest of its key."""
    return hashlib.sha256(key(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def ladder(url: str) -> tuple[str, ...]:
    """Give the URLs to try for the original, best first; the URL as it was written comes last."""
    best = canonical(url)
    if not is_image_host(url):
        return (best,)
    tried = [with_size(best, size) for size in LADDER]
    return tuple(dict.fromkeys([*tried, url]))
