"""WordPress and MariaDB from Debian: imports the WXR file, then its database and its pages are compared."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from migrator import open_archive
from tools.consumers.database import mariadb
from tools.consumers.debian import debian_installed
from tools.consumers.results import ConsumerFailed, Result
from tools.consumers.shell import exported, run
from tools.consumers.wordpress.compare import Dump, compare

_CODE = Path(__file__).parent.parent / "wordpress"
_SYSTEM = Path("/usr/share/wordpress")
_PHP = ("php", "-d", "memory_limit=1G", "-d", "opcache.enable_cli=1", "-d", "error_reporting=E_ERROR")
_PACKAGES = ("wordpress", "wordpress-theme-twentytwentythree", "php-cli", "php-mysql", "php-xml", "php-curl", "php-gd",
             "php-mbstring", "php-zip", "mariadb-server")  # fmt: skip


class WordPress:
    """Imports with PHP of our own, written from the format: WordPress's importer is in no registry."""

    name = "wordpress"

    def install(self, cache: Path) -> str:
        """Install the packages, and make a copy of WordPress that has settings of its own."""
        debian_installed(("php", "mariadb-install-db", "/usr/share/wordpress/wp-load.php"), _PACKAGES, cache)
        core = cache / "wordpress"
        if not (core / ".ready").exists():
            shutil.rmtree(core, ignore_errors=True)
            shutil.copytree(_SYSTEM, core, symlinks=False, ignore_dangling_symlinks=True)
            (core / ".ready").touch()
        shutil.copy(_CODE / "wp-config.php", core / "wp-config.php")
        version = (core / "wp-includes/version.php").read_text().partition("$wp_version = '")[2].partition("'")[0]
        return f"WordPress {version}, {run([*_PHP, '-r', 'echo PHP_VERSION;'], cache)}"

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Import into an empty site and compare item by item."""
        with served_media(archive) as media, mariadb(work) as database:
            site = Site(cache / "wordpress", work, database, media, _timezone(archive))
            site.create()
            export = exported(archive, "wxr", work / "export", "--base-url", site.url,
                              "--media", f"http://127.0.0.1:{media}", "--split", "1MB")  # fmt: skip
            shutil.copytree(export / "mu-plugins", site.content / "mu-plugins")
            said = site.php("import.php", *sorted(export.glob("*.wxr.xml")))
            dump = Dump(site.php("dump.php"))
            with site.running():
                return compare(archive, dump, json.loads(said.splitlines()[-1])["problems"], site.port)


def _timezone(archive: Path) -> str:
    with open_archive(archive) as opened:
        return opened.view().blog().timezone or "UTC"


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served_media(archive: Path) -> Iterator[int]:
    """Serve the media folder of an archive on loopback; give the port."""
    (archive / "media").mkdir(exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(archive / "media"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


class Site:
    """One site: the common core, a content folder and a database of its own."""

    def __init__(self, core: Path, work: Path, database: Path, media: int, timezone: str) -> None:
        self._core = core
        self._database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.content = work / "content"
        self._environment = {
            **os.environ,
            "SITE_CORE": str(core),
            "SITE_CONTENT": str(self.content),
            "SITE_DATABASE": "site",
            "SITE_SOCKET": str(database),
            "SITE_URL": self.url,
            "SITE_TIMEZONE": timezone,
            "MEDIA_PORT": str(media),
            "PHP_CLI_SERVER_WORKERS": "2",
        }

    def create(self) -> None:
        """Make an empty site with permalinks like Blogger's."""
        (self.content / "uploads").mkdir(parents=True)
        (self.content / "plugins").mkdir()
        shutil.copytree(self._core / "wp-content/themes", self.content / "themes")
        statement = "CREATE DATABASE site CHARACTER SET utf8mb4"
        run(["mariadb", "--no-defaults", f"--socket={self._database}", "-uroot", "-e", statement], self.content)
        self.php("install.php")

    def php(self, script: str, *arguments: str | Path) -> str:
        """Run one of our scripts inside the site; give what it printed."""
        command = [*_PHP, str(_CODE / script), *map(str, arguments)]
        done = subprocess.run(  # noqa: S603 - ours
            command, env=self._environment, cwd=self.content, capture_output=True, timeout=1800, check=False
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace")
            raise ConsumerFailed(f"{script} exited with {done.returncode}: {said[-800:]}")
        return done.stdout.decode("utf-8", "replace")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve the site."""
        command = [*_PHP, "-S", f"127.0.0.1:{self.port}", "-t", str(self._core), str(_CODE / "router.php")]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(  # noqa: S603 - ours
            command, env=self._environment, stdout=quiet, stderr=quiet, start_new_session=True
        ) as server:
            try:
                _wait(self.port)
                yield
            finally:
                # The workers are children of the server that do not end with it.
                os.killpg(server.pid, 15)


def _wait(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ConsumerFailed("the site did not start")


CONSUMER = WordPress()
