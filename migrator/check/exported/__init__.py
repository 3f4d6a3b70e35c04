"""`migrate verify --export DIR`: an export is read back and held against the archive."""

from migrator.check.exported.run import ExportCheck, verify_export

__all__ = ["ExportCheck", "verify_export"]
