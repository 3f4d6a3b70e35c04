# Run by `.ci/run` (stage "copies elsewhere").
"""Copies an archive to a real S3-compatible server over a network that is cut in the middle.

    python -m tools.checks.copies

The server is OpenStack Swift with its S3 interface, from Debian's packages (`swift.py` here), the client s3fs, which
is what `pip install 'blog-migrator[s3]'` brings. Between the two stands a relay that cuts every connection after some
bytes, and lets none through until it is mended. At each cut the job must say that it failed, and the bucket may not be
said to hold what it does not: every name in its manifest is read back and compared. Mended, the next run must complete
the copy, which is then fetched and verified as an archive. Prints what was found; exits 1 if anything is not so.
"""

import hashlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import fsspec

from fixtures.blogger import StandIn
from tools.checks import swift
from tools.consumers.debian import debian_installed

BLOG = "seed"
BUCKET = "archives"
CUTS = (3_000, 60_000, 400_000)
"""Bytes after which the network is cut, for good until somebody mends it."""
_LOCK = Path(__file__).parents[2] / "requirements/s3.txt"
_CONFIG = """\
[[blog]]
url = "{url}"
[[blog.export]]
format = "markdown"
[[push]]
to = "s3://{bucket}/blogs"
[push.options]
key = "{key}"
secret = "{secret}"
endpoint_url = "{endpoint}"
config_kwargs = {{ retries = {{ total_max_attempts = 1 }} }}
"""


