"""Comments in a theme's own markup, by what Blogger or schema.org put in: ids `c<number>`, permalinks, microdata.

A theme may call a comment, its author and its text anything. Sure are the number in an `id`, `name` or `showComment=`
link, the profile link, `itemprop`s and `data-` attributes; class names come after these, the order of texts last.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from migrator.addresses import urls
from migrator.addresses.join import split_url
from migrator.pages.comments.common import Draft, comment_number
from migrator.pages.comments.flat import SAID
from migrator.pages.comments.parts import (
    BLOG_AUTHOR,
    BODY_WORDS,
    CONTROL_WORDS,
    LONGEST_NAME,
    NAME_EDGES,
    PERMALINK,
    REMOVED,
    Parts,
    find_author,
    find_time,
    first_line,
    gather,
    has_text,
    is_date,
    is_marked,
    link_of,
    loose_texts,
    name_of,
    picture_of,
    profile_of,
    shown_of,
    words_in,
)
from migrator.pages.comments.text import find_body
from migrator.pages.document import Document
from migrator.pages.elements import text_of
from migrator.pages.index import Index, Node

_ZONES = ("#comments", ".comments", "#comment-holder", "#comment_block", "#comments-block", "#comment-list", "#comment")
MARKS = frozenset({"#c*", "#comment-*", "#comment_*", "#cmt-*", *_ZONES})

_LEAST_DIGITS = 8
_MOST_COMMENTS = 5_000
_LONGEST_VERB = 40
_AROUND = frozenset({"ol", "ul", "dl", "section", "body", "html", "main", "form"})


def _climbed(place: int, marks: list[Node], index: Index) -> Node:
    """Return the largest element around a mark that holds no other mark, below lists and sections."""
    own = marks[place].element
    near = marks[max(place - 1, 0) : place] + marks[place + 1 : place + 2]
    shared = {ancestor for one in near for ancestor in one.element.iterancestors()}
    best = own
    for ancestor in own.iterancestors():
        if ancestor in shared or ancestor.tag in _AROUND or "comments" in (ancestor.get("id") or ""):
            break
        best = ancestor
    return index.node(best)


def _numbered(document: Document) -> list[Node]:
    """Return the elements whose id is a comment's number, or those around anchors and permalinks that tell it."""
    index = document.index
    found = [
        node
        for node in index.all("#c*", "#comment-*", "#comment_*", "#cmt-*")
        if len(comment_number(node.element.get("id")) or "") >= _LEAST_DIGITS and node.element.tag not in {"dt", "dd"}
    ]
    if any(has_text(node.element) for node in found):
        return [node for node in found if has_text(node.element)]
    anchors = found or [
        node
        for node in index.all("a[name]")
        if len(comment_number(node.element.get("name")) or "") >= _LEAST_DIGITS
        and next(node.element.iterancestors("dt", "dd", "dl"), None) is None
    ]
    anchors = anchors or list(_permalinks(document))
    return [_climbed(place, anchors, index) for place in range(len(anchors))]


def _permalinks(document: Document) -> Iterator[Node]:
    """Yield one link for each comment of this page to which a permalink in the comments leads."""
    index = document.index
    own = (document.head.og_url or document.head.canonical or document.url).partition("?")[0].partition("#")[0]
    seen: set[str] = set()
    zones = index.all(*_ZONES)
    for link, address in index.links:
        match = PERMALINK.search(address)
        if match is None or match[1] in seen or not any(zone.holds(index.node(link)) for zone in zones[:4]):
            continue
        url = urls.absolute(address, document.url) or ""
        if split_url(url).path == split_url(own).path and text_of(link):
            seen.add(match[1])
            yield index.node(link)


def _by_microdata(document: Document) -> list[Node]:
    index = document.index
    found = [node for node in index.all("@comment") if has_text(node.element)]
    if found:
        return found
    texts = [node for node in index.all("@commentText") if has_text(node.element)]
    return [_climbed(place, texts, index) for place in range(len(texts))]


def _by_names(document: Document) -> list[Node]:
    """Return the elements around what a theme calls a comment's text, in the part that it calls the comments."""
    index = document.index
    for zone in index.all(*_ZONES):
        inside = (element for element in zone.element.iterdescendants("div", "p", "span", "blockquote", "td", "dd"))
        texts: list[Node] = []
        for element in inside:
            names = words_in(element)
            if "comment" in names and names & BODY_WORDS and not names & CONTROL_WORDS:
                node = index.node(element)
                if text_of(element) and not (texts and texts[-1].holds(node)):
                    texts.append(node)
        if texts:
            return [_climbed(place, texts, index) for place in range(len(texts))]
    return []


