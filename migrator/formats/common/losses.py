"""What posts lose, counted while a file is being written and told when it is done.

An export yields losses between files, and one file may hold fifty thousand posts: so only numbers are kept meanwhile.
"""

from array import array
from collections.abc import Iterator

from migrator.model.ports import ArchiveView, Loss


class LossTally:
    """Counts by kind of thing, for posts in the order of the view."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[array[int], array[int]]] = {}

    def add(self, what: str, number: int, count: int = 1) -> None:
        """Note that the post of that place (the first is 1) loses so many; nothing is noted for none."""
        if count:
            numbers, counts = self._counted.setdefault(what, (array("L"), array("L")))
            numbers.append(number)
            counts.append(count)

    def losses(self, view: ArchiveView) -> Iterator[Loss]:
        """Yield each loss with its post, kind by kind."""
        for what, (numbers, counts) in sorted(self._counted.items()):
            listed = zip(numbers, counts, strict=True)
            wanted, count = next(listed)
            for number, summary in enumerate(view.summaries(), 1):
                if number == wanted:
                    yield Loss(what=what, count=count, url=summary.url, detail="" if summary.url else summary.title)
                    wanted, count = next(listed, (0, 0))
