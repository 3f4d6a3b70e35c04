"""An entry of a posts or pages feed → the post that it shows."""

import html
import re
from urllib.parse import urljoin

from lxml import etree

from migrator.addresses.images import media_id
from migrator.addresses.join import split_url
from migrator.addresses.urls import absolute, author_id, blog_and_post_ids, post_id, slug_of
from migrator.content.characters import join_halves
from migrator.content.clean import clean_body
from migrator.content.images import references_of
from migrator.content.text import element_text, plain_text, words_of
from migrator.content.tree import parse_fragment, printable, remove
from migrator.feeds.values import EntryKind, FeedEntry, FeedText
from migrator.model.documents import BodyFacts, Extent, SeenPost
from migrator.model.schema import Author, Enclosure, Post, PostType

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});")
_ALWAYS_TOLD = frozenset({"type", "status", "title", "labels", "location"})
# What FeedBurner appends: share links, and a counting pixel, also from a domain of the owner's.
_FEEDBURNER = re.compile(r"^(?:https?:)?//(?:(?:feeds[0-9]?\.feedburner\.com|feedproxy\.google\.com)/~|feedads\.)")
_PIXEL = re.compile(r"/~(?:r|ff)/|^https?://blogger\.googleusercontent\.com/tracker/")
# What Blogger appends: the owner's footer for feeds, and a pixel.
_FOOTER = "blogger-post-footer"
# `<object class="BLOG_video_class" contentid="<16 hex>"></object>`: no address, unlike the players of before 2013.
_VIDEO = re.compile(r"<object\b[^>]*\bBLOG_video_class\b[^>]*>.*?</object>", re.IGNORECASE | re.DOTALL)
_VIDEO_ID = re.compile(r"""\bcontentid=["']?([0-9a-fA-F]{8,32})""")
_NAMES_SOURCE = re.compile(r"<(?:param|embed|iframe|video|source)\b|\sdata=", re.IGNORECASE)
_MAYBE_APPENDED = re.compile(r"feedflare|//feedads\.|/~(?:r|ff)/|blogger-post-footer|/tracker/")


def plain_title(title: FeedText | None) -> str:
    """Return a title as plain text.

    Titles that were posted through Blogger's API, and all of comments, are escaped twice: `Q &amp;amp; A`.
    """
    if title is None:
        return ""
    if title.html:
        return plain_text(title.value)
    text = html.unescape(join_halves(title.value)) if _ENTITY.search(title.value) else title.value
    return words_of(text)


def author_of(entry: FeedEntry) -> Author | None:
    """Return who wrote an entry, with a stable id."""
    if entry.author is None:
        return None
    name = words_of(entry.author.name)
    known = author_id(name, entry.author.url)
    return Author(id=known, name=name, url=entry.author.url, avatar=entry.author.avatar)


def permalink(entry: FeedEntry, home: str) -> str:
    """Return a post's own address, empty if the entry tells none (drafts).

    A Takeout tells only the path below `home`; FeedBurner puts its own address in the place of the post's.
    """
    if entry.filename:
        return urljoin(home, entry.filename) if home else ""
    shown = entry.original_url or entry.link("alternate", "text/html") or entry.link("alternate") or ""
    return (absolute(shown, home) or "") if shown else ""


def _is_page(entry: FeedEntry, url: str, feed_url: str) -> bool:
    if entry.kind is not EntryKind.UNMARKED:
        return entry.kind is EntryKind.PAGE
    path = split_url(url).path
    return "/feeds/pages/" in feed_url or bool(re.search(r"/p/[^/]+$", path)) or ".page-" in entry.atom_id


def _without_appended(root: etree._Element) -> None:
    """Take away what stands behind a feed's body and is not the author's."""
    for image in list(root.iter("img")):
        source = image.get("src", "")
        if _FEEDBURNER.search(source) or (image.get("width") == image.get("height") == "1" and _PIXEL.search(source)):
            remove(image)
    for block in list(root.iter("div")):
        if block.get("class") == "feedflare" or (block.get("class") == _FOOTER and _is_last(block)):
            remove(block)


def _show_thumbnail(root: etree._Element, url: str) -> None:
    """Put the picture that a short feed tells only beside its words into the shortened body, unless it is there."""
    if media_id(url) not in {media_id(image.get("src", "")) for image in root.iter("img")}:
        etree.SubElement(etree.SubElement(root, "div"), "img", src=printable(url))


def _is_last(element: etree._Element) -> bool:
    """Whether no word stands behind an element."""
    parent = element.getparent()
    if parent is None:
        return True
    behind = [
        element.tail or "",
        *(str(text) for one in element.itersiblings() for text in one.itertext(with_tail=True)),
    ]
    return not "".join(behind).strip() and _is_last(parent)


def lacks_video(body: str) -> bool:
    """Whether a body holds the placeholder of an uploaded video, which only the post's page shows."""
    return bool(videos_lacking(body))


