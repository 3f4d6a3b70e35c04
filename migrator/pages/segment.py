"""Where the posts of a page are: each body with the stretch of the page that is its own, and what belongs to none."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from migrator.model.documents import DocumentKind, Extent, PageType
from migrator.pages.document import Document
from migrator.pages.elements import link_of, title_text
from migrator.pages.entries import is_in_heading, own_address, post_at, posts_by_address
from migrator.pages.families.common.selectors import Selectors
from migrator.pages.index import Index, Nesting, Node, Zones
from migrator.pages.pagetype import page_type

_CARD_LEVELS, _LEVELS_AROUND = 3, 4
_MOST_AROUND, _MOST_IN_ENTRY = 600, 60


@dataclass(slots=True)
class PostBlock:
    """One post in a page: its body, and the stretches (first, last order) where its fields are, narrowest first."""

    body: Node
    extent: Extent
    stretches: list[tuple[int, int]] = field(default_factory=list)
    address: str = ""
    """The post's own address, where it is what told of the post."""
    boxes: list[Node] = field(default_factory=list)
    """What stands in the body's element and is not the author's."""

    def own_pieces(self) -> list[Node]:
        """Return the stretches of the body's element that are the author's."""
        return [] if self.extent is Extent.NONE else self.body.without(self.boxes)


def classes_of(node: Node) -> list[str]:
    """Return the class names of a node, lower case."""
    return node.element.get("class", "").lower().split()


def _is_foreign(node: Node, bodies: list[int]) -> bool:
    """Whether a gadget or a box of a foreign name has nothing to do with the bodies, given by their places."""
    names = classes_of(node)
    if "widget" in names:
        return "blog" not in names
    # A theme may use such a class for the column that holds everything.
    return not _holds_any(node, bodies)


def _holds_any(node: Node, places: list[int]) -> bool:
    first = bisect_left(places, node.order)
    return first < len(places) and places[first] <= node.end


