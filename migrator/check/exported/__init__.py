"""`migrate verify --export DIR`: an export is read back and held against the archive."""

from migrator.check.exported.report import ExportCheck
from migrator.check.exported.run import verify_export

__all__ = ["ExportCheck", "verify_export"]
