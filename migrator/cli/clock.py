"""What time it is, for the commands of the scheduled job: the computer's, or one that a simulation sets."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from migrator.model.errors import UsageError

SIMULATED = "BLOG_MIGRATOR_NOW"
_BEGAN = monotonic()


def job_clock() -> Callable[[], datetime]:
    """Return the clock; the variable holds the RFC 3339 time at which the program started, from which it goes on."""
    text = os.environ.get(SIMULATED, "")
    if not text:
        return lambda: datetime.now(UTC)
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        start = datetime.min
    if start.tzinfo is None:
        raise UsageError(f"{SIMULATED} is no time: {text!r}.", hint="Give one like 2026-01-31T04:30:00+00:00.")
    from_utc = start.astimezone(UTC).timestamp() - _BEGAN
    return lambda: datetime.fromtimestamp(from_utc + monotonic(), UTC)