@dataclass(slots=True)
class PageSegments:
    """A page cut up: its blocks, and what is visible to the search for their fields."""

    document: Document
    selectors: Selectors
    foreign: Zones
    comments: Zones
    gadgets: list[Node]
    """The gadgets of posts."""
    blocks: list[PostBlock] = field(default_factory=list)
    foreign_nodes: list[Node] = field(default_factory=list)
    rung: str = "body mark"
    """Which rule found the bodies."""
    is_flat: bool = False
    """Whether the posts are siblings, so that what lies between them had to be shared out."""
    guessed: bool = False
    """Whether no mark told where the body is."""
    _hidden: Zones = field(default_factory=lambda: Zones([]))
    _nesting: Nesting | None = None
    _linked_by: dict[str, set[str]] | None = None
    _cards: dict[etree._Element, int] = field(default_factory=dict)
    _around_bodies: set[etree._Element] | None = None
    _shown: dict[str, tuple[list[int], list[etree._Element]]] = field(default_factory=dict)

    def hide_bodies(self, bodies: list[Node], shown: Sequence[Node] = ()) -> None:
        """Take note of the bodies: what is inside of them, of comments and of foreign gadgets is not visible.

        `shown` are those boxes inside the bodies that are the theme's own.
        """
        hidden = [piece for body in bodies for piece in body.without(shown)]
        self._hidden = Zones([*self.foreign_nodes, *hidden])
        self._shown.clear()

    def is_apart(self, order: int) -> bool:
        """Whether a place is in comments or in a gadget that has nothing to do with the posts."""
        return order in self.foreign or order in self.comments

    def gadget_around(self, node: Node) -> Node | None:
        """Return the innermost gadget of posts that holds a node."""
        if self._nesting is None:
            self._nesting = Nesting(self.gadgets)
        return self._nesting.around(node.order)

    def surroundings(self, block: PostBlock) -> Iterator[etree._Element]:
        """Return the elements near a body, from its neighbours outwards, comments and foreign gadgets aside.

        In a list they are those of the entry: where entries have no box of their own, none.
        """
        alone, order = len(self.blocks) == 1, self.document.index.order
        start = 0 if alone else block.stretches[-1][0]
        found = (
            one for one in _around(block.body.element, start, order) if one in order and not self.is_apart(order[one])
        )
        return islice(found, _MOST_AROUND if alone else _MOST_IN_ENTRY)

    def linked_by(self, words: str) -> set[str]:
        """Return the addresses of the posts to which links of these words lead."""
        if self._linked_by is None:
            self._linked_by = {}
            for link, address in self.document.index.links:
                if url := post_at(self.document, address):
                    self._linked_by.setdefault(title_text(link), set()).add(url)
        return self._linked_by.get(words, set())

    def shows_another(self, element: etree._Element) -> bool:
        """Whether an element stands in the card of another post: beside a picture or heading that leads to it alone."""
        for box in islice(element.iterancestors(), _CARD_LEVELS):
            if box in self.around_bodies or "widget" in (box.get("class") or ""):
                return False
            if (others := self._cards.get(box)) is None:
                others = self._cards[box] = self._others_shown(box)
            if others:
                return others == 1
        return False

    def _others_shown(self, box: etree._Element) -> int:
        """Return how many posts that the page is not about a box shows: 0, 1, or 2 for any more."""
        if len(self.blocks) != 1:
            return 0
        document, found = self.document, ""
        mine = post_at(document, document.head.og_url or document.head.canonical or document.url)
        for link in box.iterdescendants("a"):
            shows = link.find(".//img") is not None or is_in_heading(link)
            url = post_at(document, link.get("href") or "") if shows else ""
            if url and url not in {found, mine}:
                if found:
                    return 2
                found = url
        return 1 if found else 0

    @property
    def around_bodies(self) -> set[etree._Element]:
        """The elements that hold a body; to be asked for once the blocks stand."""
        if self._around_bodies is None:
            bodies = (block.body.element for block in self.blocks)
            self._around_bodies = {ancestor for body in bodies for ancestor in body.iterancestors()}
        return self._around_bodies

    def shown(self, mark: str) -> tuple[list[int], list[etree._Element]]:
        """Return the places and the elements of a mark that are visible; a mark is looked through once a page."""
        known = self._shown.get(mark)
        if known is None:
            index, hidden = self.document.index, self._hidden
            places, elements = index.orders(mark), index.named(mark)
            spans = hidden.gaps(places)
            known = self._shown[mark] = (
                [place for start, end in spans for place in places[start:end]],
                [element for start, end in spans for element in elements[start:end]],
            )
        return known

    def within(self, start: int, end: int, *marks: str) -> Iterator[Node]:
        """Yield the visible nodes as `Index.within` gives all."""
        index = self.document.index
        for mark in marks:
            if mark in index.marked:
                places, elements = self.shown(mark)
                for place in range(bisect_left(places, start), bisect_right(places, end)):
                    yield index.node(elements[place])

    def find(self, block: PostBlock, marks: tuple[str, ...], *, wide: bool = True) -> Iterator[Node]:
        """Yield the nodes of a block with any of the marks: narrow stretch first, then by mark, then nearest before it.

        Those after the body come in document order, after those before it.
        """
        index, body = self.document.index, block.body.order
        present = [mark for mark in marks if mark in index.marked]
        for start, end in block.stretches if wide else block.stretches[:1]:
            for mark in present:
                places, elements = self.shown(mark)
                first, last = bisect_left(places, start), bisect_right(places, end)
                middle = bisect_right(places, body, first, last) if first < last else first
                for place in range(middle - 1, first - 1, -1):
                    yield index.node(elements[place])
                for place in range(middle, last):
                    yield index.node(elements[place])

    def before(self, block: PostBlock, marks: tuple[str, ...]) -> Node | None:
        """Return the last visible node with any of the marks before a block's body, anywhere in the page."""
        index, found = self.document.index, []
        for mark in marks:
            if mark in index.marked:
                places, elements = self.shown(mark)
                if place := bisect_left(places, block.body.order):
                    found.append((places[place - 1], elements[place - 1]))
        return index.node(max(found, key=_place)[1]) if found else None


def _around(body: etree._Element, start: int, order: dict[etree._Element, int]) -> Iterator[etree._Element]:
    below = body
    for ancestor in islice(body.iterancestors(), _LEVELS_AROUND):
        if order[ancestor] < start:
            return
        for child in ancestor:
            if child is not below and isinstance(child.tag, str):
                yield from child.iter("*")
        below = ancestor


