"""What a theme put into the element of the body around the author's text, and advertisements anywhere in it.

Blogger writes a body in one piece, so that a theme's boxes stand before or behind it: what the author's text follows
and precedes is his, whatever it is called. A box at an edge is the theme's where its markup says so: microdata of the
byline, buttons, a heading that repeats the title, names with what such names promise (links, few words).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from migrator.content.boilerplate import is_part_of_theme
from migrator.model.documents import Extent
from migrator.pages.document import Document
from migrator.pages.elements import text_of
from migrator.pages.entries import post_at
from migrator.pages.index import Node
from migrator.pages.segment import PageSegments, PostBlock
from migrator.pages.untitled import words

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MEDIA = frozenset({"img", "iframe", "video", "audio", "object", "embed", "table", "pre", "canvas", "math", "amp-img"})
_CONTROLS = frozenset({"button", "input", "select", "textarea", "form", "label"})
_SILENT = frozenset({"script", "style", "noscript", "template"})
_BOXES = frozenset({"div", "article", "section", "main"})
_CHROME = frozenset({"header", "footer", "nav", "aside"})
_BYLINE_PROPS = frozenset({"author", "datepublished", "datemodified", "creator", "publisher"})
_BYLINE_CLASSES = frozenset(
    {"fn", "vcard", "g-profile", "published", "updated", "timestamp-link", "post-author", "byline"}
)
# Words in the names of boxes, in the languages in which themes are written.
_NAMES = frozenset(
    {
        "share", "sharing", "shares", "sharer", "social", "sosmed", "bagikan", "compartir", "partager", "teilen",
        "related", "relate", "similar", "recommended", "recommendation", "terkait", "relacionados", "relacionadas",
        "benzer", "lainnya", "juga", "baca", "readalso", "youmay", "popular", "latest", "author", "authorbox",
        "authors", "aboutauthor", "writer", "penulis", "byline", "meta", "info", "postinfo", "postmeta", "timestamp",
        "tags", "labels", "label", "category", "categories", "breadcrumb", "breadcrumbs", "crumb", "crumbs",
        "subscribe", "newsletter", "subscription", "follow", "follows", "feedburner", "rating", "ratings", "star",
        "stars", "pager", "pagination", "prevnext", "navigation", "nav", "neighbour", "neighbor", "print", "views",
        "copyright", "footer", "comment", "comments", "disqus", "reactions", "readtime", "reading", "donate",
        "coffee", "whatsapp", "telegram", "getlink", "download", "safelink", "timer",
    }
)  # fmt: skip
_AD_NAMES = frozenset(
    {
        "ad", "ads", "adsense", "advert", "adverts", "advertisement", "advertising", "adbox", "adslot", "adunit",
        "adsbygoogle", "iklan", "publicidad", "anuncio", "anuncios", "reklam", "reklama", "reklame", "werbung",
        "anzeige", "annonce", "annonces", "publicite", "pub", "quangcao", "sponsor", "sponsored", "banner",
    }
)  # fmt: skip
_AD_ELEMENTS = frozenset({"amp-ad", "amp-auto-ads", "amp-sticky-ad"})
_TITLE_NAMES = frozenset({"title", "headline", "judul", "titulo", "titre", "titel"})
_PERSON_NAMES = frozenset({"author", "authors", "authorbox", "aboutauthor", "writer", "penulis", "about", "bio"})
_MOST_PERSON_WORDS = 60
_MOST_AD_WORDS = 6
_MOST_IN_SMALL_BOX = 40
_MOST_NAMED_WORDS = 12
_MOST_WORDS_BESIDE_LINKS = 25
_MOST_BARE_WORDS = 3
_MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a post beside its body: its title and address (empty in a list), whether a heading shows it."""

    document: Document
    title: str
    own: str
    is_titled_outside: bool
    guessed: bool
    """Whether no mark told the body, so that whatever looks like a theme's box is one."""


def set_aside(layout: PageSegments, title: str, url: str) -> None:
    """Note in the blocks of a page which boxes inside their bodies are the theme's, and show what these hold.

    `title` and `url` are those of the post that the page is about; in a list the address is not that of a post.
    """
    own = post_at(layout.document, url)
    shown: list[Node] = []
    for block in layout.blocks:
        if block.extent is not Extent.NONE:
            outside = title and any(words(text_of(node.element)) == words(title) for node in _titles(layout, block))
            known = _Known(layout.document, title, own, bool(outside), layout.guessed)
            boxes, innermost = _edges(block.body.element, known)
            boxes += _advertisements(block.body.element)
            block.boxes = [layout.document.index.node(box) for box in boxes]
            if layout.guessed:
                block.body = layout.document.index.node(innermost)
            shown += block.boxes
    if shown:
        layout.hide_bodies([block.body for block in layout.blocks], shown)


