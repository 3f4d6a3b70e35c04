"""Every deliberate failure: what to say, what to do next, and the exit code.

MigratorError
├── UsageError              2  the request makes no sense; nothing was done
├── ConfigError             4  the configuration file is wrong
├── BlogUnreachable         5  the blog can't be reached, or refuses us
│   ├── FetchFailed         5  one document can't be had (a crawl turns it into a notice)
│   ├── BlogNotFound        5  Blogger says that there is no such blog (any more)
│   └── BlogPrivate         5  the blog is open to invited readers only
├── UnreadableInput         6  nothing here that we can read
│   └── NotABlog            6  a page was found, but it is not a Blogger blog
├── ArchiveError            7  the archive is damaged
│   ├── ArchiveTooNew       7  a newer version of this program wrote it
│   ├── ExportDamaged       7  an export that is read back can't be read any more
│   └── NotAnArchive        2  the folder is something else of yours; nothing was touched
├── ArchiveLocked           8  another run is working on it
├── ExportFailed            9  nothing half-written is left
└── Interrupted           130  stopped by the user; the next run goes on

What goes imperfectly but does not stop a run is no error: see `notices`.
"""

from collections.abc import Iterable
from typing import ClassVar


class MigratorError(Exception):
    """Base of every failure that is raised on purpose.

    `message` is one sentence for a person; `hint` is the next step they can take, or empty.
    """

    exit_code: ClassVar[int] = 1
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


class UsageError(MigratorError):
    """The request makes no sense; nothing was done."""

    exit_code = 2


class ConfigError(MigratorError):
    """The configuration file is wrong; the message names the line."""

    exit_code = 4


class BlogUnreachable(MigratorError):
    """The blog can't be reached, or refuses us."""

    exit_code = 5
    default_hint = "Check the address and your connection, then run the same command again: it goes on where it was."


class FetchFailed(BlogUnreachable):
    """One document can't be had.

    `reason` is a short code for counting: `dns`, `connect`, `timeout`, `tls`, `too-large`, `too-many-redirects`,
    `forbidden-address`, `bad-url`, `truncated`, `encoding`, `status`, `budget`; `status` the HTTP status if one came.
    """

    def __init__(self, message: str, *, reason: str, status: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.status = status


class BlogNotFound(BlogUnreachable):
    """The server says that there is no such blog, or no such blog any more."""

    default_hint = (
        "Check the spelling. If the blog was removed, its owner may still download its content from Google Takeout."
    )


class BlogPrivate(BlogUnreachable):
    """The blog is open to invited readers only."""

    default_hint = (
        "If you may read it, give your browser's cookies for it: --cookies FILE. Else ask the owner to open it to"
        " everybody for a while, or for a backup (Settings › Back up content)."
    )


class UnreadableInput(MigratorError):
    """Nothing here that we can read."""

    exit_code = 6


class NotABlog(UnreadableInput):
    """A page was found, but it is not one of a Blogger blog."""

    default_hint = "Give the address of the blog's home page, for example https://NAME.blogspot.com/."


class ArchiveError(MigratorError):
    """The archive is damaged."""

    exit_code = 7
    default_hint = "Run `migrate verify` on it to see what is damaged; `migrate repair` mends what can be mended."


class ArchiveTooNew(ArchiveError):
    """A newer version of this program wrote the archive."""

    default_hint = "Upgrade: pip install --upgrade blog-migrator"


class ExportDamaged(ArchiveError):
    """A file of an export can't be read any more."""

    default_hint = "Export it once more: the archive is not touched by that."


class NotAnArchive(ArchiveError):
    """The folder holds something else; nothing in it was touched."""

    exit_code = 2
    default_hint = "Name another folder with --output, or an empty one."


class ArchiveLocked(MigratorError):
    """Another run is working on the archive."""

    exit_code = 8
    default_hint = "Wait for the other run to end, or stop it; a lock left by a dead run frees itself."


class ExportFailed(MigratorError):
    """The export failed; nothing half-written is left."""

    exit_code = 9


class Interrupted(MigratorError):
    """Stopped by the user."""

    exit_code = 130
    default_hint = "Run the same command again: it goes on where it was."


WORST_FIRST = (130, 1, 7, 9, 4, 6, 5, 8, 3, 0)
"""Exit codes by what they mean to whoever looks after several blogs."""


def worst_code(codes: Iterable[int]) -> int:
    """Return the exit code of a whole whose parts ended with these; 0 for none, 1 for one that is not known."""
    return min((code if code in WORST_FIRST else 1 for code in codes), key=WORST_FIRST.index, default=0)
