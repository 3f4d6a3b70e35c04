"""The comments of a page, in whatever generation of markup they are: Blogger's own first, a theme's after them."""

from migrator.pages.comments import classic, flat, marked, script, threaded
from migrator.pages.comments.common import Draft
from migrator.pages.document import Document

_GENERATIONS = {
    "threaded": threaded,
    "flat": flat,
    "classic": classic,
    "script": script,
    "marked": marked,
}
MARKS = frozenset({"#comments", "#disqus_thread"}).union(threaded.MARKS, flat.MARKS, classic.MARKS, marked.MARKS)


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
    for generation in (script, marked):
        known = {draft.number: draft for draft in generation.read(document) if draft.number}
        for draft in drafts:
            if draft.number in known:
                draft.fill_from(known[draft.number])
