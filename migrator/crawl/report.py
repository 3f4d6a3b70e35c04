"""What a crawl did, in numbers and names."""

from dataclasses import dataclass, field
from pathlib import Path

from migrator.notices import Notice, Severity
from migrator.schema import Blog


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """The result of one crawl; counts are of the whole archive, `requests`, `new_posts` and `changes` of this run.

    `planned` lists what a dry run would fetch first.
    """

    blog: Blog
    archive: Path | None
    source: str
    posts: int = 0
    pages: int = 0
    comments: int = 0
    labels: int = 0
    authors: int = 0
    media: dict[str, int] = field(default_factory=dict)
    new_posts: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    declared: dict[str, int] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    planned: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Notice, ...]:
        """What should be in the archive and is not, by name."""
        return tuple(notice for notice in self.notices if notice.severity is Severity.LOSS)

    @property
    def exit_code(self) -> int:
        """0 done and complete, 3 finished but something named is missing."""
        return 3 if self.missing else 0
