"""The pictures, videos and sounds that a body uses, each once, with every URL under which the body refers to it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from lxml import etree

from migrator.addresses import images
from migrator.content.tree import parse_fragment
from migrator.model.documents import MediaUse
from migrator.model.schema import MediaKind

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|avif)$", re.IGNORECASE)
_FILE = re.compile(
    r"jpe?g|png|gif|webp|bmp|tiff?|svg|avif|mp[34]|m4[av]|og[gv]|wav|flac|aac|webm|mov|avi|wmv|mpe?g|swf|pdf|epub|mobi"
    r"|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z|gz|exe|apk",
    re.IGNORECASE,
)
"""The endings of files that links lead to."""
_FETCHED = {
    MediaKind.AUDIO: re.compile(r"mp3|m4a|og[ga]|wav|flac|aac", re.IGNORECASE),
    MediaKind.VIDEO: re.compile(r"mp4|m4v|ogv|webm|mov|avi|wmv|mpe?g", re.IGNORECASE),
    MediaKind.FILE: re.compile(r"pdf|epub|mobi|docx?|xlsx?|pptx?|od[tsp]|rtf", re.IGNORECASE),
}
"""What is fetched of these, pictures aside: what is read, heard or seen; no programs and no packed files."""
_SMALLEST_WRITTEN, _LARGEST_WRITTEN = 200, 32_000_000
"""Characters of a picture written into its address (`data:`): one that is shorter only keeps a place."""
STYLE_URL = re.compile(r"""\burl\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""", re.IGNORECASE)
_ORIGINALS = ("data-original", "data-full-url", "data-large-file", "data-orig-file", "data-src", "data-lazy-src")
_VIDEO_ID = re.compile(r"^BLOGGER-video-([0-9a-f]{8,32})")
_VIDEO_PAGE = re.compile(r"^https?://(?:www|draft)\.blogger\.com/video\.g\?")

# Why a reference leads to nothing that is fetched.
NO_ADDRESS = "without a web address"
FURNITURE = "Blogger's own furniture"
PLAYER = "embedded from elsewhere, kept as its address"
OTHER_FORM = "another form of a picture"
LINKED = "a file that is linked to, kept as its address"
PLACEHOLDER = "keeps the place of a picture"
TOO_LARGE = "written into the text, and larger than what is taken out of it"


@dataclass(slots=True)
class _ImageReference:
    """A reference in the making: what is shown, what it links to, other spellings; `identity` stands for the key."""

    kind: MediaKind
    shown: str
    linked: str | None = None
    others: list[str] = field(default_factory=list)
    identity: str = ""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to a file, perhaps to the original of the picture that it holds."""

    target: str


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


def leads_to_file(url: str) -> bool:
    """Whether a link leads to a picture, a sound, a film or a document to download, rather than to a page."""
    if not _is_web(url):
        return False
    folder, _, name = url.partition("#")[0].partition("?")[0].rpartition("/")
    stem, _, ending = name.rpartition(".")
    return bool(stem and _FILE.fullmatch(ending) and not folder.endswith(":/")) or _names_picture(url)


def kind_of_linked(url: str) -> MediaKind | None:
    """Return what a link leads to that is fetched as the blog's: a picture, a sound, a film, a document; else None."""
    if not leads_to_file(url):
        return None
    ending = url.partition("#")[0].partition("?")[0].rpartition("/")[2].rpartition(".")[2]
    kind = next((kind for kind, endings in _FETCHED.items() if endings.fullmatch(ending)), None)
    return kind or (MediaKind.IMAGE if _names_picture(url) else None)


def _srcset(value: str) -> list[str]:
    """Return the addresses of a `srcset`, largest first."""
    sized: list[tuple[float, str]] = []
    for candidate in value.split(", "):
        url, _, size = candidate.strip().partition(" ")
        number = size.strip().rstrip("wx")
        if _is_web(url):
            sized.append((float(number) if re.fullmatch(r"\d+(?:\.\d+)?", number) else 0.0, url))
    return [url for _, url in sorted(sized, key=lambda one: -one[0])]


