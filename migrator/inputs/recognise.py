"""Which reader a file or folder needs: asked one after the other, the most particular form first."""

from collections.abc import Iterator
from pathlib import Path

from migrator.errors import UnreadableInput, UsageError
from migrator.inputs.atom import AtomReader
from migrator.inputs.export import ExportReader
from migrator.inputs.items import BlogInput, Reader, candidate
from migrator.inputs.jsonfeed import JsonFeedReader
from migrator.inputs.mhtml import MhtmlReader
from migrator.inputs.saved_folder import SavedFolderReader
from migrator.inputs.strangers import looks_like
from migrator.inputs.takeout import TakeoutReader
from migrator.inputs.wacz import WaczReader
from migrator.inputs.warc import WarcReader

READERS: tuple[Reader, ...] = (
    WarcReader(),
    WaczReader(),
    MhtmlReader(),
    TakeoutReader(),
    ExportReader(),
    AtomReader(),
    JsonFeedReader(),
    SavedFolderReader(),
)

_HINT = (
    "migrate import reads Blogger backups (.xml), Takeouts (.zip, folder, feed.atom), saved feeds, WARC and WACZ "
    "files, folders of saved pages, and blog.json."
)


def blogs_in(path: Path, home: str = "") -> Iterator[BlogInput]:
    """Give the blogs in a file or folder; `home` is the address that the user gives, if any.

    Raises UsageError where there is no such file, UnreadableInput, naming what it looks like, for a form we don't know.
    """
    try:
        found = candidate(path)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    for reader in READERS:
        if reader.recognises(found):
            yield from reader.blogs(found, home)
            return
    raise UnreadableInput(f"{path} looks like {looks_like(found)}: there is nothing in it to import.", hint=_HINT)
