"""What an archive works out of all that it holds, when a run has read everything."""

from collections.abc import Iterable, Iterator

from migrator.notices import Notice
from migrator.store.frontier import key_of
from migrator.store.opendates import OpenDates, Settlement
from migrator.store.reader import ArchiveReader

_WORDS = {"d": "day", "m": "month", "y": "year"}


class SettlingArchive(ArchiveReader):
    """An archive that settles what its documents leave open, each by the others. Not for use by several threads."""

    def settle_dates(self, run: int, notices: Iterable[Notice]) -> list[Notice]:
        """Settle printed dates by the blog's other dates; give the run's notices as they stand after that.

        The notices of dates that are no longer open go, also out of the archive; one tells what was settled and one
        how many stay open because the blog's dates contradict each other.
        """
        before = list(notices)
        with self.transaction():
            settlement = OpenDates(self._database).settle()
            kept = [notice for notice in before if not self._is_settled(notice, settlement)]
            self._runs.drop_notices(run, set(before) - set(kept))
            address = self._blogs.address()
            told = list(_told(settlement, address.home if address else ""))
            self._runs.add_notices(run, told)
        return [*kept, *told]

    def _is_settled(self, notice: Notice, settlement: Settlement) -> bool:
        if notice.code != "ambiguous-date":
            return False
        of_comments = notice.detail.startswith("comments: ")
        key = key_of(self._blogs.address(), notice.url)
        return key in (settlement.comments if of_comments else settlement.posts)


def _told(settlement: Settlement, home: str) -> Iterator[Notice]:
    orders = " and ".join(order[3:].join(_WORDS[part] for part in order[:3]) for order in settlement.orders)
    if settlement.settled:
        detail = f"{settlement.settled} dates are read as {orders}, which other dates of this blog prove"
        yield Notice(code="date-by-blog", url=home, detail=detail)
    if settlement.contradicted:
        detail = f"{settlement.contradicted} dates stay open: other dates of this blog prove {orders}"
        yield Notice(code="ambiguous-date", url=home, detail=detail)
