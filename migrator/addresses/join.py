"""Links as pages write them to addresses. Pure.

A page has hundreds of links and most are plain: those are joined without the standard library's care for all the rest,
to the same result.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

_MAX_URL = 2_000
# Whole and without anything that joining would change.
_PLAIN_URL = re.compile(r"^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\s\[\]]*[^\s\[\]#?;])?/?$")
# Steps up, then names, none of which means a step: joined without the standard library's care.
_PLAIN_RELATIVE = re.compile(
    r"^(?:/|((?:\.\./)*))((?!\.)[^\x00-\x20\s/?#:;\[\]\\]+(?:/(?![./])[^\x00-\x20\s/?#:;\[\]\\]*)*)$"
)


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; all of them empty where it is none (`http://[nonsense`). Never raises.

    For every address that came from outside: `urlsplit` raises ValueError for some.
    """
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


@lru_cache(maxsize=8)
def _starts(base: str) -> tuple[str, ...] | None:
    """Return what relative links of a page begin with by the steps that they go up; None where joining takes more care.

    The last is the origin, which further steps up do not leave.
    """
    try:
        parts = urlsplit(base)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or ";" in base:
        return None
    folders = [name for name in parts.path.split("/")[1:-1] if name]
    if {".", ".."} & {*folders}:
        return None
    above = (f"{parts.scheme}://{parts.netloc}", *folders)
    return tuple("/".join(above[:count]) + "/" for count in range(len(above), 0, -1))


def _join_plain(url: str, base: str) -> str | None:
    written = _PLAIN_RELATIVE.match(url)
    starts = _starts(base) if written else None
    if written is None or starts is None:
        return None
    up, names = written.groups()
    steps = -1 if up is None else min(len(up) // 3, len(starts) - 1)
    return f"{starts[steps]}{names}"


def join(url: str, base: str) -> str:
    """Resolve a link as `urljoin` does, faster where it is plain. ValueError if it is malformed."""
    return _join_plain(url, base) or urljoin(base, url)


def absolute(url: str, base: str) -> str | None:
    """Resolve a link as written in a page; None unless it is http(s) with a host."""
    if url.startswith("http"):
        if _PLAIN_URL.match(url) and len(url) <= _MAX_URL:
            return url
    elif joined := _join_plain(url, base):
        return joined if len(joined) <= _MAX_URL else None
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(joined) > _MAX_URL:
        return None
    return joined
