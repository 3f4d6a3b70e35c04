"""The frontier: every URL that is known, why it is known, and how far it has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.model.documents import DocumentKind, Reference, Validators
from migrator.store.database import Database, SqlValue
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.runs import Runs

IMPORTED = "imported"
"""The reason of pages that an import settled."""
QUEUED, DONE, FAILED, SKIPPED = "queued", "done", "failed", "skipped"
REFUSED = "robots.txt disallows it"
"""What is noted of documents that robots.txt keeps from us."""
_STATES = frozenset({DONE, FAILED, SKIPPED})
_MORE_REASONS = 300
"""Characters of further reasons that are kept: a popular page is linked from every other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedDocument:
    """A document that could not be fetched when it was last asked for; `refused`: robots.txt disallows it."""

    key: str
    url: str
    kind: DocumentKind
    reason: str
    status: int | None
    error: str
    refused: bool

    @property
    def answer(self) -> str:
        """Say what came of asking."""
        return self.error or f"it answered {self.status}"


class Frontier:
    """The table of references. `take` marks nothing: a crash gives back what was in flight."""

    def __init__(self, database: Database, blogs: Blogs, runs: Runs) -> None:
        self._database = database
        self._blogs = blogs
        self._runs = runs
        self._counts: dict[str, int] | None = None
        database.on_rollback(self._forget)

    def _forget(self) -> None:
        self._counts = None

    def enqueue(self, references: Iterable[Reference]) -> int:
        """Queue what is not known yet; remember a further reason for what is. Return how many are new."""
        with self._database.transaction():
            return self._enqueue((self._blogs.key_of(reference.url), reference) for reference in references)

    def _enqueue(self, references: Iterable[tuple[str, Reference]]) -> int:
        rows: list[tuple[SqlValue, ...]] = []
        again: list[tuple[SqlValue, ...]] = []
        for key, reference in references:
            rows.append((key, reference.url, reference.kind.value, reference.priority, reference.reason))
            again.append((reference.reason, key, reference.reason, reference.reason, _MORE_REASONS))
        if not rows:
            return 0
        new = self._database.execute_many(
            "INSERT OR IGNORE INTO frontier (key, url, kind, priority, reason) VALUES (?, ?, ?, ?, ?)", rows
        )
        if new < len(rows):
            self._database.execute_many(
                "UPDATE frontier SET further_reasons = further_reasons || ? || char(10) WHERE key = ? AND reason <> ?"
                " AND instr(further_reasons, ?) = 0 AND length(further_reasons) < ?",
                again,
            )
        self._count(None, QUEUED, new)
        return new

    def peek(self, limit: int, kinds: Iterable[DocumentKind] | None = None) -> list[Reference]:
        """Return queued references, by priority, then in the order in which they came.

        They stay queued until they are finished.
        """
        wanted = None if kinds is None else tuple(kinds)
        chosen = "" if wanted is None else f" AND kind IN ({', '.join('?' * len(wanted))})"
        rows = self._database.rows(
            "SELECT url, kind, reason, priority FROM frontier"
            f" WHERE state = 'queued'{chosen} ORDER BY priority DESC, number LIMIT ?",
            (*(kind.value for kind in wanted or ()), limit),
        )
        return [
            Reference(url=row["url"], kind=DocumentKind(row["kind"]), reason=row["reason"], priority=row["priority"])
            for row in rows
        ]

    def settle(
        self,
        reference: Reference,
        state: str,
        *,
        status: int | None,
        etag: str | None = None,
        last_modified: str | None = None,
        error: str | None = None,
    ) -> None:
        """Settle a reference as `done`, `failed` or `skipped`.

        Validators of an earlier answer stay where this one gave none (a 304).
        """
        if state not in _STATES:
            raise ValueError(state)
        key = self._blogs.key_of(reference.url)
        with self._database.transaction():
            self._enqueue([(key, reference)])
            before = self._database.row("SELECT state FROM frontier WHERE key = ?", (key,))
            self._database.execute(
                "UPDATE frontier SET state = ?, status = ?, etag = coalesce(?, etag),"
                " last_modified = coalesce(?, last_modified), error = ?, run = ? WHERE key = ?",
                (state, status, etag or None, last_modified or None, error, self._runs.current, key),
            )
            self._count(str(before["state"]) if before is not None else None, state, 1)

    def requeue(self, kinds: Iterable[DocumentKind]) -> int:
        """Queue again what earlier runs settled, of some kinds; return how many."""
        chosen = [kind.value for kind in kinds]
        if not chosen:
            return 0
        self._counts = None
        marks = ", ".join("?" * len(chosen))
        return self._database.execute(
            f"UPDATE frontier SET state = 'queued' WHERE state <> 'queued' AND kind IN ({marks})", chosen
        )

    def forget_imported(self) -> None:
        """Let a crawl ask for pages that an import brought, as if it had not."""
        self._counts = None
        self._database.execute("DELETE FROM frontier WHERE reason = ? AND state = 'done'", (IMPORTED,))

    def ask_again(self, references: Iterable[Reference]) -> int:
        """Queue references, also those that were settled before; return how many."""
        keyed = [(self._blogs.key_of(reference.url), reference) for reference in references]
        with self._database.transaction():
            self._enqueue(keyed)
            self._counts = None
            return self._database.execute_many(
                "UPDATE frontier SET state = 'queued' WHERE key = ?", ((key,) for key, _ in keyed)
            )

    def drop_queue(self) -> None:
        """Settle queued documents as they were before they were queued again; forget those that were never asked.

        What stays queued would make the next run take itself for one that goes on with this one.
        """
        self._counts = None
        documents = "state = 'queued' AND kind NOT IN ('robots', 'media')"
        with self._database.transaction():
            self._database.execute(f"DELETE FROM frontier WHERE {documents} AND status IS NULL AND error IS NULL")
            self._database.execute(
                "UPDATE frontier SET state = CASE WHEN error = ? THEN 'skipped'"
                " WHEN status IS NULL OR error IS NOT NULL THEN 'failed'"
                " WHEN status < 400 OR kind LIKE '%-feed' OR kind = 'sitemap' THEN 'done' ELSE 'failed' END"
                f" WHERE {documents}",
                (REFUSED,),
            )

    def counts(self) -> dict[str, int]:
        """Count references by state; kept in memory, because it is asked after every document."""
        if self._counts is None:
            rows = self._database.rows("SELECT state, count(*) AS many FROM frontier GROUP BY state")
            self._counts = {row["state"]: row["many"] for row in rows}
        return dict(self._counts)

    def known(self, url: str) -> bool:
        """Whether a URL is in the frontier."""
        key = self._blogs.key_of(url)
        return self._database.row("SELECT 1 FROM frontier WHERE key = ?", (key,)) is not None

    def failed(self, kinds: Iterable[DocumentKind]) -> bool:
        """Whether a reference of some kinds failed when it was last tried."""
        chosen = [kind.value for kind in kinds]
        query = f"SELECT 1 FROM frontier WHERE state = 'failed' AND kind IN ({', '.join('?' * len(chosen))}) LIMIT 1"
        return self._database.row(query, chosen) is not None

    def failed_before(self, run: int, kinds: Iterable[DocumentKind]) -> list[tuple[str, str]]:
        """Give (URL, what went wrong) of the references of some kinds that failed in an earlier run, and not since."""
        chosen = [kind.value for kind in kinds]
        marks = ", ".join("?" * len(chosen))
        query = (
            f"SELECT url, status, error, reason FROM frontier WHERE state = 'failed' AND run < ? AND kind IN ({marks})"
        )
        rows = self._database.rows(f"{query} ORDER BY number", [run, *chosen])
        return [(row["url"], f"{row['error'] or row['status']}, {row['reason']}") for row in rows]

    def failures(self) -> Iterator[FailedDocument]:
        """Yield what failed, or what robots.txt refused, when it was last asked for."""
        query = "SELECT * FROM frontier WHERE state = 'failed' OR (state = 'skipped' AND error = ?) ORDER BY number"
        for row in self._database.rows(query, (REFUSED,)):
            yield FailedDocument(
                key=row["key"],
                url=row["url"],
                kind=DocumentKind(row["kind"]),
                reason=row["reason"],
                status=row["status"],
                error=row["error"] or "",
                refused=row["state"] == SKIPPED,
            )

    def answered_ok(self, kind: DocumentKind) -> list[Reference]:
        """Return the references of a kind that were answered with 200, or 304, when they were last asked."""
        rows = self._database.rows(
            "SELECT url, kind, reason, priority FROM frontier WHERE kind = ? AND status IN (200, 304) ORDER BY number",
            (kind.value,),
        )
        return [
            Reference(url=row["url"], kind=DocumentKind(row["kind"]), reason=row["reason"], priority=row["priority"])
            for row in rows
        ]

    def least_recently_fetched(self, limit: int) -> list[str]:
        """Return so many URLs of posts and static pages, those first that were settled longest ago."""
        query = (
            "SELECT url FROM frontier WHERE kind IN ('post', 'page') AND state IN ('done', 'failed')"
            " ORDER BY coalesce(run, 0), number LIMIT ?"
        )
        return [row["url"] for row in self._database.rows(query, (limit,))]

    def status(self, url: str) -> int | None:
        """Return the status that a URL had when it was last asked, None if it was not."""
        row = self._database.row("SELECT status FROM frontier WHERE key = ?", (self._blogs.key_of(url),))
        return row["status"] if row is not None else None

    def validators(self, url: str) -> Validators:
        """Return what an earlier answer of that document gave to ask "has it changed?" with."""
        query = "SELECT etag, last_modified FROM frontier WHERE key = ?"
        row = self._database.row(query, (self._blogs.key_of(url),))
        if row is None:
            return Validators()
        return Validators(etag=row["etag"] or "", last_modified=row["last_modified"] or "")

    def _count(self, before: str | None, after: str, many: int) -> None:
        if self._counts is None:
            return
        self._counts[after] = self._counts.get(after, 0) + many
        if before is not None:
            self._counts[before] -= many
