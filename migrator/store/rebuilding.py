"""Forgetting what captures told, before they are read again by a better parser."""

import json
from collections.abc import Collection

from migrator.merge import ABSENCE, SUBSTANCE
from migrator.store.bodies import Bodies
from migrator.store.database import Database

# The columns that hold each field of a post, by its name in the evidence.
_COLUMNS = {
    "url": ("url",),
    "type": ("type",),
    "status": ("status",),
    "title": ("title",),
    "published": ("published",),
    "updated": ("updated",),
    "author": ("author_id",),
    "labels": ("labels",),
    "labels_on_page": ("labels_on_page",),
    "labels_listed": ("labels_listed",),
    "content_html": ("content_html",),
    "comment_count": ("comment_count",),
    "location": ("location_name", "latitude", "longitude"),
}
FIELDS = frozenset(_COLUMNS)
"""The names of fields in the evidence of a post."""
_Packed = dict[str, dict[str, list[int]]]


class Rebuilding:
    """Clears fields by the run that told them: those of runs whose captures are all there and readable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bodies = Bodies(database)

    def clear(self, *, damaged: Collection[str]) -> None:
        """Forget every field that a run with captures told, and every row of which nothing is left.

        What a run without captures, or one with a damaged capture (`damaged` holds their times), told stays: nothing
        could make it anew.
        """
        times = {str(row["as_of"]) for row in self._database.rows("SELECT DISTINCT as_of FROM captures")}
        remade = times - set(damaged)
        for as_of in sorted(remade):
            for table in ("revisions", "open_dates", "date_orders"):
                self._database.execute(f"DELETE FROM {table} WHERE as_of = ?", (as_of,))
        self._clear_comments(remade)
        self._clear_posts(remade)

    def _clear_comments(self, remade: set[str]) -> None:
        gone: list[tuple[int]] = []
        kept: list[tuple[str, int]] = []
        for row in self._database.rows("SELECT number, evidence FROM comments"):
            left, lost = _split(row["evidence"], remade)
            if not left:
                gone.append((row["number"],))
            elif lost:
                kept.append((_text(left), row["number"]))
        self._database.execute_many("DELETE FROM comments WHERE number = ?", gone)
        self._database.execute_many("UPDATE comments SET evidence = ? WHERE number = ?", kept)

    def _clear_posts(self, remade: set[str]) -> None:
        """Clear posts; an emptied row stays, as one that is only named, because revisions and comments hang on it."""
        for row in list(self._database.rows("SELECT number, evidence FROM posts")):
            left, lost = _split(row["evidence"], remade)
            if not lost:
                continue
            number = row["number"]
            columns = [column for field in lost if field != "url" for column in _COLUMNS[field]]
            cleared = "".join(f", {column} = NULL" for column in columns)
            self._database.execute(f"UPDATE posts SET evidence = ?{cleared} WHERE number = ?", (_text(left), number))
            if "content_html" in lost:
                self._bodies.forget(number)
                self._database.execute("UPDATE posts SET extent = 'none' WHERE number = ?", (number,))
            if "labels" in lost:
                self._database.execute("DELETE FROM post_labels WHERE post = ?", (number,))
            if not any(fields.keys() & SUBSTANCE for fields in left.values()):
                self._database.execute(
                    "UPDATE posts SET state = 'named', first_seen = NULL WHERE number = ?", (number,)
                )


def _split(evidence: str, remade: set[str]) -> tuple[_Packed, set[str]]:
    """Part what stays from the names of the fields that go."""
    packed: _Packed = json.loads(evidence)
    left = {
        teller: fields
        for teller, fields in packed.items()
        # That something vanished is told by no document, but by the want of it: no capture could tell it anew.
        if teller.rpartition(" ")[2] not in remade or teller.startswith(f"{ABSENCE} ")
    }
    lost = {field for teller, fields in packed.items() if teller not in left for field in fields}
    return left, lost


def _text(packed: _Packed) -> str:
    return json.dumps(packed, sort_keys=True, separators=(",", ":"))
