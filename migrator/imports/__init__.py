"""The use case `migrate import`: from what a person already holds to an archive on disk."""

from migrator.imports.report import ImportedBlog, ImportReport
from migrator.imports.run import ImportOptions, import_files

__all__ = ["ImportOptions", "ImportReport", "ImportedBlog", "import_files"]
