"""Where the posts of a page are: each body with the stretch of the page that is its own, and what belongs to none."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.documents import DocumentKind, Extent
from migrator.themes.document import Document
from migrator.themes.elements import link_of
from migrator.themes.index import Index, Node
from migrator.themes.selectors import Selectors


class Zones:
    """Stretches of a page, nested ones merged: tells whether a place lies in one of them."""

    def __init__(self, nodes: list[Node]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for node in sorted(nodes, key=lambda one: one.order):
            if not self._ends or node.order > self._ends[-1]:
                self._starts.append(node.order)
                self._ends.append(node.end)

    def __contains__(self, order: int) -> bool:
        place = bisect_right(self._starts, order) - 1
        return place >= 0 and order <= self._ends[place]


@dataclass(slots=True)
class Block:
    """One post in a page: its body, and the stretches (first, last order) where its fields are, narrowest first."""

    body: Node
    extent: Extent
    stretches: list[tuple[int, int]] = field(default_factory=list)


def classes_of(node: Node) -> list[str]:
    """Give the class names of a node, lower case."""
    return node.element.get("class", "").lower().split()


def _is_foreign(node: Node, index: Index) -> bool:
    names = classes_of(node)
    if "widget" in names:
        return "blog" not in names
    # A theme may use such a class for the column that holds everything.
    return not any(node.holds(body) for body in index.all("#post-body-*"))


@dataclass(slots=True)
class Layout:
    """A page cut up: its blocks, and what is visible to the search for their fields."""

    document: Document
    selectors: Selectors
    foreign: Zones
    comments: Zones
    blocks: list[Block] = field(default_factory=list)
    foreign_nodes: list[Node] = field(default_factory=list)
    bodies: Zones = field(default_factory=lambda: Zones([]))
    rung: str = "body mark"
    """Which rule found the bodies."""
    guessed: bool = False
    """Whether no mark told where the body is."""

    def visible(self, node: Node) -> bool:
        """Tell whether a node is outside of bodies, comments and foreign gadgets."""
        place = node.order
        return place not in self.bodies and place not in self.comments and place not in self.foreign

    def find(self, block: Block, marks: tuple[str, ...], *, wide: bool = True) -> Iterator[Node]:
        """Give the nodes of a block with any of the marks: narrow stretch first, then by mark, then nearest before it.

        Those after the body come in document order, after those before it.
        """
        index, body = self.document.index, block.body.order
        for start, end in block.stretches if wide else block.stretches[:1]:
            for mark in marks:
                nodes = [node for node in index.within(start, end, mark) if self.visible(node)]
                yield from reversed([node for node in nodes if node.order <= body])
                yield from (node for node in nodes if node.order > body)

    def before(self, block: Block, marks: tuple[str, ...]) -> Iterator[Node]:
        """Give the visible nodes with any of the marks before a block's body anywhere in the page, nearest first."""
        nodes = self.document.index.all(*marks)
        for node in reversed(nodes):
            if node.order < block.body.order and self.visible(node):
                yield node


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


def _bodies(layout: Layout) -> list[tuple[Node, Extent]]:
    index = layout.document.index
    gadgets = [node for node in index.all(".widget") if "blog" in classes_of(node)]
    # Names as common as `entry` mean a post only inside the gadget that holds the posts.
    inside = Zones(gadgets or [index.node(index.root)])
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


def _linked_titles(layout: Layout) -> list[Node]:
    """Give the titles that link into the blog: what a list shows whose theme fills in the rest by script."""
    document = layout.document
    for mark in layout.selectors.title:
        nodes = _outermost([node for node in document.index.all(mark) if layout.visible(node)])
        linked = [n for n in nodes if (url := link_of(n.element, document.url)) and document.owns(url)]
        if linked:
            return linked
    headings = [
        node for node in document.index.all("h2", "h3") if layout.visible(node) and _leads_to_post(node, document)
    ]
    return headings if len(headings) > 1 else []


def _leads_to_post(node: Node, document: Document) -> bool:
    url = link_of(node.element, document.url)
    return bool(url and document.home and document.home.kind(url) is DocumentKind.POST)


def _climbed(place: int, bodies: list[Node], index: Index) -> Node:
    """Give the largest element that holds one body and no other: just below where its neighbours' ancestors begin."""
    body = bodies[place].element
    neighbours = bodies[max(place - 1, 0) : place] + bodies[place + 1 : place + 2]
    shared = {ancestor for neighbour in neighbours for ancestor in neighbour.element.iterancestors()}
    best = body
    for ancestor in body.iterancestors():
        if ancestor in shared:
            break
        best = ancestor
    return index.node(best)


def _container(node: Node, index: Index, limit: Node, marks: tuple[str, ...]) -> Node | None:
    """Give the outermost element with a container's mark around a body, inside what belongs to the body alone."""
    found = [n for n in index.within(limit.order, node.order - 1, *marks) if n.holds(node)]
    return min(found, key=lambda one: one.order, default=None)


def _flat_stretches(layout: Layout, bodies: list[Node]) -> list[tuple[int, int]]:
    """Share out what lies between bodies that are siblings: from title, date or anchor on, it is the next post's."""
    index, selectors = layout.document.index, layout.selectors
    openers = index.all(*selectors.title, *selectors.day, *selectors.post_id)
    closers = index.all(*selectors.footer, *selectors.byline)
    starts: list[int] = []
    before = -1
    for body in bodies:
        own = [node.order for node in openers if before < node.order < body.order and layout.visible(node)]
        # Where nothing opens the next post, a footer still ends the one before.
        closed = [node.end + 1 for node in closers if 0 <= before < node.order < body.order and layout.visible(node)]
        starts.append(min(own, default=max(closed, default=before + 1 if before >= 0 else body.order)))
        before = body.end
    ends = [start - 1 for start in starts[1:]] + [len(index.order)]
    return list(zip(starts, ends, strict=True))


def _has_fields(layout: Layout, stretch: Node) -> bool:
    selectors = layout.selectors
    marks = (
        *selectors.title,
        *selectors.permalink,
        *selectors.footer,
        *selectors.published,
        *selectors.post_id,
        "time",
    )
    index = layout.document.index
    return any(layout.visible(node) for node in index.within(stretch.order, stretch.end, *marks))


def cut_up(document: Document, selectors: Selectors) -> Layout:
    """Find the posts of a page."""
    index = document.index
    foreign = [node for node in index.all(*selectors.foreign) if _is_foreign(node, index)]
    numbered = index.all("#post-body-*")
    comments = [n for n in index.all(*selectors.comments) if not any(n.holds(body) for body in numbered)]
    layout = Layout(document, selectors, Zones(foreign), Zones(comments), foreign_nodes=[*foreign, *comments])
    found = _bodies(layout)
    layout.bodies = Zones([body for body, _ in found])
    if not found:
        found = [(node, Extent.NONE) for node in _linked_titles(layout)]
        layout.rung = "titles of a list"
    bodies = [body for body, _ in found]
    climbed = [_climbed(place, bodies, index) for place in range(len(bodies))]
    flat = [] if all(_has_fields(layout, limit) for limit in climbed) else _flat_stretches(layout, bodies)
    for place, ((body, extent), limit) in enumerate(zip(found, climbed, strict=True)):
        container = _container(body, index, limit, selectors.container)
        stretches = [(node.order, node.end) for node in (container, limit) if node is not None]
        layout.blocks.append(Block(body, extent, [flat[place]] if flat else stretches))
    return layout
