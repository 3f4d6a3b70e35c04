# Run by tools/checks/copies.py, which starts it.
"""OpenStack Swift with its S3 interface, from Debian's packages: a real object storage, in a folder here.

Starts the four servers of one node on loopback, with one replica; keeps everything below the folder. Needs root once,
to install the packages; the machine's own Swift, if there is one, is not touched.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = ("swift-proxy", "swift-account", "swift-container", "swift-object")
KEY, SECRET = "test:tester", "testing"
_KINDS = ("account", "container", "object")
_START_SECONDS = 60
_SWIFT = "[swift-hash]\nswift_hash_path_suffix = suffix\nswift_hash_path_prefix = prefix\n"
_SWIFT += "[storage-policy:0]\nname = gold\ndefault = yes\n"
_COMMON = "[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nuser = {user}\nswift_dir = {folder}\n"
_COMMON += "devices = {folder}/devices\nmount_check = false\nlog_address = {folder}/no-log\n"
_STORAGE = "[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
# This Swift ends its answer to a HEAD for what is not there with a chunk, where HTTP wants no body at all; the proxies
# that hosters put before it take that away, and so does this.
_HEADS = """\
def factory(global_conf, **local_conf):
    def filtered(app):
        def answer(environ, start_response):
            def start(status, headers, exc_info=None):
                told = any(name.lower() == "content-length" for name, _ in headers)
                if environ["REQUEST_METHOD"] == "HEAD" and not told:
                    headers = [*headers, ("Content-Length", "0")]
                return start_response(status, headers, exc_info)
            return app(environ, start)
        return answer
    return filtered
"""
_PROXY = """\
[filter:heads]
paste.filter_factory = heads:factory
[pipeline:main]
pipeline = heads catch_errors cache listing_formats bulk s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


def is_installed() -> bool:
    """Whether Swift is on this machine."""
    return all(shutil.which(f"swift-{kind}-server") for kind in ("proxy", *_KINDS))


@contextmanager
def running(folder: Path, user: str) -> Iterator[int]:
    """Yield the port of the S3 interface while the servers run."""
    ports = {kind: _free_port() for kind in ("proxy", *_KINDS)}
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text(_SWIFT)
    (folder / "heads.py").write_text(_HEADS)
    for kind in _KINDS:
        _ring(folder, kind, ports[kind])
    servers = [_server(folder, kind, ports[kind], user) for kind in (*_KINDS, "proxy")]
    try:
        for port in ports.values():
            _wait_for(port)
        yield ports["proxy"]
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=30)


def _ring(folder: Path, kind: str, port: int) -> None:
    builder = ["swift-ring-builder", f"{folder}/{kind}.builder"]
    for words in (["create", "4", "1", "0"], ["add", f"r1z1-127.0.0.1:{port}/d1", "1"], ["rebalance"]):
        done = subprocess.run([*builder, *words], capture_output=True, text=True, check=False)  # noqa: S603 - constants
        if done.returncode:
            sys.exit(f"{' '.join(builder)}: {done.stdout} {done.stderr}")


def _server(folder: Path, kind: str, port: int, user: str) -> "subprocess.Popen[bytes]":
    text = _COMMON.format(port=port, user=user, folder=folder)
    text += _PROXY if kind == "proxy" else _STORAGE.format(kind=kind)
    (folder / f"{kind}.conf").write_text(text)
    with (folder / f"{kind}.log").open("wb") as log:
        command, environment = (
            [f"swift-{kind}-server", f"{folder}/{kind}.conf"],
            {**os.environ, "PYTHONPATH": str(folder)},
        )
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own files


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"nothing answers on port {port}: see the logs")
