"""Where a key stands in a TOML file: tomllib tells values, not lines, and an error without its line is a riddle."""

import re

_TABLE = re.compile(r"^\s*\[\s*([\w.\-\"' ]+?)\s*\]\s*(?:#.*)?$")
_ITEM = re.compile(r"^\s*\[\[\s*([\w.\-\"' ]+?)\s*\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\-\"'.]+)\s*=")

Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path, int]:
    """Give the line, from 1, of each table and key: `("blog", 0, "url")` is the key of the first `[[blog]]`.

    The second of two equal tables counts from where the first began; keys inside inline tables are not listed.
    """
    found: dict[Path, int] = {}
    items: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _ITEM.match(line):
            table = _item(_names(match[1]), items)
            found.setdefault(table, number)
        elif match := _TABLE.match(line):
            table = _resolved(_names(match[1]), items)
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            found.setdefault((*table, *_names(match[1])), number)
    return found


def line_at(lines: dict[Path, int], path: Path) -> int | None:
    """Give the line of a key, else of the nearest table around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _names(text: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in text.split("."))


def _item(names: Path, items: dict[Path, int]) -> Path:
    """Give the path of the next item of an array of tables."""
    base = (*_resolved(names[:-1], items), names[-1])
    items[base] = items.get(base, -1) + 1
    return (*base, items[base])


def _resolved(names: Path, items: dict[Path, int]) -> Path:
    """Give the path of a table: below an array of tables its last item is meant."""
    path: Path = ()
    for name in names:
        path = (*path, name)
        if path in items:
            path = (*path, items[path])
    return path
