"""Save a public Blogger blog whole, and move it to its next home.

What programs import: `open_archive` here, `migrator.crawl` (`crawl_blog`, `CrawlOptions`) and `migrator.export`
(`export_archive`). All else may change from one version to the next.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.store import Archive

__all__ = ["__version__", "open_archive"]

__version__ = "0.1.0"


def open_archive(folder: str | Path) -> "Archive":
    """Open an archive to read it; use it in a `with` block.

    Raises NotAnArchive, ArchiveTooNew or ArchiveError (`migrator.model.errors`).
    """
    # Imported when called: every command imports this package, and `migrate --help` must not wait for lxml.
    from migrator.store import Archive  # noqa: PLC0415 - see above

    return Archive.open_existing(Path(folder), write=False)
