"""The use case `migrate repair`: mend what is damaged, and fetch again only what is missing or was lost by it."""

from migrator.repair.run import RepairOptions, RepairReport, repair_archive

__all__ = ["RepairOptions", "RepairReport", "repair_archive"]
