"""Videos uploaded to Blogger: the page at `video.g` names streams whose addresses expire, and a poster. Pure.

Format: `var VIDEO_CONFIG = {"thumbnail": URL, "streams": [{"play_url": URL, "format_id": number}, …]}`, as such pages
hold it in 2024; the greatest `format_id` is the best stream.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_CONFIG = re.compile(r"\bVIDEO_CONFIG\s*=\s*(?=\{)")
_PAGE = re.compile(r"^https?://(?:www|draft)\.blogger\.com/video\.g\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPage:
    """What a video's page names: its streams, best first, and its poster; empty where it names none."""

    streams: tuple[str, ...] = ()
    poster: str = ""


def is_video_page(url: str) -> bool:
    """Tell whether an address is that of a page around an uploaded video."""
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
        (_number(stream.get("format_id")), url)
        for stream in (listed if isinstance(listed, list) else [])
        if isinstance(stream, dict) and (url := _web(stream.get("play_url")))
    ]
    best_first = sorted(streams, key=lambda stream: -stream[0])
    return VideoPage(streams=tuple(url for _, url in best_first), poster=_web(config.get("thumbnail")))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _web(value: object) -> str:
    """Give a value if it is an address on the web, else nothing."""
    if not isinstance(value, str):
        return ""
    try:
        return value if urlsplit(value).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
