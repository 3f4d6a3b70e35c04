"""`migrate browse` as a user runs it: a process that serves until Ctrl-C."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fixtures.torture import write


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed") / "torture"
    write(folder, posts=5, huge=False)
    return folder


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """A shell that runs the tests in the background lets them, and what they start, ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def browsing(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "migrator.cli", "browse", str(folder), "--no-open", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def test_it_says_where_the_archive_is_and_ctrl_c_ends_it_in_good_order(heeding_ctrl_c: None, archive: Path):
    with browsing(archive, "--port", "0", "--json") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        said = running.stderr.readline()
        address = said.split(" is at ")[1].split()[0]
        page = urllib.request.urlopen(address, timeout=300).read().decode()  # noqa: S310 - what the program printed
        running.send_signal(signal.SIGINT)
        left, errors = running.communicate(timeout=300)

    assert 0 == running.returncode
    assert "" == errors
    assert "Torture" in page
    assert {"command": "browse", "exit_code": 0, "archive": str(archive), "url": address} == json.loads(left)


def test_a_port_that_is_taken_is_wrong_usage(archive: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with browsing(archive, "--port", str(port)) as named:
            assert 2 == named.wait(timeout=300)
            assert named.stderr is not None
            assert f"Port {port} can't be had" in named.stderr.read()


def test_a_folder_that_is_no_archive_is_wrong_usage(tmp_path: Path):
    with browsing(tmp_path) as running:
        assert 2 == running.wait(timeout=300)
