"""What printed dates that their own documents leave open mean, by what other dates of the same blog prove. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PLACES = ("post", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An order of day, month and year (`dmy/`) that a date proves: where it stands, and the time of its run."""

    place: str
    order: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCandidates:
    """An open date: where it stands, the time of its run, and what it means in each order."""

    place: str
    as_of: str
    by_order: tuple[tuple[str, str], ...]


def proof_by(known: str, open_date: DateCandidates) -> Proof | None:
    """Return what an open date proves where another document tells the true time; None if nothing or not clearly."""
    try:
        day = date.fromisoformat(known[:10])
        fitting = [
            order
            for order, told in open_date.by_order
            if abs((date.fromisoformat(told[:10]) - day).days) <= 1  # of two documents, one may tell it in UTC
        ]
    except ValueError:
        return None
    return Proof(place=open_date.place, order=fitting[0], as_of=open_date.as_of) if len(fitting) == 1 else None


def proven(open_date: DateCandidates, proofs: Iterable[Proof]) -> frozenset[str]:
    """Return the orders that count for an open date: one settles it, none or several leave it open.

    An owner may change the format, and post and comments have one each: what the same run saw in the same place counts
    first, then what any run saw there, then the same of the other place.
    """
    separators = {order[3:] for order, _ in open_date.by_order}
    usable = [proof for proof in proofs if proof.order[3:] in separators]
    for here in (True, False):
        for now in (True, False):
            found = frozenset(
                proof.order
                for proof in usable
                if (proof.place == open_date.place) is here and (proof.as_of == open_date.as_of or not now)
            )
            if found:
                return found
    return frozenset()


def settled(open_dates: Iterable[DateCandidates], proofs: Iterable[Proof]) -> tuple[str, DateCandidates] | None:
    """Return what the open dates of one post or comment mean, and the one that tells it; None where that stays open."""
    told: dict[str, DateCandidates] = {}
    usable = tuple(proofs)
    for one in sorted(open_dates, key=lambda one: (one.as_of, one.by_order)):
        orders = proven(one, usable)
        told |= {meant: one for order, meant in one.by_order if orders == {order}}
    if len({meant[:10] for meant in told}) != 1:
        return None
    # A time of day is more than a bare day.
    best = max(told, key=lambda meant: (len(meant), meant))
    return best, told[best]
