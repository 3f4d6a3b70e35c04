"""What the last runs of each blog came to: read by `migrate status`, and by the job to back off from a dead blog."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from migrator.job.blog import BlogOutcome
from migrator.model.errors import ConfigError

# A blog may be down for a night; only one that stays away is asked less and less often.
_PATIENCE = 3
_LONGEST_PAUSE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogState:
    """The last runs of one blog; times are RFC 3339 in UTC, empty if there was none.

    `failures` counts the runs in a row that did not reach the blog; `succeeded` is the end of the last one that did.
    """

    url: str
    started: str = ""
    ended: str = ""
    succeeded: str = ""
    exit_code: int | None = None
    line: str = ""
    failures: int = 0
    archive: str = ""
    problems: str = ""
    """Digest of what was missing or failed: nobody wants to be told of the same dead picture every day."""

    def after(self, outcome: BlogOutcome, *, started: str, ended: str) -> "BlogState":
        """Return the state after one more run."""
        code = outcome.exit_code
        return replace(
            self,
            started=started,
            ended=ended,
            succeeded=ended if code in {0, 3} else self.succeeded,
            exit_code=code,
            line=outcome.line,
            failures=self.failures + 1 if code == 5 else 0,
            archive=str(outcome.archive or self.archive),
            problems=digest_of(outcome),
        )

    def not_before(self) -> datetime | None:
        """Tell from when on a blog that could not be reached is asked again: after 1, 2, 4, … days, 30 at most."""
        if self.failures < _PATIENCE or not self.ended:
            return None
        pause = min(timedelta(days=2 ** min(self.failures - _PATIENCE, 10)), _LONGEST_PAUSE)
        return datetime.fromisoformat(self.ended) + pause - timedelta(hours=1)


def digest_of(outcome: BlogOutcome) -> str:
    """Return what tells one set of problems from another; empty if there is none."""
    if not outcome.problems:
        return ""
    return hashlib.sha256("\n".join(sorted(outcome.problems)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class States:
    """The file with the states of all blogs; several jobs may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, BlogState]:
        """Return the states by URL; none if the file is not there. ConfigError if it is no state file."""
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
            return {url: BlogState(**state) for url, state in told["blogs"].items()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                f"{self._path} is not what this program wrote: {error}.", hint="Move it away; it is made anew."
            ) from error

    def put(self, state: BlogState) -> None:
        """Remember one blog's state; the others stay as they are."""
        with alone(self._path):
            states = {**self.read(), state.url: state}
            told = {"version": 1, "blogs": {url: asdict(states[url]) for url in sorted(states)}}
            fresh = self._path.with_name(f"{self._path.name}.new")
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, indent=2)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time write a file that several jobs share; ConfigError if another never ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=60):
            yield
    except Timeout as error:
        raise ConfigError(f"Another program holds {path} for more than a minute.") from error
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {error.strerror or error}.") from error
