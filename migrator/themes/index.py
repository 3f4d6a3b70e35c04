"""One pass over a page's tree: its elements in document order, found by name and by what marks them.

Marks are written like this: `.name` a class, `#name` an id, `#name-*` an id that begins so and ends in digits, `@name`
an `itemprop`, `name` an element, `a[rel=name]` a link relation, `a[name=#]` an anchor whose name is a number.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_NUMBERED_ID = re.compile(r"^(.*?[a-z_-])(\d{1,20})$")


@dataclass(slots=True, eq=False)
class Node:
    """An element with its place: `order` counts nodes from the top, `end` is the order of its last descendant."""

    element: etree._Element
    order: int
    end: int

    def holds(self, other: "Node") -> bool:
        """Tell whether another node is this one or inside it."""
        return self.order <= other.order <= self.end


def _order(node: Node) -> int:
    return node.order


@dataclass(slots=True)
class Index:
    """The elements of a page by their names and marks.

    It shows the page as the pass found it: what a cleaned body has lost since is still in it.
    """

    root: etree._Element
    order: dict[etree._Element, int] = field(default_factory=dict)
    marked: dict[str, list[etree._Element]] = field(default_factory=dict)
    _nodes: dict[etree._Element, Node] = field(default_factory=dict)
    _by_mark: dict[str, list[Node]] = field(default_factory=dict)

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
            known = Node(element, self.order[element], end)
            self._nodes[element] = known
        return known

    def named(self, name: str) -> list[etree._Element]:
        """Give the elements of a name in document order; cheaper than to look through the tree for them."""
        return self.marked.get(name, [])

    def _marked(self, mark: str) -> list[Node]:
        # Most marks are never asked for, so their nodes are made when they are.
        nodes = self._by_mark.get(mark)
        if nodes is None:
            nodes = self._by_mark[mark] = [self.node(element) for element in self.marked.get(mark, ())]
        return nodes

    def all(self, *marks: str) -> list[Node]:
        """Give the nodes with any of the marks, in document order."""
        if len(marks) == 1:
            return self._marked(marks[0])
        found = {node.order: node for mark in marks if mark in self.marked for node in self._marked(mark)}
        return [found[order] for order in sorted(found)]

    def first(self, *marks: str) -> Node | None:
        """Give the first node of the first mark that has any."""
        return next((self._marked(mark)[0] for mark in marks if self.marked.get(mark)), None)

    def within(self, start: int, end: int, *marks: str) -> Iterator[Node]:
        """Give the nodes with any of the marks whose order is from `start` to `end`: those of the first mark first."""
        for mark in marks:
            if mark in self.marked:
                nodes = self._marked(mark)
                for node in nodes[bisect_left(nodes, start, key=_order) :]:
                    if node.order > end:
                        break
                    yield node


@lru_cache(maxsize=16)
def _names(marks: frozenset[str]) -> tuple[dict[str, str], dict[str, str]]:
    classes = {mark[1:]: mark for mark in marks if mark.startswith(".")}
    return classes, {mark[1:]: mark for mark in marks if mark.startswith("#")}


def _note_links(marked: dict[str, list[etree._Element]]) -> None:
    for link in marked.get("a", ()):
        if relation := link.get("rel"):
            for part in relation.lower().split():
                marked.setdefault(f"a[rel={part}]", []).append(link)
        if name := link.get("name"):
            marked.setdefault("a[name=#]" if name.isdigit() else "a[name]", []).append(link)


def build_index(root: etree._Element, marks: frozenset[str]) -> Index:
    """Pass over the tree once and note every element by its name and by those of the marks that it bears."""
    classes, ids = _names(marks)
    elements = list(root.iter())
    marked: defaultdict[str, list[etree._Element]] = defaultdict(list)
    # Pages repeat few class attributes many times.
    marks_of: dict[str, list[str]] = {}
    for element in elements:
        marked[element.tag].append(element)
        if names := element.get("class"):
            if (known := marks_of.get(names)) is None:
                known = marks_of[names] = [classes[name] for name in names.lower().split() if name in classes]
            for mark in known:
                marked[mark].append(element)
        if (name := element.get("id")) and (noted := _id_mark(name, ids)):
            marked[noted].append(element)
        if properties := element.get("itemprop"):
            for part in properties.split():
                marked[f"@{part}"].append(element)
    found = dict(marked)
    _note_links(found)
    return Index(root, dict(zip(elements, range(len(elements)), strict=True)), found)


def _id_mark(name: str, ids: dict[str, str]) -> str | None:
    name = name.lower()
    if name in ids:
        return ids[name]
    match = _NUMBERED_ID.match(name)
    return ids.get(f"{match[1]}*") if match else None
