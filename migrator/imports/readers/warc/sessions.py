"""When captures of one file count for: a crawl takes hours, but its documents tell of one state of the blog. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

_BREAK = timedelta(hours=24)
"""Without any capture for so long, another session begins."""


def session_ends(times: Iterable[str]) -> dict[str, str]:
    """Give, for each time of capture (RFC 3339 UTC), the last time of its session.

    A capture that tells no time (""), or none that can be read, is a session of its own.

    >>> session_ends(["2018-02-01T00:00:00Z", "2018-02-01T05:00:00Z", "2020-01-01T00:00:00Z"])["2018-02-01T00:00:00Z"]
    '2018-02-01T05:00:00Z'
    """
    ends: dict[str, str] = {}
    session: list[str] = []
    for time in sorted(set(times)):
        if session and (not session[-1] or _moment(time) - _moment(session[-1]) > _BREAK):
            ends |= dict.fromkeys(session, session[-1])
            session = []
        session.append(time)
    return ends | dict.fromkeys(session, session[-1] if session else "")


def counted_for(own: str, newest: str, ends: Mapping[str, str]) -> str:
    """Return the time that a capture counts for: its session's, unless that one has a newer capture of its address."""
    return own if own != newest and ends[own] == ends[newest] else ends[own]


def whole_seconds(time: str) -> str:
    """Return a time as WARC writes it (perhaps with fractions or an offset) in RFC 3339 UTC; "" if it is none."""
    try:
        moment = datetime.fromisoformat(time)
    except (TypeError, ValueError):
        return ""
    if moment.tzinfo is None or moment.utcoffset() is None:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time)
