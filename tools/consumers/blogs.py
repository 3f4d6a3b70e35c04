"""The blogs that consumers are tried with, as archives: the torture blog, samples, real ones where there are some."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fixtures.blogger import StandIn
from fixtures.torture import write

REAL = Path(os.environ.get("REAL_DATA", "../shared/real")).resolve()
"""Stored real blogs, if there are some beside this project: read, never copied."""
_FRENCH = "http://www.lafuiteautourdumonde.com/"
_PORT = 8917
_CRAWLED = (0, 3)  # 3: the sample has pictures that its servers have lost


def _torture(folder: Path) -> None:
    write(folder)


def _sample(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with StandIn(name) as standin:
            _crawl(standin.blog(name).home, folder, standin.environment())

    return make


def _crawl(url: str, folder: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "migrator.cli", "crawl", url, "--output", str(folder)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - ours
    if done.returncode not in _CRAWLED:
        raise SystemExit(f"The crawl of {url} exited with {done.returncode}: {done.stderr[-800:]}")


def _real(folder: Path) -> None:
    """Crawl the stored French blog through the proxy that replays it."""
    with subprocess.Popen(  # noqa: S603 - the data folder's own proxy
        [sys.executable, str(REAL / "replay.py"), "--port", str(_PORT)], stdout=subprocess.PIPE, text=True
    ) as proxy:
        while proxy.stdout is not None and (line := proxy.stdout.readline()) and line.strip() != "ready":
            pass
        address = f"http://127.0.0.1:{_PORT}"
        names = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), address)
        try:
            _crawl(_FRENCH, folder, {**os.environ, **names, "NO_PROXY": "", "no_proxy": ""})
        finally:
            proxy.terminate()


BLOGS: dict[str, Callable[[Path], None]] = {
    "torture": _torture,
    **({"french": _real} if (REAL / "replay.py").exists() else {}),
    **{name: _sample(name) for name in ("seed", "files", "arabic", "japanese")},
}


@contextmanager
def made(names: Iterable[str]) -> Iterator[dict[str, Path]]:
    """Make the archives of blogs, by name; a name with a slash is the folder of an archive that is there already.

    `CONSUMER_ARCHIVES` in the environment names further folders, separated by colons.
    """
    further = [folder for folder in os.environ.get("CONSUMER_ARCHIVES", "").split(":") if folder]
    with tempfile.TemporaryDirectory(prefix="blogs-") as place:
        folders: dict[str, Path] = {}
        for name in [*names, *further]:
            if "/" in name:
                folders[Path(name).name[:10]] = Path(name)
            else:
                folders[name] = Path(place) / name
                BLOGS[name](folders[name])
        yield folders
