"""Parsing ahead of keeping, in a process of its own: of a large file, one core reads while the other writes.

Parsing needs no more than a document's bytes and gives values, so it can happen anywhere. The child is a plain Python
behind two pipes: no start method of multiprocessing, which would run the caller's main module again. If it can't be
started, or dies, parsing goes on in this process.
"""

import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO

from migrator.documents import PageType, Parsed, RawPage
from migrator.inputs.items import ImportedDocument
from migrator.notices import Notice
from migrator.reading import parse_document
from migrator.themes.rules import NO_GUIDANCE, Guidance

LARGE = 8 * 1024 * 1024
"""Bytes of an input from which on a second process is worth its start."""
_AHEAD = 3
_NOTHING = Parsed(page_type=PageType.UNKNOWN, url="")
_LENGTH = struct.Struct("<Q")

Item = ImportedDocument | Notice


def parsed_items(items: Iterable[Item], size: int, guidance: Guidance = NO_GUIDANCE) -> Iterator[tuple[Item, Parsed]]:
    """Give each item with what its document tells (nothing for a notice), in order; pages are read with `guidance`."""
    if size < LARGE:
        yield from _here(items, guidance)
        return
    try:
        child = _Child(guidance)
    except OSError:
        yield from _here(items, guidance)
        return
    try:
        yield from child.work(items)
    finally:
        child.close()


def _here(items: Iterable[Item], guidance: Guidance) -> Iterator[tuple[Item, Parsed]]:
    for item in items:
        yield item, _NOTHING if isinstance(item, Notice) else parse_document(item.page, guidance)


class _Child:
    """The other process, and a thread that feeds it: were both to write at once, each would wait for the other."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance
        # -P: whatever lies in the current folder is not to be imported.
        command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by the Python that runs us
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._feed: queue.SimpleQueue[RawPage | None] = queue.SimpleQueue()
        self._feeder = threading.Thread(target=self._write, name="parse ahead", daemon=True)
        self._feeder.start()

    def work(self, items: Iterable[Item]) -> Iterator[tuple[Item, Parsed]]:
        """Give each item with what its document tells, in order."""
        waiting: deque[Item] = deque()
        under_way = 0
        for item in items:
            waiting.append(item)
            if not isinstance(item, Notice):
                self._feed.put(item.page)
                under_way += 1
            while under_way > _AHEAD:
                first = waiting.popleft()
                under_way -= not isinstance(first, Notice)
                yield first, self._answer(first)
        for item in waiting:
            yield item, self._answer(item)

    def _answer(self, item: Item) -> Parsed:
        if isinstance(item, Notice):
            return _NOTHING
        found = _receive(self._process.stdout) if self._process.stdout else None
        return found if isinstance(found, Parsed) else parse_document(item.page, self._guidance)

    def _write(self) -> None:
        sent: RawPage | Guidance | None = self._guidance
        while sent is not None:
            try:
                if self._process.stdin is not None:
                    _send(self._process.stdin, sent)
            except OSError:
                return
            sent = self._feed.get()

    def close(self) -> None:
        """Let the process go: it ends when nothing more comes."""
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


def _send(pipe: IO[bytes], value: RawPage | Parsed | Guidance) -> None:
    packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    """Give the next value, None at the end; what comes is our own process's, never anything from outside."""
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
    guidance = told if isinstance(told, Guidance) else NO_GUIDANCE
    while isinstance(page := _receive(sys.stdin.buffer), RawPage):
        _send(sys.stdout.buffer, parse_document(page, guidance))


if __name__ == "__main__":
    main()
