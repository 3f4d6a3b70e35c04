"""A Ghost of our own on loopback: its database a file, its content a folder, set up, logged in."""

import http.client
import http.cookiejar
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tools.consumers.ghost.mailbox import Mailbox, mailbox
from tools.consumers.results import ConsumerFailed
from tools.consumers.targets.wordpress import free_port

_OWNER = {"name": "Owner", "email": "owner@example.org", "password": "Xk7-lamp-Quai-93-mole", "blogTitle": "Check"}


class Ghost:
    """A running Ghost, seen through its Admin API."""

    def __init__(self, port: int, mail: Mailbox) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._mail = mail
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def set_up(self) -> None:
        """Make the owner and log in."""
        self.call("authentication/setup/", {"setup": [_OWNER]})
        self.call("session/", {"username": _OWNER["email"], "password": _OWNER["password"]})

    def import_zip(self, path: Path, seconds: float = 900) -> None:
        """Import a file and wait until Ghost says how that ended."""
        self._upload("db/", "importfile", path, "application/zip")
        subject = self._mail.wait(r"content import", seconds)
        if subject is None or "finished" not in subject:
            raise ConsumerFailed(f"the import ended with: {subject or 'nothing'}")

    def upload_redirects(self, path: Path) -> None:
        """Let old addresses lead on."""
        self._upload("redirects/upload/", "redirects", path, "application/json")

    def all(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield every post or page."""
        page: int | None = 1
        while page is not None:
            answer = self.call(f"{kind}/?limit=50&page={page}&formats=html&include=tags,authors&order=id")
            yield from answer[kind]
            page = answer["meta"]["pagination"]["next"]

    def call(self, path: str, body: object = None) -> Any:
        """Ask the Admin API; a body makes it a POST."""
        data = None if body is None else json.dumps(body).encode()
        return self._ask(path, data, {"Content-Type": "application/json"})

    def _upload(self, path: str, field: str, file: Path, kind: str) -> None:
        boundary = uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n'
        data = f"{head}Content-Type: {kind}\r\n\r\n".encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        self._ask(path, data, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _ask(self, path: str, data: bytes | None, headers: dict[str, str]) -> Any:
        headers |= {"Origin": self.url, "Accept-Version": "v6.0"}
        request = urllib.request.Request(f"{self.url}/ghost/api/admin/{path}", data=data, headers=headers)  # noqa: S310 - loopback
        try:
            with self._opener.open(request, timeout=300) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise ConsumerFailed(f"{path} answers {error.code}: {error.read()[:500].decode()}") from error
        except OSError as error:
            raise ConsumerFailed(f"{path}: {error}") from error
        return json.loads(text) if text.startswith((b"{", b"[")) else None


@contextmanager
def running(program: Path, work: Path) -> Iterator[Ghost]:
    """Run a new Ghost, empty but for what each new one has."""
    content = work / "content"
    for folder in ("data", "images", "media", "files", "logs", "public", "settings", "adapters"):
        (content / folder).mkdir(parents=True, exist_ok=True)
    shutil.copytree(program / "content/themes", content / "themes", symlinks=True)
    with mailbox() as mail:
        ghost = Ghost(free_port(), mail)
        environment = {**os.environ, **_settings(ghost, mail, work, content)}
        with (work / "ghost.log").open("wb") as log:
            process = subprocess.Popen(["node", "index.js"], cwd=program, env=environment, stdout=log, stderr=log)  # noqa: S607 - ours
            try:
                _wait(ghost.port, process, work / "ghost.log")
                ghost.set_up()
                yield ghost
            finally:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()


def _settings(ghost: Ghost, mail: Mailbox, work: Path, content: Path) -> dict[str, str]:
    return {
        "NODE_ENV": "production",
        "url": ghost.url,
        "server__host": "127.0.0.1",
        "server__port": str(ghost.port),
        "database__client": "sqlite3",
        "database__connection__filename": str(work / "ghost.db"),
        "database__useNullAsDefault": "true",
        "paths__contentPath": str(content),
        "mail__transport": "SMTP",
        "mail__from": "ghost@example.org",
        "mail__options__host": "127.0.0.1",
        "mail__options__port": str(mail.port),
        "mail__options__ignoreTLS": "true",
        "logging__level": "warn",
        "logging__transports": '["stdout"]',
        "security__staffDeviceVerification": "false",
        "privacy__useTinfoil": "true",
        "sendWelcomeEmail": "false",
    }


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/ghost/api/admin/site/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.5)
    raise ConsumerFailed(f"Ghost did not start: {log.read_text(errors='replace')[-800:]}")
