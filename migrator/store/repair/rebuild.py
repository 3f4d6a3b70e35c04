"""Forgetting what captures told, before they are read again by a better parser."""

import json
from collections.abc import Collection

from migrator.merge import ABSENCE, SUBSTANCE
from migrator.store.database import Database
from migrator.store.tables.bodies import Bodies

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
    "link": ("link",),
    "enclosures": ("enclosures",),
}
FIELDS = frozenset(_COLUMNS)
"""The names of fields in the evidence of a post."""
_Packed = dict[str, dict[str, list[int]]]


class Rebuilding:
    """Clears fields by the run that told them: those of runs whose captures are all there and readable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bodies = Bodies(database)
        self._sightings: list[tuple[int, str, str, str]] = []

    def clear(self, *, damaged: Collection[str], thinned: Collection[str] = ()) -> None:
        """Forget every field that a run with captures told, and every row of which nothing is left.

        What a run without captures, or one with a damaged capture (`damaged` holds their times), told stays: nothing
        could make it anew. Of a run some of whose captures were let go (`thinned`), what is held can be made anew, but
        not its history: earlier texts, and what it was the first to see.
        """
        times = {str(row["as_of"]) for row in self._database.rows("SELECT DISTINCT as_of FROM captures")}
        remade = times - set(damaged)
        for as_of in sorted(remade - set(thinned)):
            self._clear_revisions(as_of, thinned)
            for table in ("open_dates", "date_orders"):
                self._database.execute(f"DELETE FROM {table} WHERE as_of = ?", (as_of,))
        self._note_sightings(thinned)
        self._clear_comments(remade)
        self._clear_posts(remade, thinned)

    def restore(self) -> None:
        """Let comments that were read again have come and gone when they did, where no capture tells it any more."""
        for column in ("first_seen", "removed_at"):
            self._database.execute_many(
                f"UPDATE comments SET {column} = ?4 WHERE ?3 = '{column}' AND post = ?1 AND id = ?2 AND {column} > ?4",
                self._sightings,
            )
        self._sightings = []

    def _clear_revisions(self, as_of: str, thinned: Collection[str]) -> None:
        rows = list(self._database.rows("SELECT id, noted FROM revisions WHERE as_of = ?", (as_of,)))
        gone = [(row["id"],) for row in rows if row["noted"] not in thinned]
        self._database.execute_many("DELETE FROM revisions WHERE id = ?", gone)

    def _note_sightings(self, thinned: Collection[str]) -> None:
        for column in ("first_seen", "removed_at"):
            for as_of in sorted(thinned):
                rows = self._database.rows(f"SELECT post, id FROM comments WHERE {column} = ?", (as_of,))
                self._sightings += [(row["post"], row["id"], column, as_of) for row in rows]

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

    def _clear_posts(self, remade: set[str], thinned: Collection[str]) -> None:
        """Clear posts; an emptied row stays, as one that is only named, because revisions and comments hang on it."""
        for row in list(self._database.rows("SELECT number, evidence, first_seen FROM posts")):
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
                first_seen = row["first_seen"] if row["first_seen"] in thinned else None
                self._database.execute(
                    "UPDATE posts SET state = 'named', first_seen = ? WHERE number = ?", (first_seen, number)
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
