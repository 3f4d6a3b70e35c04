"""The comments of a page, in whatever generation of markup they are: Blogger's own first, a theme's after them."""

from migrator.themes import comments_classic, comments_flat, comments_marked, comments_script, comments_threaded
from migrator.themes.comments import Draft
from migrator.themes.document import Document

_GENERATIONS = {
    "threaded": comments_threaded,
    "flat": comments_flat,
    "classic": comments_classic,
    "script": comments_script,
    "marked": comments_marked,
}
MARKS = frozenset({"#comments", "#disqus_thread"}).union(
    comments_threaded.MARKS, comments_flat.MARKS, comments_classic.MARKS, comments_marked.MARKS
)


def read(document: Document) -> tuple[str, list[Draft]]:
    """Return the comments of a page about one post in page order, after the name of their markup; empty if none."""
    for name, generation in _GENERATIONS.items():
        if drafts := generation.read(document):
            _complete(document, drafts)
            return name, drafts
    return "", []


def _complete(document: Document, drafts: list[Draft]) -> None:
    """Fill in what the known marks of a generation left open: themes rename single parts of Google's markup."""
    if all(draft.is_complete for draft in drafts):
        return
    for generation in (comments_script, comments_marked):
        known = {draft.number: draft for draft in generation.read(document) if draft.number}
        for draft in drafts:
            if draft.number in known:
                draft.fill_from(known[draft.number])
