"""One pass over a page's tree: its elements in document order, found by name and by what marks them.

Marks are written like this: `.name` a class, `#name` an id, `#name-*` an id that begins so and ends in digits, `@name`
an `itemprop`, `name` an element, `a[rel=name]` a link relation, `a[name=#]` an anchor whose name is a number.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from migrator.content.tree import attributes_of

_MOST_DIGITS = 20
_LONGEST_KEPT, _MOST_KEPT = 200, 8_192


@dataclass(slots=True, eq=False)
class Node:
    """An element with its place: `order` counts nodes from the top, `end` is the order of its last descendant."""

    element: etree._Element
    order: int
    end: int

    def holds(self, other: "Node") -> bool:
        """Tell whether another node is this one or inside it."""
        return self.order <= other.order <= self.end


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
    _nodes: dict[etree._Element, Node] = field(default_factory=dict)
    _orders: dict[str, list[int]] = field(default_factory=dict)
    _scripts: list[Script] = field(default_factory=list)

    def node(self, element: etree._Element) -> Node:
        """Give the node of any element of the page."""
        known = self._nodes.get(element)
        if known is None:
            last = element
            while len(last):
                last = last[-1]
            end = self.order.get(last)
            if end is None:
                # Cleaning a body has put something new there, which has no place of its own.
                end = max(self.order[inner] for inner in element.iter() if inner in self.order)
            known = self._nodes[element] = Node(element, self.order[element], end)
        return known

    def named(self, name: str) -> list[etree._Element]:
        """Give the elements of a name in document order; cheaper than to look through the tree for them."""
        return self.marked.get(name, [])

    def scripts(self) -> list[Script]:
        """Give the scripts in document order; their text is much of a page, so it is fetched once."""
        if not self._scripts:
            for one in self.named("script"):
                kind, source = one.get("type", "").strip().lower(), one.get("src", "")
                self._scripts.append(Script(kind, source, one.text or ""))
        return self._scripts

    def orders(self, mark: str) -> list[int]:
        """Give the places of the elements with a mark, ascending: those of `marked`."""
        known = self._orders.get(mark)
        if known is None:
            order = self.order
            known = self._orders[mark] = [order[element] for element in self.marked.get(mark, ())]
        return known

    def all(self, *marks: str) -> list[Node]:
        """Give the nodes with any of the marks, in document order."""
        marked = self.marked
        if len(marks) == 1:
            return [self.node(element) for element in marked.get(marks[0], ())]
        present = [mark for mark in marks if mark in marked]
        found = {place: one for mark in present for place, one in zip(self.orders(mark), marked[mark], strict=True)}
        return [self.node(found[place]) for place in sorted(found)]

    def first(self, *marks: str) -> Node | None:
        """Give the first node of the first mark that has any."""
        return next((self.node(self.marked[mark][0]) for mark in marks if mark in self.marked), None)

    def one(self, start: int, end: int, *marks: str) -> etree._Element | None:
        """Give the first element that `within` would give; cheaper where nothing else of it is asked."""
        for mark in marks:
            if mark in self.marked:
                orders = self.orders(mark)
                place = bisect_left(orders, start)
                if place < len(orders) and orders[place] <= end:
                    return self.marked[mark][place]
        return None

    def within(self, start: int, end: int, *marks: str) -> Iterator[Node]:
        """Give the nodes with any of the marks whose order is from `start` to `end`: those of the first mark first."""
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
        self.known: dict[str, list[str]] = {}
        """The marks of each `class` seen lately: pages repeat few attributes many times, and so do blogs."""

    def of_class(self, value: str) -> list[str]:
        """Give the marks of a `class`, and remember them."""
        found = [self._classes[one] for one in value.lower().split() if one in self._classes]
        if len(value) <= _LONGEST_KEPT:
            if len(self.known) >= _MOST_KEPT:
                self.known.clear()
            self.known[value] = found
        return found

    def of_other(self, name: str, value: str) -> list[str]:
        """Give the marks of an `id` or an `itemprop`; ids that begin alike and end in a number share one."""
        if name == "itemprop":
            return [f"@{part}" for part in value.split()]
        wanted = value.lower()
        if wanted not in self._ids and wanted[-1:].isdecimal():
            shape = wanted.rstrip("0123456789")
            wanted = f"{shape}*" if len(wanted) - len(shape) <= _MOST_DIGITS else ""
        return [self._ids[wanted]] if wanted in self._ids else []


_marks = lru_cache(maxsize=16)(_Marks)


def _note_link(link: etree._Element, attributes: list[tuple[str, str]], marked: dict[str, list[etree._Element]]) -> str:
    """Note an `a` by its relations and its name; give its `href`."""
    address = ""
    for name, value in attributes:
        if name == "href":
            address = value
        elif name == "rel":
            for part in value.lower().split():
                marked[f"a[rel={part}]"].append(link)
        elif name == "name" and value:
            marked["a[name=#]" if value.isdigit() else "a[name]"].append(link)
    return address


def build_index(root: etree._Element, marks: frozenset[str]) -> Index:
    """Pass over the tree once and note every element by its name and by those of the marks that it bears."""
    wanted = _marks(marks)
    elements = list(root.iter())
    marked: defaultdict[str, list[etree._Element]] = defaultdict(list)
    links: list[tuple[etree._Element, str]] = []
    known = wanted.known
    for element in elements:
        tag = element.tag
        marked[tag].append(element)
        attributes = attributes_of(element)
        for name, value in attributes:
            if name == "class":
                borne = known.get(value)
                if borne is None:
                    borne = wanted.of_class(value)
                for mark in borne:
                    marked[mark].append(element)
            elif name in {"id", "itemprop"}:
                for mark in wanted.of_other(name, value):
                    marked[mark].append(element)
        if tag == "a" and (address := _note_link(element, attributes, marked)):
            links.append((element, address))
    return Index(root, dict(zip(elements, range(len(elements)), strict=True)), dict(marked), links)
