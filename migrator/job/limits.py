"""The budget of minutes: a crawl is stopped as Ctrl-C would stop it."""

import _thread
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from migrator.model.errors import Interrupted


@contextmanager
def limited(minutes: float | None) -> Iterator[threading.Event]:
    """Stop the block as Ctrl-C would once the minutes are over: what is in flight is finished and kept."""
    over, ended, lock = threading.Event(), threading.Event(), threading.Lock()
    if minutes is None:
        yield over
        return

    def end() -> None:
        with lock:
            if not ended.is_set():
                over.set()
                _thread.interrupt_main()

    timer = threading.Timer(minutes * 60, end)
    timer.daemon = True
    timer.start()
    # A shell that starts the job in the background lets it ignore Ctrl-C, and with it our own interruption.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield over
        with suppress(KeyboardInterrupt):
            with lock:
                ended.set()
            if over.is_set():
                time.sleep(0.1)  # the minutes ended with the block: the interruption is to strike here, not later
    except KeyboardInterrupt:
        if over.is_set():  # it struck where nobody made ours of it
            raise Interrupted("The minutes are over.") from None
        raise
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
