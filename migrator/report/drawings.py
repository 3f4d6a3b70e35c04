"""Where the marks of each drawing stand, in the units of its own view box. The template writes them as SVG. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 680.0
_LEVELS = 5
_EMPTY_YEARS = 4
"""So many years without anything are drawn; a mistyped date must not make a page of empty years."""
_CELL_HEIGHT, _LEFT, _TOTAL = 24.0, 48.0, 62.0
_BAR_HEIGHT, _BAR_STEP = 15.0, 24.0
_PLOT = 150.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle with a number; `level` 0 (nothing) to 5 (most)."""

    x: float
    y: float
    width: float
    height: float
    count: int
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a point; `anchor` is `start`, `middle` or `end`."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing: its height (the width is always `WIDTH`), its rectangles, its words."""

    height: float
    cells: tuple[Cell, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with the rectangle that stands for it."""

    name: str
    meaning: str
    count: int
    percent: float
    x: float
    width: float


def years_of(by_month: Mapping[str, int]) -> list[str]:
    """Return every year from the first that has anything to the last; of a long empty time only `…` stays."""
    found = sorted({int(month[:4]) for month in by_month if month[:4].isdigit() and by_month[month]})
    years: list[str] = []
    for year in found:
        before = int(years[-1]) if years else year - 1
        if year - before - 1 > _EMPTY_YEARS:
            years.append("…")
        else:
            years += [str(empty) for empty in range(before + 1, year)]
        years.append(str(year))
    return years


def heat_map(by_month: Mapping[str, int], years: Sequence[str]) -> Drawing:
    """A row for each year, a cell for each month, darker the more there is, with the year's sum behind it."""
    most = max((count for month, count in by_month.items() if month), default=0)
    width = (WIDTH - _LEFT - _TOTAL) / 12
    texts = [Text(_LEFT + (month - 0.5) * width, 14, f"{month:02d}", "middle") for month in range(1, 13)]
    texts.append(Text(WIDTH, 14, "year", "end"))
    cells = []
    for row, year in enumerate(years):
        top = 22 + row * _CELL_HEIGHT
        texts.append(Text(_LEFT - 8, top + 16, year, "end"))
        if year == "…":
            continue
        counts = [by_month.get(f"{year}-{month:02d}", 0) for month in range(1, 13)]
        # Some dates tell the year alone.
        total = sum(counts) + by_month.get(year, 0)
        texts.append(Text(WIDTH, top + 16, f"{total:,}", "end"))
        for month, count in enumerate(counts):
            place = (_LEFT + month * width + 1, top, width - 2, _CELL_HEIGHT - 2)
            cells.append(Cell(*place, count, level(count, most), f"{year}-{month + 1:02d}"))
    return Drawing(24 + len(years) * _CELL_HEIGHT, tuple(cells), tuple(texts))


def level(count: int, most: int) -> int:
    """Return how dark a count is drawn: by its root, so that one busy month does not make all others pale."""
    return 0 if count <= 0 else max(1, math.ceil(_LEVELS * math.sqrt(count / most)))


def columns(by_month: Mapping[str, int], years: Sequence[str]) -> Drawing:
    """A column for each month on a line of time, with the years below."""
    months = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    most = max((by_month.get(month, 0) for month in months), default=0)
    step = (WIDTH - _LEFT) / max(1, len(months))
    cells = []
    for number, month in enumerate(months):
        count = by_month.get(month, 0)
        if count:
            height = max(1.0, _PLOT * count / most)
            place = (_LEFT + number * step, 10 + _PLOT - height, max(0.8, step - min(1.0, step / 4)), height)
            cells.append(Cell(*place, count, _LEVELS, month))
    every = max(1, math.ceil(len(years) / 14))
    texts = [Text(_LEFT - 6, 18, f"{most:,}", "end"), Text(_LEFT - 6, 10 + _PLOT, "0", "end")]
    texts += [
        Text(_LEFT + (index * 12 + 6) * step, _PLOT + 28, year, "middle")
        for index, year in enumerate(years)
        if index % every == 0
    ]
    return Drawing(_PLOT + 36, tuple(cells), tuple(texts))


def bars(rows: Sequence[tuple[str, int]], *, most: int | None = None) -> Drawing:
    """A bar for each name, the names before them and the numbers behind them."""
    greatest = most or max((count for _, count in rows), default=0) or 1
    left, right = 190.0, 64.0
    cells, texts = [], []
    for row, (name, count) in enumerate(rows):
        top = row * _BAR_STEP + 3
        width = (WIDTH - left - right) * count / greatest
        cells.append(Cell(left, top, max(width, 1.0 if count else 0.0), _BAR_HEIGHT, count, _LEVELS, name))
        texts.append(Text(left - 8, top + 12, shortened(name, 26), "end"))
        texts.append(Text(left + width + 6, top + 12, f"{count:,}"))
    return Drawing(len(rows) * _BAR_STEP + 6, tuple(cells), tuple(texts))


def held_of_wanted(rows: Sequence[tuple[str, int, int]]) -> Drawing:
    """For each (name, held, wanted) a bar that is full where all is held; what lacks is its open end."""
    left, right = 190.0, 110.0
    room = WIDTH - left - right
    cells, texts = [], []
    for row, (name, held, wanted) in enumerate(rows):
        top = row * _BAR_STEP + 3
        share = 1.0 if not wanted else min(1.0, held / wanted)
        # What lacks a little must still be seen to lack.
        full = room * share if share in {0.0, 1.0} else min(max(room * share, 2.0), room - 3.0)
        cells.append(Cell(left, top, room, _BAR_HEIGHT, wanted, 0, name))
        cells.append(Cell(left, top, full, _BAR_HEIGHT, held, _LEVELS, name))
        texts.append(Text(left - 8, top + 12, shortened(name, 26), "end"))
        texts.append(Text(WIDTH - right + 8, top + 12, f"{held:,} of {wanted:,}"))
    return Drawing(len(rows) * _BAR_STEP + 6, tuple(cells), tuple(texts))


def shares(rows: Iterable[tuple[str, str, int]]) -> tuple[Share, ...]:
    """The parts of a whole, (name, meaning, count), side by side in one bar."""
    listed = [row for row in rows if row[2]]
    whole = sum(count for _, _, count in listed)
    found, at = [], 0.0
    for name, meaning, count in listed:
        width = WIDTH * count / whole
        found.append(Share(name, meaning, count, 100 * count / whole, at, width))
        at += width
    return tuple(found)


def shortened(text: str, length: int) -> str:
    """Return a text of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
