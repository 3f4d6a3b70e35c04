"""Runs `migrate` for commandline.py: a line of JSON in, a fork that becomes the command, its exit code out."""

import gc
import json
import os
import sys
import time
from typing import TypedDict

from migrator import cli
from migrator.cli.group import COMMANDS, migrate


class Asked(TypedDict):
    """What a command is given."""

    argv: list[str]
    cwd: str
    env: dict[str, str]
    out: str
    err: str


def become(asked: Asked) -> None:
    """Take over what the command is given, and run it: ends with its exit code."""
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    os.chdir(asked["cwd"])
    for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv[1:] = asked["argv"]
    cli.main()


def serve() -> None:
    """Import every command, then fork for each that is asked for."""
    for name in COMMANDS:
        migrate.get_command(None, name)
    gc.freeze()
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            become(json.loads(line))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
