"""What the addresses of Blogger's image hosts mean: which are the same picture, and where the original is. Pure.

Sizes stand in the path (`…/s320/name.jpg`) or behind an equals sign (`…=s320`); both are only instructions to the
image server. `s0` asks for the upload itself; some old uploads answer only to a smaller one.
"""

import binascii
import hashlib
import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit, urlunsplit

_SIZE = (
    r"(?:s\d{1,5}|w\d{1,5}|h\d{1,5})"
    r"(?:-(?:s\d{1,5}|w\d{1,5}|h\d{1,5}|c0x[0-9a-f]+|[a-z]{1,3}\d{0,4}(?:x[0-9a-f]+)?))*"
)
_SEGMENT = re.compile(rf"^{_SIZE}$")
_SUFFIX = re.compile(rf"=(?:{_SIZE})?$")
_LONGEST_KEPT = 2_000
_SPACE = re.compile(r"\s+")
_DATA = re.compile(r"data:([\w.+-]{1,60}/[\w.+-]{1,60})?((?:;[^,;]{0,100}){0,5}),", re.IGNORECASE)
# What the standard library takes apart in the same way, but slowly: lower case, no port, no query, nothing to decode.
_PLAIN = re.compile(r"(https?)://([a-z0-9.-]+)((?:/[!-\"$->@-~]*)?)")

ORIGINAL_SIZE = 99_999

# s0 first; then ever smaller, because some uploads of 2006-2010 answer only as thumbnails.
LADDER = ("s0", "s16000", "s1600", "s1024", "s800", "s640", "s400", "s320")

# Uploads of 2004 to 2006 ("Hello", the first editor): the size is a number before the name.
_PHOTO_PATH = re.compile(r"^(/(?:blogger|hello|img|x/blogger2?)/.+)/(\d{2,4})/([^/]+)$")
_PHOTO_LADDER = ("1600", "1024", "800", "640", "400", "320")


class _ImageHosts(NamedTuple):
    """One generation of Blogger's image hosts: a new one is a new row of `_GENERATIONS`.

    `name` stands in every host of it, so that most other links are told off at once. Pictures of one `family` are one
    where their ids are; an empty one stands for the host itself. `ladder` are the sizes to try for the original.
    `sizeless` is the longest side of a picture whose address asks for no size; where that is not the original, a size
    may be put before the name. `today` is the host, by groups of `host`, that answers for it now.
    """

    host: re.Pattern[str]
    name: str
    family: str = ""
    ladder: tuple[str, ...] = LADDER
    sizeless: int = ORIGINAL_SIZE
    today: str = ""


_GENERATIONS = (
    _ImageHosts(re.compile(r"photos[0-9]\.blogger\.com"), "blogger", "photos", ladder=_PHOTO_LADDER),
    _ImageHosts(re.compile(r"bp([0-9])\.blogger\.com"), "blogger", "bp", sizeless=512, today=r"\1.bp.blogspot.com"),
    _ImageHosts(re.compile(r"[0-9]\.bp\.blogspot\.com"), "blogspot", "bp", sizeless=512),
    _ImageHosts(re.compile(r"lh[0-9]\.ggpht\.com"), "ggpht", "lh"),
    _ImageHosts(re.compile(r"lh[a-z0-9-]*\.googleusercontent\.com"), "googleuser", "lh"),
    _ImageHosts(re.compile(r"[a-z0-9-]+\.googleusercontent\.com"), "googleuser"),
)
_NAMES = tuple({one.name for one in _GENERATIONS})


@lru_cache(maxsize=1_024)
def _hosts(host: str) -> _ImageHosts | None:
    """Return the generation that a host belongs to; None for any other host."""
    return next((one for one in _GENERATIONS if one.host.fullmatch(host)), None)


class _SizeAt(Enum):
    """Where an address says its size."""

    SEGMENT = auto()
    SUFFIX = auto()
    NUMBER = auto()
    NOWHERE = auto()


