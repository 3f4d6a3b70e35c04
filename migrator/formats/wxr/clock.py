"""Times that no two items of one type and title share: WordPress takes the second for the first once more."""

import unicodedata
from collections.abc import Iterable

from migrator.formats.common.slugs import WantedSlugs
from migrator.formats.common.times import Moment, moment
from migrator.model.ports import PostSummary


class UniqueTimes:
    """Gives each item a second of its own among those of its type and title.

    Nearly every item has one already. Of those only a digest is held, eight bytes; sets hold what shares a second.
    """

    def __init__(self, summaries: Iterable[PostSummary]) -> None:
        self._told = WantedSlugs(digest for one in summaries if (digest := _told(one)) is not None)
        self._titled: set[int] = set()
        self._any: set[int] = set()

    def distinct(self, kind: str, title: str, wanted: Moment, *, told: bool) -> Moment:
        """Return the time, or the next free second of its month; an untitled item needs one that no other item has.

        `told`: it is the time of the item's own summary.
        """
        second = _digest(kind, wanted)
        if told and second not in self._told.several and second not in self._any:
            return wanted
        found, step = wanted, 1
        while self._clashes(kind, title, found, free=told and found is wanted):
            further = found.later(step)
            if (further.local.year, further.local.month) != (wanted.local.year, wanted.local.month):
                step, further = -1, wanted.later(-1)
            found = further
        self._titled.add(hash((_folded(title), _digest(kind, found))))
        self._any.add(_digest(kind, found))
        return found

    def _clashes(self, kind: str, title: str, wanted: Moment, *, free: bool) -> bool:
        second = _digest(kind, wanted)
        if not free and second in self._told:
            return True
        if title:
            return hash((_folded(title), second)) in self._titled
        return second in self._any


def _folded(title: str) -> str:
    """Fold what the collation of WordPress's database holds for equal: case, accents, and marks without width."""
    parts = unicodedata.normalize("NFKD", title.casefold())
    return "".join(one for one in parts if unicodedata.category(one) not in {"Mn", "Cf"}).rstrip()


def _told(one: PostSummary) -> int | None:
    """Return the digest of the second that a post's summary tells; its first nineteen characters are that second."""
    text = one.published
    if text is None:
        return None
    if len(text) > 19 and text[10] == "T":
        return hash((one.type, text[:19]))
    when = moment(text)
    return None if when is None else _digest(one.type, when)


def _digest(kind: str, when: Moment) -> int:
    return hash((kind, when.local.isoformat(timespec="seconds")))
