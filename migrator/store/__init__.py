"""The archive on disk: a database, raw captures and media files. Nobody else knows SQLite or WARC."""

from migrator.store.archive import Archive
from migrator.store.captures.captures import Captured
from migrator.store.captures.damage import CaptureFault
from migrator.store.finding import archive_folder, default_folder, is_other_blog, known_home
from migrator.store.folder import DATABASE
from migrator.store.merging import KeepResult
from migrator.store.run import ActiveRun
from migrator.store.tables.account import BEFORE, CAPTURES, MEDIA_OF_POSTS
from migrator.store.tables.declared import CommentGap, Totals
from migrator.store.tables.frontier import IMPORTED, FailedDocument
from migrator.store.tables.runs import Run, RunKind, command_of

__all__ = [
    "BEFORE",
    "CAPTURES",
    "DATABASE",
    "IMPORTED",
    "MEDIA_OF_POSTS",
    "ActiveRun",
    "Archive",
    "CaptureFault",
    "Captured",
    "CommentGap",
    "FailedDocument",
    "KeepResult",
    "Run",
    "RunKind",
    "Totals",
    "archive_folder",
    "command_of",
    "default_folder",
    "is_other_blog",
    "known_home",
]
