"""One pass over a page's tree: its elements in document order, found by name and by what marks them.

Marks are written like this: `.name` a class, `#name` an id, `#name-*` an id that begins so and ends in digits, `@name`
an `itemprop`, `name` an element, `a[rel=name]` a link relation, `a[name=#]` an anchor whose name is a number.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, repeat
from typing import NamedTuple, cast

from lxml import etree

_MOST_DIGITS = 20
_MANY_LEVELS = 24
_LONGEST_KEPT, _MOST_KEPT = 200, 8_192

# Elements that are asked for by their name, besides those that are marks of some theme.
_NAMES = frozenset(
    {"a", "body", "fb:comments", "footer", "h4", "header", "iframe", "link", "meta", "nav", "option", "script", "title"}
)

_get = cast("Callable[[etree._Element, str], str | None]", etree._Element.get)


@dataclass(slots=True, eq=False)
class Node:
    """An element with its place: `order` counts nodes from the top, `end` is the order of its last descendant."""

    element: etree._Element
    order: int
    end: int

    def holds(self, other: "Node") -> bool:
        """Whether another node is this one or inside it."""
        return self.order <= other.order <= self.end

    def without(self, parts: "Sequence[Node]") -> "list[Node]":
        """Return the stretches of a node that are left without some parts of it, as nodes of its element."""
        pieces, start = [], self.order
        for part in sorted((one for one in parts if self.holds(one)), key=lambda one: one.order):
            if part.order > start:
                pieces.append(Node(self.element, start, part.order - 1))
            start = max(start, part.end + 1)
        if start <= self.end:
            pieces.append(Node(self.element, start, self.end))
        return pieces


class Zones:
    """Stretches of a page, nested ones merged: tells whether a place lies in one of them."""

    def __init__(self, nodes: list[Node]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for node in sorted(nodes, key=lambda one: one.order):
            if not self._ends or node.order > self._ends[-1]:
                self._starts.append(node.order)
                self._ends.append(node.end)

    def gaps(self, places: list[int]) -> list[tuple[int, int]]:
        """Return the slices of an ascending list of places that lie in none of them."""
        found: list[tuple[int, int]] = []
        at, total, zone = 0, len(places), 0
        while at < total:
            zone = bisect_left(self._ends, places[at], zone)
            start = self._starts[zone] if zone < len(self._starts) else places[-1] + 1
            stop = bisect_left(places, start, at)
            if stop > at:
                found.append((at, stop))
            at = bisect_right(places, self._ends[zone], stop) if stop < total else total
        return found

    def __contains__(self, order: int) -> bool:
        place = bisect_right(self._starts, order) - 1
        return place >= 0 and order <= self._ends[place]


class Nesting:
    """Elements of one kind, some inside others: tells the innermost around a place."""

    def __init__(self, nodes: list[Node]) -> None:
        self._places: list[int] = []
        self._innermost: list[Node | None] = []
        around: list[Node] = []
        for node in sorted(nodes, key=lambda one: one.order):
            self._leave(around, node.order)
            around.append(node)
            self._note(node.order, node)
        self._leave(around, None)

    def _leave(self, around: list[Node], place: int | None) -> None:
        while around and (place is None or around[-1].end < place):
            left = around.pop()
            self._note(left.end + 1, around[-1] if around else None)

    def _note(self, place: int, node: Node | None) -> None:
        self._places.append(place)
        self._innermost.append(node)

    def around(self, order: int) -> Node | None:
        """Return the innermost of the elements that holds a place; None if none does."""
        place = bisect_right(self._places, order) - 1
        return self._innermost[place] if place >= 0 else None


class Script(NamedTuple):
    """A `script`: its type in lower case, the address that it is loaded from, its text."""

    kind: str
    source: str
    text: str


@dataclass(slots=True)
class Index:
    """The elements of a page by their names and marks.

    It shows the page as the pass found it: what a cleaned body has lost since is still in it.
    """

    root: etree._Element
    order: dict[etree._Element, int] = field(default_factory=dict)
    marked: dict[str, list[etree._Element]] = field(default_factory=dict)
    links: list[tuple[etree._Element, str]] = field(default_factory=list)
    """The `a` elements that lead somewhere, each with its `href` as written."""
    _link_orders: list[int] = field(default_factory=list)
    _nodes: dict[etree._Element, Node] = field(default_factory=dict)
    _ends: dict[etree._Element, int] = field(default_factory=dict)
    _orders: dict[str, list[int]] = field(default_factory=dict)
    _scripts: list[Script] = field(default_factory=list)

    def node(self, element: etree._Element) -> Node:
        """Return the node of any element of the page."""
        known = self._nodes.get(element)
        if known is None:
            end = self._ends.get(element)
            known = self._nodes[element] = Node(
                element, self.order[element], self._last_inside(element) if end is None else end
            )
        return known

    def _last_inside(self, element: etree._Element) -> int:
        last, levels = element, 0
        while len(last):
            last = last[-1]
            levels += 1
        end = self.order.get(last)
        if end is None:
            # Cleaning a body has put something new there, which has no place of its own.
            end = max(self.order[inner] for inner in element.iter() if inner in self.order)
        if levels > _MANY_LEVELS:
            # All on the way end there: in nested boxes each would go the whole way again.
            while len(element):
                element = element[-1]
                self._ends[element] = end
        return end

    def named(self, name: str) -> list[etree._Element]:
        """Return the elements of a name in document order; cheaper than to look through the tree for them."""
        return self.marked.get(name, [])

    def scripts(self) -> list[Script]:
        """Return the scripts in document order; their text is much of a page, so it is fetched once."""
        if not self._scripts:
            for one in self.named("script"):
                kind, source = one.get("type", "").strip().lower(), one.get("src", "")
                self._scripts.append(Script(kind, source, one.text or ""))
        return self._scripts

    @property
    def link_orders(self) -> list[int]:
        """The places of `links`, ascending."""
        if not self._link_orders:
            self._link_orders = [self.order[link] for link, _ in self.links]
        return self._link_orders

    def links_within(self, start: int, end: int) -> list[tuple[etree._Element, str]]:
        """Return those of `links` whose order is from `start` to `end`."""
        orders = self.link_orders
        return self.links[bisect_left(orders, start) : bisect_right(orders, end)]

    def orders(self, mark: str) -> list[int]:
        """Return the places of the elements with a mark, ascending: those of `marked`."""
        known = self._orders.get(mark)
        if known is None:
            order = self.order
            known = self._orders[mark] = [order[element] for element in self.marked.get(mark, ())]
        return known

    def all(self, *marks: str) -> list[Node]:
        """Return the nodes with any of the marks, in document order."""
        marked = self.marked
        if len(marks) == 1:
            return [self.node(element) for element in marked.get(marks[0], ())]
        present = [mark for mark in marks if mark in marked]
        found = {place: one for mark in present for place, one in zip(self.orders(mark), marked[mark], strict=True)}
        return [self.node(found[place]) for place in sorted(found)]

    def first(self, *marks: str) -> Node | None:
        """Return the first node of the first mark that has any."""
        return next((self.node(self.marked[mark][0]) for mark in marks if mark in self.marked), None)

    def one(self, start: int, end: int, *marks: str) -> etree._Element | None:
        """Return the first element that `within` would give; cheaper where nothing else of it is asked."""
        for mark in marks:
            if mark in self.marked:
                orders = self.orders(mark)
                place = bisect_left(orders, start)
                if place < len(orders) and orders[place] <= end:
                    return self.marked[mark][place]
        return None

    def within(self, start: int, end: int, *marks: str) -> Iterator[Node]:
        """Yield the nodes with any of the marks whose order is from `start` to `end`: those of the first mark first."""
        for mark in marks:
            if mark in self.marked:
                orders = self.orders(mark)
                first = bisect_left(orders, start)
                for element in self.marked[mark][first : bisect_right(orders, end, first)]:
                    yield self.node(element)


class _Marks:
    """Which of the marks that are looked for an attribute bears."""

    def __init__(self, marks: frozenset[str]) -> None:
        self._classes = {mark[1:]: mark for mark in marks if mark.startswith(".")}
        self._ids = {mark[1:]: mark for mark in marks if mark.startswith("#")}
        self.names = _NAMES | {mark for mark in marks if mark[0] not in ".#@" and "[" not in mark}
        self.known: dict[str, list[str]] = {}
        """The marks of each `class` seen lately: pages repeat few attributes many times, and so do blogs."""

    def of_class(self, value: str) -> list[str]:
        """Return the marks of a `class`, and remember them."""
        found = [self._classes[one] for one in value.lower().split() if one in self._classes]
        if len(value) <= _LONGEST_KEPT:
            if len(self.known) >= _MOST_KEPT:
                self.known.clear()
            self.known[value] = found
        return found

    def of_id(self, value: str) -> str | None:
        """Return the mark of an `id`, None if it is none; ids that begin alike and end in a number share one."""
        wanted = value.lower()
        mark = self._ids.get(wanted)
        if mark is None and wanted[-1].isdecimal():
            shape = wanted.rstrip("0123456789")
            if len(wanted) - len(shape) <= _MOST_DIGITS:
                return self._ids.get(f"{shape}*")
        return mark


_marks = lru_cache(maxsize=16)(_Marks)


def _having(elements: list[etree._Element], name: str) -> Iterator[tuple[etree._Element, str]]:
    """Return those of some elements that have an attribute which is not empty, each with it."""
    values = list(map(_get, elements, repeat(name)))
    return cast("Iterator[tuple[etree._Element, str]]", compress(zip(elements, values, strict=True), values))


def _links_among(
    anchors: list[etree._Element], marked: dict[str, list[etree._Element]]
) -> list[tuple[etree._Element, str]]:
    """Note `a` elements by their relations and names; give those that lead somewhere, each with its `href`."""
    for anchor, relations in _having(anchors, "rel"):
        for part in relations.lower().split():
            marked[f"a[rel={part}]"].append(anchor)
    for anchor, name in _having(anchors, "name"):
        marked["a[name=#]" if name.isdigit() else "a[name]"].append(anchor)
    return list(_having(anchors, "href"))


def build_index(root: etree._Element, marks: frozenset[str]) -> Index:
    """Pass over the tree once and note every element by those of the marks that it bears, and the named ones."""
    wanted = _marks(marks)
    elements = list(root.iter())
    marked: defaultdict[str, list[etree._Element]] = defaultdict(list)
    for element in root.iter(*wanted.names):
        marked[element.tag].append(element)
    known = wanted.known
    # To ask for some attributes by name costs half of what it costs to read all, most of which mean nothing here.
    for element, classes in _having(elements, "class"):
        borne = known.get(classes)
        for mark in wanted.of_class(classes) if borne is None else borne:
            marked[mark].append(element)
    for element, number in _having(elements, "id"):
        if (name := wanted.of_id(number)) is not None:
            marked[name].append(element)
    for element, stated in _having(elements, "itemprop"):
        for part in stated.split():
            marked[f"@{part}"].append(element)
    links = _links_among(marked.get("a", []), marked)
    return Index(root, dict(zip(elements, range(len(elements)), strict=True)), dict(marked), links)
