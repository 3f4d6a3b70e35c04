"""The use case `migrate verify`: prove that what the blog declares is held, and that what is held is undamaged.

What programs import: `verify_archive` and what it reports.
"""

from migrator.check.report import CommentCount, DeclaredCount, VerifyReport
from migrator.check.verify import verify_archive

__all__ = ["CommentCount", "DeclaredCount", "VerifyReport", "verify_archive"]
