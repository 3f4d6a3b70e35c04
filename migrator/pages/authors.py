"""Who wrote a post: the marks of the theme, JSON-LD, the line that tells it in words, then names of classes."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from lxml import etree

from migrator import dates
from migrator.addresses import urls
from migrator.content.text import words_of
from migrator.model.schema import Author
from migrator.pages.byline import author_in, before_end, byline_texts, permalink_element
from migrator.pages.document import Document
from migrator.pages.elements import link_of, shown_text, text_of, told
from migrator.pages.index import Node
from migrator.pages.jsonld import Stated
from migrator.pages.segment import PageSegments, PostBlock
from migrator.pages.ui_phrases import is_phrase

_BLOGGER_PROFILE = re.compile(r"//(?:www\.|draft\.)?blogger\.com/profile/\d+")
_PROFILE = re.compile(r"//(?:www\.|draft\.)?blogger\.com/profile/\d+|//plus\.google\.com/|//profiles\.google\.com/")
# Themes give the words before a name an element of their own and set the space by style.
_BY_WORDS = re.compile(
    r"\s*(?:(?:[^\W\d_]+\s+)?(?:by|von|par|por|da|di|door|av|af|przez|oleh|bởi|per|από(?:\s+τ\S+)?|от|від)"
    r"|autore?|author|auteur|autorka|penulis|yazan|yazar|gönderen|írta|kirjoittanut|автор|аутор|بواسطة|بقلم|توسط|نویسنده"
    r"|מאת|โดย|作者|投稿者|작성자|글쓴이|लेखक|লেখক|লিখেছেন|tác giả|người đăng)\s*[:：]?\s*",
    re.IGNORECASE,
)
_CLASS_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Words in the names of classes, in the languages in which themes are written.
_AUTHOR_WORDS = frozenset(
    {
        "author", "autor", "autore", "auteur", "penulis", "yazar", "redator", "writer", "verfasser", "skribent",
        "forfatter", "tacgia", "postedby",
    }
)  # fmt: skip
_BESIDE_AUTHOR = frozenset(
    {
        "box", "about", "bio", "img", "image", "avatar", "photo", "pic", "social", "desc", "description", "label",
        "comment", "comments", "related", "list", "widget", "profile", "title",
    }
)  # fmt: skip
_MOST_IN_LINE, _LONGEST_LINE, _MOST_NAMES = 16, 200, 5
_LONGEST_NAME, _LONGEST_IN_LINE = 120, 60
_EDGES = " |@,:·•-"
MARK, JSONLD, SPOKEN, LINE, HINT, META, PROFILE = (
    "author mark", "JSON-LD", "author by style", "byline", "class name", "line of the post", "profile link"
)  # fmt: skip
_HINTS = (".author-name", ".entry-author", ".postauthor", ".meta-author", ".author-title", ".byline-author", ".post-by")
MARKS = frozenset(_HINTS)
_HEADINGS = frozenset({"h1", "h2", "h3"})
_SILENT = frozenset({"script", "style", "option", "title"})


def author_of(
    layout: PageSegments, block: PostBlock, stated: Stated | None, number: str | None
) -> tuple[Author | None, str]:
    """Return who wrote a post, known by its number, and which rule tells; None and empty if the page does not."""
    if author := _marked(layout, block, layout.selectors.author):
        return author, MARK
    is_blog = stated is not None and stated.author.casefold() == layout.document.blog_title.casefold()
    if stated and stated.author and not is_blog:
        return _stated(stated), JSONLD
    name = _spoken(layout, block)
    if name:
        return _named(name), SPOKEN
    if layout.selectors.byline:
        name = author_in(byline_texts(layout, block, permalink_element(layout, block, number)))
    if name:
        return _named(name), LINE
    author, rung = _hinted(layout, block)
    if author is None and stated and stated.author and stated.is_person:
        return _stated(stated), f"{JSONLD}, named like the blog"
    return author, rung


def _hinted(layout: PageSegments, block: PostBlock) -> tuple[Author | None, str]:
    """Return the author by names of classes, lines with words such as "by", and links to profiles."""
    if author := _marked(layout, block, _HINTS):
        return author, HINT
    if name := _in_meta_line(layout, block):
        return _named(name), META
    if author := _by_profile(layout, block):
        return author, PROFILE
    beside = list(_beside(layout, block))
    if name := _by_class(beside):
        return _named(name), HINT
    if name := next(
        (
            name
            for element in beside
            if _is_line(element) and (name := _led_by_words(element)) and _is_written_as_name(name)
        ),
        "",
    ):
        return _named(name), META
    return None, ""


def _named(name: str) -> Author:
    return Author(id=urls.author_id(name, None), name=name)


def _stated(stated: Stated) -> Author:
    url = stated.author_url if _PROFILE.search(stated.author_url) else None
    return Author(id=urls.author_id(stated.author, url), name=stated.author, url=url)


def _marked(layout: PageSegments, block: PostBlock, marks: tuple[str, ...]) -> Author | None:
    profile = None
    for node in layout.find(block, marks):
        address = _address(layout.document, node)
        if profile is None and address and _PROFILE.search(address):
            profile = address
        named = next((e for e in node.element.iter() if e.get("itemprop") == "name"), node.element)
        name = told(named.get("content")) if named.tag == "meta" else told(_name_in(named, layout.document))
        # A link without text says whom it leads to in what is read aloud, or in what its style shows.
        if not name and named.tag == "a" and "author" in (named.get("rel") or "").split():
            name = told(named.get("data-text")) or told(named.get("aria-label"))
        name = name.strip(_EDGES)
        if name and len(name) < _LONGEST_NAME:
            url = profile or (address if address and not layout.document.owns(address) else None)
            return Author(id=urls.author_id(name, url), name=name, url=url)
    return None


def _address(document: Document, node: Node) -> str | None:
    address = link_of(node.element, document.url)
    for meta in node.element.iter("meta"):
        if meta.get("itemprop") == "url":
            address = urls.absolute(meta.get("content", ""), document.url) or address
    return address


def _spoken(layout: PageSegments, block: PostBlock) -> str:
    """Read a name that a theme writes by style, from an attribute."""
    said = (node.element for node in layout.find(block, layout.selectors.spoken_author))
    names = (told(element.get("data-text")) for element in said if element.get("data-write") is not None)
    return next((name for name in names if name), "")


def _in_meta_line(layout: PageSegments, block: PostBlock) -> str:
    """Read the name that follows "by" in a line beside a post that tells date and comments too; empty if none does."""
    lines = layout.find(block, layout.selectors.meta, wide=False)
    return next((name for node in lines if (name := _led_by_words(node.element))), "")


def _led_by_words(line: etree._Element) -> str:
    """Return the name that words such as "by" lead to in a line; empty if none do."""
    pieces = [words_of(str(text)) for text in line.itertext()]
    pieces = [piece for piece in pieces if piece]
    for piece, after in pairwise((*pieces, "")):
        led = _BY_WORDS.match(piece)
        if led is None or not (led.end() == len(piece) or led[0][-1:].isspace()):
            continue
        if _is_name(name := before_end(f"{piece[led.end() :] or after} ").strip(_EDGES)):
            return name
    return ""


def _by_profile(layout: PageSegments, block: PostBlock) -> Author | None:
    """Return whose profile on Blogger a post links, comments and gadgets aside; None where it links several."""
    index, body = layout.document.index, block.body
    for start, end in block.stretches:
        found: dict[str, str] = {}
        for link, address in index.links_within(start, end):
            order = index.order[link]
            if not _BLOGGER_PROFILE.search(address) or body.order < order <= body.end or layout.is_apart(order):
                continue
            name = told(shown_text(link)).strip(_EDGES)
            if _is_few_names(name) and not layout.shows_another(link):
                found.setdefault(urls.absolute(address, layout.document.url) or address, name)
        if found:
            url, name = next(iter(found.items()))
            return Author(id=urls.author_id(name, url), name=name, url=url) if len(found) == 1 else None
    return None


def _beside(layout: PageSegments, block: PostBlock) -> Iterator[etree._Element]:
    """Yield the elements close to a body that are neither headings nor another post's, comments' or gadgets'.

    On a page about one post those before the body; what a list's entry has is the entry's own, also behind it.
    """
    order, alone = layout.document.index.order, len(layout.blocks) == 1
    for element in layout.surroundings(block):
        if not alone or order[element] < block.body.order:
            above = (element, *islice(element.iterancestors(), 2))
            if all(one.tag not in _HEADINGS for one in above) and not layout.shows_another(element):
                yield element


def _by_class(elements: list[etree._Element]) -> str:
    """Return the name in the first of some elements whose class says that it is the author's; empty if none does."""
    for element in elements:
        names = {word.lower() for word in _CLASS_WORDS.findall(element.get("class") or "")}
        if names & _AUTHOR_WORDS and not names & _BESIDE_AUTHOR and _is_line(element):
            text = shown_text(element)
            led = _BY_WORDS.match(text)
            name = text[led.end() :] if led and led[0][-1:].isspace() else text
            if _is_few_names(name := name.strip(_EDGES)):
                return name
    return ""


