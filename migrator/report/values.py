"""What the report page tells: values alone. Counts are of posts unless they say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A source of the blog: how many things it declares or names, and how many of these are held.

    `period` is empty for the whole blog, else `YYYY` or `YYYY-MM`.
    """

    source: str
    period: str
    wanted: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureSummary:
    """Something that went wrong, by its code: what that means, how often, with examples (URL, detail)."""

    code: str
    meaning: str
    loss: bool
    count: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run of a command; `changes` counts what its reading of the blog changed, by kind."""

    number: int
    command: str
    started: str
    ended: str | None
    exit_code: int | None
    notices: int
    changes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSummary:
    """Everything that the page tells of an archive.

    `made` is RFC 3339. Months are `YYYY-MM`, empty where no date is known. `media` gives (state, files, bytes),
    `damaged` is None where nobody compared the files with their digests. `dates` counts posts and pages by `offset`,
    `instant`, `day`, `unknown`; `bodies` by `full`, `guessed`, `cut`, `snippet`, `none`.
    """

    title: str
    url: str
    language: str
    made: str
    posts: int = 0
    pages: int = 0
    comments: int = 0
    unpublished: Mapping[str, int] = field(default_factory=dict)
    posts_by_month: Mapping[str, int] = field(default_factory=dict)
    comments_by_month: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[tuple[str, int], ...] = ()
    authors: tuple[tuple[str, int], ...] = ()
    media: tuple[tuple[str, int, int], ...] = ()
    media_failures: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[str, int] = field(default_factory=dict)
    commented: int = 0
    comments_short: int = 0
    compared: tuple[Compared, ...] = ()
    missing: tuple[FailureSummary, ...] = ()
    noted: tuple[FailureSummary, ...] = ()
    damaged: tuple[str, ...] | None = None
    captures: int = 0
    runs: tuple[RunLine, ...] = ()
    account: tuple[str, ...] = ()
    """What the sources offered and what became of it, in at most four lines."""
