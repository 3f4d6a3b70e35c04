"""One table of the configuration: values taken by name and kind, each fault told with file, line and key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from migrator.model.errors import ConfigError

# Where a key stands in a TOML file: tomllib tells values, not lines, and an error without its line is a riddle.

_TABLE = re.compile(r"^\s*\[\s*([\w.\-\"' ]+?)\s*\]\s*(?:#.*)?$")
_ITEM = re.compile(r"^\s*\[\[\s*([\w.\-\"' ]+?)\s*\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\-\"'.]+)\s*=")

KeyPath = tuple[str | int, ...]


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each table and key: `("blog", 0, "url")` is the key of the first `[[blog]]`.

    The second of two equal tables counts from where the first began; keys inside inline tables are not listed.
    """
    found: dict[KeyPath, int] = {}
    items: dict[KeyPath, int] = {}
    table: KeyPath = ()
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


def line_at(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key, else of the nearest table around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _names(text: str) -> KeyPath:
    return tuple(part.strip().strip("\"'") for part in text.split("."))


def _item(names: KeyPath, items: dict[KeyPath, int]) -> KeyPath:
    """Return the path of the next item of an array of tables."""
    base = (*_resolved(names[:-1], items), names[-1])
    items[base] = items.get(base, -1) + 1
    return (*base, items[base])


def _resolved(names: KeyPath, items: dict[KeyPath, int]) -> KeyPath:
    """Return the path of a table: below an array of tables its last item is meant."""
    path: KeyPath = ()
    for name in names:
        path = (*path, name)
        if path in items:
            path = (*path, items[path])
    return path


_SPAN = re.compile(r"^(\d{1,6})\s*(day|week|month|year)s?$")
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_MOST_DAYS = 366 * 1_000
_HINT = "`migrate init URL` writes a file with every setting explained."


class Fields:
    """A table, and where it stands: what is asked for becomes known, the rest can be refused."""

    def __init__(
        self, values: Mapping[str, object], *, path: Path, lines: dict[KeyPath, int], place: KeyPath = ()
    ) -> None:
        self.values = values
        self.file = path
        self.folder = path.parent
        self.known: set[str] = set()
        self._lines = lines
        self._place = place

    def fault(self, key: str | KeyPath, what: str) -> ConfigError:
        """Make the error that names a key of this table."""
        inner = (key,) if isinstance(key, str) else key
        place = (*self._place, *inner)
        line = line_at(self._lines, place)
        where = f"{self.file}, line {line}" if line else f"{self.file}"
        name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
        return ConfigError(f"{where}: {name} {what}.", hint=_HINT)

    def refuse_unknown(self) -> None:
        """Refuse keys that nobody asked for: a misspelt setting would be ignored in silence."""
        for key in self.values:
            if key not in self.known:
                raise self.fault(key, f"is not known here; known are {', '.join(sorted(self.known))}")

    def text(self, key: str) -> str:
        """Return a string; empty if there is none."""
        value = self._value(key, "")
        if not isinstance(value, str):
            raise self.fault(key, "must be text in quotes")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; one string stands for a list of one."""
        value = self._value(key, [])
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(key, "must be a list of texts in quotes")
        return tuple(value)

    def path_of(self, key: str, default: Path | None) -> Path | None:
        """Return a path, with ~ expanded."""
        text = self.text(key)
        return Path(text).expanduser() if text else default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, "must be true or false")
        return value

    def number(
        self, key: str, default: float, *, least: float, most: float | None = None, whole: bool = False
    ) -> float:
        """Return a number within its bounds."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or (whole and not isinstance(value, int)):
            raise self.fault(key, "must be a whole number" if whole else "must be a number")
        if value < least or (most is not None and value > most):
            raise self.fault(key, f"must be from {least} to {most}" if most is not None else f"must be {least} or more")
        return value

    def bound(self, key: str, *, whole: bool) -> float | None:
        """Return a bound above zero; None where none is set."""
        if key not in self.values:
            self.known.add(key)
            return None
        value = self.number(key, 1, least=0, whole=whole)
        if value <= 0:
            raise self.fault(key, "must be more than 0; leave it out for no bound")
        return value

    def span(self, key: str, default: timedelta | None) -> timedelta | None:
        """Return a span of time such as `2 years`; None for `forever`. Months and years count their most days."""
        if key not in self.values:
            self.known.add(key)
            return default
        text = self.text(key).lower()
        if text == "forever":
            return None
        match = _SPAN.match(text)
        if match is None or not 1 <= int(match[1]) * _DAYS[match[2]] <= _MOST_DAYS:
            raise self.fault(key, 'must be "forever" or a span such as "90 days", "18 months" or "2 years"')
        return timedelta(days=int(match[1]) * _DAYS[match[2]])

    def choice(self, key: str, allowed: Sequence[str], default: str | None) -> str:
        """Return one of some words."""
        value = self.text(key) or default or ""
        if value not in allowed:
            raise self.fault(key, f"must be one of {', '.join(allowed)}")
        return value

    def table(self, key: str) -> "Fields":
        """Return the table of that name, empty if there is none."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            raise self.fault(key, f"must be a table: [{key}]")
        return Fields(value, path=self.file, lines=self._lines, place=(*self._place, key))

    def tables(self, key: str) -> Iterator["Fields"]:
        """Yield the tables of an array."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(key, f"must be an array of tables: [[{key}]]")
        for number, item in enumerate(value):
            yield Fields(item, path=self.file, lines=self._lines, place=(*self._place, key, number))

    def _value(self, key: str, default: object) -> object:
        self.known.add(key)
        return self.values.get(key, default)
