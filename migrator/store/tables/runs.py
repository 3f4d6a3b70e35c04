"""Runs, their notices, and how far each reading of the blog came."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from migrator.model.documents import RawPage, Validators
from migrator.model.notices import Notice
from migrator.store.database import Database
from migrator.store.settings import Settings

# These belong to every run, so they say nothing about how far one came.
_ASIDE = "('robots', 'media')"
# Begins the name of the setting that tells when a command's reading began, over all runs that it took.
_AS_OF = "as_of "
# Begins the name of the setting that tells that of what was read for a time, not all was captured.
_UNCAPTURED = "uncaptured "
# Begins the name of the setting that tells that of a time's captures some were let go.
_THINNED = "thinned "


class RunKind(StrEnum):
    """What a run does."""

    CRAWL = "crawl"
    MEDIA = "media"
    """A crawl that asks for media alone."""
    IMPORT = "import"
    REPARSE = "reparse"
    REPAIR = "repair"
    """What it leaves queued is settled when the archive is opened again."""
    RETENTION = "retention"

    @classmethod
    def _missing_(cls, value: object) -> "RunKind":
        """Let what no version of this program writes stand for a run that reads nothing new."""
        del value
        return cls.REPAIR

    @property
    def reads(self) -> bool:
        """Whether such a run reads the blog, or files of it: it may find something changed."""
        return self in {RunKind.CRAWL, RunKind.MEDIA, RunKind.IMPORT}


def command_of(kind: RunKind, source: str = "") -> str:
    """Return the command of a run in words; only a run of the same goes on where one was cut short."""
    if kind is RunKind.MEDIA:
        return "crawl --media-only"
    return f"{kind} --source {source}" if source else str(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a whole reading of the blog left for the next one to go on from.

    `as_of` is its time; `unfinished`: a later one that asked only for changes was stopped midway; `feeds`: the posts
    feed was read; `surplus` is how many more posts its total counts than it was known to list; `differing` are the
    periods whose count differed from what was held at its end; `comments` is the total of the comments feed then;
    `turn` where the rotating share stands.
    """

    as_of: str
    unfinished: bool = False
    feeds: bool = False
    surplus: int = 0
    differing: tuple[str, ...] = ()
    comments: int | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command; `ended` and `exit_code` are None while it works, and for ever if it was killed.

    `source` is what a crawl was told to read: `auto`, `pages` or `feeds`.
    """

    number: int
    command: str
    kind: RunKind
    source: str
    started: str
    ended: str | None
    exit_code: int | None
    counts: Mapping[str, int]

    @property
    def interrupted(self) -> bool:
        """It did not come to its end."""
        return self.ended is None or self.exit_code not in {0, 3}


class Runs:
    """The table of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._settings = Settings(database)
        self.current: int | None = None

    def begin(self, kind: RunKind, started: str, source: str = "") -> int:
        """Note that a run begins; return its number."""
        command = command_of(kind, source)
        if not self.cut_short(command):
            self._settings.set(_AS_OF + command, started)
        self.current = self._database.insert(
            "INSERT INTO runs (command, kind, source, started) VALUES (?, ?, ?, ?)", (command, kind, source, started)
        )
        return self.current

    def end(self, run: int, *, ended: str, exit_code: int, counts: Mapping[str, int]) -> None:
        """Note how a run ended."""
        self._database.execute(
            "UPDATE runs SET ended = ?, exit_code = ?, counts = ? WHERE id = ?",
            (ended, exit_code, json.dumps(dict(sorted(counts.items()))), run),
        )

    def all(self) -> Iterator[Run]:
        """Yield every run, oldest first."""
        for row in self._database.rows("SELECT * FROM runs ORDER BY id"):
            yield _run(row)

    def last_killed(self) -> Run | None:
        """Return the last run of all, if it never came to an end of its own."""
        row = self._database.row("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
        return _run(row) if row is not None and row["ended"] is None and row["exit_code"] is None else None

    def started(self, run: int) -> str:
        """Return when a run began."""
        row = self._database.row("SELECT started FROM runs WHERE id = ?", (run,))
        return str(row["started"]) if row is not None else ""

    def as_of(self, run: int) -> str:
        """Return the time that what the current run reads counts for: when the reading that it goes on with began.

        Were it the run's own start, a document read before a crash would stand below one read after it.
        """
        row = self._database.row("SELECT command, started FROM runs WHERE id = ?", (run,))
        if row is None:
            return ""
        started = str(row["started"])
        return self._settings.get(_AS_OF + row["command"], started) if run == self.current else started

    def resuming(self, run: int) -> bool:
        """Whether the last run of the same command was cut short after its reading had begun."""
        row = self._database.row("SELECT command FROM runs WHERE id = ?", (run,))
        return row is not None and self.cut_short(row["command"], before=run)

    def cut_short(self, command: str, *, before: int | None = None) -> bool:
        """Whether the last run of a command left reading undone, or was killed or stopped later than that.

        A run that used up its request limit ends in good order, but leaves references queued.
        """
        first, last = self._chain(command, before)
        if last is None:
            return False
        if self._database.number(f"SELECT count(*) FROM frontier WHERE state = 'queued' AND kind NOT IN {_ASIDE}"):
            return True
        begun = f"SELECT count(*) FROM frontier WHERE run BETWEEN ? AND ? AND kind NOT IN {_ASIDE}"
        return first is not None and self._database.number(begun, (first, last)) > 0

    def since(self, run: int) -> int:
        """Return the number of the first of the runs, each cut short, that this one goes on with; its own if none."""
        row = self._database.row("SELECT command FROM runs WHERE id = ?", (run,))
        first, _ = self._chain(row["command"], run) if row is not None else (None, None)
        return first if first is not None else run

    def killed(self, command: str) -> int | None:
        """Return the number of the last run of a command, if it never came to an end of its own."""
        row = self._database.row("SELECT id, ended FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1", (command,))
        return int(row["id"]) if row is not None and row["ended"] is None else None

    def _chain(self, command: str, before: int | None) -> tuple[int | None, int | None]:
        """Return the first of the latest runs of a command that were all cut short, and the latest run."""
        first = last = None
        query = "SELECT id, ended, exit_code FROM runs WHERE command = ? AND (? IS NULL OR id < ?) ORDER BY id DESC"
        for row in self._database.rows(query, (command, before, before)):
            last = last or row["id"]
            if row["ended"] is not None and row["exit_code"] in {0, 3}:
                break
            first = row["id"]
        return first, last

    # -- readings -----------------------------------------------------------------------------------------------------

    def reading(self, name: str) -> Checkpoint | None:
        """Return what the last whole reading of that name left behind."""
        text = self._settings.get(f"reading {name}", "")
        if not text:
            return None
        kept = json.loads(text)
        return Checkpoint(**{**kept, "differing": tuple(kept["differing"])})

    def keep_reading(self, name: str, reading: Checkpoint) -> None:
        """Remember how far the blog was read."""
        self._settings.set(f"reading {name}", json.dumps(asdict(reading)))

    def answer(self, url: str) -> Validators:
        """Return what the last answer of a document that is asked in every run gave to ask "has it changed?" with."""
        return Validators(**json.loads(self._settings.get(f"answer {url}", "{}")))

    def keep_answer(self, page: RawPage) -> None:
        """Remember an answer, apart from the frontier: these documents are no work that can be left undone."""
        validators = Validators(etag=page.header("etag"), last_modified=page.header("last-modified"))
        self._settings.set(f"answer {page.url}", json.dumps(asdict(validators)))
        self._settings.set(f"digest {page.url}", hashlib.sha256(page.body).hexdigest())

    def answered_otherwise(self, page: RawPage) -> bool:
        """Whether such a document has another body than at its last answer; False where none is remembered."""
        known = self._settings.get(f"digest {page.url}", "")
        return bool(known) and known != hashlib.sha256(page.body).hexdigest()

    # -- what is captured ---------------------------------------------------------------------------------------------

    def note_uncaptured(self, as_of: str) -> None:
        """Remember that of what is read for a time, not all is captured."""
        self._settings.set(_UNCAPTURED + as_of, "yes")

    def uncaptured(self) -> set[str]:
        """Return the times of which not all that was read is captured."""
        rows = self._database.rows("SELECT name FROM settings WHERE name GLOB ?", (f"{_UNCAPTURED}*",))
        return {str(row["name"]).removeprefix(_UNCAPTURED) for row in rows}

    def note_thinned(self, as_of: str) -> None:
        """Remember that of the captures of a time not all are kept."""
        self._settings.set(_THINNED + as_of, "yes")

    def thinned(self) -> set[str]:
        """Return the times of whose captures some were let go."""
        rows = self._database.rows("SELECT name FROM settings WHERE name GLOB ?", (f"{_THINNED}*",))
        return {str(row["name"]).removeprefix(_THINNED) for row in rows}


class Notices:
    """The table of notices: what a run found imperfect."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: int, notices: Iterable[Notice]) -> None:
        """Note imperfections; the same one twice in a run is one."""
        self._database.execute_many(
            "INSERT OR IGNORE INTO notices (run, code, url, detail) VALUES (?, ?, ?, ?)",
            ((run, notice.code, _storable(notice.url), _storable(notice.detail)) for notice in notices),
        )

    def drop(self, run: int, notices: Iterable[Notice]) -> None:
        """Forget notices of a run that what it read later made untrue."""
        self._database.execute_many(
            "DELETE FROM notices WHERE run = ? AND code = ? AND url = ? AND detail = ?",
            ((run, notice.code, _storable(notice.url), _storable(notice.detail)) for notice in notices),
        )

    def of(self, run: int | None = None) -> Iterator[Notice]:
        """Return the notices of a run, or of all runs, in the order in which they came."""
        query = "SELECT code, url, detail FROM notices WHERE ? IS NULL OR run = ? ORDER BY id"
        for row in self._database.rows(query, (run, run)):
            yield Notice(code=row["code"], url=row["url"], detail=row["detail"])


def _run(row: sqlite3.Row) -> Run:
    return Run(
        number=row["id"],
        command=row["command"],
        kind=RunKind(row["kind"]),
        source=row["source"],
        started=row["started"],
        ended=row["ended"],
        exit_code=row["exit_code"],
        counts=json.loads(row["counts"]),
    )


def _storable(text: str) -> str:
    """Replace halves of surrogate pairs: SQLite holds UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
