"""The one thread that reads the archive: those that talk HTTP hand it questions, one after the other."""

import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from migrator.browse.library import Library

Answer = TypeVar("Answer")


class Closed(Exception):
    """The program is about to end: nothing more is read."""


class ReadingThread:
    """Opens the archive in a thread of its own and asks it there; an archive is not for several threads."""

    def __init__(self, folder: Path, patience: float) -> None:
        """Open as `Library` does; raises what `Archive.open_existing` raises."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        try:
            self._library = self._pool.submit(Library, folder, patience).result()
        except BaseException:
            self._pool.shutdown()
            raise

    def ask(self, question: Callable[[Library], Answer]) -> Answer:
        """Return what a function of the library gives, or raise what it raises; Closed after `close`."""
        try:
            asked = self._pool.submit(self._asked, question)
        except RuntimeError as error:
            raise Closed from error
        return asked.result()

    def _asked(self, question: Callable[[Library], Answer]) -> Answer:
        try:
            return question(self._library)
        except Exception as fault:
            # The frames of a failure hold queries half read, which must end in the thread that began them.
            cause: BaseException | None = fault
            while cause is not None:
                traceback.clear_frames(cause.__traceback__)
                cause = cause.__cause__ or cause.__context__
            raise

    def close(self) -> None:
        """Close the archive once what was asked is answered."""
        self._pool.submit(self._library.close).result()
        self._pool.shutdown()
