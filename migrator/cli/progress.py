"""How a long run shows where it is: a live bar on a terminal, a line now and then everywhere else; always on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from migrator.cli.output import on_one_line, plain, print_err
from migrator.model.notices import Notice, Severity
from migrator.net.settings import NetEvent

# Seconds between two plain lines: a log of an hour stays short, and a minute's silence means trouble.
PAUSE = 10.0
_WIDTH = 100
_LOUD = 10
# Seconds of silence that a person notices.
_NOTICEABLE = 5.0


class ProgressReport(Protocol):
    """What a use case tells while it runs."""

    def phase(self, name: str) -> None:
        """A new part of the work begins."""
        ...

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` are settled; `what` was the last."""
        ...

    def notice(self, notice: Notice) -> None:
        """Something went imperfectly."""
        ...

    def waiting(self, event: NetEvent) -> None:
        """Nothing happens just now, for a reason."""
        ...


class PlainProgress:
    """Lines without colour or cursor movement: a phase's name, its count every `pause` seconds and at its end."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, pause: float = PAUSE) -> None:
        self._clock = clock
        self._pause = pause
        self._told = clock()
        self._unsaid = ""
        self._losses = 0

    def phase(self, name: str) -> None:
        """Close the part before and name the next."""
        self.finish()
        print_err(name)
        self._told = self._clock()

    def step(self, done: int, total: int, what: str) -> None:
        """Say the count if the last line is old enough."""
        self._unsaid = f"  {done} of {total}"
        if self._clock() - self._told >= self._pause:
            print_err(f"{self._unsaid}  {on_one_line(what, _WIDTH)}")
            self._told, self._unsaid = self._clock(), ""

    def notice(self, notice: Notice) -> None:
        """Say the first losses as they happen; all of them are named at the end."""
        if line := _loss_line(notice, self._losses):
            self._losses += 1
            print_err(line)

    def waiting(self, event: NetEvent) -> None:
        """Say why nothing happens, if that takes long enough to wonder."""
        if event.seconds >= _NOTICEABLE:
            print_err("  " + on_one_line(_wait_line(event), _WIDTH * 2))

    def finish(self) -> None:
        """Say the last count that no line has told yet."""
        if self._unsaid:
            print_err(self._unsaid)
            self._unsaid = ""


class LiveProgress:
    """One moving line at the bottom of a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=None, what="")
        self._losses = 0

    def phase(self, name: str) -> None:
        """Begin the bar anew under another name."""
        self._bars.reset(self._task, total=None, description=escape(plain(name)), what="")

    def step(self, done: int, total: int, what: str) -> None:
        """Move the bar."""
        self._bars.update(self._task, completed=done, total=total, what=escape(on_one_line(what, _WIDTH)))

    def notice(self, notice: Notice) -> None:
        """Say the first losses above the bar as they happen."""
        if line := _loss_line(notice, self._losses):
            self._losses += 1
            self._bars.console.print(line, markup=False, highlight=False)

    def waiting(self, event: NetEvent) -> None:
        """Say it in the bar's place for the last document."""
        if event.seconds >= _NOTICEABLE:
            self._bars.update(self._task, what=escape(on_one_line(_wait_line(event), _WIDTH)))


def _wait_line(event: NetEvent) -> str:
    return f"{event.kind} {event.seconds:.0f} s: {event.reason} {event.url}"


def _loss_line(notice: Notice, said: int) -> str:
    if notice.severity is not Severity.LOSS or said > _LOUD:
        return ""
    if said == _LOUD:
        return "  … more is missing; all of it is named at the end"
    return "  " + on_one_line(f"{notice.code}: {notice.url} {notice.detail}", _WIDTH * 2)


@contextmanager
def shown_progress() -> Iterator[ProgressReport]:
    """Yield the progress that suits where stderr goes; rich itself honours NO_COLOR and TERM."""
    console = Console(stderr=True)
    if not (console.is_terminal and sys.stderr.isatty()) or console.is_dumb_terminal:
        lines = PlainProgress()
        yield lines
        lines.finish()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield LiveProgress(bars)
