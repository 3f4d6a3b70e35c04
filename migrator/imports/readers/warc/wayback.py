"""What a Wayback Machine adds to a page when it replays it, taken off again. Pure.

The Internet Archive's own machine and pywb write `/web/20180212080000im_/` before every address (the letters say what
the address is for: `im_` a picture, `if_` a frame, `id_` the bytes as captured), scripts into the head, a toolbar into
the body, and say in a comment behind the page when it was captured.
"""

import re
from datetime import UTC, datetime

# A machine's address: any host and collection; 4 to 14 digits of a time, two letters; then the address itself.
_REPLAYED = re.compile(
    r"^https?://(?:web\.archive\.org/web|wayback\.archive\.org/web|[^/]+/[^?#]+?)/(\d{4,14})(?:[a-z]{2}_)?/(.+)$",
    re.DOTALL,
)
_TARGET = re.compile(r"^(https?):/{1,2}(?=[^/])")
_BARE_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/|$)", re.IGNORECASE)

# The same inside a document: absolute, without scheme, from the root, and as scripts escape it. What stands before it
# begins an address, so that a post that writes of such an address keeps it as text.
_PREFIX = re.compile(
    rb"""(?<![\w./:-])(?:(?:https?:)?//[\w.-]+(?::\d+)?)?(?:/[\w.-]+){1,3}/\d{4,14}(?:[a-z]{2}_)?/(?=(?:https?:)?//|mailto:|javascript:)"""
    rb"""|(?<![\w./:-])(?:https?:)?\\/\\/web\.archive\.org\\/web\\/\d{4,14}(?:[a-z]{2}_)?\\/(?=https?:)""",
)
_BLOCKS = (
    re.compile(rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->\s?", re.DOTALL),
    re.compile(rb"<!-- WB Insert -->.*?<!-- End WB Insert -->\s?", re.DOTALL),
    re.compile(
        rb"(?<=>)\s*<script\b[^>]*?archive\.org/(?:(?!<!--).)*?<!-- End Wayback Rewrite JS Include -->\s?", re.DOTALL
    ),
    re.compile(rb"<!--\s+FILE ARCHIVED ON .*?-->\s*(?:<!--\s*playback timings.*?-->\s*)?", re.DOTALL),
)
_MARKS = (b"WAYBACK TOOLBAR INSERT", b"FILE ARCHIVED ON", b"Wayback Rewrite JS Include", b"<!-- WB Insert -->")
_ARCHIVED_ON = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4})")
_TAIL = 4_096


def original_url(url: str) -> tuple[str, str]:
    """Return the address that a Wayback address replays, and its time in RFC 3339 UTC; any other with no time.

    >>> original_url("https://web.archive.org/web/20180212080000im_/http://example.blogspot.com/a.png")
    ('http://example.blogspot.com/a.png', '2018-02-12T08:00:00Z')
    """
    match = _REPLAYED.match(url)
    if not match:
        return url, ""
    target = _TARGET.sub(r"\1://", match[2])
    if not target.startswith(("http://", "https://")):
        if "archive.org/web/" not in url or not _BARE_HOST.match(target):
            return url, ""
        target = f"http://{target}"
    return target, _time(match[1])


def _time(digits: str) -> str:
    """Return a time of fewer digits its first instant."""
    filled = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(filled, "%Y%m%d%H%M%S").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""


def is_replayed(body: bytes) -> bool:
    """Whether a document carries what a Wayback Machine adds."""
    return any(mark in body for mark in _MARKS)


def archived_on(body: bytes) -> str:
    """Return the time of capture that the comment behind a replayed page states, in RFC 3339 UTC; empty without one."""
    match = _ARCHIVED_ON.search(body, max(0, len(body) - _TAIL))
    if not match:
        return ""
    try:
        time = datetime.strptime(match[1].decode("ascii"), "%H:%M:%S %b %d, %Y").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def undone(body: bytes) -> bytes:
    """Take off what a Wayback Machine added: toolbar, scripts, closing comment, and its prefix of every address."""
    for block in _BLOCKS:
        body = block.sub(b"", body)
    return _PREFIX.sub(b"", body)
