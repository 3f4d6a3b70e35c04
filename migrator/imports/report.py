"""What an import did, in numbers and names."""

from dataclasses import dataclass, field
from pathlib import Path

from migrator.model.notices import Notice, Severity, exit_code_of
from migrator.model.schema import Blog


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBlog:
    """What came of one blog: counts of the whole archive, `new_…` and `changed_posts` of this run.

    `inputs` are (name, form, documents). `archive` is None after a dry run; its counts are then those of the inputs.
    """

    blog: Blog
    archive: Path | None
    inputs: tuple[tuple[str, str, int], ...]
    posts: int = 0
    pages: int = 0
    drafts: int = 0
    scheduled: int = 0
    stubs: int = 0
    comments: int = 0
    labels: int = 0
    authors: int = 0
    media: dict[str, int] = field(default_factory=dict)
    new_posts: int = 0
    changed_posts: int = 0
    new_comments: int = 0
    new_media: int = 0
    account: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The result of one import: of each blog in the inputs, and what went imperfectly."""

    blogs: tuple[ImportedBlog, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def missing(self) -> tuple[Notice, ...]:
        """What should be in an archive and is not, by name."""
        return tuple(notice for notice in self.notices if notice.severity is Severity.LOSS)

    @property
    def exit_code(self) -> int:
        """0 all was read, 3 something named could not be, 1 a fault of ours kept something from being read."""
        return exit_code_of(self.notices)