def _is_line(element: etree._Element) -> bool:
    """Whether an element holds no more than a line of text."""
    many = next(islice(element.iterdescendants(), _MOST_IN_LINE, None), None) is not None
    many = many or next(element.iterdescendants(*_HEADINGS), None) is not None
    return not many and element.tag not in _SILENT and len(shown_text(element)) <= _LONGEST_LINE


def _is_written_as_name(text: str) -> bool:
    """Whether all words of a text but short ones ("de", "van") begin as names do, if the script has capitals."""
    return _is_few_names(text) and not any(word[0].islower() for word in text.split() if len(word) > 3)


def _is_few_names(text: str) -> bool:
    is_short = len(text.split()) <= _MOST_NAMES and not any(one.isdigit() for one in text)
    return is_short and _is_name(text) and not is_phrase(text)


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_IN_LINE and not any(c.isdigit() for c in text[:1]) and not dates.names_a_day(text)


def _name_in(element: etree._Element, document: Document) -> str:
    """Read a name without words such as "posted by", which have a line, a text or an element of their own."""
    if "post-author" in (element.get("class") or "") and element.find(".//*") is None:
        lines = [line.strip() for line in (element.text or "").splitlines() if line.strip()]
        return lines[-1] if lines else ""
    whole = shown_text(element)
    links = element.findall(".//a[@href]") if len(whole) < _LONGEST_NAME else []
    for link in links:
        # A link to the blog itself may be the post's time; one elsewhere, or said to be the author's, bears the name.
        about_author = link.get("rel") == "author" or not document.owns(link_of(link, document.url) or document.url)
        if about_author and (name := text_of(link)):
            return name
    first = next((child for child in element.iterchildren("em", "i", "span", "b", "label", "small")), None)
    led = first is not None and not (element.text or "").strip() and _BY_WORDS.fullmatch(text_of(first))
    return whole[len(text_of(first)) :].strip() if first is not None and led else whole
