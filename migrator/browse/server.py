"""The server: a socket on loopback, a thread for each connection, one thread that reads the archive."""

import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from migrator.browse.application import Application, known_hosts
from migrator.browse.library import ReadingThread
from migrator.model.errors import UsageError

HOST = "127.0.0.1"
PORT = 8787
_IDLE = 30
"""Seconds after which a connection that asks nothing is closed."""


class _Handler(WSGIRequestHandler):
    """Says nothing of each request, nor of itself."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Keep silent: the terminal is for what the user must know."""

    def version_string(self) -> str:
        """Return what `Server` says."""
        return "blog-migrator"


class Browsing:
    """A server that is ready; `run` serves until it is stopped."""

    def __init__(self, folder: Path, listening: socket.socket, crashed: Callable[[str], None], patience: float) -> None:
        self.listens_on = str(listening.getsockname()[0])
        port = int(listening.getsockname()[1])
        self.url = f"http://{HOST}:{port}/"
        self.reading = ReadingThread(folder, patience)
        application = Application(self.reading, known_hosts(port), crashed)
        self._server: BaseWSGIServer = make_server(
            HOST, port, application, threaded=True, request_handler=_Handler, fd=listening.fileno()
        )
        listening.close()  # the server has made a copy

    def run(self) -> None:
        """Serve until Ctrl-C, or until `stop` is called in another thread."""
        self._server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """Let `run` return."""
        self._server.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()
        self.reading.close()


def open_browsing(folder: Path, *, port: int | None, crashed: Callable[[str], None], patience: float = 2.0) -> Browsing:
    """Make a server for an archive, on `port` or, with None, on the usual port or any that is free.

    What another process writes meanwhile is seen after at most `patience` seconds; `crashed` is told of faults of ours.
    Raises UsageError where the port can't be had, and what opening an archive raises.
    """
    listening = _listening(PORT if port is None else port, or_any=port is None)
    try:
        return Browsing(folder, listening, crashed, patience)
    except BaseException:
        listening.close()
        raise


def _listening(port: int, *, or_any: bool) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((HOST, port))
        except OSError:
            if not or_any:
                raise
            made.bind((HOST, 0))
        made.listen(64)
    except OSError as error:
        made.close()
        reason = error.strerror or str(error)
        raise UsageError(f"Port {port} can't be had: {reason}.", hint="Name another with --port, or none.") from error
    return made
