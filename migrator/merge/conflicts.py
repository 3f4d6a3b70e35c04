"""Where two documents of one run tell different things, equally well."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from migrator.merge.ranks import RankedValue
from migrator.merge.states import HeldPost
from migrator.model.documents import Extent

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One field of which two documents of one run tell different things, equally well."""

    field: str
    ours: str
    theirs: str


def disagreements(held: HeldPost, told: HeldPost) -> Iterator[Disagreement]:
    """Name the fields of which another document of the same run tells otherwise, equally well.

    Bodies are given whole: whether their words differ is for the caller to say.
    """
    if _rivals(held.title, told.title):
        yield _differing("title", held.title, told.title)
    if _rivals(held.labels, told.labels) and _other_labels(held, told):
        yield _differing("labels", held.labels, told.labels)
    if _other_day(held.published, told.published):
        yield _differing("published", held.published, told.published)
    whole = held.extent is Extent.FULL and told.extent is Extent.FULL
    if whole and _rivals(held.content_html, told.content_html):
        yield _differing("content_html", held.content_html, told.content_html)


def _same_run(one: RankedValue[T], other: RankedValue[T]) -> bool:
    return one.rank.as_of == other.rank.as_of and one.rank.source != other.rank.source


def _rivals(one: RankedValue[T] | None, other: RankedValue[T] | None) -> bool:
    if one is None or other is None:
        return False
    return _same_run(one, other) and one.rank.coarse == other.rank.coarse and one.value != other.value


def _differing(field: str, one: RankedValue[T] | None, other: RankedValue[T] | None) -> Disagreement:
    """Return both values, the better source's first."""
    pair = [told for told in (one, other) if told is not None]
    pair.sort(key=lambda told: told.rank.order, reverse=True)
    values = [", ".join(told.value) if isinstance(told.value, tuple) else str(told.value) for told in pair]
    return Disagreement(field=field, ours=values[0], theirs=values[-1])


def _other_labels(held: HeldPost, told: HeldPost) -> bool:
    return set(held.labels.value if held.labels else ()) != set(told.labels.value if told.labels else ())


def _other_day(held: RankedValue[str | None] | None, told: RankedValue[str | None] | None) -> bool:
    """Compare days, however precisely they are told; where an offset is unknown, the local day may be a neighbour."""
    if held is None or told is None or not _same_run(held, told):
        return False
    one, other = held.value, told.value
    if not one or not other:
        return False
    try:
        apart = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return False
    return apart > (1 if one.endswith("-00:00") or other.endswith("-00:00") else 0)
