"""Which archive below a folder holds a blog already, under whatever name."""

from collections.abc import Iterator
from pathlib import Path

from migrator.errors import ArchiveError
from migrator.store.archive import Archive
from migrator.store.folder import DATABASE
from migrator.urls import host_of


def default_folder(url: str, root: Path) -> Path:
    """Give `root/<host>/`, with a name that every file system takes."""
    return root / host_of(url).replace(":", "_")


def archive_folder(root: Path, home: str, platform_id: str) -> Path:
    """Give the folder that holds a blog already, by Blogger's number or a host it knows; else `root/<host>/`."""
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
    """Tell whether an archive holds another blog than the one at `home`."""
    held = archive.blog()
    if held is None:
        return False
    if platform_id and held.platform_id:
        return platform_id != held.platform_id
    return not archive.address().owns(home)
