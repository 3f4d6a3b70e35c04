"""How many comments a page about one post says that the post has."""

from migrator.pages.document import Document
from migrator.pages.elements import declared_count, text_of
from migrator.pages.index import Index, Node


def comments_declared(document: Document) -> int | None:
    """Return how many comments the heading declares; without a number it means none only where none is shown."""
    index = document.index
    holder = index.first("#comments")
    if holder is None:
        return None
    declared = holder.element.get("data-num-comments", "")
    if declared.isdigit():
        return int(declared)
    for node in index.within(holder.order, holder.end, "h4", "h3", "h2"):
        number = declared_count(text_of(node.element))
        # "No comments" has no number in any language; but neither has a heading that a theme's author wrote.
        shows = _shows_comments(index, holder)
        return (None if shows else 0) if number is None or (number == 0 and shows) else number
    return None


def _shows_comments(index: Index, holder: Node) -> bool:
    marks = (".comment-content", ".comment-body", ".comment-author")
    return next(index.within(holder.order, holder.end, *marks), None) is not None
