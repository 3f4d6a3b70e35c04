"""The archive on disk: a database, raw captures and media files. Nobody else knows SQLite or WARC."""

from migrator.store.archive import Archive
from migrator.store.capture_damage import CaptureFault
from migrator.store.captures import Captured
from migrator.store.finding import archive_folder, default_folder, is_other_blog, known_home
from migrator.store.folder import DATABASE
from migrator.store.frontier import IMPORTED, Failure
from migrator.store.keeper import KeepResult
from migrator.store.ledger import CommentGap, Totals
from migrator.store.runs import Run

__all__ = [
    "DATABASE",
    "IMPORTED",
    "Archive",
    "CaptureFault",
    "Captured",
    "CommentGap",
    "Failure",
    "KeepResult",
    "Run",
    "Totals",
    "archive_folder",
    "default_folder",
    "is_other_blog",
    "known_home",
]
