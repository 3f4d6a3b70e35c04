"""A mail server that keeps what it gets: Ghost says by mail alone how an import ended."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes every mail; knows the subjects."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.subjects: list[str] = []
        self.came = threading.Condition()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def wait(self, pattern: str, seconds: float) -> str | None:
        """Wait for a subject; None if it does not come."""
        with self.came:
            self.came.wait_for(lambda: self._found(pattern) is not None, seconds)
            return self._found(pattern)

    def _found(self, pattern: str) -> str | None:
        return next((subject for subject in self.subjects if re.search(pattern, subject)), None)


class _Receiver(socketserver.StreamRequestHandler):
    """Speaks as much of SMTP (RFC 5321) as a mailer needs."""

    def handle(self) -> None:
        """Answer one connection."""
        self._say("220 here")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            command = line[:4].upper()
            if command == "DATA":
                self._say("354 go on")
                self._take()
                self._say("250 kept")
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _take(self) -> None:
        mailbox = cast("Mailbox", self.server)
        while (line := self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")) != ".":
            if line.lower().startswith("subject:"):
                with mailbox.came:
                    mailbox.subjects.append(line[8:].strip())
                    mailbox.came.notify_all()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mailbox on loopback."""
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
