"""What an export could not take along: counted for the summary, listed in `losses.json`; memory stays flat."""

import tempfile
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import BinaryIO, cast

from migrator.export.selection import Selection
from migrator.formats.json import JsonObject, JsonValue, json_line, notice_to_json
from migrator.model.notices import Notice
from migrator.model.ports import ExportOptions, Loss, OutputFile
from migrator.sources.window import Window

NAME = "losses.json"
KEPT = 1000
"""Of each code, so many notices stay in memory for the summary; `losses.json` has them all."""
_IN_MEMORY = 1 << 18


class Losses:
    """Takes losses and notices as they come. Use it in a `with` block."""

    def __init__(self, format_name: str, asked: JsonObject | None = None) -> None:
        self._format = format_name
        self._asked = asked or {}
        self._items = _spool()
        self._notices = _spool()
        self._posts: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        """How many of each thing are lost, by what they are."""
        self.notices: list[Notice] = []
        self.notice_counts: dict[str, int] = {}

    def __enter__(self) -> "Losses":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._items.close()
        self._notices.close()

    def take(self, one: Loss | Notice) -> None:
        """Take one."""
        if isinstance(one, Notice):
            number = self.notice_counts[one.code] = self.notice_counts.get(one.code, 0) + 1
            if number <= KEPT:
                self.notices.append(one)
            _add(self._notices, notice_to_json(one))
            return
        self.counts[one.what] = self.counts.get(one.what, 0) + one.count
        self._posts[one.what] = self._posts.get(one.what, 0) + 1
        listed: JsonObject = {"what": one.what, "count": one.count, "url": one.url}
        _add(self._items, listed | ({"detail": one.detail} if one.detail else {}))

    def file(self, *, beside: bool = False) -> OutputFile:
        """Return `losses.json`: what was asked for if not all, totals by kind, each loss with its post, notices."""
        return OutputFile(path=NAME, content=self._chunks(), beside=beside)

    def _chunks(self) -> Iterator[bytes]:
        totals: list[JsonValue] = [
            {"what": what, "count": count, "posts": self._posts[what]} for what, count in sorted(self.counts.items())
        ]
        asked = b',\n"asked": ' + json_line(self._asked) if self._asked else b""
        yield (
            b'{\n"format": '
            + json_line(self._format)
            + asked
            + b',\n"totals": '
            + json_line(totals)
            + b',\n"losses": ['
        )
        yield from _listed(self._items)
        yield b'],\n"notices": ['
        yield from _listed(self._notices)
        yield b"]\n}\n"


def _spool() -> BinaryIO:
    # Not in a `with` block here: it lives as long as the object that holds it.
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))


def _add(spool: BinaryIO, value: JsonObject) -> None:
    spool.write((b",\n" if spool.tell() else b"\n") + json_line(value))


def _listed(spool: BinaryIO) -> Iterator[bytes]:
    spool.seek(0)
    while block := spool.read(1 << 16):
        yield block


# What an export was asked for, as `losses.json` tells it, so that whoever reads the export later knows what it is.


def asked_for(options: ExportOptions, selection: Selection | None) -> JsonObject:
    """Return what differs from asking for all; empty where nothing does."""
    selection = selection or Selection()
    values: JsonObject = {
        "since": selection.window.since,
        "until": selection.window.until,
        "labels": [*sorted(selection.labels)],
        "types": [*sorted(selection.types)],
        "statuses": [*sorted(selection.statuses)],
        "comments": None if selection.comments else False,
        "base_url": options.base_url,
        "html": None if options.raw_html else False,
        **{name: options.extra[name] for name in sorted(options.extra)},
    }
    return {name: value for name, value in values.items() if value is not None and value != []}


def selection_of(asked: Mapping[str, object]) -> Selection | None:
    """Return the part of the archive that an export was asked for; None for all of it."""

    def names(key: str) -> frozenset[str]:
        value = asked.get(key)
        return frozenset(str(one) for one in value) if isinstance(value, list) else frozenset()

    def day(key: str) -> str | None:
        value = asked.get(key)
        return value if isinstance(value, str) else None

    selection = Selection(
        window=Window(since=day("since"), until=day("until")),
        labels=names("labels"),
        types=names("types"),
        statuses=names("statuses"),
        comments=asked.get("comments") is not False,
    )
    return None if selection == Selection() else selection
