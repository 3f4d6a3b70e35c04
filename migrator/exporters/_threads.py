"""Comments in an order in which every answer stands behind what it answers."""

from collections.abc import Iterable, Iterator

from migrator.exporters._moments import chronological
from migrator.schema import Comment, CommentStatus


def parents_first(comments: Iterable[Comment]) -> Iterator[tuple[Comment, Comment | None]]:
    """Yield (comment, its parent or None), oldest first as far as parents allow.

    A parent that is not there, or that is an answer to its own answer, is None.
    """
    ordered = chronological(comments)
    by_id = {comment.id: comment for comment in ordered}
    given: set[str] = set()
    for comment in ordered:
        chain: list[Comment] = []
        current: Comment | None = comment
        while current is not None and current.id not in given:
            given.add(current.id)
            chain.append(current)
            current = by_id.get(current.parent_id or "")
        seen = {link.id for link in chain}
        for link in reversed(chain):
            seen.discard(link.id)
            parent = by_id.get(link.parent_id or "")
            yield link, None if parent is None or parent.id in seen or parent is link else parent


def answered(comments: Iterable[Comment]) -> list[Comment]:
    """Return the comments without those removed ones that nobody answered: of such a one nothing is left to show."""
    kept: dict[str, Comment] = {}
    by_id = {comment.id: comment for comment in comments}
    for comment in by_id.values():
        current: Comment | None = comment if comment.status is not CommentStatus.REMOVED else None
        while current is not None and current.id not in kept:
            kept[current.id] = current
            current = by_id.get(current.parent_id or "")
    return [comment for comment in by_id.values() if comment.id in kept]
