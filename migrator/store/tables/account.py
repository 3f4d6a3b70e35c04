"""The account of each run: what its inputs offered, and what became of it."""

from collections.abc import Iterator

from migrator.account import Exceptional, Gap, Outcome, Row, Tally, Unit, gaps_of
from migrator.store.database import Database, SqlValue

MEDIA_OF_POSTS = "the media of posts"
"""Stands as the input where what the posts that are held refer to is counted."""
CAPTURES = "the captures"
"""Stands as the input where what was captured is read again."""
BEFORE = "from before the account"
"""Stands as the input of what is told of runs that kept no account, by the captures and the queue that they left."""
_BEFORE = (
    "kind IN ('crawl', 'import') AND ended IS NOT NULL AND id NOT IN (SELECT run FROM account WHERE input <> ?1)"
    " AND id < coalesce((SELECT min(run) FROM account WHERE input <> ?1), 9223372036854775807)"
)
_ROWS = "SELECT account.run AS run, input, unit, outcome, count FROM account"


class Accounts:
    """The tables account and account_exceptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: int, tally: Tally) -> None:
        """Add counts to those of a run, in the transaction of what they count; empty the tally."""
        self._database.execute_many(
            "INSERT INTO account (run, input, unit, outcome, count) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (run, input, unit, outcome) DO UPDATE SET count = count + excluded.count",
            ((run, tally.input, unit.value, outcome, many) for (unit, outcome), many in tally.counts.items()),
        )
        self._database.execute_many(
            "INSERT OR IGNORE INTO account_exceptions (run, input, unit, outcome, name, place, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (run, tally.input, one.unit.value, one.outcome, *map(_storable, (one.name, one.place, one.reason)))
                for one in tally.exceptions
            ),
        )
        tally.counts.clear()
        tally.exceptions.clear()

    def add_media(self, run: int, *, undecided: str) -> None:
        """Count what all posts refer to, and what became of it; no more is known of earlier runs than of this one.

        `undecided` says why what nobody asked for was left out; empty in a run that asks for everything, of which
        nothing may stay open.
        """
        tally = Tally(MEDIA_OF_POSTS)
        tally.offer(Unit.MEDIUM, self._database.number("SELECT sum(count) FROM post_references"))
        passed = "SELECT key, sum(value) FROM post_references, json_each(passed) WHERE passed <> '{}' GROUP BY key"
        for rule, many in self._database.rows(passed):
            tally.pass_over(Unit.MEDIUM, int(many), rule)
        used = "FROM post_media JOIN post_references USING (post) JOIN media m ON m.id = media WHERE times > 0 AND"
        held = self._database.number(f"SELECT sum(times) {used} status = 'held'")
        tally.settle(Unit.MEDIUM, Outcome.KEPT, held)
        lacking = f"SELECT status, error, min(url), sum(times) {used} status <> 'held' GROUP BY m.id ORDER BY m.id"
        for status, error, url, many in self._database.rows(lacking):
            outcome = Outcome.NOT_HAD if status == "missing" else Outcome.NOT_ASKED
            tally.name(Unit.MEDIUM, outcome, url, reason=error or "")
            tally.settle(Unit.MEDIUM, outcome, many - 1)
        if undecided:
            open_ones = self._database.number(f"SELECT sum(times) {used} status IS NULL")
            tally.pass_over(Unit.MEDIUM, open_ones, undecided)
        self.add(run, tally)

    def of(self, run: int) -> list[Row]:
        """Return the account of one run."""
        return list(self._rows(f"{_ROWS} WHERE run = ? ORDER BY input, unit", (run,)))

    def latest(self) -> list[Row]:
        """Return, for each input, its account in the last run that read it and came to its end."""
        query = (
            f"{_ROWS} JOIN runs ON runs.id = account.run WHERE account.run = (SELECT max(other.run) FROM account other"
            " JOIN runs later ON later.id = other.run WHERE other.input = account.input AND later.ended IS NOT NULL)"
            " ORDER BY account.run, input, unit"
        )
        return list(self._rows(query, ()))

    def exceptions(self, run: int) -> Iterator[Exceptional]:
        """Return the units of a run that are not simply held, by name."""
        query = "SELECT unit, outcome, name, place, reason FROM account_exceptions WHERE run = ? ORDER BY id"
        for row in self._database.rows(query, (run,)):
            yield Exceptional(
                unit=Unit(row["unit"]),
                outcome=row["outcome"],
                name=row["name"],
                place=row["place"],
                reason=row["reason"],
            )

    def gaps(self, run: int | None = None) -> list[Gap]:
        """Return the sums of a run that do not close, or of all runs that came to their end in good order.

        Of the media of posts the last of them tells all: each counts what is held, not what it read.
        """
        if run is not None:
            return gaps_of(self.of(run))
        good = f"{_ROWS} JOIN runs ON runs.id = account.run WHERE exit_code IN (0, 3)"
        rows = list(self._rows(f"{good} ORDER BY account.run, input, unit", ()))
        last = max((row.run for row in rows if row.input == MEDIA_OF_POSTS), default=0)
        return gaps_of(row for row in rows if row.input != MEDIA_OF_POSTS or row.run == last)

    def runs_before(self) -> int:
        """Count the runs that read something before there was an account."""
        return self._database.number(f"SELECT count(*) FROM runs WHERE {_BEFORE}", (BEFORE,))

    def rebuild(self) -> None:
        """Make the account of runs that kept none: of each document that they asked for, whether it came.

        What stood in the documents, and what they did with it, nothing tells; it is held, or a reparse finds it.
        """
        unit = "CASE runs.kind WHEN 'import' THEN 'record' ELSE 'response' END"
        came = "CASE WHEN status IN (200, 304) THEN 'kept' ELSE 'not-had' END"
        captured = "FROM captures JOIN runs ON runs.id = run WHERE redirect = 0 AND run IN (SELECT id FROM old)"
        lacking = (
            "FROM frontier JOIN runs ON runs.id = run WHERE state IN ('failed', 'skipped')"
            " AND run IN (SELECT id FROM old)"
            " AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.run = frontier.run AND c.url = frontier.url)"
        )
        refused = "CASE state WHEN 'skipped' THEN 'not-asked' ELSE 'not-had' END"
        old = f"WITH old AS (SELECT id FROM runs WHERE {_BEFORE})"
        for offered, outcome, rows in ((unit, came, captured), (unit, refused, lacking)):
            for what in ("'offered'", outcome):
                self._database.execute(
                    f"INSERT INTO account (run, input, unit, outcome, count) {old}"
                    f" SELECT run, ?1, {offered}, {what}, count(*) {rows} GROUP BY 1, 3, 4"
                    " ON CONFLICT (run, input, unit, outcome) DO UPDATE SET count = count + excluded.count",
                    (BEFORE,),
                )
        named = "INSERT OR IGNORE INTO account_exceptions (run, input, unit, outcome, name, place, reason)"
        for outcome, reason, rows in (
            (came, "'it answered ' || status", f"{captured} AND status NOT IN (200, 304)"),
            (refused, "coalesce(error, 'it answered ' || status, '')", lacking),
        ):
            self._database.execute(
                f"{named} {old} SELECT run, ?1, {unit}, {outcome}, url, '', {reason} {rows}", (BEFORE,)
            )

    def _rows(self, query: str, values: tuple[SqlValue, ...]) -> Iterator[Row]:
        for row in self._database.rows(query, values):
            yield Row(
                run=row["run"],
                input=row["input"],
                unit=Unit(row["unit"]),
                outcome=row["outcome"],
                count=row["count"],
            )


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
