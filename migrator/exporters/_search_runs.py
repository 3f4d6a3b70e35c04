"""Postings of every term, gathered document by document in little memory: what grows too large goes to disk, sorted.

A term's postings in one field are written `number*count number …`: each number is the distance to the document before,
a count of one is left out.
"""

import heapq
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import IO

_IN_MEMORY = 24_000_000
_ENTRY_COST = 250
"""Bytes of memory that a term takes beside its postings."""

_Line = tuple[bytes, int, int, int, bytes]
"""Term (UTF-16, by which scripts sort too), field, first document, last document, postings from the first on."""


class Runs:
    """Takes documents in their order; gives every term in the order in which JavaScript sorts."""

    def __init__(self, fields: int, *, in_memory: int = _IN_MEMORY) -> None:
        self._limit = in_memory
        self._packed: list[dict[str, bytearray]] = [{} for _ in range(fields)]
        self._spans: list[dict[str, tuple[int, int]]] = [{} for _ in range(fields)]
        self._size = 0
        self._spilled: list[IO[bytes]] = []
        self._open = ExitStack()

    def add(self, document: int, field: int, terms: Iterable[str]) -> int:
        """Take the terms of one field of a document; gives how many different ones there are."""
        packed, spans = self._packed[field], self._spans[field]
        counted = Counter(terms)
        for term, count in counted.items():
            many = b"" if count == 1 else b"*%d" % count
            known = packed.get(term)
            if known is None:
                packed[term] = bytearray(many)
                spans[term] = (document, document)
                self._size += _ENTRY_COST
                continue
            first, last = spans[term]
            known += b" %d%b" % (document - last, many)
            spans[term] = (first, document)
            self._size += 3
        if self._size > self._limit:
            self._spill()
        return len(counted)

    def terms(self) -> Iterator[tuple[str, str]]:
        """Give (term, its postings in all fields) once, sorted; what was spilled is gone afterwards."""
        with self._open:
            lines = heapq.merge(*(map(_parsed, file) for file in self._rewound()), self._sorted())
            for term, same in groupby(lines, key=lambda line: line[0]):
                fields = [
                    f"{field}:{_joined(parts)}" for field, parts in groupby(same, key=lambda line: line[1])
                ]  # fmt: skip
                yield term.decode("utf-16-be"), ";".join(fields)

    def _sorted(self) -> Iterator[_Line]:
        """Give what is in memory, sorted."""
        keys = [(term.encode("utf-16-be"), field, term) for field, one in enumerate(self._packed) for term in one]
        keys.sort()
        for key, field, term in keys:
            yield (key, field, *self._spans[field][term], bytes(self._packed[field][term]))

    def _spill(self) -> None:
        # SIM115: it stays open until all terms are given, which closes it.
        file = self._open.enter_context(tempfile.TemporaryFile(prefix="migrate-search-"))  # noqa: SIM115
        for term, field, first, last, packed in self._sorted():
            file.write(b"%b\t%d\t%d\t%d\t%b\n" % (term.hex().encode(), field, first, last, packed))
        self._spilled.append(file)
        for packed_terms, spans in zip(self._packed, self._spans, strict=True):
            packed_terms.clear()
            spans.clear()
        self._size = 0

    def _rewound(self) -> Iterator[IO[bytes]]:
        for file in self._spilled:
            file.seek(0)
            yield file


def _parsed(line: bytes) -> _Line:
    term, field, first, last, packed = line.rstrip(b"\n").split(b"\t")
    return bytes.fromhex(term.decode()), int(field), int(first), int(last), packed


def _joined(parts: Iterable[_Line]) -> str:
    """Chain the postings of one term and field: each run tells its documents from its own first one on."""
    written: list[bytes] = []
    before = 0
    for _, _, first, last, packed in parts:
        written.append(b"%d%b" % (first - before, packed))
        before = last
    return b" ".join(written).decode()
