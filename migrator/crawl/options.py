"""What a crawl is asked to do, and what it did."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from migrator import __version__
from migrator.model.notices import Notice, Severity, exit_code_of
from migrator.model.schema import Blog
from migrator.net.settings import NetSettings, user_agent
from migrator.sources.window import Window


class SourceName(StrEnum):
    """Where the posts come from: see `migrate crawl --help`."""

    AUTO = "auto"
    PAGES = "pages"
    FEEDS = "feeds"


class CaptureMode(StrEnum):
    """Which responses are kept as received."""

    PAGES = "pages"
    """Pages, feeds, sitemaps, robots.txt; media are kept as files alone."""
    ALL = "all"
    NONE = "none"
    """Nothing: the archive can't be rebuilt by a better parser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """One crawl. `output` None means `root/<host>/`, or the archive under `root` that holds the same blog already.

    `rules` is a rules file for the blog's theme; None means those that the archive remembers.
    `media_only` asks for nothing but the pictures and files that an archive lacks.
    """

    url: str
    output: Path | None = None
    root: Path = Path("output")
    source: SourceName = SourceName.AUTO
    window: Window = field(default_factory=Window)
    media: bool = True
    media_only: bool = False
    capture: CaptureMode = CaptureMode.PAGES
    dry_run: bool = False
    rules: str | None = None
    network: NetSettings = field(default_factory=lambda: NetSettings(user_agent=user_agent(__version__)))


# What a crawl did, in numbers and names.


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
    account: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    planned: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Notice, ...]:
        """What should be in the archive and is not, by name."""
        return tuple(notice for notice in self.notices if notice.severity is Severity.LOSS)

    @property
    def exit_code(self) -> int:
        """0 done and complete, 3 finished but something named is missing, 1 a fault of ours struck something."""
        return exit_code_of(self.notices)
