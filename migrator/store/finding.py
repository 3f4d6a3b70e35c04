"""Which archive below a folder holds a blog already, under whatever name."""

from collections.abc import Iterator
from pathlib import Path

from migrator.addresses.urls import host_of
from migrator.model.errors import ArchiveError
from migrator.store.archive import Archive
from migrator.store.folder import DATABASE


def default_folder(url: str, root: Path) -> Path:
    """Return `root/<host>/`, with a name that every file system takes."""
    return root / host_of(url).replace(":", "_")


def archive_folder(root: Path, home: str, platform_id: str) -> Path:
    """Return the folder that holds a blog already, by Blogger's number or a host it knows; else `root/<host>/`."""
    default = default_folder(home, root)
    if (default / DATABASE).exists():
        return default
    return next(_held_under(root, home, platform_id), default)


def _held_under(root: Path, home: str, platform_id: str) -> Iterator[Path]:
    for database in sorted(root.glob(f"*/{DATABASE}")):
        try:
            with Archive.open_existing(database.parent, write=False) as archive:
                held = archive.blog()
                address = archive.address() if held else None
        except ArchiveError:
            continue  # somebody else's damaged archive is no reason to refuse this blog
        if held is None or address is None:
            continue
        if (platform_id and held.platform_id == platform_id) or address.owns(home):
            yield database.parent


def is_other_blog(archive: Archive, home: str, platform_id: str) -> bool:
    """Whether an archive holds another blog than the one at `home`."""
    held = archive.blog()
    if held is None:
        return False
    if platform_id and held.platform_id:
        return platform_id != held.platform_id
    return not archive.address().owns(home)


def known_home(asked: str, output: Path | None, root: Path) -> str | None:
    """Return where a blog of which an archive is held was served from last; asking there saves a redirect.

    `output` is the archive's folder if the user named one; else those below `root` are looked at.
    """
    default = default_folder(asked, root)
    folders = [output] if output is not None else [default, *sorted(path.parent for path in root.glob("*/archive.db"))]
    for folder in folders:
        if not (folder / "archive.db").exists():
            continue
        try:
            with Archive.open_existing(folder, write=False) as archive:
                if archive.blog() is not None and archive.address().owns(asked):
                    return archive.served_from()
        except ArchiveError:
            continue  # whatever is wrong with it is told when it is opened to be written
    return None