# Blogger's own furniture, never an author's picture.
_CHROME = re.compile(r"^(?:resources\.blogblog\.com|img[0-9]\.blogblog\.com|www\.blogblog\.com|buttons\.blogger\.com)$")


class _Address(NamedTuple):
    """A URL taken apart; one that is malformed is all path, so that it stays as it is."""

    scheme: str
    netloc: str
    host: str
    path: str
    query: str


def _take_apart(url: str) -> _Address:
    if plain := _PLAIN.fullmatch(url):
        scheme, host, path = plain.groups()
        return _Address(scheme, host, host, path, "")
    try:
        parts = urlsplit(url)
        return _Address(parts.scheme, parts.netloc, parts.hostname or "", parts.path, parts.query)
    except ValueError:
        return _Address("", "", "", url, "")


_kept = lru_cache(maxsize=1_024)(_take_apart)


def _parts(url: str) -> _Address:
    # What is longer is a picture written into its address, too large to be kept.
    return _kept(url) if len(url) <= _LONGEST_KEPT else _take_apart(url)


def is_image_host(url: str) -> bool:
    """Whether a URL is on a host that understands Blogger's size segments."""
    return _generation(url) is not None


def _generation(url: str) -> _ImageHosts | None:
    # Most links lead elsewhere, which shows without taking them apart; a line break inside could hide a name.
    lower = url.lower()
    for name in _NAMES:
        if name in lower:
            break
    else:
        if url.isprintable():
            return None
    return _hosts(_parts(url).host)


def is_chrome(url: str) -> bool:
    """Whether a picture belongs to Blogger's furniture (icons, spacers, buttons)."""
    parts = _parts(url)
    return bool(_CHROME.match(parts.host)) or (
        parts.host in {"www.blogger.com", "draft.blogger.com"} and "/img/" in parts.path
    )


def _split_size(path: str) -> tuple[str, str, str, _SizeAt]:
    """Split a path on an image host into (ids, size, file name, where the size was)."""
    if photo := _PHOTO_PATH.match(path):
        return photo[1], photo[2], photo[3], _SizeAt.NUMBER
    suffix = _SUFFIX.search(path)
    if suffix:
        return path[: suffix.start()], suffix[0][1:], "", _SizeAt.SUFFIX
    head, _, name = path.rpartition("/")
    before, _, segment = head.rpartition("/")
    if _SEGMENT.match(segment):
        return before, segment, name, _SizeAt.SEGMENT
    return path, "", "", _SizeAt.NOWHERE


def _sized(path: str, hosts: _ImageHosts, size: str) -> str | None:
    """Return the path of a picture on an image host at another size; None if its path has no place for one."""
    ids, _, name, place = _split_size(path)
    if place is _SizeAt.NUMBER:
        return f"{ids}/{size.lstrip('s') if size.lstrip('s') in _PHOTO_LADDER else _PHOTO_LADDER[0]}/{name}"
    if place is _SizeAt.SEGMENT:
        return f"{ids}/{size}/{name}"
    if place is _SizeAt.SUFFIX or ids.startswith("/img/a/"):
        return f"{ids}={size}"
    if hosts.sizeless < ORIGINAL_SIZE and ids.count("/") >= 5:
        head, _, name = ids.rpartition("/")
        return f"{head}/{size}/{name}"
    return None


def with_size(url: str, size: str) -> str:
    """Return the URL of the same picture at another size (`s0`, `s1600`, …); unchanged on foreign hosts."""
    if (hosts := _generation(url)) is None:
        return url
    parts = _parts(url)
    path = _sized(parts.path, hosts, size)
    return url if path is None else urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _original(url: str, hosts: _ImageHosts) -> tuple[str, str]:
    """Return the host and the path of the original of a picture on an image host."""
    parts = _parts(url)
    host = hosts.host.sub(hosts.today, parts.host) if hosts.today else parts.host
    return host, _sized(parts.path, hosts, "s0") or parts.path


