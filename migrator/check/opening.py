"""Opening everything that an archive holds, as an export does."""

from collections.abc import Callable, Iterator

from migrator.model.errors import ArchiveError
from migrator.store import DATABASE, Archive


def unopened(archive: Archive) -> Iterator[str]:
    """Open everything as an export does; return what can't be opened."""
    view = archive.view()
    kinds: dict[str, Callable[[], Iterator[object]]] = {
        "posts": view.posts,
        "authors": view.authors,
        "media": view.media,
        "summaries": view.summaries,
        "labels": view.labels,
        "runs": archive.runs.all,
        "revisions": archive.history.runs,
    }
    for name, give in kinds.items():
        last = ""
        try:
            for one in give():
                last = getattr(one, "url", None) or last
        except (ArchiveError, ValueError, TypeError, LookupError, OverflowError) as error:
            where, what = last or "the beginning", str(error) or type(error).__name__
            yield f"{archive.path / DATABASE}: {name} can't be read behind {where}: {what}"
