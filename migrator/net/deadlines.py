"""Cuts connections that last too long, whatever they are busy with: TLS, headers, a body that drips byte by byte.

Timeouts of sockets can't: they start anew with every byte. This watches real time, because sockets live in it.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from time import monotonic

from migrator.model.errors import Interrupted
from migrator.net.settings import Fault


class Flight:
    """One attempt in the air, and the connection that it uses just now."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.cut_off = ""
        self._lock = threading.Lock()
        self._switch: socket.socket | None = None

    def attach(self, sock: socket.socket) -> None:
        """Take note of the connection: a duplicate, since TLS and urllib3 replace and close the original."""
        switch = socket.socket(sock.family, sock.type, sock.proto, fileno=socket.dup(sock.fileno()))
        with self._lock:
            old, self._switch = self._switch, switch
            cut_off = self.cut_off
        if old:
            old.close()
        if cut_off:
            self.cut(cut_off)

    def cut(self, why: str) -> None:
        """End the connection now; the reading thread wakes up with an error or an end of file."""
        with self._lock:
            self.cut_off = self.cut_off or why
            if self._switch:
                with contextlib.suppress(OSError):
                    self._switch.shutdown(socket.SHUT_RDWR)

    def land(self) -> None:
        """Let the connection go."""
        with self._lock:
            switch, self._switch = self._switch, None
        if switch:
            switch.close()

    def check(self) -> None:
        """Raise what cutting stands for, if this was cut off: a connection's end can look like a body's end."""
        if self.cut_off == "time":
            raise Fault("timeout", "it took too long altogether", heals=True, at_most=1)
        if self.cut_off:
            raise Interrupted("Stopped")


class Watch:
    """Knows every attempt in the air and cuts off what is late; one thread, asleep nearly always."""

    def __init__(self) -> None:
        self._flights: set[Flight] = set()
        self._wake = threading.Condition()
        self._wakes_at = float("inf")
        self._thread: threading.Thread | None = None
        self._closed = False
        self._stopping = False
        self._local = threading.local()

    def current(self) -> Flight | None:
        """Return the attempt that this thread is making."""
        flight: Flight | None = getattr(self._local, "flight", None)
        return flight

    @contextlib.contextmanager
    def flight(self, seconds: float) -> Iterator[Flight]:
        """Bound what this thread does inside; raises `Fault` or `Interrupted` if it was cut off."""
        flight = Flight(monotonic() + seconds)
        self._add(flight)
        self._local.flight = flight
        try:
            yield flight
        except Fault:
            flight.check()
            raise
        finally:
            self._local.flight = None
            with self._wake:
                self._flights.discard(flight)
            flight.land()
        flight.check()

    def _add(self, flight: Flight) -> None:
        with self._wake:
            if self._closed or self._stopping:
                raise Interrupted("Stopped")
            self._flights.add(flight)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="net-deadlines", daemon=True)
                self._thread.start()
            elif flight.deadline < self._wakes_at:
                self._wake.notify()

    def _run(self) -> None:
        with self._wake:
            while not self._closed:
                now = monotonic()
                for flight in self._flights:
                    if flight.deadline <= now:
                        flight.cut("time")
                waiting = [flight.deadline for flight in self._flights if not flight.cut_off]
                self._wakes_at = min(waiting, default=float("inf"))
                self._wake.wait(None if not waiting else max(0.0, self._wakes_at - now))

    def cut_all(self) -> None:
        """Cut off everything in the air, and let nothing else start."""
        with self._wake:
            self._stopping = True
            for flight in self._flights:
                flight.cut("stop")

    def close(self) -> None:
        """End the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread:
            self._thread.join(timeout=5)