def canonical(url: str) -> str:
    """Return the one URL of the best original: size `s0` on Blogger's hosts, no fragment, https there."""
    if url.startswith("data:"):
        return url
    if (hosts := _generation(url)) is not None:
        host, path = _original(url, hosts)
        return f"https://{host}{path}"
    parts = _parts(url)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, parts.query, ""))


def size_of(url: str) -> int:
    """Return the longest side that an address asks for, to compare addresses of one picture; `s0` is the greatest.

    What asks for nothing counts as the original, but for old uploads, which Blogger then shows at 512.
    """
    if (hosts := _generation(url)) is None:
        return ORIGINAL_SIZE
    _, size, _, place = _split_size(_parts(url).path)
    numbers = [int(number) for number in re.findall(r"(?:^|-)[swh]?(\d{1,5})\b", size)]
    if not numbers:
        return hosts.sizeless if place is _SizeAt.NOWHERE else ORIGINAL_SIZE
    return max(numbers) or ORIGINAL_SIZE


def key(url: str) -> str:
    """Return what is equal for all URLs of one picture.

    On Blogger's hosts: the ids in the path, without host digit, size and the cosmetic file name. Elsewhere: the URL
    without scheme and fragment. Of a picture that is written into its address (`data:`), the digest.
    """
    if url.startswith("data:"):
        return f"data:{hashlib.sha256(_SPACE.sub('', url).encode('utf-8', 'surrogatepass')).hexdigest()}"
    if (hosts := _generation(url)) is not None:
        host, path = _original(url, hosts)
        ids, _, name, place = _split_size(path)
        if place is _SizeAt.NUMBER:
            ids = f"{ids}/{name}"  # the numbers before it are those of a member and a day, not of the picture
        return f"{hosts.family or host}{unquote(ids)}"
    parts = _parts(canonical(url))
    return f"{parts.netloc}{unquote(parts.path)}" + (f"?{parts.query}" if parts.query else "")


def id_of_key(one_key: str) -> str:
    """Return the stable id of a media file by its key: 16 hex digits of the digest."""
    return hashlib.sha256(one_key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def media_id(url: str) -> str:
    """Return the stable id of a media file."""
    return id_of_key(key(url))


def poster_id(video_id: str) -> str:
    """Return the stable id of the picture that stands for a video."""
    return hashlib.sha256(f"poster {video_id}".encode()).hexdigest()[:16]


def ladder(url: str) -> tuple[str, ...]:
    """Return the URLs to try for the original, best first; the URL as it was written comes last."""
    best = canonical(url)
    if (hosts := _generation(url)) is None:
        preview = _drive_preview(best)
        return (best, preview) if preview and preview != best else (best,)
    tried = [with_size(best, size) for size in hosts.ladder]
    return tuple(dict.fromkeys([*tried, url]))


# Google Drive serves no picture at the addresses that posts hold since 2024 (403, or a page), but its preview of it.
_DRIVE = re.compile(
    r"https?://(?:drive|docs)\.google\.com/(?:uc\b|open\b|thumbnail\b|file/(?:u/\d+/)?d/([\w-]{10,100}))"
)


def _drive_preview(url: str) -> str:
    """Return where Google Drive shows a picture, up to 4000 pixels wide; empty for an address of anything else."""
    found = _DRIVE.match(url)
    number = (found[1] or parse_qs(_parts(url).query).get("id", [""])[0]) if found else ""
    return f"https://drive.google.com/thumbnail?id={number}&sz=w4000" if re.fullmatch(r"[\w-]{10,100}", number) else ""


def data_of(url: str) -> tuple[str, bytes] | None:
    """Return the type and the bytes of a file that is written into its address (RFC 2397); None where it is none."""
    head = _DATA.match(url)
    if head is None:
        return None
    content = unquote_to_bytes(url[head.end() :].encode("utf-8", "surrogatepass"))
    if head[2].lower().rstrip().endswith(";base64"):
        try:
            content = binascii.a2b_base64(content + b"==")
        except binascii.Error:
            return None
    return (head[1] or "text/plain").lower(), content