def _picture(image: etree._Element) -> _ImageReference | str:
    source = image.get("src", "").strip()
    others = [url for name in _ORIGINALS if _is_web(url := image.get(name, "").strip())]
    others += _srcset(image.get("srcset", ""))
    linked = None
    for parent in image.iterancestors("a"):
        target = parent.get("href", "").strip()
        linked = target if _names_picture(target) else None
        break
    if not _is_web(source):
        # What a saved page shows in the place of a picture: the address that it had stands elsewhere, or nowhere.
        if not others and linked is None:
            return _written(source)
        source = others[0] if others else linked or ""
    if images.is_chrome(source):
        return FURNITURE
    return _ImageReference(MediaKind.IMAGE, source, linked, others)


def _written(source: str) -> _ImageReference | str:
    """Read an address that leads nowhere on the web: of a picture that it holds itself, or of nothing."""
    if not source.startswith("data:image/"):
        return NO_ADDRESS
    if len(source) > _LARGEST_WRITTEN:
        return TOO_LARGE
    held = images.data_of(source) if len(source) >= _SMALLEST_WRITTEN else None
    return _ImageReference(MediaKind.IMAGE, source) if held else PLACEHOLDER


def _behind(element: etree._Element) -> Iterator[_ImageReference | str]:
    """Yield the pictures that an element has as its background, by its attribute or its style."""
    found = [element.get("background", "").strip()] if element.get("background") else []
    found += [address for address in style_addresses(element.get("style", "")) if not address.startswith("#")]
    for address in found:
        source = f"https:{address}" if address.startswith("//") else address
        if not _is_web(source):
            yield _written(source)
        else:
            yield FURNITURE if images.is_chrome(source) else _ImageReference(MediaKind.IMAGE, source)


def style_addresses(style: str) -> list[str]:
    """Return the addresses that a style names, as written."""
    return [address for found in STYLE_URL.findall(style) if (address := "".join(found).strip())]


def _blogger_video(frame: etree._Element) -> _ImageReference | None:
    """Read an uploaded video; its address holds a token that is new on every fetch, its number stays."""
    source = frame.get("src") or frame.get("data") or ""
    if not _VIDEO_PAGE.match(source):
        return None
    number = _VIDEO_ID.match(frame.get("id", ""))
    identity = f"https://www.blogger.com/video/{number[1]}" if number else source
    return _ImageReference(MediaKind.VIDEO, source, identity=identity)


def _sound_or_film(element: etree._Element) -> Iterator[_ImageReference | str]:
    tag, source = element.tag, element.get("src", "").strip()
    if tag == "source":
        parent = element.getparent()
        tag = "picture" if parent is None else parent.tag
        if tag == "picture":
            if source:
                yield OTHER_FORM
            return
    if _is_web(source):
        yield _ImageReference(MediaKind.AUDIO if tag == "audio" else MediaKind.VIDEO, source)
    elif source:
        yield NO_ADDRESS
    poster = element.get("poster", "").strip()
    if _is_web(poster):
        yield _ImageReference(MediaKind.IMAGE, poster)
    elif poster:
        yield NO_ADDRESS


_REFERRING = ("img", "a", "video", "audio", "source", "iframe", "object", "embed")
_HAS_BACKGROUNDS = etree.XPath("boolean(.//@background) or boolean(.//@style[contains(., '(')])")


def _references(root: etree._Element) -> Iterator[_ImageReference | _Link | str]:
    """Yield what is referred to, in order; the rule in words where it is nothing to fetch."""
    behind = _HAS_BACKGROUNDS(root)
    for element in root.iter(etree.Element) if behind else root.iter(*_REFERRING):
        tag = element.tag
        if behind:
            yield from _behind(element)
            if tag not in _REFERRING:
                continue
        if tag == "img":
            yield _picture(element)
        elif tag == "a":
            target = element.get("href", "").strip()
            if images.is_image_host(target) and _names_picture(target) and element.find(".//img") is None:
                yield _ImageReference(MediaKind.IMAGE, target)
            elif leads_to_file(target):
                yield _Link(target)
        elif tag in {"iframe", "object", "embed"}:
            yield _blogger_video(element) or PLAYER
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


