"""The budget of minutes: a crawl is stopped as the first Ctrl-C stops it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from migrator.net.client import Client


@contextmanager
def limited(client: Client, minutes: float | None) -> Iterator[threading.Event]:
    """Yield an event that is set once the minutes are over; then the client is aborted.

    What is in flight is finished and kept, whatever asks for more is Interrupted. None is no bound.
    """
    over = threading.Event()

    def end() -> None:
        over.set()
        client.abort()

    timer = None if minutes is None else threading.Timer(minutes * 60, end)
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield over
    finally:
        if timer is not None:
            timer.cancel()