def _titles(layout: PageSegments, block: PostBlock) -> Iterator[Node]:
    return layout.find(block, (*layout.selectors.title, "h1"))


def _names(element: etree._Element) -> set[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {word.lower() for word in _WORDS.findall(names)} if names != " " else set()


def _count(element: etree._Element) -> int:
    return len(_shown(element).split())


def _has_few(element: etree._Element, most: int) -> bool:
    """Whether an element shows few words; a long text, or many elements, need not be counted."""
    following = next(islice(element.iterdescendants(), _MOST_IN_SMALL_BOX, None), None)
    return following is None and _count(element) <= most


def _shown(element: etree._Element) -> str:
    """Return the text that a reader sees, without scripts."""
    if element.find(".//script") is None and element.find(".//style") is None and element.find(".//noscript") is None:
        return text_of(element)
    return " ".join(_texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    stack: list[etree._Element | str] = [element]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif not callable(part.tag) and part.tag not in _SILENT:
            yield part.text or ""
            for child in reversed(part):
                stack += (child.tail or "", child)


def _has_media(element: etree._Element) -> bool:
    return element.tag in _MEDIA or next(element.iterdescendants(*_MEDIA), None) is not None


def _advertisements(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the boxes that hold an advertisement's place and nothing else but a word for it."""
    seen: set[etree._Element] = set()
    for element in list(body.iterdescendants(etree.Element)):
        if not _is_advertisement(element):
            continue
        box = element
        for parent in element.iterancestors():
            if parent is body or not _has_few(parent, _MOST_AD_WORDS) or _has_author_media(parent):
                break
            box = parent
        if not any(ancestor in seen for ancestor in (box, *box.iterancestors())):
            seen.add(box)
            yield box


def _is_advertisement(element: etree._Element) -> bool:
    if element.tag in _AD_ELEMENTS or element.get("data-ad-client") or element.get("data-ad-slot"):
        return True
    if element.get("class") is None and element.get("id") is None:
        return False
    if "adsbygoogle" in (element.get("class") or "") or (element.get("id") or "").startswith("div-gpt-ad"):
        return True
    if element.tag not in _BOXES and element.tag not in {"aside", "center", "ins"}:
        return False
    if _names(element).isdisjoint(_AD_NAMES) or not _has_few(element, _MOST_AD_WORDS):
        return False
    return not _has_author_media(element)


def _has_author_media(element: etree._Element) -> bool:
    found = next(element.iterdescendants(*(_MEDIA - {"iframe"})), None) is not None or element.tag in _MEDIA
    return found or any("google" not in (one.get("src") or "google") for one in element.iterdescendants("iframe"))


def _edges(body: etree._Element, known: _Known) -> tuple[list[etree._Element], etree._Element]:
    """Return the theme's boxes before and behind the author's text, and the element that the text alone is in."""
    element = body
    found: list[etree._Element] = []
    for _ in range(_MOST_LEVELS):
        children = [child for child in element if not callable(child.tag)]
        leading = list(_run(children, _text_before, known, is_first=True))
        rest = [child for child in children if child not in leading]
        trailing = list(_run(rest[::-1], _text_behind, known, is_first=False))
        found += (*leading, *trailing)
        loose = (element.text, *(child.tail for child in element))
        if any(text and not text.isspace() for text in loose):
            break
        kept = list(islice((child for child in rest if child not in trailing and not _is_empty(child)), 2))
        if len(kept) != 1 or kept[0].tag not in _BOXES:
            break
        element = kept[0]
    return found, element


def _run(
    children: list[etree._Element], between: Callable[[etree._Element], str], known: _Known, *, is_first: bool
) -> Iterator[etree._Element]:
    for child in children:
        if between(child).strip():
            return
        if _is_themes(child, known, is_first=is_first) or _is_left_empty(child):
            yield child
        elif not _is_empty(child):
            return


def _text_before(child: etree._Element) -> str:
    before = child.getprevious()
    if before is not None:
        return before.tail or ""
    parent = child.getparent()
    return "" if parent is None else parent.text or ""


def _text_behind(child: etree._Element) -> str:
    return child.tail or ""


def _is_empty(element: etree._Element) -> bool:
    return not _has_media(element) and not _shown(element).strip()


def _is_left_empty(element: etree._Element) -> bool:
    """Whether an element is a theme's place for what its script would have put there: a class, and nothing in it."""
    names = element.get("class")
    if element.tag not in _BOXES or not names or "separator" in names or element.get("style") or element.get("id"):
        return False
    inside = element.iterdescendants(etree.Element)
    return all(one.tag in _BOXES or one.tag in _SILENT for one in inside) and not _shown(element).strip()


def _is_themes(element: etree._Element, known: _Known, *, is_first: bool) -> bool:
    if element.tag in _SILENT:
        return False
    if _is_controls(element):
        return True
    if _is_empty(element):
        return False
    if (is_first and _repeats_title(element, known)) or (element.tag in _CHROME and known.guessed):
        return True
    return _is_byline(element) or _is_named(element, known)


def _repeats_title(element: etree._Element, known: _Known) -> bool:
    """Whether an element is the title's own heading: it leads to the post, or no other heading of the page shows it."""
    heading = element if element.tag in _HEADINGS else next(element.iterdescendants(*_HEADINGS), None)
    if heading is None or (element is not heading and _count(element) > _count(heading) + _MOST_NAMED_WORDS):
        return False
    if known.title and words(_shown(heading)) != words(known.title):
        return False
    links = [heading, *heading.iterdescendants("a")] if heading.tag == "a" else heading.iterdescendants("a")
    above = next(heading.iterancestors("a"), None)
    addresses = [link.get("href") or "" for link in (*links, *(() if above is None else (above,)))]
    leads = [url for address in addresses if (url := post_at(known.document, address))]
    if any(url == known.own or not known.own for url in leads):
        return True
    if known.is_titled_outside or not known.title:
        return False
    is_named = bool(_names(heading) & _TITLE_NAMES) or "headline" in (heading.get("itemprop") or "")
    return known.guessed or is_named


def _is_byline(element: etree._Element) -> bool:
    """Whether an element holds microdata or Blogger's class names of a byline, who and when, and few words beside."""
    marked = {one for one in element.iter(etree.Element) if _tells_byline(one)}
    if not marked or (element.tag == "p" and all(one.tag == "time" for one in marked)):
        return False
    told = marked.union(element.iterdescendants("a"))
    outer = [one for one in told if not any(ancestor in told for ancestor in one.iterancestors())]
    return element in told or _count(element) - sum(map(_count, outer)) <= _MOST_NAMED_WORDS


def _tells_byline(element: etree._Element) -> bool:
    if element.tag == "time" or _BYLINE_PROPS & set((element.get("itemprop") or "").lower().split()):
        return True
    names = element.get("class")
    return bool(names) and not _BYLINE_CLASSES.isdisjoint(str(names).split())


def _is_controls(element: etree._Element) -> bool:
    """Whether nothing but buttons and fields is in an element."""
    if element.tag in _CONTROLS:
        return True
    inside = list(element.iterdescendants(*_CONTROLS))
    if not inside or _has_media(element):
        return False
    outer = [one for one in inside if not any(ancestor.tag in _CONTROLS for ancestor in one.iterancestors())]
    return _count(element) - sum(map(_count, outer)) <= 0


def _is_named(element: etree._Element, known: _Known) -> bool:
    """Whether the names of an element promise a theme's part, and it holds what such a part does."""
    names, count, is_part = _names(element), _count(element), is_part_of_theme(element)
    if not is_part and not names & _NAMES:
        if not known.guessed or element.tag in {"p", "blockquote"} or count > _MOST_NAMED_WORDS:
            return False
        return any(_names(one) & _NAMES for one in element.iterdescendants(etree.Element))
    links = list(element.iterdescendants("a"))
    beside = count - sum(map(_count, links))
    if known.guessed or names & _PERSON_NAMES:
        return bool(links) and beside <= _MOST_PERSON_WORDS
    if next(element.iterdescendants(*_CONTROLS), None) is not None:
        return beside <= _MOST_WORDS_BESIDE_LINKS
    return (bool(links) or is_part) and beside <= (_MOST_WORDS_BESIDE_LINKS if links else _MOST_BARE_WORDS)
