"""What reaches the terminal: text for people on stderr, one JSON object on stdout, nothing that steers the terminal."""

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import IO

import click

from migrator.model.errors import UsageError

# C0, DEL and C1, but not the line break; and the marks that reorder the text around them. A blog's title is hostile.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNESCAPED_CONTROL = re.compile(r"[\x7f-\x9f]")


def plain(text: str) -> str:
    """Return text that a terminal can only print: control characters become the replacement character."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def on_one_line(text: str, width: int) -> str:
    """Return text on one line of at most `width` characters, cut with an ellipsis."""
    line = plain(" ".join(text.split()))
    return line if len(line) <= width else line[: width - 1] + "…"


def print_err(text: str = "") -> None:
    """Print text for people, on stderr."""
    try:
        click.echo(plain(text), err=True)
    except BrokenPipeError:
        _silence(sys.stderr)


def print_out(text: str) -> None:
    """Print a line that is itself what was asked for (a listing), on stdout."""
    emit_bytes(plain(text).encode("utf-8", "replace") + b"\n")


def print_json(value: Mapping[str, object]) -> None:
    """Print the one machine-readable object, on stdout, in UTF-8 whatever the terminal's encoding."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    text = _UNESCAPED_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    # Half a surrogate pair can't be UTF-8; "backslashreplace" writes just the escape that JSON has for it.
    emit_bytes(text.encode("utf-8", "backslashreplace") + b"\n")


def emit_bytes(text: bytes) -> None:
    """Write bytes to stdout; a reader that has gone away (`| head`) is no failure."""
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)


def _silence(stream: IO[str]) -> None:
    """Point a broken stream at nothing, so that neither we nor Python's own flush at exit trips over it again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


# What time it is, for the commands of the scheduled job: the computer's, or one that a simulation sets.

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
