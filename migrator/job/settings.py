"""What a job can be told: plain values, with the defaults that suit a daily run."""

from dataclasses import dataclass, field
from pathlib import Path

from migrator.crawl import SourceName
from migrator.net.settings import CONNECTIONS, DELAY
from migrator.retention import RetentionPolicy

PASSWORD_ENV = "MIGRATE_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
PUSHED = ("archive", "exports")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """One export to write after each run; `output` None means `<archive>/export/<format>/`."""

    format: str
    output: Path | None = None
    base_url: str | None = None
    site: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogSettings:
    """One blog of the job; `archive` None means `<archives>/<host>/`.

    `cookies` and `headers` are the files that let us into a blog that is not open to everybody.
    """

    url: str
    archive: Path | None = None
    cookies: Path | None = None
    headers: Path | None = None
    source: SourceName = SourceName.AUTO
    media: bool = True
    keep: RetentionPolicy = field(default_factory=RetentionPolicy)
    exports: tuple[ExportSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """Manners towards the blogs; `delay` in seconds."""

    connections: int = CONNECTIONS
    delay: float = DELAY
    user_agent: str | None = None
    ignore_robots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most that one run may take for one blog; None is no bound.

    `minutes` and `requests` stop a crawl, which the next run goes on with; above `megabytes` of archive no more media
    are fetched.
    """

    minutes: float | None = None
    requests: int | None = None
    megabytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whom to tell, and how: a command to run, a URL to post to, addresses to write to."""

    command: tuple[str, ...] = ()
    webhook: str | None = None
    mail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The server that takes our mail; the password is read from the environment, never from the file."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password_env: str = PASSWORD_ENV
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSettings:
    """A place elsewhere that gets a copy: a folder or any fsspec URL; `what` names `archive`, `exports` or both."""

    to: str
    what: tuple[str, ...] = PUSHED
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobConfig:
    """A whole configuration; `path` is the file it was read from, relative paths in it start at its folder."""

    path: Path
    archives: Path
    blogs: tuple[BlogSettings, ...]
    network: NetworkSettings = field(default_factory=NetworkSettings)
    budget: Budget = field(default_factory=Budget)
    verify: bool = True
    on_change: Telling = field(default_factory=Telling)
    on_failure: Telling = field(default_factory=Telling)
    smtp: Smtp | None = None
    pushes: tuple[PushSettings, ...] = ()

    @property
    def state_file(self) -> Path:
        """Where the outcome of the last runs is remembered."""
        return self.archives / ".migrate-job.json"

    @property
    def journal_file(self) -> Path:
        """Where every run is noted."""
        return self.archives / ".migrate-job.jsonl"