def videos_lacking(body: str) -> list[str]:
    """Return the numbers (16 hexadecimal digits, where told) of the uploaded videos that a body holds no address of."""
    places = [match[0] for match in _VIDEO.finditer(body) if not _NAMES_SOURCE.search(match[0])]
    return [(_VIDEO_ID.search(place) or ("", "no number"))[1] for place in places]


def _body(entry: FeedEntry, base_url: str, *, breaks: bool) -> tuple[str, BodyFacts, Extent]:
    """Return the body's HTML, what is in it, and how much of the post it is."""
    text = entry.content or entry.summary
    if text is None:
        return "", BodyFacts(text="", media=()), Extent.NONE
    markup = text.value if text.html else html.escape(text.value, quote=False)
    if breaks:
        markup = with_breaks(markup)
    root = parse_fragment(markup)
    if entry.content is None and entry.thumbnail:
        _show_thumbnail(root, entry.thumbnail)
    if _MAYBE_APPENDED.search(markup):
        _without_appended(root)
    body = clean_body(root, base_url, themed=False)
    media, passed = references_of(root)
    facts = BodyFacts(text=element_text(root), media=media, passed=passed)
    whole = Extent.CUT if lacks_video(body) else Extent.FULL
    return body, facts, Extent.SNIPPET if entry.content is None else whole


def _told(entry: FeedEntry, url: str, extent: Extent) -> frozenset[str]:
    told = {
        "url": url or None,
        "slug": url or entry.filename,
        "platform_id": blog_and_post_ids(entry.atom_id)[1],
        "published": entry.published,
        "updated": entry.updated,
        "author": entry.author,
        "comment_count": entry.comment_count,
        "content_html": extent is not Extent.NONE or None,
        "media": extent >= Extent.CUT or None,
        "link": _title_link(entry),
        "enclosures": _enclosures(entry, url) or None,
    }
    return _ALWAYS_TOLD | {name for name, value in told.items() if value is not None}


def _title_link(entry: FeedEntry) -> str | None:
    """Return the address that a title leads to where its author set one: of a comment, `related` is what it answers."""
    links = (absolute(link.href, "") for link in entry.links if link.rel == "related" and "/comments/" not in link.href)
    return next((link for link in links if link), None)


def _enclosures(entry: FeedEntry, base_url: str) -> tuple[Enclosure, ...]:
    """Return the files that an entry attaches, each address once."""
    found: dict[str, Enclosure] = {}
    for link in entry.links:
        url = absolute(link.href, base_url) if link.rel == "enclosure" else None
        if url:
            length = int(link.length) if link.length.isascii() and link.length.isdigit() else None
            found.setdefault(
                url, Enclosure(media=media_id(url), url=url, type=link.type.strip() or None, length=length)
            )
    return tuple(found.values())


def seen_post(entry: FeedEntry, *, home: str, feed_url: str, breaks: bool = False) -> SeenPost:
    """Return the post of an entry; addresses in its body are made absolute against its own.

    `breaks`: the blog turns line ends into breaks.
    """
    url = permalink(entry, home)
    number = blog_and_post_ids(entry.atom_id)[1]
    body, facts, extent = _body(entry, url or home, breaks=breaks)
    author = author_of(entry)
    post = Post(
        id=post_id(number, url),
        platform_id=number,
        type=PostType.PAGE if _is_page(entry, url, feed_url) else PostType.POST,
        status=entry.status,
        url=url,
        slug=slug_of(url or entry.filename or ""),
        title=plain_title(entry.title),
        published=entry.published,
        updated=entry.updated,
        author=author.id if author else None,
        labels=entry.labels,
        content_html=body,
        media=tuple(use.id for use in facts.media) if extent >= Extent.CUT else (),
        comment_count=entry.comment_count,
        location=entry.location,
        link=_title_link(entry),
        enclosures=_enclosures(entry, url),
    )
    return SeenPost(post=post, extent=extent, tells=_told(entry, url, extent), facts=facts)


# Line ends that were breaks: what Blogger's page shows where a body relies on "convert line breaks".

_BLOCKS = re.compile(
    r"<(?:br|p|div|table|ul|ol|dl|pre|blockquote|h[1-6]|hr|center|figure|section|article)\b", re.IGNORECASE
)
_ENDS = re.compile(r"\r\n|\r|\n")


def with_breaks(markup: str) -> str:
    r"""Turn line ends into breaks, in a body that would be one single run of text without them.

    The setting is of the whole blog and of today: bodies that bring breaks or blocks of their own were written without
    it, and their line ends only order the source.

    >>> with_breaks("one\ntwo"), with_breaks("<p>one\ntwo</p>")
    ('one<br />two', '<p>one\ntwo</p>')
    """
    if ("\n" not in markup and "\r" not in markup) or _BLOCKS.search(markup):
        return markup
    return _ENDS.sub("<br />", markup.strip())
