"""Ranks of fields as one JSON text per row, and back."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol, TypeVar

from migrator.merge import Rank, RankedValue

T = TypeVar("T")
_Packed = dict[str, dict[str, list[int]]]


class Ranks:
    """The ranks of one row's fields, as its evidence column holds them."""

    def __init__(self, text: str) -> None:
        self._ranks = _unpacked(text)

    def told(self, field: str, value: T) -> RankedValue[T] | None:
        """Return a field's value with its rank, None where nobody told it."""
        rank = self._ranks.get(field)
        return RankedValue(value, rank) if rank is not None else None


@lru_cache(maxsize=2_048)
def _unpacked(text: str) -> Mapping[str, Rank]:
    packed: _Packed = json.loads(text)
    ranks: dict[str, Rank] = {}
    for teller, fields in packed.items():
        source, _, as_of = teller.rpartition(" ")
        for field, (coarse, fine) in fields.items():
            ranks[field] = Rank(coarse, as_of, fine, source)
    return ranks


def pack(ranks: Mapping[str, Rank]) -> str:
    """Return the JSON text of an evidence column, the same for the same ranks."""
    return _packed(tuple((field, rank.source, rank.as_of, rank.coarse, rank.fine) for field, rank in ranks.items()))


# Of one document, hundreds of posts and comments are told equally well.
@lru_cache(maxsize=2_048)
def _packed(ranks: tuple[tuple[str, str, str, int, int], ...]) -> str:
    packed: _Packed = {}
    for field, source, as_of, coarse, fine in sorted(ranks):
        packed.setdefault(f"{source} {as_of}", {})[field] = [coarse, fine]
    return json.dumps(packed, sort_keys=True, separators=(",", ":"))


class _Ranked(Protocol):
    @property
    def rank(self) -> Rank: ...


def ranks_of(fields: Mapping[str, _Ranked | None]) -> dict[str, Rank]:
    """Return the ranks of those fields that somebody told."""
    return {name: told.rank for name, told in fields.items() if told is not None}


def tellers(text: str) -> Iterator[tuple[str, str]]:
    """Yield (source, time of the run) of everyone who told what a row holds."""
    packed: _Packed = json.loads(text)
    for teller in packed:
        source, _, as_of = teller.rpartition(" ")
        yield source, as_of
