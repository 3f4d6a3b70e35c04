"""Units and outcomes, how they are counted, and whether the sums close."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    ENTRY = "entry"
    """An entry of a feed or backup."""
    BLOCK = "block"
    """A post as a page shows it."""
    COMMENT = "comment"
    """A comment that stands in another unit: below a post on its page, in an export of ours."""
    MEDIUM = "medium"
    """A reference to an image, a video, an enclosure or a linked file."""
    RESPONSE = "response"
    """A document of the blog that was asked for."""
    RECORD = "record"
    """A document as a WARC file, a mirror or a saved page gives it."""
    MEMBER = "member"
    FILE = "file"
    PART = "part"
    DECLARED = "declared"
    """A count that the blog states."""


class Outcome(StrEnum):
    """What became of a unit; exactly one each."""

    KEPT = "kept"
    MERGED = "merged"
    """It tells of what is held already, and was joined with that."""
    WITHOUT_POST = "without-post"
    """A comment that was kept, whose post nothing has given."""
    EARLIER = "earlier"
    """An earlier version of what is held; kept as such."""
    OTHER_BLOG = "other-blog"
    NO_DOCUMENT = "no-document"
    """It is no document of a blog; the reason says what it looks like."""
    UNREADABLE = "unreadable"
    NOT_HAD = "not-had"
    """It was asked for and did not come."""
    NOT_ASKED = "not-asked"
    """An option or a rule leaves it out; the reason says which."""


OFFERED = "offered"
"""Stands where an outcome would, of how many units there were."""

LOSSES = frozenset({Outcome.UNREADABLE})
"""Outcomes that are a loss by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Units that a parser itself finds to be no post and no comment; `name` of a single one, if it has any."""

    outcome: Outcome
    reason: str
    count: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """A unit that is not simply held, by name: `place` is where in its input it stands."""

    unit: Unit
    outcome: str
    name: str
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many units of an input were offered, or had an outcome, in a run."""

    run: int
    input: str
    unit: Unit
    outcome: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A sum that does not close: more (or fewer) units were offered than have an outcome."""

    run: int
    input: str
    unit: Unit
    offered: int
    settled: int

    def __str__(self) -> str:
        units = _counted(self.offered, self.unit)
        return f"{units} offered, of {self.settled:,} it is known what became of them"


class Tally:
    """Counts of one input, on their way into the archive."""

    def __init__(self, name: str) -> None:
        self.input = name
        self.counts: Counter[tuple[Unit, str]] = Counter()
        self.exceptions: list[Exceptional] = []

    def offer(self, unit: Unit, many: int = 1) -> None:
        """Count units where they are first seen."""
        if many:
            self.counts[unit, OFFERED] += many

    def settle(self, unit: Unit, outcome: Outcome, many: int = 1) -> None:
        """Count what became of units, where that is decided."""
        if many:
            self.counts[unit, outcome.value] += many

    def name(self, unit: Unit, outcome: Outcome, name: str, *, place: str = "", reason: str = "") -> None:
        """Settle one unit that is not simply held, and keep its name."""
        self.settle(unit, outcome)
        self.exceptions.append(Exceptional(unit=unit, outcome=outcome.value, name=name, place=place, reason=reason))

    def pass_over(self, unit: Unit, many: int, rule: str) -> None:
        """Settle units that a rule leaves out, and keep the rule."""
        if many:
            self.settle(unit, Outcome.NOT_ASKED, many)
            named = Exceptional(unit=unit, outcome=Outcome.NOT_ASKED.value, name=_counted(many, unit), reason=rule)
            self.exceptions.append(named)

    def settle_all(self, unit: Unit, outcomes: Mapping[Outcome, int]) -> None:
        """Count several outcomes."""
        for outcome, many in outcomes.items():
            self.settle(unit, outcome, many)

    def settle_passed(self, unit: Unit, passed: Iterable[Passed], *, repeated: int = 0, place: str = "") -> None:
        """Count what a parser passed over; `repeated` of them stand in the document for others to be understood."""
        for one in passed:
            again = min(repeated, one.count) if one.outcome is Outcome.NO_DOCUMENT else 0
            repeated -= again
            if one.outcome in LOSSES:
                self.name(unit, one.outcome, one.name, place=place, reason=one.reason)
                self.settle(unit, one.outcome, one.count - 1)
            else:
                self.settle(unit, one.outcome, one.count - again)

    def note_open(self, unit: Unit, many: int, *, place: str) -> None:
        """Name where units stand of which it is not known what became of them."""
        reason = f"of {many:,} of them it is not known what became of them"
        self.exceptions.append(Exceptional(unit=unit, outcome="", name=self.input, place=place, reason=reason))

    def open_units(self) -> Iterator[tuple[Unit, int]]:
        """Return the units of which more (or, negative, fewer) were offered than are settled, and by how many."""
        for unit in dict.fromkeys(unit for unit, _ in self.counts):
            settled = sum(many for (one, what), many in self.counts.items() if one is unit and what != OFFERED)
            if settled != self.counts[unit, OFFERED]:
                yield unit, self.counts[unit, OFFERED] - settled


def gaps_of(rows: Iterable[Row]) -> list[Gap]:
    """Return the sums that do not close, by run, input and unit."""
    offered: Counter[tuple[int, str, Unit]] = Counter()
    settled: Counter[tuple[int, str, Unit]] = Counter()
    for row in rows:
        key = (row.run, row.input, row.unit)
        (offered if row.outcome == OFFERED else settled)[key] += row.count
    keys = dict.fromkeys([*offered, *settled])
    return [
        Gap(run=run, input=name, unit=unit, offered=offered[run, name, unit], settled=settled[run, name, unit])
        for run, name, unit in keys
        if offered[run, name, unit] != settled[run, name, unit]
    ]


_MOST_LINES = 4
_NAMES = {
    Unit.ENTRY: ("entry", "entries"),
    Unit.BLOCK: ("post on pages", "posts on pages"),
    Unit.COMMENT: ("comment", "comments"),
    Unit.MEDIUM: ("medium", "media"),
    Unit.RESPONSE: ("document", "documents"),
    Unit.RECORD: ("record", "records"),
    Unit.MEMBER: ("member", "members"),
    Unit.FILE: ("file", "files"),
    Unit.PART: ("part", "parts"),
    Unit.DECLARED: ("declared count", "declared counts"),
}
_VERBS = {Unit.RESPONSE: "asked for", Unit.MEDIUM: "referred to", Unit.DECLARED: "compared"}
_WORDS = {
    Outcome.KEPT: "{} kept",
    Outcome.WITHOUT_POST: "{} comments of posts that are not here",
    Outcome.EARLIER: "{} earlier versions",
    Outcome.OTHER_BLOG: "{} of another blog",
    Outcome.NO_DOCUMENT: "{} settings and other things that are no posts",
    Outcome.NOT_ASKED: "{} left out by rule",
    Outcome.NOT_HAD: "{} did not come",
    Outcome.UNREADABLE: "{} unreadable",
}


def lines_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return an account in at most four lines, one a unit; the last holds what else there is."""
    sums: dict[Unit, Counter[str]] = {}
    for row in rows:
        sums.setdefault(row.unit, Counter())[row.outcome] += row.count
    lines = [_line(unit, sums[unit]) for unit in Unit if unit in sums]
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    return (*lines[: _MOST_LINES - 1], "; ".join(lines[_MOST_LINES - 1 :]))


def _line(unit: Unit, counts: Counter[str]) -> str:
    told = Counter(counts)
    told[Outcome.KEPT] += told.pop(Outcome.MERGED, 0)
    parts = [words.format(f"{told[outcome]:,}") for outcome, words in _WORDS.items() if told[outcome]]
    missing = counts[OFFERED] - sum(many for what, many in counts.items() if what != OFFERED)
    if missing:
        parts.append(f"{missing:,} unaccounted for")
    named = ", named below" if missing or told[Outcome.UNREADABLE] else ""
    verb = _VERBS.get(unit, "read")
    return f"{_counted(counts[OFFERED], unit)} {verb}: {', '.join(parts) or 'nothing kept'}{named}"


def _counted(many: int, unit: Unit) -> str:
    singular, plural = _NAMES[unit]
    return f"{many:,} {singular if many == 1 else plural}"