def _plain_names(names: list[tuple[str, str]]) -> list[str]:
    """Take "said" off the names that no link tells, as the page's linked ones show it; else as Blogger writes it."""
    around = set()
    for name, whole in names:
        before, found, after = whole.partition(name) if name else ("", "", "")
        if found and 0 < len(before) + len(after) < _LONGEST_VERB:
            around.add((before, after))
    verbs = sorted(around, key=lambda one: -len(one[0]) - len(one[1]))
    return [(name or _without_verb(whole, verbs)).strip(NAME_EDGES)[:LONGEST_NAME] for name, whole in names]


def _without_verb(whole: str, verbs: list[tuple[str, str]]) -> str:
    for before, after in verbs:
        if whole.startswith(before) and whole.endswith(after) and len(whole) > len(before) + len(after):
            return whole[len(before) : len(whole) - len(after)]
    return SAID.sub("", whole)


def _draft(own: Parts, document: Document, number: str | None, parent: str | None) -> Draft:
    return Draft(
        number=number,
        name="",
        profile=profile_of(own),
        avatar=picture_of(own, document.url),
        by_blog_author=is_marked(own, BLOG_AUTHOR, "data-is-author"),
        link=link_of(own),
        shown=shown_of(own),
        body=own.body,
        removed=is_marked(own, REMOVED, "data-is-deleted"),
        parent=parent,
    )


def _number_of(node: Node) -> str | None:
    """Read a comment's number from its element, or from the first id, anchor or permalink in it."""
    if number := comment_number(node.element.get("id")):
        return number
    for one in node.element.iter(etree.Element):
        told = comment_number(one.get("id"), one.get("name"), one.get("href") if one.tag == "a" else None)
        if told and len(told) >= _LEAST_DIGITS:
            return told
    return None


def _unfilled(name: str) -> bool:
    """Whether a template's own tag stands where a name should."""
    return "<$" in name or "{{" in name or name.startswith("data:")


def _learn(owns: list[Parts]) -> None:
    """Find what a comment does not tell by the names that the parts of most others have."""
    for part in ("author", "time"):
        found = [element for own in owns if (element := getattr(own, part)) is not None]
        shapes = Counter((element.tag, element.get("class")) for element in found if element.get("class"))
        if len(found) == len(owns) or not shapes:
            continue
        (tag, names), _ = shapes.most_common(1)[0]
        for own in owns:
            if getattr(own, part) is None:
                fitting = (one for one in own.elements if one.tag == tag and one.get("class") == names)
                setattr(own, part, next((one for one in fitting if text_of(one)), None))


def _parts(holders: list[Node], locale: str | None) -> list[Parts]:
    elements = {node.element for node in holders}
    owns = [gather(node, elements) for node in holders]
    for own in owns:
        own.author, own.time = find_author(own), find_time(own, locale)
    _learn(owns)
    return owns


def _find_bodies(owns: list[Parts], locale: str | None) -> None:
    others = {own.holder for own in owns}
    behind = [_body_behind(own, others) for own in owns]
    are_behind = len(owns) > 1 and all(one is not None for one in behind)
    for own, following in zip(owns, behind, strict=True):
        if own.author is None:
            own.author = first_line(own, locale, whole=are_behind)
        own.body = following if are_behind else find_body(own)
        if own.body is None:
            own.body = following


def _body_behind(own: Parts, others: set[etree._Element]) -> etree._Element | None:
    """Return the text that stands behind the element with the number, up to the next comment."""
    for sibling in own.holder.itersiblings():
        if sibling in others or any(inner in others for inner in sibling.iterdescendants()):
            return None
        if not callable(sibling.tag) and has_text(sibling) and not words_in(sibling) & CONTROL_WORDS:
            return sibling
    return None


def read(document: Document) -> list[Draft]:
    """Return the comments in page order."""
    holders = (_numbered(document) or _by_microdata(document) or _by_names(document))[:_MOST_COMMENTS]
    locale = document.language or None
    owns = _parts(holders, locale)
    if not any(own.author is not None or own.time is not None for own in owns):
        # The number stands at the text alone.
        holders = [_climbed(place, holders, document.index) for place in range(len(holders))]
        owns = _parts(holders, locale)
    _find_bodies(owns, locale)
    drafts: list[Draft] = []
    names: list[tuple[str, str]] = []
    above: list[tuple[Node, str | None]] = []
    for node, own in zip(holders, owns, strict=True):
        while above and not above[-1][0].holds(node):
            above.pop()
        draft = _draft(own, document, _number_of(node), above[-1][1] if above else None)
        above.append((node, draft.number))
        name, whole = name_of(own)
        if not (name or whole) or not (draft.shown or draft.link):
            pieces = loose_texts(own)
            dated = [piece for piece in pieces if is_date(piece, locale)]
            draft.shown = draft.shown or next(iter(dated), "")
            whole = whole or next((piece for piece in pieces if piece not in dated), "")
        if (own.body is not None or name or whole or draft.removed) and not _unfilled(name or whole):
            drafts.append(draft)
            names.append((name, whole))
    for draft, name in zip(drafts, _plain_names(names), strict=True):
        draft.name = name
    return drafts
