"""What the tests of the job share: a configuration in a folder of its own, and who listens on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from migrator.job import JobConfig, read_config

BLOG = "https://carnet-de-veille.blogspot.com/"


def config_in(folder: Path, text: str) -> JobConfig:
    """Write a configuration and read it."""
    path = folder / "migrate.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


@contextmanager
def hooked(status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Give a URL on loopback and the list of what is posted to it."""
    posted: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
        server.shutdown()
