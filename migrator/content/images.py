"""The pictures, videos and sounds that a body uses, each once, with every URL under which the body refers to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from migrator.addresses import images
from migrator.content.tree import parse_fragment
from migrator.model.documents import MediaUse
from migrator.model.schema import MediaKind

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|avif)$", re.IGNORECASE)
_ORIGINALS = ("data-original", "data-full-url", "data-large-file", "data-orig-file", "data-src", "data-lazy-src")
_VIDEO_ID = re.compile(r"^BLOGGER-video-([0-9a-f]{8,32})")
_VIDEO_PAGE = re.compile(r"^https?://(?:www|draft)\.blogger\.com/video\.g\?")


@dataclass(slots=True)
class _ImageReference:
    """A reference in the making: what is shown, what it links to, other spellings; `identity` stands for the key."""

    kind: MediaKind
    shown: str
    linked: str | None = None
    others: list[str] = field(default_factory=list)
    identity: str = ""


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _names_picture(url: str) -> bool:
    """Whether a link leads to a picture rather than to a page."""
    if not _is_web(url) or images.is_chrome(url):
        return False
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return bool(_PICTURE_FILE.search(path)) or (images.is_image_host(url) and path.count("/") >= 3)


def _srcset(value: str) -> list[str]:
    """Return the addresses of a `srcset`, largest first."""
    sized: list[tuple[float, str]] = []
    for candidate in value.split(", "):
        url, _, size = candidate.strip().partition(" ")
        number = size.strip().rstrip("wx")
        if _is_web(url):
            sized.append((float(number) if re.fullmatch(r"\d+(?:\.\d+)?", number) else 0.0, url))
    return [url for _, url in sorted(sized, key=lambda one: -one[0])]


def _picture(image: etree._Element) -> _ImageReference | None:
    source = image.get("src", "").strip()
    others = [url for name in _ORIGINALS if _is_web(url := image.get(name, "").strip())]
    others += _srcset(image.get("srcset", ""))
    if not _is_web(source):
        if not others:
            return None
        source = others[0]
    if images.is_chrome(source):
        return None
    linked = None
    for parent in image.iterancestors("a"):
        target = parent.get("href", "").strip()
        linked = target if _names_picture(target) else None
        break
    return _ImageReference(MediaKind.IMAGE, source, linked, others)


def _blogger_video(frame: etree._Element) -> _ImageReference | None:
    """Read an uploaded video; its address holds a token that is new on every fetch, its number stays."""
    source = frame.get("src") or frame.get("data") or ""
    if not _VIDEO_PAGE.match(source):
        return None
    number = _VIDEO_ID.match(frame.get("id", ""))
    identity = f"https://www.blogger.com/video/{number[1]}" if number else source
    return _ImageReference(MediaKind.VIDEO, source, identity=identity)


def _sound_or_film(element: etree._Element) -> Iterator[_ImageReference]:
    tag, source = element.tag, element.get("src", "").strip()
    if tag == "source":
        parent = element.getparent()
        tag = "picture" if parent is None else parent.tag
        if tag == "picture":
            return
    if _is_web(source):
        yield _ImageReference(MediaKind.AUDIO if tag == "audio" else MediaKind.VIDEO, source)
    poster = element.get("poster", "").strip()
    if _is_web(poster):
        yield _ImageReference(MediaKind.IMAGE, poster)


def _references(root: etree._Element) -> Iterator[_ImageReference]:
    for element in root.iter("img", "a", "video", "audio", "source", "iframe", "object", "embed"):
        tag = element.tag
        if tag == "img":
            if found := _picture(element):
                yield found
        elif tag == "a":
            target = element.get("href", "").strip()
            if images.is_image_host(target) and _names_picture(target) and element.find(".//img") is None:
                yield _ImageReference(MediaKind.IMAGE, target)
        elif tag in {"iframe", "object", "embed"}:
            if video := _blogger_video(element):
                yield video
        else:
            yield from _sound_or_film(element)


class _Keys(dict[str, str]):
    """The keys of URLs, each made once."""

    def __missing__(self, url: str) -> str:
        key = self[url] = images.key(url)
        return key


def _originals(found: list[_ImageReference], keys: _Keys) -> dict[str, str]:
    """Map the key of each shown picture to the URL of the one original that it links to.

    A picture that links to several others is a button, and no picture's preview.
    """
    targets: dict[str, dict[str, str]] = {}
    for one in found:
        if one.linked:
            targets.setdefault(keys[one.shown], {}).setdefault(keys[one.linked], one.linked)
    return {shown: next(iter(linked.values())) for shown, linked in targets.items() if len(linked) == 1}


def media_in(root: etree._Element) -> tuple[MediaUse, ...]:
    """Return the media of a cleaned body, in order of appearance."""
    found = list(_references(root))
    if not found:
        return ()
    keys = _Keys()
    originals = _originals(found, keys)
    uses: dict[str, tuple[_ImageReference, str, list[str]]] = {}
    for one in found:
        linked = originals.get(keys[one.shown])
        best = linked or (one.others or [one.shown])[0]
        _, _, urls = uses.setdefault(one.identity or keys[best], (one, best, []))
        urls += [url for url in (one.shown, linked, *one.others) if url]
    return tuple(
        MediaUse(
            id=images.id_of_key(keys[first.identity or best]),
            url=best if first.identity else images.canonical(best),
            urls=tuple(dict.fromkeys(urls)),
            kind=first.kind,
        )
        for first, best, urls in uses.values()
    )


def media_urls(content_html: str) -> tuple[MediaUse, ...]:
    """Return the media of a cleaned body that came as text, in order of appearance."""
    return media_in(parse_fragment(content_html))