def _fetched(
    told: list[_ImageReference | _Link | str],
    shown: set[str],
    keys: _Keys,
    times: Counter[str],
    passed: Counter[str],
) -> Iterator[_ImageReference]:
    """Yield the references to media, links to files too; count those links that lead to what is shown, or nowhere."""
    for one in told:
        if isinstance(one, _ImageReference):
            yield one
        elif isinstance(one, _Link):
            if keys[one.target] in shown:
                times[keys[one.target]] += 1
            elif kind := kind_of_linked(one.target):
                yield _ImageReference(kind, one.target)
            else:
                passed[LINKED] += 1


def media_in(root: etree._Element) -> tuple[MediaUse, ...]:
    """Return the media of a cleaned body, in order of appearance."""
    return references_of(root)[0]


def references_of(root: etree._Element) -> tuple[tuple[MediaUse, ...], Counter[str]]:
    """Return the media of a cleaned body, and how many of its references lead to nothing to fetch, by the rule."""
    told = list(_references(root))
    if not told:
        return (), Counter()
    found = [one for one in told if isinstance(one, _ImageReference)]
    passed = Counter(one for one in told if isinstance(one, str))
    keys = _Keys()
    originals = _originals(found, keys)
    uses: dict[str, tuple[_ImageReference, str, list[str]]] = {}
    times: Counter[str] = Counter()
    shown = {one.identity or keys[originals.get(keys[one.shown]) or (one.others or [one.shown])[0]] for one in found}
    for one in _fetched(told, shown, keys, times, passed):
        linked = originals.get(keys[one.shown])
        best = linked or (one.others or [one.shown])[0]
        identity = one.identity or keys[best]
        times[identity] += 1
        _, _, urls = uses.setdefault(identity, (one, best, []))
        urls += [url for url in (one.shown, linked, *one.others) if url]
    media = tuple(
        MediaUse(
            id=images.id_of_key(keys[first.identity or best]),
            url=best if first.identity else images.canonical(best),
            urls=tuple(dict.fromkeys(urls)),
            kind=first.kind,
            times=times[identity],
        )
        for identity, (first, best, urls) in uses.items()
    )
    return media, passed


def media_urls(content_html: str) -> tuple[MediaUse, ...]:
    """Return the media of a cleaned body that came as text, in order of appearance."""
    return media_in(parse_fragment(content_html))


# How many references there should be: counted in the text alone, by what knows nothing of what becomes of them.

# A cleaned body writes tags in small letters, and no `<` inside of a value.
_VALUES = r"([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)"
_ANY_TAG = re.compile(rf"<(?:!--.*?--|([a-z][^\s/>]*){_VALUES})>", re.DOTALL)
_REFERRING_TAG = re.compile(rf"<(?:!--.*?--|({'|'.join(_REFERRING)})(?=[\s/>]){_VALUES})>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")


def count_references(content_html: str) -> int:
    """Return how many references to pictures, videos, sounds, players and linked files a cleaned body holds."""
    count = 0
    small = content_html.lower()
    behind = "url(" in small or "background=" in small
    for tag in (_ANY_TAG if behind else _REFERRING_TAG).finditer(content_html):
        name = tag[1]
        count += name in {"img", "iframe", "object", "embed"}
        if name and (behind or name not in {"img", "iframe", "object", "embed"}):
            attributes = _ATTRIBUTE.finditer(tag[2])
            count += sum(_refers(name, one[1].lower(), one[2] or one[3] or one[4] or "") for one in attributes)
    return count


def _refers(tag: str, attribute: str, value: str) -> int:
    """Return how many files an attribute names."""
    if attribute not in {"href", "src", "poster", "background", "style"}:
        return 0
    value = unescape(value).strip()
    if attribute == "style":
        return sum(not address.startswith("#") for address in style_addresses(value))
    if attribute == "background":
        return bool(value)
    if tag == "a":
        return attribute == "href" and leads_to_file(value)
    return tag in {"video", "audio", "source"} and attribute in {"src", "poster"} and bool(value)
