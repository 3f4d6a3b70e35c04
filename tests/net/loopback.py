"""A server on loopback that says byte for byte what a test wants, and a clock that only moves when someone sleeps."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """Bytes to send once `hold` is set, `drip` seconds between single ones; `then` is keep, close or reset."""

    wire: bytes
    then: str = "keep"
    drip: float = 0.0
    hold: threading.Event | None = None


def reply(
    body: bytes = b"",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    **how: object,
) -> Reply:
    """Make an answer with a Content-Length, a false one if `length` is given."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return Reply("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body, **how)


@dataclass
class FakeClock:
    """Stands still until someone sleeps."""

    slept: list[float] = field(default_factory=list)
    passed: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds


class LoopbackServer:
    """Answers each path with its replies in turn; the last one stays. Heads of requests are kept in `heard`.

    With `tls` it also plays the proxy that a client CONNECTs through, to whatever host. Requests for the blog that
    `wants` is set for (`HOST LINE`) get a 401 without that line in their head.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.wants = ""
        self.heard: list[str] = []
        self.connections = 0
        self.busy = 0
        self.most_busy = 0
        self._replies: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def on(self, path: str, *replies: Reply) -> str:
        self._replies[path] = list(replies)
        return self.url(path)

    def paths(self) -> list[str]:
        return [head.split(" ", 2)[1] for head in self.heard]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as open_sockets:
            open_sockets.enter_context(connection)
            buffer = b""
            while True:
                while b"\r\n\r\n" not in buffer:
                    received = connection.recv(65536)
                    if not received:
                        return
                    buffer += received
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                if head.startswith(b"CONNECT ") and self._tls:
                    self.heard.append(head.decode("latin-1"))
                    connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    connection = open_sockets.enter_context(self._tls.wrap_socket(connection, server_side=True))
                    continue
                if not self._answer(connection, head.decode("latin-1")):
                    return

    def _answer(self, connection: socket.socket, head: str) -> bool:
        path = head.split(" ", 2)[1]
        with self._lock:
            self.heard.append(head)
            self.busy += 1
            self.most_busy = max(self.most_busy, self.busy)
            replies = self._replies.get(path) or self._replies.get(path.partition("?")[0])
            replies = replies or [reply(b"none", "404 Not Found")]
            if self._refuses(head):
                replies = [reply(b"for members", "401 Unauthorized")]
            chosen = replies.pop(0) if len(replies) > 1 else replies[0]
        try:
            if chosen.hold:
                chosen.hold.wait(10)
            self._send(connection, chosen)
        finally:
            with self._lock:
                self.busy -= 1
        return chosen.then == "keep"

    def _refuses(self, head: str) -> bool:
        host, _, line = self.wants.partition(" ")
        return bool(host) and f"Host: {host}" in head and line not in head

    @staticmethod
    def _send(connection: socket.socket, chosen: Reply) -> None:
        if chosen.drip:
            for byte in chosen.wire:
                connection.sendall(bytes([byte]))
                time.sleep(chosen.drip)
        else:
            connection.sendall(chosen.wire)
        if chosen.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextlib.contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[LoopbackServer]:
    server = LoopbackServer(tls)
    try:
        yield server
    finally:
        server.close()
