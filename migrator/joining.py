"""Links as pages write them to addresses. Pure.

A page has hundreds of links and most are plain: those are joined without the standard library's care for all the rest,
to the same result.
"""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_MAX_URL = 2_000
# Whole and without anything that joining would change.
_PLAIN_URL = re.compile(r"^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\s\[\]]*[^\s\[\]#?;])?/?$")
# Steps up, then names, none of which means a step: joined without the standard library's care.
_PLAIN_RELATIVE = re.compile(
    r"^(?:/|((?:\.\./)*))((?!\.)[^\x00-\x20\s/?#:;\[\]\\]+(?:/(?![./])[^\x00-\x20\s/?#:;\[\]\\]*)*)$"
)


@lru_cache(maxsize=8)
def _folder(base: str) -> tuple[str, list[str]] | None:
    """Give origin and folders that relative links of a page start from; None where joining takes more care."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return None
    folders = [name for name in parts.path.split("/")[1:-1] if name]
    plain = parts.scheme in {"http", "https"} and parts.netloc and not {".", ".."} & {*folders} and ";" not in base
    return (f"{parts.scheme}://{parts.netloc}/", folders) if plain else None


def _join_plain(url: str, base: str) -> str | None:
    written, start = _PLAIN_RELATIVE.match(url), _folder(base)
    if written is None or start is None:
        return None
    origin, folders = start
    above = "" if written[1] is None else "/".join(folders[: max(0, len(folders) - len(written[1]) // 3)])
    return f"{origin}{above}/{written[2]}" if above else f"{origin}{written[2]}"


def join(url: str, base: str) -> str:
    """Resolve a link as `urljoin` does, faster where it is plain. ValueError if it is malformed."""
    return _join_plain(url, base) or urljoin(base, url)


def absolute(url: str, base: str) -> str | None:
    """Resolve a link as written in a page; None unless it is http(s) with a host."""
    if _PLAIN_URL.match(url) and len(url) <= _MAX_URL:
        return url
    if joined := _join_plain(url, base):
        return joined if len(joined) <= _MAX_URL else None
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(joined) > _MAX_URL:
        return None
    return joined
