"""Reading documents in a process of its own: one core parses while the other keeps.

Parsing needs no more than a document's bytes and gives values, so it can happen anywhere. The child is a plain Python
behind two pipes: no start method of multiprocessing, which would run the caller's main module again. It ends by itself
when nothing more can come, so also when whoever started it was killed.
"""

import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from typing import IO

from migrator.model.documents import Parsed, RawPage
from migrator.pages.rules.rules import NO_THEME_RULES, ThemeRules
from migrator.parsing.document import parse_unguarded

_LENGTH = struct.Struct("<Q")


class ParserProcess:
    """The other process, and a thread that feeds it: were both to write at once, each would wait for the other.

    Pages are read with `guidance`, what is known of the theme. Raises OSError if the process can't be started.
    """

    def __init__(self, guidance: ThemeRules = NO_THEME_RULES) -> None:
        self._guidance = guidance
        # -P: whatever lies in the current folder is not to be imported.
        command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by the Python that runs us
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._feed: queue.SimpleQueue[RawPage | None] = queue.SimpleQueue()
        self._feeder = threading.Thread(target=self._write, name="parse elsewhere", daemon=True)
        self._feeder.start()

    def begin(self, page: RawPage) -> None:
        """Let a document be read; never waits."""
        self._feed.put(page)

    def next(self) -> Parsed | None:
        """Wait for what the next of the documents begun tells, in their order; None if the process died or failed."""
        found = _receive(self._process.stdout) if self._process.stdout else None
        return found if isinstance(found, Parsed) else None

    def _write(self) -> None:
        sent: RawPage | ThemeRules | None = self._guidance
        while sent is not None:
            try:
                if self._process.stdin is not None:
                    _send(self._process.stdin, sent)
            except OSError:
                return
            sent = self._feed.get()

    def close(self) -> None:
        """Let the process go, whatever it is at."""
        self._feed.put(None)
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written has no reader


def _send(pipe: IO[bytes], value: RawPage | Parsed | ThemeRules | None) -> None:
    packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    """Return the next value, None at the end; what comes is our own process's, never anything from outside."""
    length = pipe.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    packed = pipe.read(_LENGTH.unpack(length)[0])
    try:
        return pickle.loads(packed)  # noqa: S301 - see above
    except (pickle.UnpicklingError, EOFError):
        return None


def main() -> None:
    """Parse pages until none comes, by what is known of the theme, which comes first; Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = _receive(sys.stdin.buffer)
    guidance = told if isinstance(told, ThemeRules) else NO_THEME_RULES
    while isinstance(page := _receive(sys.stdin.buffer), RawPage):
        try:
            parsed: Parsed | None = parse_unguarded(page, guidance)
        except Exception:  # noqa: BLE001 - whoever waits reads the page itself, and notes the fault where there is a log
            parsed = None
        _send(sys.stdout.buffer, parsed)


if __name__ == "__main__":
    main()
