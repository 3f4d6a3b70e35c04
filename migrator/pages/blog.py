"""The blog itself as one of its pages states it: home, title, description, language, number."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlunsplit

from lxml import etree

from migrator.addresses import urls
from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, host_of
from migrator.content.characters import join_halves
from migrator.content.text import words_of
from migrator.model.schema import Blog
from migrator.pages.document import Document
from migrator.pages.elements import shown_text, text_of, told
from migrator.pages.jsonld import site_name
from migrator.pages.ui_phrases import interface_language

MARKS = frozenset(
    {
        "#header", "#header-inner", ".header", ".blog-title", "#blog-title", ".blogtitle", "#blog-header", ".blog-name",
        ".titlewrapper", ".description", ".descriptionwrapper", "#description", ".header-widget", "#header1",
        "#blogtitle", ".blogdescription", "#header-wrapper", ".blog-header", ".title",
    }
)  # fmt: skip

_TITLE_PLACES = (
    "#header1", ".header-widget", "#header-inner", "#header", "#blog-header", ".blog-header", "#header-wrapper",
    ".header", "header",
)  # fmt: skip
_TITLES = (".blog-title", "#blog-title", ".blogtitle", "#blogtitle")
_DESCRIPTIONS = (".description", ".descriptionwrapper", "#description", ".blogdescription")
_OF_BLOG = re.compile(
    r"(https?://[^/?#]+/)(?:(?:19|20)\d{2}/(?:0[1-9]|1[0-2])/[\w.-]+\.html|search/label/|feeds/posts/)"
)
# Links that Blogger writes for this blog alone, unlike those to follow or share any blog.
_BLOG_IN_LINK = re.compile(
    r"blogger\.com/(?:(?:comment|post-edit|email-post|delete-comment|navbar|rearrange|comment-iframe)[\w./-]*\?(?:[^#]*&)?"
    r"(?:targetB|b)logI[dD]=|dyn-css/authorization\.css\?targetBlogID=|navbar\.g\?targetBlogID=)(\d+)"
    r"|blogger\.com/comment/[a-z]+/(?:post/)?(\d+)[/?]"
)
_DATED = re.compile(r"/(?:19|20)\d{2}(?:/(?:0[1-9]|1[0-2])(?:/.*)?)?$|/p/[^/]+$|/search(?:/.*)?$")


def _home_url(document: Document) -> str:
    """Return the home: as Blogger's data states it, else what is left of the page's address without its own part."""
    stated = document.context.blog.get("canonicalHomepageUrl") or document.context.blog.get("homepageUrl") or ""
    # A mirroring tool may have made the stated addresses relative.
    if stated.startswith("http") and urls.absolute(stated, document.url):
        return stated if stated.endswith("/") else f"{stated}/"
    for address in (document.head.og_url, document.head.canonical, document.url):
        if address and address.startswith("http"):
            parts = split_url(address)
            if urls.is_blogspot(parts.netloc):
                return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
            # Only blogs that were published by FTP lie in a folder; what ends in no slash is a page, or an error's.
            folder = _DATED.sub("/", re.sub("/{2,}", "/", parts.path)).rpartition("/")[0]
            return urlunsplit((parts.scheme, parts.netloc, f"{folder}/", "", ""))
    return _home_of_links(document) or document.url


def _home_of_links(document: Document) -> str:
    """Return the home that most links to posts and labels share, for a saved page that states no address at all."""
    homes = Counter(match[1] for _, address in document.index.links if (match := _OF_BLOG.match(address)))
    return next((home for home, _ in homes.most_common(1)), "")


def _header_text(document: Document, places: tuple[str, ...]) -> str:
    index = document.index
    for mark in places:
        for node in index.all(mark):
            for heading in node.element.iter("h1", "h2", "p", "div") if node.element.tag != "h1" else [node.element]:
                named = heading.tag in {"h1", "h2"} or "title" in heading.get("class", "").split()
                if named and (text := told(shown_text(heading))):
                    return text
            break
    return ""


def _gadget_title(document: Document) -> str:
    """Read the title that the Header gadget shows: in its heading, its link to the home, or beside its picture."""
    for node in document.index.all(".header"):
        if "widget" not in (node.element.get("class") or "").split():
            continue
        headings = (
            one for one in node.element.iter("h1", "h2", "p", "div") if one.tag in {"h1", "h2"} or _is_title(one)
        )
        for element in (*headings, *node.element.iter("a")):
            if text := told(shown_text(element)):
                return text
        for picture in node.element.iter("img", "amp-img"):
            if text := told(picture.get("alt")) or told(picture.get("title")):
                return text
    return ""


def _is_title(element: etree._Element) -> bool:
    return "title" in (element.get("class") or "").split()


def _title(document: Document) -> str:
    if title := told(document.context.blog.get("title")):
        # The script's data holds the title as the HTML that the owner may have typed.
        return unescape(join_halves(title)).strip()
    if document.head.feed_title:
        return document.head.feed_title
    if title := _gadget_title(document) or document.head.properties.get("og:site_name", "") or site_name(document):
        return title
    for mark in _TITLES:
        for node in document.index.all(mark):
            if text := told(shown_text(node.element)):
                return text
    return (
        _beside_post_title(document)
        or _header_text(document, _TITLE_PLACES)
        or _from_title_element(document)
        or _first_titled(document)
    )


def _beside_post_title(document: Document) -> str:
    """Return what the `title` element names beside the title of the page's post: the blog."""
    own, whole = document.head.og_title or "", document.head.title
    if not own or own == whole:
        return ""
    for rest in (whole.removeprefix(own), whole.removesuffix(own)):
        if rest != whole and (name := rest.strip(" :|-\u2013\u2014»«·•~/")):
            return name
    return ""


