"""What an export was asked for, as `losses.json` tells it, so that whoever reads the export later knows what it is."""

from collections.abc import Mapping

from migrator.export.selection import Selection
from migrator.formats.json import JsonObject
from migrator.model.ports import ExportOptions
from migrator.sources.window import Window


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
