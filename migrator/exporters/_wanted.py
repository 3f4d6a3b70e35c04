"""What all posts want of one kind (a name, a second), so that only what several want needs more thought."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Wanted:
    """Digests of what posts want, eight bytes each: fifty thousand posts are four hundred kilobytes."""

    def __init__(self, digests: Iterable[int]) -> None:
        self._sorted = array("q", sorted(digests))
        self.several = {one for one, next_one in zip(self._sorted, self._sorted[1:], strict=False) if one == next_one}
        """What more than one post wants."""

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, digest: int) -> bool:
        place = bisect_left(self._sorted, digest)
        return place < len(self._sorted) and self._sorted[place] == digest
