"""What must be known of a Takeout before its first entry is read, and stands nowhere in its head.

One pass over the raw text, without parsing it: the newest time of any entry, and where the blog lives. A Takeout names
no host, only each post's path; but posts link to each other by their full addresses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.dates import as_utc, iso_instant
from migrator.urls import fold_host

_CHANGED = re.compile(rb"<(?:updated|blogger:created|modified)>\s*([0-9T:.Z+-]{20,32})\s*<")
_PATH = re.compile(rb"<blogger:filename>\s*(/[^<\s]{1,300}?)\s*<")
_LINK = re.compile(rb"(https?)://([A-Za-z0-9.-]{4,100})(/\d{4}/\d{2}/[^\s\"'<>&?#]{1,200}\.html)")
_OVERLAP = 600
_HOSTS, _PATHS = 500, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The time of the newest entry, and the home URL that the blog's own links share; empty where nothing told."""

    newest: str = ""
    home: str = ""


def survey(chunks: Iterable[bytes]) -> Survey:
    """Look through the text of a feed."""
    newest, rest = "", b""
    paths: set[bytes] = set()
    linked: dict[bytes, set[bytes]] = {}
    schemes: Counter[tuple[bytes, bytes]] = Counter()
    for chunk in chunks:
        text = rest + chunk
        newest = max(newest, *_times(text))
        paths.update(match[1] for match in _PATH.finditer(text))
        for match in _LINK.finditer(text):
            host = fold_host(match[2].decode()).encode()
            if host not in linked and len(linked) >= _HOSTS:
                continue
            found = linked.setdefault(host, set())
            if len(found) < _PATHS:
                found.add(match[3])
            schemes[host, match[1]] += 1
        rest = text[-_OVERLAP:]
    return Survey(newest=newest, home=_home(paths, linked, schemes))


def _times(text: bytes) -> Iterator[str]:
    yield ""
    for match in _CHANGED.finditer(text):
        yield as_utc(iso_instant(match[1].decode())) or ""


def _home(paths: set[bytes], linked: dict[bytes, set[bytes]], schemes: "Counter[tuple[bytes, bytes]]") -> str:
    """Give the host under which most of the blog's own paths are linked; none if two are linked equally often."""
    votes = Counter({host: len(found & paths) for host, found in linked.items()}).most_common(2)
    if not votes or votes[0][1] == 0 or (len(votes) > 1 and votes[0][1] == votes[1][1]):
        return ""
    host = votes[0][0]
    secure = host.endswith(b".blogspot.com") or schemes[host, b"https"] > 0
    return f"{'https' if secure else 'http'}://{host.decode()}/"
