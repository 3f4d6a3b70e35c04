"""The runs of a blog told in a page: a line a month, and below it what was not as usual."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from migrator.job.journal import JournalEntry
from migrator.retention import PruneResult

WORDS = {
    "new": "new posts",
    "title": "titles changed",
    "text": "texts changed",
    "labels": "labels changed",
    "removed": "posts removed",
    "back": "posts back again",
    "status": "statuses changed",
    "comments": "new comments",
    "comments-removed": "comments removed",
}
_EVENTS = 6
"""Events of a month that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something out of the ordinary, from its first run to its last."""

    kind: str
    first: JournalEntry
    last: JournalEntry
    count: int
    spared: int = 0

    def __str__(self) -> str:
        days = self.first.began[5:10]
        if self.last.began[:10] != self.first.began[:10]:
            days += f" – {self.last.began[5:10]}"
        return f"{days}: {_EVENT[self.kind](self)}"


def story(entries: Sequence[JournalEntry]) -> Iterator[str]:
    """Tell runs, oldest first, in lines: a month each, events indented below it."""
    first = next((entry for entry in entries if entry.exit_code in {0, 3}), None)
    happened = {id(event.first): event for event in _events(entries)}
    for month, runs in groupby(entries, lambda entry: entry.began[:7]):
        these = list(runs)
        yield f"{month}  {_summary(these, first)}"
        events = [happened[id(entry)] for entry in these if id(entry) in happened]
        yield from (f"         {event}" for event in events[:_EVENTS])
        if len(events) > _EVENTS:
            yield f"         … and {len(events) - _EVENTS} more like these"


def _summary(runs: list[JournalEntry], first: JournalEntry | None) -> str:
    changes: Counter[str] = Counter()
    let_go: Counter[str] = Counter()
    for entry in runs:
        let_go.update(entry.let_go)
        changes.update({kind: many for kind, many in entry.changes.items() if kind in WORDS and entry is not first})
    parts = [f"{changes[kind]} {words}" for kind, words in WORDS.items() if changes[kind]]
    if first is not None and any(entry is first for entry in runs):
        found = [f"{first.changes[kind]} {WORDS[kind]}" for kind in ("new", "comments") if first.changes.get(kind)]
        parts = [f"first reading ({', '.join(found) or 'nothing there'})", *parts]
    gone = PruneResult(revisions=let_go["revisions"], captures=let_go["captures"], bytes=let_go["bytes"])
    counted = "1 run" if len(runs) == 1 else f"{len(runs)} runs"
    unchanged = "nothing changed" if any(entry.exit_code in {0, 3} for entry in runs) else "not read"
    return f"{counted}: {', '.join(parts) or unchanged}" + (f"; {gone} let go" if gone else "")


def _kind(entry: JournalEntry, *, newest: bool) -> str:
    """Name what was out of the ordinary; empty if nothing was. That something is missing is told by the status."""
    if entry.exit_code is None:
        return "working" if newest else "killed"
    if entry.spared or entry.exit_code in {5, 6}:
        return "away"
    if entry.changes.get("moved"):
        return "moved"
    return {8: "busy", 7: "damaged", 9: "failed", 130: "stopped"}.get(entry.exit_code, "")


def _events(entries: Sequence[JournalEntry]) -> Iterator[Event]:
    """Yield what happened; runs of one kind in a row are one event."""
    # While a run works, those that come meanwhile are busy; anything else came after its end.
    last = max((number for number, entry in enumerate(entries) if entry.exit_code not in {None, 8}), default=-1)
    marked = [(_kind(entry, newest=number > last), entry) for number, entry in enumerate(entries)]
    for kind, runs in groupby(marked, lambda pair: pair[0]):
        these = [entry for _, entry in runs]
        if kind == "moved":
            yield from (Event(kind=kind, first=entry, last=entry, count=1) for entry in these)
        elif kind:
            spared = sum(entry.spared for entry in these)
            yield Event(kind=kind, first=these[0], last=these[-1], count=len(these) - spared, spared=spared)


def _times(many: int) -> str:
    return f"{many} time" if many == 1 else f"{many} times"


def _more(what: str, event: Event) -> str:
    return what if event.count == 1 else f"{what} {_times(event.count)} in a row"


def _away(event: Event) -> str:
    alone = f", left alone {_times(event.spared)}" if event.spared else ""
    return f"not reached {_times(event.count)}{alone}: {event.first.line}"


_EVENT: dict[str, Callable[[Event], str]] = {
    "away": _away,
    "moved": lambda event: next((note for note in event.first.notes if "moved" in note), event.first.line),
    "busy": lambda event: _more("busy: another run was at work", event),
    "killed": lambda event: f"{_more('killed', event)}; the next run went on",
    "working": lambda _event: "began, and has not ended: it is at work, or was killed",
    "damaged": lambda event: f"DAMAGED: {event.first.line}",
    "failed": lambda event: f"{_more('failed', event)}: {event.first.line}",
    "stopped": lambda event: f"{_more('stopped', event)}; the next run went on",
}


def totals(entries: Iterable[JournalEntry]) -> str:
    """Sum up how the runs ended."""
    ended: Counter[str] = Counter()
    for entry in entries:
        if entry.spared:
            ended["left alone"] += 1
        elif entry.exit_code is None:
            ended["killed"] += 1
        else:
            ended[_ENDS.get(entry.exit_code, f"exit code {entry.exit_code}")] += 1
    return ", ".join(f"{many} {how}" for how, many in ended.most_common())


_ENDS = {0: "complete", 3: "complete but for what is named", 5: "not reached", 6: "not readable", 7: "damaged"}
_ENDS |= {8: "busy", 9: "failed", 130: "stopped"}
