"""Save a public Blogger blog whole, and move it to its next home.

What programs import: `open_archive` and `parse` here, `migrator.crawl` (`crawl_blog`, `CrawlOptions`) and
`migrator.export` (`export_archive`). All else may change from one version to the next.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrator.store import Archive

__all__ = ["__version__", "open_archive", "parse"]

__version__ = "0.1.0"


def open_archive(folder: str | Path) -> "Archive":
    """Open an archive to read it; use it in a `with` block.

    Raises NotAnArchive, ArchiveTooNew or ArchiveError (`migrator.model.errors`).
    """
    # Imported when called: every command imports this package, and `migrate --help` must not wait for lxml.
    from migrator.store import Archive  # noqa: PLC0415 - see above

    return Archive.open_existing(Path(folder), write=False)


def parse(data: bytes, *, url: str = "") -> dict[str, Any]:
    """Return what `migrate parse` prints: everything that the parser sees in one saved page, feed or sitemap.

    `url` is where the document came from; without it, what the document itself says. Pure: no file, no network. What
    can't be read is of `page_type` "unknown", with a notice that says why.
    """
    from migrator.formats.json import parsed_to_json  # noqa: PLC0415 - see above
    from migrator.parsing.document import page_of, parse_document  # noqa: PLC0415

    return parsed_to_json(parse_document(page_of(data, url)))