class Relay:
    """A TCP relay in front of a port; after `cut_after` more bytes towards the server nothing passes any more."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._lock = threading.Lock()
        self._left: float = float("inf")
        self._open: set[socket.socket] = set()
        self.passed = 0
        self.refused = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_after(self, size: float) -> None:
        """Cut when so many more bytes have passed."""
        self._left = size

    def mend(self) -> None:
        """Let everything pass again."""
        self._left = float("inf")

    @property
    def is_cut(self) -> bool:
        """Nothing passes."""
        return self._left <= 0

    def _serve(self) -> None:
        while True:
            client, _ = self._server.accept()
            if self.is_cut:
                self.refused += 1
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._to))
            self._open |= {client, server}
            for source, target, counted in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, target, counted), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(16_384):
                with self._lock:
                    allowed = piece[: int(min(self._left, len(piece)))] if counted else piece
                    if counted:
                        self._left -= len(allowed)
                        self.passed += len(allowed)
                target.sendall(allowed)
                if self.is_cut:
                    self._cut()
                    return
        for end in (source, target):
            self._close(end)

    def _cut(self) -> None:
        for end in list(self._open):
            self._close(end)

    def _close(self, end: socket.socket) -> None:
        self._open.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


class Bucket:
    """The bucket as anybody sees it who asks the server itself, not through the relay."""

    def __init__(self, port: int) -> None:
        self._files: Any = fsspec.filesystem(
            "s3",
            key=swift.KEY,
            secret=swift.SECRET,
            endpoint_url=f"http://127.0.0.1:{port}",
            skip_instance_cache=True,
            use_listings_cache=False,
        )

    def make(self) -> None:
        """Make the bucket."""
        self._files.mkdir(BUCKET)

    def names(self, root: str) -> dict[str, str]:
        """Return what is there: name → SHA-256, each read whole."""
        self._files.invalidate_cache()
        return {
            path.removeprefix(f"{root}/"): hashlib.sha256(self._files.cat_file(path)).hexdigest()
            for path in self._files.find(root)
        }

    def manifest(self, root: str) -> dict[str, list[Any]]:
        """Return what the copy says that it holds; nothing if it says nothing."""
        try:
            told: dict[str, list[Any]] = json.loads(self._files.cat_file(f"{root}/manifest.json"))
        except FileNotFoundError:
            return {}
        return told

    def fetch(self, root: str, folder: Path) -> None:
        """Fetch everything."""
        for path in self._files.find(root):
            target = folder / path.removeprefix(f"{root}/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self._files.cat_file(path))


def _installed() -> None:
    """Install what this needs and the project does not: Swift, and the extra for S3."""
    if not swift.is_installed():
        debian_installed(["swift-proxy-server"], swift.PACKAGES, Path(tempfile.gettempdir()))
    if importlib.util.find_spec("s3fs") is None:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            str(_LOCK),
        ]
        subprocess.run(pip, check=True)  # noqa: S603 - constants


def _job(folder: Path, standin: StandIn) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "migrator.cli", "archive", "--json"],
        cwd=folder,
        env={**standin.environment(), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 3, 9}:
        sys.exit(f"migrate archive ended with {done.returncode}:\n{done.stderr}")
    outcome: dict[str, Any] = json.loads(done.stdout)["blogs"][0]
    return done.returncode, outcome


def _false_claims(bucket: Bucket, root: str) -> list[str]:
    """Name what the manifest says and the bucket does not hold so."""
    held = bucket.names(root)
    return [name for name, (_, digest) in bucket.manifest(root).items() if held.get(name) != digest]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[StandIn, Bucket, Relay]]:
    with swift.running(folder / "swift", "root" if os.geteuid() == 0 else os.environ["USER"]) as port:
        bucket = Bucket(port)
        bucket.make()
        with StandIn(BLOG) as standin:
            yield standin, bucket, Relay(port)


def check(folder: Path) -> list[str]:
    """Go through all cuts; give what is wrong."""
    wrong: list[str] = []
    (folder / "job").mkdir()
    with _served(folder) as (standin, bucket, relay):
        blog = standin.blog(BLOG)
        root = f"{BUCKET}/blogs/{blog.host}"
        text = _CONFIG.format(
            url=blog.home, bucket=BUCKET, key=swift.KEY, secret=swift.SECRET, endpoint=f"http://127.0.0.1:{relay.port}"
        )
        (folder / "job" / "migrate.toml").write_text(text)
        for size in CUTS:
            relay.cut_after(size)
            code, outcome = _job(folder / "job", standin)
            said = [problem for problem in outcome["problems"] if problem.startswith("copy to")]
            held = bucket.names(root)
            print(f"cut after {size} bytes: exit code {code}, {outcome['pushed']} said to be copied, {len(held)} there")
            print(f"  {said[0][:200] if said else 'nothing was said'}")
            if code != 9 or not said or outcome["pushed"]:
                wrong.append(f"cut after {size} bytes: the job did not say that the copy failed")
            wrong += [f"cut after {size} bytes: {name} is said to be there" for name in _false_claims(bucket, root)]
            if "archive.db" in held and not bucket.manifest(root):
                wrong.append(f"cut after {size} bytes: the database came before the files that it tells of")
            relay.mend()
        wrong += _mended(folder, standin, bucket, root, relay)
    return wrong


def _mended(folder: Path, standin: StandIn, bucket: Bucket, root: str, relay: Relay) -> Iterator[str]:
    """Let the next run complete the copy while the network goes once for two seconds; fetch the copy and verify it."""
    relay.cut_after(30_000)
    healing = threading.Thread(target=_mend_soon, args=(relay,), daemon=True)
    healing.start()
    code, outcome = _job(folder / "job", standin)
    print(f"cut for two seconds, then mended: exit code {code}, {outcome['pushed']} files copied")
    yield from (f"mended: {problem}" for problem in outcome["problems"] if problem.startswith("copy to"))
    yield from (f"mended: {name} is said to be there" for name in _false_claims(bucket, root))
    code, outcome = _job(folder / "job", standin)
    print(f"run again: {outcome['pushed']} files copied")
    if outcome["pushed"] > 4:
        yield f"run again: {outcome['pushed']} files were sent that were there"
    bucket.fetch(root, folder / "fetched")
    verify = [sys.executable, "-m", "migrator.cli", "verify", "--offline", str(folder / "fetched")]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    print(f"the copy, fetched: {done.stderr.splitlines()[-1]}")
    if done.returncode not in {0, 3}:
        yield f"the copy is no sound archive: {done.stderr}"


def _mend_soon(relay: Relay) -> None:
    while not relay.is_cut:
        time.sleep(0.01)
    time.sleep(2)
    relay.mend()


def main() -> int:
    """Run the check; give the exit code."""
    _installed()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        wrong = check(Path(folder))
    for one in wrong:
        print(f"WRONG: {one}")
    print("FAILED" if wrong else "nothing was called arrived that was not, and the copy is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
