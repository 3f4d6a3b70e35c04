"""nginx and Apache from Debian's packages: every redirect that we wrote for them answers 301 to its place."""

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tools.consumers.debian import debian_installed
from tools.consumers.results import ConsumerFailed, Result
from tools.consumers.shell import exported, run

_NGINX = """
pid {work}/nginx.pid; error_log {work}/nginx.log; daemon off; worker_processes 1;
events {{}}
http {{ access_log off; include {rules}/nginx.conf;
  server {{ listen 127.0.0.1:{port}; root {work}/www; if ($moved) {{ return 301 $moved; }} }} }}
"""
_APACHE = """
ServerRoot {work}
PidFile {work}/apache.pid
Listen 127.0.0.1:{port}
ServerName localhost
ErrorLog {work}/apache.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
User www-data
Group www-data
AllowEncodedSlashes On
DocumentRoot {work}/www
<Directory {work}/www>
  AllowOverride All
  Require all granted
</Directory>
"""


class Servers:
    """Starts each server with the rules of an export, and asks for every old path, with and without `?m=1`."""

    name = "servers"

    def install(self, cache: Path) -> str:
        """Install Debian's packages."""
        debian_installed(["nginx", "apache2"], ["nginx-light", "apache2"], cache)
        return run(["nginx", "-v"], cache).strip() + ", " + run(["apache2", "-v"], cache).splitlines()[0]

    def check(self, archive: Path, cache: Path, work: Path) -> Result:  # noqa: ARG002 - the shape of every consumer
        """Ask both."""
        rules = exported(archive, "hugo", work / "site") / "redirects"
        (work / "www").mkdir()
        shutil.copy(rules / "apache/.htaccess", work / "www")
        run(["chmod", "-R", "a+rX", work], work)
        pairs = [line.split(" ")[:2] for line in (rules / "netlify/_redirects").read_text("utf-8").splitlines()]
        result = Result()
        for name, settings in (("nginx", _NGINX), ("apache2", _APACHE)):
            with _started(name, settings, rules, work) as port:
                for source, target in pairs:
                    for query in ("", "?m=1"):
                        answer = _answer(port, source + query)
                        result.count(
                            "redirects", good=answer == (301, target), problem=f"{name} {source}{query} {answer}"
                        )
        return result


@contextmanager
def _started(name: str, settings: str, rules: Path, work: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    file = work / f"{name}.conf"
    file.write_text(settings.format(work=work, rules=rules, port=port))
    command = [name, "-c", file] if name == "nginx" else [name, "-X", "-f", file]
    with subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE, text=True) as server:  # noqa: S603 - ours
        try:
            _wait_for(server, port)
            yield port
        finally:
            server.terminate()


def _wait_for(server: subprocess.Popen[str], port: int) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise ConsumerFailed(server.stderr.read()[-800:] if server.stderr else "it did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ConsumerFailed("it does not answer")


def _answer(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    parts = urlsplit(answer.headers.get("Location", ""))
    connection.close()
    return answer.status, parts.path + (f"#{parts.fragment}" if parts.fragment else "")


CONSUMER = Servers()
