"""The report page: how much an archive holds and how sure it is of it.

`gather` reads the archive, `writing` writes the file, the rest is pure.
"""

from migrator.report.gather import FILE, survey_of, write_report
from migrator.report.page import rendered, verdict
from migrator.report.values import ArchiveSummary

__all__ = ["FILE", "ArchiveSummary", "rendered", "survey_of", "verdict", "write_report"]
