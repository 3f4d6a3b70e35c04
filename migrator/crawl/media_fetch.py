"""Fetching one original of a blog's media: best size first, dead hosts given up. Done in threads: no archive here."""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from migrator.addresses import images as sizes
from migrator.addresses.join import split_url
from migrator.addresses.urls import host_of
from migrator.content.images import leads_to_file
from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed
from migrator.model.schema import Media, MediaKind, MediaStatus
from migrator.net.client import Client
from migrator.net.settings import Download

# A smaller size may exist where the original does not; any other answer (429, 5xx) says nothing about sizes.
_STEP_DOWN = frozenset({400, 403, 404, 410})
# A foreign host that fails this often running is given up for this run.
_PATIENCE = 5
# Blogger's own image servers hold most of a blog: only an outage looks like this many failures in a row.
_PATIENCE_WITH_BLOGGER = 25
# What we did not ask for, or not to its end, by a rule of ours: no fault of the blog's.
_BOUNDS = frozenset({"forbidden-address", "too-large"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One address of a media file to ask now, and those to ask after it."""

    media: Media
    url: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaOutcome:
    """How one attempt ended: the download, or the reason why there is none, and what to try `next`, if anything.

    `poster` is the picture that stands for a video that can't be had, `code` the notice that a missing one is told by.
    """

    media: Media
    next: Attempt | None = None
    poster: Download | None = None
    download: Download | None = None
    error: str = ""
    code: str = "media-missing"
    status: MediaStatus = MediaStatus.MISSING


class HostPatience:
    """Counts failures in a row per host; for Blogger's own image hosts it takes more of them."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spent(self, url: str) -> bool:
        """Whether this URL's host has used up its chances."""
        with self._lock:
            return self._failures[host_of(url)] >= patience_with(url)

    def record(self, url: str, *, failed: bool) -> None:
        """Count a failure (no usable answer at all), or start over after an answer."""
        with self._lock:
            self._failures[host_of(url)] = self._failures[host_of(url)] + 1 if failed else 0


def patience_with(url: str) -> int:
    """Return how many failures in a row this URL's host may have."""
    return _PATIENCE_WITH_BLOGGER if sizes.is_image_host(url) else _PATIENCE


def candidates(media: Media) -> tuple[str, ...]:
    """Return the URLs to try, best first: the size ladder of the best original, then every URL that posts used."""
    tried = [rung for url in (media.url, *media.urls) for rung in sizes.ladder(url)]
    return tuple(dict.fromkeys(tried))


def first_attempt(media: Media, asked: str | None) -> Attempt:
    """Begin with the best address; behind `asked`, if a run that was cut short has come to it."""
    urls = candidates(media)
    if asked in urls[:-1]:
        urls = urls[urls.index(asked) + 1 :]
    return Attempt(media=media, url=urls[0], left=urls[1:])


def fetch_one(attempt: Attempt, client: Client, folder: Path, patience: HostPatience) -> MediaOutcome:
    """Ask one address of a media file; raises FetchFailed only at the request limit."""
    media, url = attempt.media, attempt.url
    if url.startswith("data:"):
        return _written_out(media, url, folder / media.id)
    if patience.spent(url):
        error = f"{host_of(url)} failed {patience_with(url)} times running"
        return MediaOutcome(media=media, error=error, code="host-given-up")
    target = folder / media.id
    try:
        if is_video_page(url):
            return _fetch_video(media, url, client, target)
        download = client.fetch_to_file(url, target)
    except FetchFailed as failure:
        if failure.reason == "budget":
            raise
        patience.record(url, failed=failure.reason not in _BOUNDS)
        return _failed(media, failure)
    if download.status == 200 and _usable(media, target):
        patience.record(url, failed=False)
        return MediaOutcome(media=media, download=download)
    target.unlink(missing_ok=True)
    patience.record(url, failed=download.status >= 500)
    error = "a web page came instead of the file" if download.status == 200 else f"HTTP {download.status}"
    goes_on = attempt.left and (download.status == 200 or download.status in _STEP_DOWN)
    following = Attempt(media=media, url=attempt.left[0], left=attempt.left[1:]) if goes_on else None
    return MediaOutcome(media=media, error=error, next=following)


def _written_out(media: Media, url: str, target: Path) -> MediaOutcome:
    """Return the file that is written into an address; nobody is asked for it."""
    held = sizes.data_of(url)
    if held is None:
        return MediaOutcome(media=media, error="what is written into its address can't be read")
    target.write_bytes(held[1])
    page = RawPage(url="", final_url="", status=200, headers=(("content-type", held[0]),))
    return MediaOutcome(media=media, download=Download(page=page, path=target, bytes=len(held[1])))


def _failed(media: Media, failure: FetchFailed) -> MediaOutcome:
    """Return why nothing came: by a bound of ours, or because there is nothing."""
    if failure.reason in _BOUNDS:
        code = "skipped-by-bound" if failure.reason == "too-large" else "media-missing"
        return MediaOutcome(media=media, error=failure.message, code=code, status=MediaStatus.SKIPPED)
    return MediaOutcome(media=media, error=failure.message)


def _fetch_video(media: Media, url: str, client: Client, target: Path) -> MediaOutcome:
    """Fetch an uploaded video by way of its page; if no stream of it can be had, its poster."""
    page = client.fetch(url)
    named = read_video_page(page.body) if page.status == 200 else VideoPage()
    if page.status == 200 and not named.streams and (call := stream_call(url, page.body)) is not None:
        named = _called(call, client)
    outcome = MediaOutcome(
        media=media, error="its page names no stream" if page.status == 200 else f"HTTP {page.status}"
    )
    for stream in named.streams:
        try:
            download = client.fetch_to_file(stream, target)
        except FetchFailed as failure:
            if failure.reason == "budget":
                raise
            outcome = _failed(media, failure)
            continue
        if download.status == 200 and _usable(media, target):
            return MediaOutcome(media=media, download=download)
        outcome = MediaOutcome(media=media, error=f"its streams can't be had: HTTP {download.status}")
    return replace(outcome, poster=_fetch_poster(media, named.poster, client, target))


def _called(call: "StreamCall", client: Client) -> "VideoPage":
    """Ask for the streams as the player of today's pages does."""
    try:
        told = client.post(call.url, {"f.req": call.request}, headers={"X-Same-Domain": "1"})
    except FetchFailed as failure:
        if failure.reason == "budget":
            raise
        return VideoPage()
    return read_streams(told.body) if told.status == 200 else VideoPage()


def _fetch_poster(media: Media, url: str, client: Client, target: Path) -> Download | None:
    target = target.with_name(f"{target.name}-poster")
    for address in dict.fromkeys((sizes.canonical(url), url)) if url else ():
        try:
            download = client.fetch_to_file(address, target)
        except FetchFailed as failure:
            if failure.reason == "budget":
                raise
            continue
        if download.status == 200 and _usable(media, target):
            return download
    return None


def _usable(media: Media, path: Path) -> bool:
    """Return a media file from the error page that is served in its place, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return False
    html = head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<!--"))
    return not html or (media.kind is MediaKind.FILE and not leads_to_file(media.url))


# Videos uploaded to Blogger: the page at `video.g` names streams whose addresses expire, and a poster. Pure.
#
# Format: `var VIDEO_CONFIG = {"thumbnail": URL, "streams": [{"play_url": URL, "format_id": number}, …]}`, as such
# pages held it until 2026; `format_id` is YouTube's itag.

_CONFIG = re.compile(r"\bVIDEO_CONFIG\s*=\s*(?=\{)")
_PAGE = re.compile(r"^https?://(?:www|draft)\.blogger\.com/video\.g\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPage:
    """What a video's page names: its streams, best first, and its poster; empty where it names none."""

    streams: tuple[str, ...] = ()
    poster: str = ""


def is_video_page(url: str) -> bool:
    """Whether an address is that of a page around an uploaded video."""
    return bool(_PAGE.match(url))


def read_video_page(body: bytes) -> VideoPage:
    """Read such a page; never raises."""
    text = body.decode("utf-8", "replace")
    found = _CONFIG.search(text)
    if found is None:
        return VideoPage()
    try:
        config, _ = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError):
        return VideoPage()
    if not isinstance(config, dict):
        return VideoPage()
    listed = config.get("streams")
    streams = [
        (_quality(_number(stream.get("format_id")), url), url)
        for stream in (listed if isinstance(listed, list) else [])
        if isinstance(stream, dict) and (url := _web(stream.get("play_url")))
    ]
    best_first = sorted(streams, key=lambda stream: stream[0], reverse=True)
    return VideoPage(streams=tuple(url for _, url in best_first), poster=_web(config.get("thumbnail")))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _web(value: object) -> str:
    """Return a value if it is an address on the web, else nothing."""
    if not isinstance(value, str):
        return ""
    try:
        return value if split_url(value).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


# Since February 2026 the page holds no streams: its player asks for them, by a call of the kind that all of Google's
# newer pages make (`batchexecute`). Format: a POST of `f.req=[[["WcwnYd", "[<token>,\"\",0]", null, "generic"]]]`, with
# the session and the build that the page names; the answer is `)]}'`, then lengths and lines of JSON, one of which is
# `[["wrb.fr", "WcwnYd", "<JSON>", …]]`. In that JSON a stream is `[<address>, [<itag>]]`, wherever it stands.
_CALL = "WcwnYd"
_PLAYER = "https://www.blogger.com/_/BloggerVideoPlayerUi/data/batchexecute"
_NAMED = re.compile(rb'"(FdrFJe|cfb2h)"\s*:\s*"([^"]{1,200})"')
_STREAM = re.compile(r"^https?://[^/?#]+\.(?:googlevideo\.com|c\.youtube\.com)/videoplayback\b")
_DEEPEST = 12
"""Levels of the answer that are looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCall:
    """Where to ask for the streams of a video, and the value of the form's one field."""

    url: str
    request: str


def stream_call(url: str, body: bytes) -> StreamCall | None:
    """Return the call that the player of a video's page makes; None where the address has no token."""
    token = parse_qs(split_url(url).query).get("token", [""])[0]
    if not token:
        return None
    named = {name.decode(): value.decode("utf-8", "replace") for name, value in _NAMED.findall(body)}
    query = {"rpcids": _CALL, "source-path": "/video.g", "f.sid": named.get("FdrFJe", ""), "bl": named.get("cfb2h", "")}
    asked = urlencode({**{name: value for name, value in query.items() if value}, "hl": "en-US", "rt": "c"})
    inner = json.dumps([token, "", 0], separators=(",", ":"))
    return StreamCall(
        url=f"{_PLAYER}?{asked}", request=json.dumps([[[_CALL, inner, None, "generic"]]], separators=(",", ":"))
    )


def read_streams(body: bytes) -> VideoPage:
    """Read the answer to such a call; never raises."""
    streams: list[tuple[tuple[int, int], str]] = []
    posters: list[str] = []
    for line in body.decode("utf-8", "replace").splitlines():
        if _CALL not in line:
            continue
        for told in _answers(line):
            _gather(told, streams, posters, _DEEPEST)
    best_first = sorted(streams, key=lambda stream: stream[0], reverse=True)
    return VideoPage(streams=tuple(dict.fromkeys(url for _, url in best_first)), poster=next(iter(posters), ""))


def _answers(line: str) -> Iterator[object]:
    """Yield what the frames of one line carry for our call."""
    try:
        frames = json.loads(line)
    except (ValueError, RecursionError):
        return
    for frame in frames if isinstance(frames, list) else []:
        if isinstance(frame, list) and len(frame) > 2 and frame[1] == _CALL and isinstance(frame[2], str):
            with suppress(ValueError, RecursionError):
                yield json.loads(frame[2])


def _gather(told: object, streams: list[tuple[tuple[int, int], str]], posters: list[str], levels: int) -> None:
    """Collect (itag, address) of streams, and the addresses of pictures, from an answer whose form may change."""
    if isinstance(told, list) and levels:
        first = told[0] if told else None
        if isinstance(first, str) and _STREAM.match(first):
            itag = next((one[0] for one in told[1:] if isinstance(one, list) and one), 0)
            streams.append((_quality(_number(itag), first), first))
            return
        for one in told:
            _gather(one, streams, posters, levels - 1)
    elif isinstance(told, str) and _STREAM.match(told):
        streams.append((_quality(0, told), told))
    elif isinstance(told, str) and _web(told):
        posters.append(told)


# Lines of picture of the itags that uploaded videos have had; of the others the greater number counts as better.
_LINES = {37: 1080, 22: 720, 59: 480, 78: 480, 35: 480, 18: 360, 34: 360, 43: 360, 5: 240, 36: 240, 13: 144, 17: 144}


def _quality(itag: int, url: str) -> tuple[int, int]:
    """Return what is greater for the better stream, by the itag that is told, else by the one in the address."""
    named = parse_qs(split_url(url).query).get("itag", [""])[0]
    if not itag and named.isascii() and named.isdigit() and len(named) < 6:
        itag = int(named)
    return _LINES.get(itag, 0), itag
