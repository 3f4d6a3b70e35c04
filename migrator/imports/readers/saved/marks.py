"""What the tools that save web pages write into them: where a page came from and when, and how to take that off. Pure.

HTTrack: `<!-- Mirrored from HOST/PATH by HTTrack …, DATE -->`, without a scheme for http. Browsers ("complete page"):
`<!-- saved from url=(0042)URL -->`, the number being the length of the URL. SingleFile: a comment with `url:` and
`saved date:`. Wayback Machines: see `wayback`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from migrator.imports.readers.warc import wayback

_HTTRACK = re.compile(
    rb"(?:\r?\n){0,2}<!-- Mirrored from (\S{3,4000}) by HTTrack[^>]{0,200}?"
    rb"(?:, (\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT))? ?-->\r?\n?"
)
_HTTRACK_ADDED = re.compile(rb"<!-- Added by HTTrack -->.{0,300}?<!-- /Added by HTTrack -->", re.DOTALL)
_BROWSER = re.compile(rb"<!-- saved from url=\(\d{1,6}\)(\S{3,4000}?) -->\s?")
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s*url: (\S{3,4000})\s*"
    rb"saved date: (\w{3} \w{3} \d\d \d{4} [\d:]{8} GMT[+-]\d{4})?.{0,200}?-->",
    re.DOTALL,
)
HEAD = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFrom:
    """Who saved a page, from which address (perhaps without scheme), and when (RFC 3339 UTC); empty where not told."""

    tool: str = ""
    url: str = ""
    time: str = ""


def mark_of(body: bytes) -> SavedFrom:
    """Read what a saving tool wrote into a page."""
    head = body[:HEAD]
    if match := _HTTRACK.search(head):
        return SavedFrom(tool="HTTrack", url=_text(match[1]), time=_mail_time(match[2] or b""))
    if match := _SINGLE_FILE.search(head):
        return SavedFrom(tool="SingleFile", url=_text(match[1]), time=_script_time(match[2] or b""))
    time = wayback.archived_on(body)
    if match := _BROWSER.search(head):
        url, replayed = wayback.original_url(_text(match[1]))
        return SavedFrom(tool="a browser", url=url, time=time or replayed)
    return SavedFrom(tool="a Wayback Machine", time=time) if time or wayback.is_replayed(head) else SavedFrom()


def unmarked(body: bytes) -> bytes:
    """Take off what the saving tool added to a page."""
    if b"by HTTrack" in body[:HEAD]:
        body = _HTTRACK_ADDED.sub(b"", _HTTRACK.sub(b"", body))
    if b"saved from url=" in body[:HEAD]:
        body = _BROWSER.sub(b"", body, count=1)
    if b"SingleFile" in body[:HEAD]:
        body = _SINGLE_FILE.sub(b"", body, count=1)
    return wayback.undone(body) if wayback.is_replayed(body) else body


def _text(address: bytes) -> str:
    return address.decode("utf-8", "replace").replace("&amp;", "&")


def _mail_time(text: bytes) -> str:
    try:
        return parsedate_to_datetime(text.decode("ascii")).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError):
        return ""


def _script_time(text: bytes) -> str:
    try:
        moment = datetime.strptime(text.decode("ascii"), "%a %b %d %Y %H:%M:%S GMT%z")
    except ValueError:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
