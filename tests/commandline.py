"""`migrate` in a process of its own, forked from one that has already imported it.

Importing takes longer than most commands do. What runs is the same: arguments, folder, environment, standard output and
error, exit code. What must be stopped, fed or limited from outside is started as an ordinary process by its own test.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
HANGS = 600
"""Seconds after which a command is taken to hang."""


def migrate(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, to its end."""
    command = [sys.executable, "-m", "migrator.cli", *map(str, arguments)]
    environment = dict(os.environ if env is None else env)
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        asked = {
            "argv": command[3:],
            "cwd": str(cwd or Path.cwd()),
            "env": environment,
            "out": str(out),
            "err": str(err),
        }
        code = _nursery().run(asked)
        return subprocess.CompletedProcess(command, code, out.read_text("utf-8"), err.read_text("utf-8"))


class Nursery:
    """The process that has imported everything, and forks itself for each command."""

    def __init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forked_command.py"))],
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        atexit.register(self.close)

    def run(self, asked: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], HANGS)[0]:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise TimeoutError(f"{asked['argv']} hangs")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@cache
def _nursery() -> Nursery:
    return Nursery()
