"""A MariaDB server of our own: its data beside the other things of the check, no port, a socket alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.consumers.results import ConsumerFailed
from tools.consumers.shell import run

# Nothing of it outlives the check, so nothing is waited for to be on the disk.
_FAST = ("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--skip-log-bin", "--sync-binlog=0")


@contextmanager
def mariadb(work: Path) -> Iterator[Path]:
    """Run a server; give its socket, at which `root` needs no password."""
    user = pwd.getpwuid(os.geteuid()).pw_name
    data = work / "database"
    run(["mariadb-install-db", "--no-defaults", f"--user={user}", f"--datadir={data}", "--skip-test-db",
         "--auth-root-authentication-method=normal"], work)  # fmt: skip
    # The path of a socket may have some hundred characters only: not every work folder is that near.
    place = Path(tempfile.mkdtemp(prefix="db-", dir="/tmp"))
    socket = place / "s"
    program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    command = [program, "--no-defaults", f"--user={user}", f"--datadir={data}", f"--socket={socket}",
               f"--pid-file={place / 'pid'}", "--skip-networking", "--max-allowed-packet=64M",
               "--character-set-server=utf8mb4", *_FAST]  # fmt: skip
    with (work / "database.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:  # noqa: S603 - ours
        try:
            _wait(socket, server, work / "database.log")
            yield socket
        finally:
            server.terminate()
            server.wait(60)
            shutil.rmtree(place, ignore_errors=True)


def _wait(socket: Path, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        if socket.exists():
            return
        time.sleep(0.1)
    raise ConsumerFailed(f"the database did not start: {log.read_text(errors='replace')[-800:]}")