def _first_titled(document: Document) -> str:
    """Read the first element that a classic template's author marked as the title, up to its first line break."""
    node = document.index.first(".title")
    return words_of(node.element.text or "") or text_of(node.element) if node else ""


def _from_title_element(document: Document) -> str:
    title = document.head.title
    h1 = document.index.first("h1")
    text = told(shown_text(h1.element)) if h1 else ""
    return text if text and title.startswith(text) else title.partition(": ")[0]


def _description(document: Document) -> str:
    index = document.index
    for place in ("#header1", ".header-widget", "#header-inner", "#header", "#header-wrapper", "header"):
        holder = index.first(place)
        if holder is None:
            continue
        for node in index.within(holder.order, holder.end, *_DESCRIPTIONS):
            if text := text_of(node.element):
                return text
        if "header-widget" in (holder.element.get("class") or "") or place == "#header1":
            paragraph = next((p for p in holder.element.iter("p") if p.find(".//a") is None and text_of(p)), None)
            if paragraph is not None and "title" not in (paragraph.get("class") or ""):
                return text_of(paragraph)
    for node in index.all("#description", ".blogdescription"):
        if text := text_of(node.element):
            return text
    return ""


def _number_in_links(document: Document) -> str | None:
    """Read the blog's number from what Blogger's own links, frames and styles name most often."""
    index = document.index
    addresses = [address for _, address in index.links if "blogger.com/" in address]
    addresses += (one.get("src") or "" for one in index.named("iframe"))
    addresses += (one.get("href") or "" for one in index.named("link"))
    found = Counter(match[1] or match[2] for one in addresses if (match := _BLOG_IN_LINK.search(one)))
    return found.most_common(1)[0][0] if found else None


def read_blog(document: Document) -> Blog:
    """Read what the page states of its blog, and note in the document what the reading of posts needs of it."""
    home = _home_url(document)
    document.home = BlogAddress(home, frozenset({host_of(document.url)} - {""}))
    document.blog_title = _title(document)
    stated = document.context.blog.get("locale") or document.head.language
    document.language = stated or interface_language(document)
    number = document.context.blog.get("blogId") or document.head.blog_id or _number_in_links(document)
    return Blog(
        url=home,
        title=document.blog_title,
        description=_description(document),
        language=document.language,
        platform_id=number,
    )
