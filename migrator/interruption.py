"""Ctrl-C at a place where it may take effect.

Python raises KeyboardInterrupt between any two instructions of the main thread: also between a statement that ends a
transaction and our note of it, or while a lock that other threads want is being taken, which then nobody gives back.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def on_ctrl_c(act: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C call `act` instead of raising KeyboardInterrupt, for the length of the block.

    Nothing changes in other threads, and where somebody else handles the signal or the shell ignores it.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, lambda _number, _frame: act())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Let a Ctrl-C that comes meanwhile raise KeyboardInterrupt at the end of the block, and a second one at once."""
    pressed = False

    def note() -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    try:
        with on_ctrl_c(note):
            yield
    finally:
        if pressed:
            raise KeyboardInterrupt