def _order(node: Node) -> int:
    return node.order


def _place(found: tuple[int, etree._Element]) -> int:
    return found[0]


def _outermost(nodes: list[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        if not kept or node.order > kept[-1].end:
            kept.append(node)
    return kept


def _is_snippet(node: Node, index: Index) -> bool:
    if str(node.element.get("id", "")).startswith("post-snippet") or "mobile-index-contents" in classes_of(node):
        return True
    return next(index.within(node.order, node.end, ".r-snippetized", ".post-snippet"), None) is not None


def _bodies(layout: PageSegments) -> list[tuple[Node, Extent]]:
    index = layout.document.index
    # Names as common as `entry` mean a post only inside the gadget that holds the posts.
    inside = Zones(layout.gadgets or [index.node(index.root)])
    for marks, extent in ((layout.selectors.body, Extent.FULL), (layout.selectors.snippet, Extent.SNIPPET)):
        for mark in marks:
            candidates = index.all(mark)
            if not mark.endswith("-*"):
                candidates = [node for node in candidates if node.order in inside]
            nodes = _outermost(
                [n for n in candidates if n.order not in layout.foreign and n.order not in layout.comments]
            )
            if nodes:
                return [(node, Extent.SNIPPET if _is_snippet(node, index) else extent) for node in nodes]
    return []


def _linked_titles(layout: PageSegments) -> list[Node]:
    """Return the titles that link into the blog: what a list shows whose theme fills in the rest by script."""
    document = layout.document
    for mark in layout.selectors.title:
        nodes = _outermost(list(layout.within(0, len(document.index.order), mark)))
        linked = [n for n in nodes if (url := link_of(n.element, document.url)) and document.owns(url)]
        if linked:
            return linked
    headings = [
        node
        for node in sorted(layout.within(0, len(document.index.order), "h2", "h3"), key=_order)
        if _leads_to_post(node, document)
    ]
    return headings if len(headings) > 1 else []


def _leads_to_post(node: Node, document: Document) -> bool:
    url = link_of(node.element, document.url)
    return bool(url and document.home and document.home.kind(url) is DocumentKind.POST)


def _climbed(place: int, bodies: list[Node], index: Index) -> Node:
    """Return the largest element that holds one body and no other: just below where its neighbours' ancestors begin."""
    body = bodies[place].element
    neighbours = bodies[max(place - 1, 0) : place] + bodies[place + 1 : place + 2]
    shared = {ancestor for neighbour in neighbours for ancestor in neighbour.element.iterancestors()}
    best = body
    for ancestor in body.iterancestors():
        if ancestor in shared:
            break
        best = ancestor
    return index.node(best)


def _inside_gadget(limit: Node, body: Node, layout: PageSegments) -> Node:
    """Give an element around a body, or the gadget inside it that holds the body: an entry of a list is in a gadget."""
    gadget = layout.gadget_around(body)
    return gadget if gadget is not None and limit.holds(gadget) else limit


def _container(node: Node, index: Index, limit: Node, marks: tuple[str, ...]) -> Node | None:
    """Return the outermost element with a container's mark around a body, inside what belongs to the body alone."""
    found = [n for n in index.within(limit.order, node.order - 1, *marks) if n.holds(node)]
    return min(found, key=lambda one: one.order, default=None)


def _flat_stretches(layout: PageSegments, bodies: list[Node]) -> list[tuple[int, int]]:
    """Share out what lies between bodies that are siblings: from title, date or anchor on, it is the next post's."""
    index, selectors = layout.document.index, layout.selectors
    openers = (*selectors.title, *selectors.day, *selectors.post_id)
    closers = (*selectors.footer, *selectors.byline)
    starts: list[int] = []
    before = -1
    for body in bodies:
        own = [node.order for node in layout.within(before + 1, body.order - 1, *openers)]
        # Where nothing opens the next post, a footer still ends the one before.
        closed = [node.end + 1 for node in layout.within(before + 1, body.order - 1, *closers) if before >= 0]
        starts.append(min(own, default=max(closed, default=before + 1 if before >= 0 else body.order)))
        before = body.end
    ends = [start - 1 for start in starts[1:]] + [len(index.order)]
    return list(zip(starts, ends, strict=True))


def _has_fields(layout: PageSegments, stretch: Node, body: Node) -> bool:
    selectors = layout.selectors
    marks = (
        *selectors.title,
        *selectors.permalink,
        *selectors.footer,
        *selectors.published,
        *selectors.post_id,
        "time",
    )
    if next(layout.within(stretch.order, stretch.end, *marks), None) is not None:
        return True
    return bool(own_address(layout.document, stretch.order, stretch.end, [body], layout.is_apart, sure=False))


def _gadgets(index: Index) -> list[Node]:
    return [node for node in index.all(".widget") if "blog" in classes_of(node)]


def _entries(layout: PageSegments, *, single: bool) -> list[tuple[Node, Extent, str]]:
    """Return the posts of a list that shows none of their bodies: by permalink, or by titles where these are more."""
    titles = [(node, Extent.NONE, "") for node in _linked_titles(layout)]
    if single:
        return titles
    addressed = posts_by_address(layout.document, Zones(layout.gadgets), layout.is_apart)
    return [(node, Extent.NONE, url) for node, url in addressed] if len(addressed) >= len(titles) else titles


def _left_out(layout: PageSegments, bodies: list[Node], *, single: bool) -> list[tuple[Node, Extent, str]]:
    """Return the posts of a list that stand between its bodies, in boxes like theirs, without a body."""
    index = layout.document.index
    if len(bodies) < 2 or single:
        return []
    boxes = [_climbed(place, bodies, index) for place in range(len(bodies))]
    addressed = posts_by_address(layout.document, Zones(layout.gadgets), layout.is_apart)
    inside = Zones(boxes)
    others = [(node, url) for node, url in addressed if node.order not in inside]
    if not others:
        return []
    alike = {(box.element.tag, box.element.get("class")) for box in boxes}
    every = sorted([*bodies, *(node for node, _ in others)], key=_order)
    places = {node.order: place for place, node in enumerate(every)}
    around = ((node, url, _climbed(places[node.order], every, index).element) for node, url in others)
    return [(node, Extent.NONE, url) for node, url, box in around if (box.tag, box.get("class")) in alike]


def cut_up(document: Document, selectors: Selectors) -> PageSegments:
    """Find the posts of a page."""
    index = document.index
    numbered = index.orders("#post-body-*")
    foreign = [node for node in index.all(*selectors.foreign) if _is_foreign(node, numbered)]
    comments = [node for node in index.all(*selectors.comments) if not _holds_any(node, numbered)]
    layout = PageSegments(
        document, selectors, Zones(foreign), Zones(comments), _gadgets(index), foreign_nodes=[*foreign, *comments]
    )
    single = page_type(document, 2) in {PageType.POST, PageType.PAGE}
    found = [(body, extent, "") for body, extent in _bodies(layout)]
    layout.hide_bodies([body for body, *_ in found])
    if not found:
        found = _entries(layout, single=single)
        layout.rung = "titles of a list"
    elif others := _left_out(layout, [body for body, *_ in found], single=single):
        found = sorted([*found, *others], key=lambda one: one[0].order)
    bodies = [body for body, *_ in found]
    climbed = [_climbed(place, bodies, index) for place in range(len(bodies))]
    if not single:
        climbed = [_inside_gadget(limit, body, layout) for limit, body in zip(climbed, bodies, strict=True)]
    whole = all(_has_fields(layout, limit, body) for limit, body in zip(climbed, bodies, strict=True))
    # On a page about one post all around its body is its own, whatever the theme calls it.
    flat = [] if whole or (single and len(bodies) == 1) else _flat_stretches(layout, bodies)
    layout.is_flat = bool(flat)
    for place, ((body, extent, address), limit) in enumerate(zip(found, climbed, strict=True)):
        container = _container(body, index, limit, selectors.container)
        stretches = [(node.order, node.end) for node in (container, limit) if node is not None]
        layout.blocks.append(PostBlock(body, extent, [flat[place]] if flat else stretches, address))
    return layout
