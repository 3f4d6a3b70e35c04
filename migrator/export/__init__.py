"""The use case of exporting: an archive's view, through a format, into a sink, all or nothing.

What programs import: `export_archive`, its report, and `Selection` for a part of the archive.
"""

from migrator.export.run import ExportReport, export_archive
from migrator.export.selection import Selection

__all__ = ["ExportReport", "Selection", "export_archive"]
