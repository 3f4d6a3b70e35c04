"""Two versions of a text side by side: lines against lines, words against words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from lxml import etree

from migrator.content.searchable import LETTER_BY_LETTER
from migrator.content.text import BLOCKS, SILENT, words_of
from migrator.content.tree import parse_fragment

# The space behind a word goes with it: as a word of its own it would be the most frequent one by far.
_TOKEN = re.compile(rf"\s+|(?:[{LETTER_BY_LETTER}]|[^\W{LETTER_BY_LETTER}]+|[^\w\s])\s*")
_LETTERS_PAIRED = 36
"""A word is about six letters."""
_ALIKE, _MOST_LIKENESSES = 0.25, 10_000
"""From what share of common words on two lines are versions of one; pairs of lines of which that is asked."""
_AROUND = 2
"""Unchanged lines that are shown before and after a change."""
_MOST_LINES, _MOST_PAIRS = 3_000, 600_000
"""Lines that are compared at all, and pairs of words that may be: beyond these changed lines are marked whole."""


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """Some words; `changed` where the other side has others in their place."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A line of each side; `skipped` unchanged lines stand in its place where that is not 0."""

    before: tuple[DiffSegment, ...] = ()
    after: tuple[DiffSegment, ...] = ()
    kind: str = "same"
    skipped: int = 0


def lines_of(html: str) -> list[str]:
    """Return the words of a body, a line for each block, with pictures and players by their address."""
    parts: list[str] = []
    preformatted = 0
    for event, node in etree.iterwalk(parse_fragment(html), events=("start", "end", "comment", "pi")):
        tag = node.tag
        opens = event == "start"
        if (opens or event == "end") and tag in BLOCKS:
            parts.append("\n")
        if opens and tag in {"img", "iframe", "video", "audio", "embed"}:
            parts.append(f"\n[{tag}: {' '.join((node.get('src') or '').split())}]\n")
        if tag == "pre":
            preformatted += 1 if opens else -1
        said = node.text if opens and tag not in SILENT else node.tail if not opens else None
        if said:
            parts.append(said if preformatted else " ".join(said.split("\n")))
    return [line for line in (words_of(part) for part in "".join(parts).split("\n")) if line]


def side_by_side(before: Sequence[str], after: Sequence[str]) -> list[DiffRow]:
    """Compare two texts line by line; a long stretch without changes becomes one row that counts it."""
    before, after = before[:_MOST_LINES], after[:_MOST_LINES]
    rows: list[DiffRow] = []
    left = _MOST_PAIRS
    for what, first, last, begin, end in SequenceMatcher(None, before, after).get_opcodes():
        if what == "equal":
            rows += [DiffRow((DiffSegment(line, False),), (DiffSegment(line, False),)) for line in before[first:last]]
        elif what == "replace":
            for old, new in paired(before[first:last], after[begin:end]):
                left -= len(old or "") * len(new or "") // _LETTERS_PAIRED
                rows.append(_replaced(old, new, whole=left < 0))
        else:
            rows += [DiffRow((DiffSegment(line, True),), (), "removed") for line in before[first:last]]
            rows += [DiffRow((), (DiffSegment(line, True),), "added") for line in after[begin:end]]
    return list(_folded(rows))


def paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Pair lines that tell much the same, in their order; a line without a like stands alone."""
    if len(before) * len(after) > _MOST_LIKENESSES:
        return list(zip_longest(before, after))
    old, new = ([frozenset(_TOKEN.findall(line)) for line in lines] for lines in (before, after))
    # best[i][j]: how alike the best pairing of the lines from i and j on is.
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + _likeness(old[i], new[j]))
    found: list[tuple[str | None, str | None]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        alike = _likeness(old[i], new[j])
        if alike and best[i][j] == best[i + 1][j + 1] + alike:
            found.append((before[i], after[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append((before[i], None))
            i += 1
        else:
            found.append((None, after[j]))
            j += 1
    return [*found, *((line, None) for line in before[i:]), *((None, line) for line in after[j:])]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two lines have in common; 0 below a quarter."""
    share = len(one & other) / (len(one | other) or 1)
    return share if share >= _ALIKE else 0.0


def _replaced(old: str | None, new: str | None, *, whole: bool) -> DiffRow:
    """Return a line and the one in its place; None: the other stands alone."""
    if old is None or new is None:
        gone, came = ((DiffSegment(line, True),) if line else () for line in (old, new))
        return DiffRow(gone, came, "added" if old is None else "removed")
    if whole:
        return DiffRow((DiffSegment(old, True),), (DiffSegment(new, True),), "changed")
    return DiffRow(*words(old, new), "changed")


def words(before: str, after: str) -> tuple[tuple[DiffSegment, ...], tuple[DiffSegment, ...]]:
    """Compare two lines word by word, scripts without spaces letter by letter."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    left: list[DiffSegment] = []
    right: list[DiffSegment] = []
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new])
    for what, first, last, begin, end in matcher.get_opcodes():
        changed = what != "equal"
        left += _piece(old[first:last], changed=changed)
        right += _piece(new[begin:end], changed=changed)
    return tuple(left), tuple(right)


def _piece(tokens: Sequence[str], *, changed: bool) -> Iterator[DiffSegment]:
    """Join words; the space behind what changed is not marked with it."""
    text = "".join(tokens)
    if changed and text.strip():
        yield DiffSegment(text.rstrip(), True)
        text = text[len(text.rstrip()) :]
    if text:
        yield DiffSegment(text, False)


def _folded(rows: list[DiffRow]) -> Iterator[DiffRow]:
    near = [False] * len(rows)
    for number, row in enumerate(rows):
        if row.kind != "same":
            for close in range(max(0, number - _AROUND), min(len(rows), number + _AROUND + 1)):
                near[close] = True
    skipped = 0
    for row, shown in zip(rows, near, strict=True):
        if shown:
            if skipped:
                yield DiffRow(skipped=skipped)
                skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield DiffRow(skipped=skipped)
